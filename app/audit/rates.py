"""Tomorrow's control rates: how likely an unflagged rejection of a posting and rule is drawn for a look."""

from collections import defaultdict
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.answer import bounds
from app.lifecycle import Action
from app.matching.model import Verdict
from app.stats.sampling import control_rate
from app.store.models import ControlRate, Match, Policy, Posting, Rejection
from app.store.policies import current_policy

DAYS = 14

Stratum = tuple[str, str]
"""Posting id and rule."""


def set_rates(session: Session, day: date) -> int:
    """Write the rates that hold from the day after ``day`` on; returns how many. Safe to repeat.

    Expected are as many as on the mean of the last ``DAYS`` days, rounded down, so that the least number of controls
    a day is reached rather than missed. Where nothing came any more the rate goes back to 1.
    """
    tomorrow = day + timedelta(days=1)
    seen = _unflagged(session, day)
    strata = sorted(seen.keys() | _rated(session))
    policies = _policies(session, strata)
    there = {
        (rate.posting_id, rate.rule): rate
        for rate in session.scalars(select(ControlRate).where(ControlRate.day == tomorrow))
    }
    for stratum in strata:
        policy = policies[stratum[0]]
        row = there.get(stratum) or ControlRate(posting_id=stratum[0], rule=stratum[1], day=tomorrow)
        row.expected = seen[stratum] // DAYS
        row.rate = control_rate(row.expected, policy.control_share, policy.controls_at_least)
        session.add(row)
    session.flush()
    return len(strata)


def _unflagged(session: Session, day: date) -> defaultdict[Stratum, int]:
    _, end = bounds(day)
    counted = session.execute(
        select(Rejection.posting_id, Rejection.rule, func.count(func.distinct(Rejection.id)))
        .join(Match, Match.rejection_id == Rejection.id)
        .where(Match.verdict == Verdict.WEAK, Match.made_at >= end - timedelta(days=DAYS), Match.made_at < end)
        .where(Rejection.held_because != Action.HOLD_UNSCREENED)  # matched late: it was never among those drawn from
        .group_by(Rejection.posting_id, Rejection.rule)
    )
    return defaultdict(int, {(posting_id, rule): number for posting_id, rule, number in counted})


def _rated(session: Session) -> set[Stratum]:
    """Strata whose newest rate is below 1: it must not stay when fewer come."""
    newest = (
        select(ControlRate.posting_id, ControlRate.rule, func.max(ControlRate.day).label("day"))
        .group_by(ControlRate.posting_id, ControlRate.rule)
        .subquery()
    )
    rated = session.execute(
        select(ControlRate.posting_id, ControlRate.rule)
        .join(
            newest,
            (newest.c.posting_id == ControlRate.posting_id)
            & (newest.c.rule == ControlRate.rule)
            & (newest.c.day == ControlRate.day),
        )
        .where(ControlRate.rate < 1)
    )
    return {(posting_id, rule) for posting_id, rule in rated}


def _policies(session: Session, strata: list[Stratum]) -> dict[str, Policy]:
    of_connection: dict[str, Policy] = {}
    found = {}
    for posting_id in {posting_id for posting_id, _ in strata}:
        connection_id = session.get_one(Posting, posting_id).connection_id
        if connection_id not in of_connection:
            of_connection[connection_id] = current_policy(session, connection_id)
        found[posting_id] = of_connection[connection_id]
    return found
