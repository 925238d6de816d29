"""What people decided, beside how much the comparison had found: all lasting decisions up to the end of a day."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Subquery, func, or_, select
from sqlalchemy.orm import Session

from app.audit.observed import bounds
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.lifecycle import Action
from app.matching.counts import ASKED_BY_A_FORM
from app.matching.model import Finding, Importance, Kind, Verdict
from app.stats.calibration import FLOOR, hit_rates
from app.store.models import AuditRun, Decision, Judgement, Match, Requirement
from app.store.queries import reversed_since

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
    night = session.scalars(
        select(AuditRun).where(AuditRun.finished_at.is_not(None)).order_by(AuditRun.day.desc()).limit(1)
    ).first()
    counted = (night.numbers.get("calibration") if night else None) or {"bands": []}
    row = next((row for row in counted["bands"] if row["band"] == band), None)
    if night is None or row is None:
        return Band(band, 0, 0, None, None)
    interval = (row["interval_95"][0], row["interval_95"][1]) if row["interval_95"] else None
    return Band(band, row["decided"], row["reinstated"], interval, night.day)


def newest_matches() -> Subquery:
    """The matches by candidate, the newest at ``place`` 1."""
    return select(
        Match.id,
        Match.rejection_id,
        Match.verdict,
        func.row_number()
        .over(partition_by=Match.rejection_id, order_by=(Match.made_at.desc(), Match.id.desc()))
        .label("place"),
    ).subquery()


def count(session: Session, day: date) -> dict[str, Any]:
    """Counts by band. Candidates who could not be compared are in none."""
    matches = newest_matches()
    short = (
        select(Judgement.match_id, func.count().label("short"))
        .join(Requirement, Requirement.id == Judgement.requirement_id)
        .where(*_SHORT)
        .group_by(Judgement.match_id)
        .subquery()
    )
    missing = func.coalesce(short.c.short, 0)
    rows = session.execute(
        select(missing, Decision.action, func.count())
        .join(matches, (matches.c.rejection_id == Decision.rejection_id) & (matches.c.place == 1))
        .outerjoin(short, short.c.match_id == matches.c.id)
        .where(Decision.decided_at < bounds(day)[1], Decision.undone_at.is_(None), ~reversed_since())
        .where(matches.c.verdict != Verdict.DOUBT)
        .group_by(missing, Decision.action)
    ).all()
    counts = Counter[tuple[str, bool]]()
    for lacks, action, many in rows:
        counts[BANDS[min(lacks, 2)], action == Action.REINSTATE] += many
    rates = hit_rates(counts, BANDS)
    return {
        "decided": sum(rate.decided for rate in rates),
        "bands": [
            {
                "band": rate.band, "decided": rate.decided, "reinstated": rate.hits,
                "interval_95": [round(end, 4) for end in rate.interval] if rate.interval else None,
            }
            for rate in rates
        ],
    }  # fmt: skip


def in_words(counted: Mapping[str, Any] | None) -> list[str]:
    """A line for each band; nothing for a report from before these counts."""
    if counted is None:
        return []
    lines = [f"Decided by people, by how much the comparison had found: {counted['decided']}."]
    lines += [_band(band) for band in counted["bands"] if band["decided"]]
    if counted["decided"] <= FLOOR:
        lines.append(
            f"No rate is given before there are more than {FLOOR} decisions: it would only seem to say something."
        )
    return lines


def _band(band: Mapping[str, Any]) -> str:
    line = f"{band['band'].capitalize()}: {band['reinstated']} of {band['decided']} reinstated"
    if band["interval_95"] is None:
        return f"{line}."
    low, high = band["interval_95"]
    return (
        f"{line} ({band['reinstated'] / band['decided']:.0%}, 95 % interval {low:.1%} to {high:.1%}, Clopper-Pearson)."
    )
