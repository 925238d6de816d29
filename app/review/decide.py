"""A person's decision, and taking it back within the undo window. Telling the ATS is writeback's work."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import new_id
from app.errors import ConflictError, ForbiddenError
from app.language import translated as _
from app.lifecycle import Action, Who
from app.review.alone import check_change
from app.review.choice import Choice, choose
from app.review.lease import locked, require_lease
from app.review.note import Said, decision_note
from app.review.opinions import Kind, Two, choice_of, give, pair_of
from app.review.second import give_one_of_two, take_back, two_people_for, withdraw
from app.review.stages import remember_stage
from app.store.models import Decision, Opinion, Policy, Rejection
from app.store.people import Role, User
from app.store.queries import is_in_queue
from app.store.transition import Actor, apply


def decide(  # noqa: PLR0913 - everything that a person can say with a decision
    session: Session,
    rejection_id: str,
    user: User,
    *,
    action: Action,
    requirement_ids: Sequence[str] = (),
    reason: str = "",
    note: str = "",
    stage: str = "",
    changed_because: str = "",
    now: datetime,
) -> Decision | Opinion:
    """Record what the person who has the candidate open decided. It reaches the ATS when the undo window is over.

    Where two people have to look it is an opinion until the second one agrees, or somebody settles it.

    Args:
        session: the write session.
        rejection_id: the candidate's rejection.
        user: who decides; must hold the lease.
        action: REINSTATE or UPHOLD.
        requirement_ids: requirements of the posting that the decision rests on.
        reason: empty, or a ``Reason``.
        note: free text, at most 2,000 characters; goes to the ATS with the decision.
        stage: where a reinstated candidate goes, as the ATS calls it; empty for its own choice.
        changed_because: in two-step mode, why it differs from the person's own judgement.
        now: the time at the door.

    Raises:
        BadInputError: what was chosen cannot be used, see ``choose``; a change of mind without a reason.
        NotFoundError: no such rejection.
        ConflictError: somebody else has it open, the lease ended, it was decided meanwhile, or this person has said
            before what they think of it.

    """
    rejection = locked(session, rejection_id)
    choice = choose(
        session, rejection, action=action, requirement_ids=requirement_ids, reason=reason, note=note, stage=stage,
        changed_because=changed_because,
    )  # fmt: skip
    require_lease(session, rejection, user, now)
    choice = check_change(session, rejection, user, choice)
    heard = pair_of(session, rejection.id)
    if rejection.second_review == Two.SETTLE:
        return _settle(session, rejection, user, choice, heard, now)
    if heard:
        return _second(session, rejection, user, choice, heard, now)
    why = two_people_for(session, rejection, user, choice)
    if why:
        return give_one_of_two(session, rejection, user, choice, now=now, why=why)
    return _apply(session, rejection, [Said(user, choice)], now)


def undo(session: Session, rejection_id: str, user: User, *, now: datetime) -> Decision | Opinion:
    """Take the last decision back before it leaves, or one's opinion, and have the candidate open again.

    Raises:
        NotFoundError: no such rejection.
        ForbiddenError: somebody else decided.
        ConflictError: nothing to undo, or too late.

    """
    rejection = locked(session, rejection_id)
    if is_in_queue(rejection):
        opinion = take_back(session, rejection, user, now=now)
        if opinion is not None:
            return opinion
    decision = session.scalars(
        select(Decision)
        .where(Decision.rejection_id == rejection_id, Decision.undone_at.is_(None))
        .order_by(Decision.decided_at.desc(), Decision.id.desc())
        .limit(1)
    ).first()
    if decision is None:
        raise ConflictError(_("there is no decision to undo; look at the candidate again"))
    if user.id != decision.decided_by and user.role != Role.ADMIN:
        raise ForbiddenError(_("only the person who decided, or an admin, can undo this"))
    if now >= decision.final_at:
        raise ConflictError(
            _(
                "it is too late to undo: the decision became final at {at} UTC; reverse it instead, with a reason"
            ).format(at=f"{decision.final_at:%H:%M:%S}")
        )
    action = Action.UNDO_REVERSAL if decision.corrects_id else Action.UNDO
    apply(session, rejection, action, by=actor(user), now=now, why="taken back in time")
    decision.undone_at = now
    if action is Action.UNDO:
        _open_again(session, rejection, decision, now)
    return decision


def actor(user: User) -> Actor:
    """A person as the history names them."""
    return Actor(Who.PERSON, user.email)


def _second(
    session: Session, rejection: Rejection, user: User, choice: Choice, heard: Sequence[Opinion], now: datetime
) -> Decision | Opinion:
    first = heard[0]
    if first.user_id == user.id:
        raise ConflictError(_("you have said what you think of this candidate; somebody else looks now"))
    if first.action != choice.action:
        return give_one_of_two(session, rejection, user, choice, now=now, why=Two.SETTLE)
    give(session, rejection, user, Kind.SECOND, choice, now=now)
    return _apply(session, rejection, [Said(first.user, choice_of(session, first)), Said(user, choice)], now)


def _settle(
    session: Session, rejection: Rejection, user: User, choice: Choice, heard: Sequence[Opinion], now: datetime
) -> Decision:
    if user.role != Role.ADMIN and user.id in {opinion.user_id for opinion in heard}:
        raise ConflictError(
            _("two people differ about this candidate, and you are one of them; a third one settles it")
        )
    said = [Said(opinion.user, choice_of(session, opinion)) for opinion in heard if opinion.action == choice.action]
    agreeing = [one for one in said if one.by.id != user.id]
    return _apply(session, rejection, [*agreeing, Said(user, choice)], now, settled=True)


def _apply(
    session: Session, rejection: Rejection, said: Sequence[Said], now: datetime, *, settled: bool = False
) -> Decision:
    """Decide; the last one of those who agree is who decides."""
    user, choice = said[-1].by, said[-1].choice
    decision = add_decision(session, rejection, user, choice, now=now)
    with_whom = ", ".join(one.by.email for one in said[:-1])
    why = choice.why()
    if settled:
        why = f"settled, two people differed; {f'agreeing with {with_whom}; ' if with_whom else ''}{why}"
    elif with_whom:
        why = f"two people looked, {with_whom} first; {why}"
    text = decision_note(session, rejection, said, choice.action, now)
    apply(session, rejection, choice.action, by=actor(user), now=now, why=why, note=text, decision=decision)
    return decision


def add_decision(
    session: Session, rejection: Rejection, user: User, choice: Choice, *, now: datetime, corrects_id: str | None = None
) -> Decision:
    """Write a decision's row; whoever calls applies it in the same transaction."""
    policy = session.get_one(Policy, rejection.policy_id)
    opened_at = None if corrects_id else rejection.opened_at
    decision = Decision(
        id=new_id(),
        rejection_id=rejection.id,
        action=choice.action,
        requirement_ids=choice.requirement_ids,
        reason=choice.reason,
        note=choice.note,
        stage=choice.stage,
        changed_because=choice.changed_because,
        corrects_id=corrects_id,
        decided_by=user.id,
        decided_at=now,
        final_at=now + timedelta(seconds=policy.undo_seconds),
        seconds=(now - opened_at).total_seconds() if opened_at else None,
    )
    session.add(decision)
    session.flush()  # the outbox rows point at it
    remember_stage(session, rejection, choice.stage)
    return decision


def _open_again(session: Session, rejection: Rejection, decision: Decision, now: datetime) -> None:
    """Give the lease back; and where the decision rested on two people, only the first one has been heard again."""
    agreed = next((one for one in pair_of(session, rejection.id) if one.at == decision.decided_at), None)
    if agreed is not None:
        withdraw(session, rejection, agreed, now=now)
    policy = session.get_one(Policy, rejection.policy_id)
    rejection.lease_by = decision.decided_by
    rejection.lease_until = now + timedelta(seconds=policy.lease_seconds)
