"""The note for the ATS. What is not found is a statement about the resume, never about the person. Always English."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language import ENGLISH, moment, speaking
from app.lifecycle import Action
from app.matching.model import Finding
from app.review.choice import REASON_WORDS, Choice, Reason
from app.review.words import FINDINGS
from app.store.models import Judgement, Match, Rejection
from app.store.people import User

_WORDS = {Action.REINSTATE: "to be considered again", Action.UPHOLD: "the rejection is upheld"}


@dataclass(frozen=True, slots=True)
class Said:
    """What one person chose."""

    by: User
    choice: Choice


def decision_note(session: Session, rejection: Rejection, said: Sequence[Said], action: Action, at: datetime) -> str:
    """For a decision by one person, or by those who agreed on it or were heard before it."""
    names = " and ".join(one.by.name for one in said)
    with speaking(ENGLISH):
        head = f"Second look by {names} on {moment(at)}: {_WORDS[action]}."
        return "\n".join([head, *_grounds(session, rejection, said)])


def correction_note(
    session: Session, rejection: Rejection, said: Said, at: datetime, *, decided_by: str, decided_at: datetime
) -> str:
    """For a reversal."""
    with speaking(ENGLISH):
        head = (
            f"Correction by {said.by.name} on {moment(at)}: {_WORDS[said.choice.action]}. "
            f"This reverses the decision by {decided_by} on {moment(decided_at)}."
        )
        return "\n".join([head, *_grounds(session, rejection, [said])])


def _grounds(session: Session, rejection: Rejection, said: Sequence[Said]) -> Iterator[str]:
    findings = _findings(session, rejection)
    for requirement in dict.fromkeys(named for one in said for named in one.choice.named):
        finding = findings.get(requirement.id)
        words = f": {FINDINGS[Finding(finding)]}" if finding else ""
        yield f'- Requirement "{requirement.text}"{words}'
    for one in said:
        whose = f" ({one.by.name})" if len(said) > 1 else ""
        if one.choice.reason:
            yield f"Reason{whose}: {REASON_WORDS[Reason(one.choice.reason)]}."
        if one.choice.note:
            yield f"Note{whose}: {one.choice.note}"


def _findings(session: Session, rejection: Rejection) -> Mapping[str, str]:
    match_id = (
        select(Match.id).where(Match.rejection_id == rejection.id).order_by(Match.made_at.desc(), Match.id.desc())
    ).limit(1)
    return dict(
        session.execute(
            select(Judgement.requirement_id, Judgement.finding).where(Judgement.match_id == match_id.scalar_subquery())
        ).all()
    )
