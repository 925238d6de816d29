"""What people decided, beside how much the comparison had found: all decisions that stood at the end of a night."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, Subquery, func, or_, select
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


def newest_matches(rejections: Select[str], night: Night) -> Subquery:
    """The matches of some candidates at the night's end, the newest at ``place`` 1. Not of all: there are millions."""
    place = func.row_number().over(
        partition_by=Match.rejection_id, order_by=(Match.made_at.desc(), Match.id.desc())
    )  # fmt: skip
    return (
        select(Match.id, Match.rejection_id, Match.verdict, place.label("place"))
        .where(Match.rejection_id.in_(rejections), Match.made_at < night.until)
        .subquery()
    )


def count(session: Session, night: Night) -> tuple[Rate, ...]:
    """The rate of each band. Candidates who could not be compared are in none."""
    decisions = lasting(night)
    matches = newest_matches(select(Decision.rejection_id), night)
    short = (
        select(Judgement.match_id, func.count().label("short"))
        .join(Requirement, Requirement.id == Judgement.requirement_id)
        .where(*_SHORT, Judgement.match_id.in_(select(matches.c.id)))
        .group_by(Judgement.match_id)
        .subquery()
    )
    missing = func.coalesce(short.c.short, 0)
    rows = session.execute(
        select(missing, decisions.c.action, func.count())
        .join(matches, (matches.c.rejection_id == decisions.c.rejection_id) & (matches.c.place == 1))
        .outerjoin(short, short.c.match_id == matches.c.id)
        .where(matches.c.verdict != Verdict.DOUBT)
        .group_by(missing, decisions.c.action)
    ).all()
    counts = Counter[tuple[str, bool]]()
    for lacks, action, many in rows:
        counts[BANDS[min(lacks, 2)], action == Action.REINSTATE] += many
    return hit_rates(counts, BANDS)
