"""Reversing a decision that is final: what can still be done is done in the ATS, and what cannot is said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.ats.registry import ADAPTERS
from app.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError
from app.language import translated as _
from app.lifecycle import DECIDED, REVERSALS, Action, Effect, HoldMode, State
from app.review.choice import Reason, choose
from app.review.decide import actor, add_decision
from app.review.lease import locked
from app.review.note import Said, correction_note
from app.review.stages import stage_words
from app.review.words import state_words
from app.store.models import Decision, OutboxItem, Rejection, Requirement
from app.store.people import Role, User
from app.store.transition import DELIVERED, apply

OTHER_WAY = {Action.UPHOLD: Action.REINSTATE, Action.REINSTATE: Action.UPHOLD}


def reverse(
    session: Session,
    decision_id: str,
    user: User,
    *,
    why: str,
    requirement_ids: Sequence[str] = (),
    stage: str = "",
    now: datetime,
) -> Decision:
    """Decide the other way, with a correction for the ATS. Like any decision it can be undone for a while.

    Args:
        session: the write session.
        decision_id: the decision that is reversed; the newest one of its candidate, and final.
        user: who reverses it; after two people have decided together, an admin.
        why: required; goes to the ATS with the correction.
        requirement_ids: requirements of the posting that the reversal rests on.
        stage: where a reinstated candidate goes, as the ATS calls it.
        now: the time at the door.

    Raises:
        BadInputError: no reason, or one that cannot be kept; no such requirement or stage.
        NotFoundError: no such decision.
        ForbiddenError: two people have decided together, and this is no admin.
        ConflictError: it can still be undone, it was reversed or overtaken.

    """
    decision = session.get(Decision, decision_id)
    if decision is None:
        raise NotFoundError(_("this decision is not there any more"))
    rejection = locked(session, decision.rejection_id)
    _check(session, rejection, decision, user, now)
    if not why.strip():
        raise BadInputError(_("a reversal needs a reason: somebody may have been told the other thing already"))
    action = OTHER_WAY[Action(decision.action)]
    reason = Reason.OTHER if action is Action.UPHOLD else ""
    choice = choose(
        session, rejection, action=action, requirement_ids=requirement_ids, reason=reason, note=why, stage=stage
    )
    decider = session.get_one(User, decision.decided_by)
    made = add_decision(session, rejection, user, choice, now=now, corrects_id=decision.id)
    text = correction_note(
        session, rejection, Said(user, choice), now, decided_by=decider.name, decided_at=decision.decided_at
    )
    apply(
        session, rejection, REVERSALS[action], by=actor(user), now=now, note=text, decision=made,
        why=f"reverses what {decider.email} decided on {decision.decided_at.isoformat()}; {choice.why()}",
    )  # fmt: skip
    return made


def _check(session: Session, rejection: Rejection, decision: Decision, user: User, now: datetime) -> None:
    newest = session.scalars(
        select(Decision)
        .where(Decision.rejection_id == rejection.id, Decision.undone_at.is_(None))
        .order_by(Decision.decided_at.desc(), Decision.id.desc())
        .limit(1)
    ).first()
    if rejection.state not in DECIDED or newest is None:
        raise ConflictError(
            _("there is nothing to reverse any more: the rejection is {state}").format(
                state=state_words(rejection.state)
            )
        )
    if newest.id != decision.id:
        raise ConflictError(_("this decision does not stand any more; look at what was decided after it"))
    if now < decision.final_at:
        raise ConflictError(_("this decision has not left yet: undo it instead, and nothing is sent"))
    if rejection.second_review and user.role != Role.ADMIN:
        raise ForbiddenError(_("two people have decided this together; an admin can reverse it"))


@dataclass(frozen=True, slots=True)
class Reversal:
    """What the form of a reversal shows: what follows, what can be named, and where a reinstated candidate may go."""

    sentences: tuple[str, ...]
    requirements: tuple[tuple[str, str], ...]
    """Id and text."""
    stage_words: str
    target_stage: str


def situation_of_reversal(session: Session, rejection_id: str) -> Reversal:
    """Everything for the form; whether this person may reverse is said by the decision itself."""
    everything = joinedload(Rejection.posting), joinedload(Rejection.policy), joinedload(Rejection.connection)
    rejection = session.scalars(select(Rejection).where(Rejection.id == rejection_id).options(*everything)).one()
    posting = rejection.posting
    asked = session.execute(
        select(Requirement.id, Requirement.text)
        .where(Requirement.posting_id == posting.id, Requirement.version == posting.requirements_version)
        .order_by(Requirement.position)
    ).all()
    reinstating = rejection.state is State.UPHELD
    return Reversal(
        sentences=_what_follows(session, rejection),
        requirements=() if reinstating else tuple((row.id, row.text) for row in asked),
        stage_words=stage_words(rejection.connection) if reinstating else "",
        target_stage=posting.target_stage,
    )


def _what_follows(session: Session, rejection: Rejection) -> tuple[str, ...]:
    """What is done in the ATS, and what cannot be done any more."""
    effects = session.scalars(
        select(OutboxItem.effect).where(OutboxItem.rejection_id == rejection.id, OutboxItem.status == DELIVERED)
    )
    mode, told = rejection.policy.hold_mode, set(effects)
    by_file = not ADAPTERS[rejection.connection.vendor].CAN.modes
    heard = _heard(mode, told=bool(told & {Effect.RELEASE, Effect.REJECT}))
    if by_file:
        return (_("It is written to the outcome file, for somebody to do it in the ATS."), heard)
    if rejection.state is State.UPHELD:
        return (_("The ATS is told to take the rejection back."), heard)
    if Effect.REINSTATE not in told:
        return (_("The ATS has not heard of the reinstatement yet; it is told to let the rejection take effect."),)
    return (
        _("The ATS has this candidate in the running again. It is told to reject, and sends its mail as set up there."),
        _("Somebody may have spoken with the candidate since: if so, write to them before that mail does."),
    )


def _heard(mode: HoldMode, *, told: bool) -> str:
    if mode is HoldMode.REVERSE or told:
        return _("A rejection mail that has left cannot be called back: write to the candidate yourself.")
    return _("The ATS was not told to reject yet, so no rejection mail has left because of us.")
