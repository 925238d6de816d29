"""The blind second review: of a random share, and of everybody who is upheld because they are known to us.

The first judgement is kept as an opinion, and the candidate waits for somebody else like any other. Nobody sees what
the other one thought before both have said it.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import BadInputError, ConflictError, ForbiddenError
from app.language import translated as _
from app.lifecycle import Action
from app.review.choice import Choice, Reason
from app.review.opinions import Kind, Two, give, pair_of
from app.stats.sampling import is_control
from app.store.models import Opinion, Policy, Rejection
from app.store.people import REVIEWERS, Role, User
from app.store.session import seal_of


def two_people_for(session: Session, rejection: Rejection, user: User, choice: Choice) -> str:
    """Why a second person has to look before this counts; empty where nobody has to.

    Raises:
        BadInputError: the reason needs a second person, and there is none.

    """
    others = select(User.id).where(User.active, User.role.in_(REVIEWERS), User.id != user.id).limit(1)
    alone = session.scalars(others).first() is None
    if choice.action is Action.UPHOLD and choice.reason == Reason.KNOWN_TO_US:
        if alone:
            raise BadInputError(
                _(
                    "“known to us” needs a second person who looks, and nobody else reviews here: ask an administrator "
                    "to add somebody, or name what the decision rests on"
                )
            )
        return Two.KNOWN_TO_US
    share = session.get_one(Policy, rejection.policy_id).second_review_share
    drawn = is_control(seal_of(session).derive("second review"), rejection.id, share)
    return Two.DRAWN if drawn and not alone else ""


def give_one_of_two(
    session: Session, rejection: Rejection, user: User, choice: Choice, *, now: datetime, why: str
) -> Opinion:
    """Keep a judgement that does not count by itself, and let somebody else have the candidate.

    ``why`` is the first one's ``Two``, or SETTLE after a second one that differs.
    """
    kind = Kind.SECOND if why == Two.SETTLE else Kind.FIRST
    opinion = give(session, rejection, user, kind, choice, now=now)
    rejection.second_review = why
    rejection.lease_by = rejection.lease_until = None
    session.flush()
    return opinion


def take_back(session: Session, rejection: Rejection, user: User, *, now: datetime) -> Opinion | None:
    """Withdraw the last judgement of two, while the candidate still waits; None where there is none.

    Raises:
        ForbiddenError: it is somebody else's.
        ConflictError: too late.

    """
    opinion = next(reversed(pair_of(session, rejection.id)), None)
    if opinion is None:
        return None
    if user.id != opinion.user_id and user.role != Role.ADMIN:
        raise ForbiddenError(_("only the person who said it, or an admin, can undo this"))
    policy = session.get_one(Policy, rejection.policy_id)
    if now >= opinion.at + timedelta(seconds=policy.undo_seconds):
        raise ConflictError(_("it is too late to undo: a colleague looks now; what you said is kept until then"))
    withdraw(session, rejection, opinion, now=now)
    if rejection.lease_until is None or rejection.lease_until <= now:
        rejection.lease_by = opinion.user_id
        rejection.lease_until = now + timedelta(seconds=policy.lease_seconds)
    return opinion


def withdraw(session: Session, rejection: Rejection, opinion: Opinion, *, now: datetime) -> None:
    """End an opinion; the candidate waits for as many people as before it."""
    opinion.withdrawn_at = now
    session.flush()
    first = next(iter(pair_of(session, rejection.id)), None)
    known = first is not None and first.reason == Reason.KNOWN_TO_US and first.action == Action.UPHOLD
    rejection.second_review = "" if first is None else Two.KNOWN_TO_US if known else Two.DRAWN
