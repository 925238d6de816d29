"""A person's decision, and taking it back within the undo window. Telling the ATS is writeback's work."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import new_id
from app.errors import BadInputError, ConflictError, ForbiddenError
from app.lifecycle import Action, Who
from app.matching.model import Finding
from app.review.lease import locked, require_lease
from app.review.words import FINDINGS, checked, moment
from app.store.models import Decision, Judgement, Match, Policy, Rejection, Requirement
from app.store.people import User
from app.store.transition import Actor, apply

REQUIREMENTS_AT_MOST = 100
ADMIN = "admin"


class Reason(StrEnum):
    """Reasons that are not a requirement; each needs a note that says more."""

    KNOWN_TO_US = "known_to_us"
    OTHER = "other"


REASON_WORDS = {Reason.KNOWN_TO_US: "known to us from before", Reason.OTHER: "another reason"}
_DECISION_WORDS = {Action.REINSTATE: "to be considered again", Action.UPHOLD: "the rejection is upheld"}


def decide(
    session: Session,
    rejection_id: str,
    user: User,
    *,
    action: Action,
    requirement_ids: Sequence[str] = (),
    reason: str = "",
    note: str = "",
    now: datetime,
) -> Decision:
    """Record what the person who has the candidate open decided. It reaches the ATS when the undo window is over.

    Args:
        session: the write session.
        rejection_id: the candidate's rejection.
        user: who decides; must hold the lease.
        action: REINSTATE or UPHOLD.
        requirement_ids: requirements of the posting that the decision rests on.
        reason: empty, or a ``Reason``.
        note: free text, at most 2,000 characters; goes to the ATS with the decision.
        now: the time at the door.

    Raises:
        BadInputError: no such action, requirement or reason; upholding without saying why.
        NotFoundError: no such rejection.
        ConflictError: somebody else has it open, the lease ended, or it was decided meanwhile.

    """
    if action not in _DECISION_WORDS:
        raise BadInputError(f"a person decides {Action.REINSTATE} or {Action.UPHOLD}, not {action}")
    if reason and reason not in tuple(Reason):
        raise BadInputError(f"the reason must be one of {', '.join(Reason)}, or empty")
    note = checked(note, "note")
    if action is Action.UPHOLD and not requirement_ids and not (reason and note):
        raise BadInputError(
            "upholding needs a reason: name at least one requirement, or choose a reason and write a note"
        )
    rejection = locked(session, rejection_id)
    require_lease(session, rejection, user, now)
    named = requirements_named(session, rejection, requirement_ids)
    policy = session.get_one(Policy, rejection.policy_id)
    decision = Decision(
        id=new_id(),
        rejection_id=rejection.id,
        action=action,
        requirement_ids=[requirement.id for requirement in named],
        reason=reason,
        note=note,
        decided_by=user.id,
        decided_at=now,
        final_at=now + timedelta(seconds=policy.undo_seconds),
        seconds=(now - rejection.opened_at).total_seconds() if rejection.opened_at else None,
    )
    session.add(decision)
    session.flush()  # the outbox rows point at it
    text = _for_the_ats(session, rejection, decision, named, user)
    apply(
        session, rejection, action, by=_actor(user), now=now, why=_why(named, reason, note), note=text,
        decision=decision,
    )  # fmt: skip
    return decision


def undo(session: Session, rejection_id: str, user: User, *, now: datetime) -> Decision:
    """Take the last decision back before it leaves, and have the candidate open again.

    Raises:
        NotFoundError: no such rejection.
        ForbiddenError: somebody else decided.
        ConflictError: nothing to undo, or too late.

    """
    rejection = locked(session, rejection_id)
    decision = session.scalars(
        select(Decision)
        .where(Decision.rejection_id == rejection_id, Decision.undone_at.is_(None))
        .order_by(Decision.decided_at.desc(), Decision.id.desc())
        .limit(1)
    ).first()
    if decision is None:
        raise ConflictError("there is no decision to undo; look at the candidate again")
    if user.id != decision.decided_by and user.role != ADMIN:
        raise ForbiddenError("only the person who decided, or an admin, can undo this")
    if now >= decision.final_at:
        raise ConflictError(
            f"it is too late to undo: the decision became final at {decision.final_at:%H:%M:%S} UTC; "
            "change it in the applicant tracking system"
        )
    policy = session.get_one(Policy, rejection.policy_id)
    apply(session, rejection, Action.UNDO, by=_actor(user), now=now, why="taken back in time")
    decision.undone_at = now
    rejection.lease_by = decision.decided_by
    rejection.lease_until = now + timedelta(seconds=policy.lease_seconds)
    return decision


def _actor(user: User) -> Actor:
    return Actor(Who.PERSON, user.email)


def requirements_named(session: Session, rejection: Rejection, ids: Sequence[str]) -> list[Requirement]:
    """The requirements that somebody named as what their judgement rests on.

    Raises:
        BadInputError: too many, or one that is not of this posting.

    """
    wanted = set(ids)
    if not wanted:
        return []
    if len(wanted) > REQUIREMENTS_AT_MOST or any("\x00" in one or len(one) > 36 for one in wanted):  # noqa: PLR2004 - an id's length
        raise BadInputError("these are not requirement ids of this posting; take them from the review page")
    found = list(
        session.scalars(
            select(Requirement)
            .where(Requirement.posting_id == rejection.posting_id, Requirement.id.in_(wanted))
            .order_by(Requirement.version, Requirement.position)
        )
    )
    if len(found) != len(wanted):
        raise BadInputError("a requirement that was named is not one of this posting; reload the page and choose again")
    return found


def _why(named: Sequence[Requirement], reason: str, note: str) -> str:
    parts = [f"requirements: {', '.join(requirement.id for requirement in named)}"] if named else []
    if reason:
        parts.append(f"reason: {reason}")
    if note:  # The note itself can be personal and must be erasable one day; its hash proves that it is the one.
        parts.append(f"note sha256 {hashlib.sha256(note.encode()).hexdigest()}")
    return "; ".join(parts) or "after a look, without naming a reason"


def _for_the_ats(
    session: Session, rejection: Rejection, decision: Decision, named: Sequence[Requirement], user: User
) -> str:
    """The note for the ATS. What is not found is a statement about the resume, never about the person."""
    match_id = (
        select(Match.id).where(Match.rejection_id == rejection.id).order_by(Match.made_at.desc(), Match.id.desc())
    ).limit(1)
    findings = dict(
        session.execute(
            select(Judgement.requirement_id, Judgement.finding).where(Judgement.match_id == match_id.scalar_subquery())
        ).all()
    )
    lines = [
        f"Second look by {user.name} on {moment(decision.decided_at)}: {_DECISION_WORDS[Action(decision.action)]}."
    ]
    for requirement in named:
        finding = findings.get(requirement.id)
        said = f": {FINDINGS[Finding(finding)]}" if finding else ""
        lines.append(f'- Requirement "{requirement.text}"{said}')
    if decision.reason:
        lines.append(f"Reason: {REASON_WORDS[Reason(decision.reason)]}.")
    if decision.note:
        lines.append(f"Note: {decision.note}")
    return "\n".join(lines)
