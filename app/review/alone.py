"""Two-step mode: a reviewer judges on the bare resume first, and sees rule and comparison after that."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.errors import BadInputError, ConflictError
from app.language import translated as _
from app.lifecycle import Action
from app.review.choice import Choice, choose
from app.review.lease import locked, require_lease
from app.review.opinions import Kind, give, own_judgement
from app.store.models import Opinion, Posting, Rejection
from app.store.people import REVIEWERS, User
from app.store.queries import is_in_queue


def judge_alone(
    session: Session,
    rejection_id: str,
    user: User,
    *,
    action: Action,
    requirement_ids: Sequence[str] = (),
    now: datetime,
) -> Opinion:
    """Keep a person's own judgement. It decides nothing; rule and comparison are shown from now on.

    Raises:
        BadInputError: no such action or requirement.
        NotFoundError: no such rejection.
        ConflictError: this posting is not reviewed in two steps, the judgement was given before, or no live lease.

    """
    rejection = locked(session, rejection_id)
    # Named requirements are enough of a reason; without any, an own judgement needs none: the decision does.
    choice = choose(session, rejection, action=Action.REINSTATE, requirement_ids=requirement_ids)
    if action not in (Action.REINSTATE, Action.UPHOLD):
        raise BadInputError(f"your own judgement is {Action.REINSTATE} or {Action.UPHOLD}, not {action}")
    require_lease(session, rejection, user, now)
    if not must_judge_alone(session, rejection, user):
        raise ConflictError(_("your own judgement is not asked for here, or you gave it before; decide now"))
    return give(session, rejection, user, Kind.ALONE, replace(choice, action=action), now=now)


def must_judge_alone(session: Session, rejection: Rejection, user: User) -> bool:
    """Whether this person has to give an own judgement before anything of rule or comparison may be shown to them."""
    if user.role not in REVIEWERS or not is_in_queue(rejection):
        return False
    two_step = session.get_one(Posting, rejection.posting_id).two_step
    return two_step and own_judgement(session, rejection.id, user) is None


def check_change(session: Session, rejection: Rejection, user: User, choice: Choice) -> Choice:
    """In two-step mode, hold a choice against the person's own judgement; elsewhere there is nothing to have changed.

    Raises:
        BadInputError: it differs, and nothing says why.
        ConflictError: there is no own judgement yet.

    """
    if must_judge_alone(session, rejection, user):
        raise ConflictError(_("this posting is reviewed in two steps: give your own judgement on the resume first"))
    alone = own_judgement(session, rejection.id, user)
    if alone is None or alone.action == choice.action:
        return replace(choice, changed_because="")
    if not choice.changed_because:
        raise BadInputError(
            _("your own judgement was another one: say in a sentence what changed your mind, or decide as before")
        )
    return choice
