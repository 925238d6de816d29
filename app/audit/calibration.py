"""What people decided, beside how much the comparison had found: all decisions that stood at the end of a night."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from app.audit.answer import Night
from app.audit.cohort import lasting
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.lifecycle import Action
from app.matching.counts import ASKED_BY_A_FORM
from app.matching.model import Finding, Importance, Kind, Verdict
from app.stats.calibration import Rate, hit_rates
from app.store.models import Decision, Judgement, Match, Requirement
from app.store.night import AuditAnswer, AuditRun

CHECK = "calibration"
"""The check of the night whose first table has these counts."""

BANDS = (N_("all must-haves"), N_("one must-have missing"), N_("more missing"))
_SHORT = (
    Requirement.importance == Importance.MUST,
    Requirement.kind != Kind.OTHER,
    Judgement.finding != Finding.MET,
    or_(Requirement.kind.not_in(ASKED_BY_A_FORM), Judgement.finding == Finding.CONTRADICTED),
)
"""A must-have that a resume could show, and this one does not."""


@dataclass(frozen=True, slots=True)
class Band:
    """How much the comparison had found for one candidate, and what people decided in that band up to a night.

    ``interval`` is 95 %, from 0 to 1, and None while there are too few decisions; ``day`` is None before any night.
    """

    band: str
    decided: int
    reinstated: int
    interval: tuple[float, float] | None
    day: date | None


def band_of(session: Session, rejection_id: str) -> Band | None:
    """The band of one candidate with the counts of the newest night; None for who could not be compared."""
    match = session.scalars(
        select(Match).where(Match.rejection_id == rejection_id).order_by(Match.made_at.desc(), Match.id.desc()).limit(1)
    ).first()
    if match is None or match.verdict == Verdict.DOUBT:
        return None
    lacking = select(func.count()).select_from(Judgement).join(Requirement, Requirement.id == Judgement.requirement_id)
    band = BANDS[min(session.scalars(lacking.where(Judgement.match_id == match.id, *_SHORT)).one(), 2)]
    counted = session.execute(
        select(AuditRun.day, AuditAnswer.content)
        .join(AuditAnswer, AuditAnswer.run_id == AuditRun.id)
        .where(AuditRun.finished_at.is_not(None), AuditAnswer.check == CHECK)
        .order_by(AuditRun.day.desc(), AuditRun.since)
        .limit(1)
    ).one_or_none()
    rows = counted.content["tables"][0]["rows"] if counted else []
    row = next((row for row in rows if row[0] == band), None)
    if counted is None or row is None:
        return Band(band, 0, 0, None, None)
    _, decided, reinstated, _, low, high = row
    return Band(band, decided, reinstated, None if low is None else (low, high), counted.day)


def newest_matches(session: Session, rejections: Select[str], night: Night) -> dict[str, tuple[str, str]]:
    """Id and verdict of the newest match at the night's end, by rejection, for as many as people have judged.

    Not joined with anything in the database: PostgreSQL takes a window's first rows for few, and 20,000 decisions with
    20,000 matches then take it ten seconds.
    """
    matches = (
        select(Match.rejection_id, Match.id, Match.verdict)
        .where(Match.rejection_id.in_(rejections), Match.made_at < night.until)
        .order_by(Match.made_at, Match.id)
    )
    return {rejection_id: (match_id, verdict) for rejection_id, match_id, verdict in session.execute(matches)}


def count(session: Session, night: Night) -> tuple[Rate, ...]:
    """The rate of each band. Candidates who could not be compared are in none."""
    decided = select(Decision.rejection_id).where(Decision.decided_at < night.until)
    matches = newest_matches(session, decided, night)
    lacking = (
        select(Judgement.match_id, func.count())
        .join(Match, Match.id == Judgement.match_id)
        .join(Requirement, Requirement.id == Judgement.requirement_id)
        .where(*_SHORT, Match.rejection_id.in_(decided))
        .group_by(Judgement.match_id)
    )
    short = dict(session.execute(lacking).all())
    decisions = lasting(night)
    counts = Counter[tuple[str, bool]]()
    for rejection_id, action in session.execute(select(decisions.c.rejection_id, decisions.c.action)):
        match_id, verdict = matches.get(rejection_id, ("", Verdict.DOUBT))
        if verdict != Verdict.DOUBT:
            counts[BANDS[min(short.get(match_id, 0), 2)], action == Action.REINSTATE] += 1
    return hit_rates(counts, BANDS)
