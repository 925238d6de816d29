"""What a screening found, as rows: the resume as read, the match, its judgements with their evidence."""

import json
from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from app.clock import new_id
from app.matching.model import Finding, Importance, Judgement, Kind, Match, Requirement
from app.store import models
from parsers import wire
from parsers.model import Resume, Unreadable


def store_resume(
    session: Session, rejection: models.Rejection, read: Resume | Unreadable, *, sha256: str, size: int, now: datetime
) -> models.Resume:
    """Keep what the reader made of the file, or why it could not."""
    row = models.Resume(
        id=new_id(), rejection_id=rejection.id, sha256=sha256, size=size, reader=read.reader, received_at=now
    )
    if isinstance(read, Unreadable):
        row.media_type, row.unreadable, row.content = read.media_type, read.why, None
    else:
        row.media_type, row.unreadable, row.content = read.document.media_type, "", json.loads(wire.encode(read))
    session.add(row)
    session.flush()
    return row


def store_match(
    session: Session, resume: models.Resume, match: Match, *, requirements_version: int, now: datetime
) -> models.Match:
    """Keep a match with all its judgements."""
    row = models.Match(
        id=new_id(),
        rejection_id=resume.rejection_id,
        resume_id=resume.id,
        requirements_version=requirements_version,
        verdict=match.verdict,
        why=match.why,
        policy_version=match.policy_version,
        matcher_version=match.matcher_version,
        made_at=now,
        diagnoses=[asdict(diagnosis) for diagnosis in match.diagnoses],
        judgements=[_judgement(position, judgement) for position, judgement in enumerate(match.judgements)],
    )
    session.add(row)
    return row


def _judgement(position: int, judgement: Judgement) -> models.Judgement:
    return models.Judgement(
        requirement_id=judgement.requirement_id,
        position=position,
        finding=judgement.finding,
        evidence=[asdict(evidence) for evidence in judgement.evidence],
        note=judgement.note,
    )


def strength(match: Match, requirements: tuple[Requirement, ...]) -> float:
    """How much of what is asked was found, 0 to 1, must-haves counting double: an order for the queue, never shown."""
    weights = {
        requirement.id: 2.0 if requirement.importance is Importance.MUST else 1.0
        for requirement in requirements
        if requirement.kind is not Kind.OTHER
    }
    worth = {Finding.MET: 1.0, Finding.PARTLY: 0.5}
    found = sum(weights.get(j.requirement_id, 0.0) * worth.get(j.finding, 0.0) for j in match.judgements)
    return found / sum(weights.values()) if weights else 0.0
