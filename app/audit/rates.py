"""Tomorrow's control rates: how likely an unflagged rejection of a posting and rule is drawn for a look."""

from collections import Counter
from dataclasses import dataclass, field
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

A_NIGHT = 10
"""At least so many in the whole installation: 210 a month, none of them found, show that at most 1.4 % are missed."""
A_DAY_OF_A_RULE = 1 / 7
"""One a week of each rule that rejects anybody."""

Stratum = tuple[str, str]
"""Posting id and rule."""


@dataclass(slots=True)
class _Seen:
    """Unflagged rejections of the last ``DAYS`` days: of each stratum, posting, rule of a connection, and in all."""

    strata: Counter[Stratum] = field(default_factory=Counter)
    postings: Counter[str] = field(default_factory=Counter)
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)
    people: int = 0


def set_rates(session: Session, day: date) -> int:
    """Write the rates that hold from the day after ``day`` on; returns how many. Safe to repeat.

    Expected are as many as on the mean of the last ``DAYS`` days. Where nothing came any more the rate goes back to 1.
    A policy whose share and floor are both 0 wants no controls, and gets none.
    """
    tomorrow = day + timedelta(days=1)
    seen = _unflagged(session, day)
    strata = sorted(seen.strata.keys() | _rated(session))
    policies = _policies(session, strata)
    there = {
        (rate.posting_id, rate.rule): rate
        for rate in session.scalars(select(ControlRate).where(ControlRate.day == tomorrow))
    }
    for stratum in strata:
        row = there.get(stratum) or ControlRate(posting_id=stratum[0], rule=stratum[1], day=tomorrow)
        row.expected = seen.strata[stratum] // DAYS
        row.rate = _rate(stratum, seen, policies[stratum[0]])
        session.add(row)
    session.flush()
    return len(strata)


def _rate(stratum: Stratum, seen: _Seen, policy: Policy) -> float:
    """The policy's share, raised to reach each floor: of the posting (the policy's), the rule, the installation."""
    if not seen.strata[stratum]:
        return 1.0
    if not policy.control_share and not policy.controls_at_least:
        return 0.0
    posting, rule = stratum
    floors = (
        (policy.controls_at_least, seen.postings[posting]),
        (A_DAY_OF_A_RULE, seen.rules[policy.connection_id, rule]),
        (A_NIGHT, seen.people),
    )
    return control_rate(policy.control_share, ((at_least, people / DAYS) for at_least, people in floors))


def _unflagged(session: Session, day: date) -> _Seen:
    _, end = bounds(day)
    counted = session.execute(
        select(Rejection.connection_id, Rejection.posting_id, Rejection.rule, func.count(func.distinct(Rejection.id)))
        .join(Match, Match.rejection_id == Rejection.id)
        .where(Match.verdict == Verdict.WEAK, Match.made_at >= end - timedelta(days=DAYS), Match.made_at < end)
        .where(Rejection.held_because != Action.HOLD_UNSCREENED)  # matched late: it was never among those drawn from
        .group_by(Rejection.connection_id, Rejection.posting_id, Rejection.rule)
    )
    seen = _Seen()
    for connection_id, posting_id, rule, people in counted:
        seen.strata[posting_id, rule] += people
        seen.postings[posting_id] += people
        seen.rules[connection_id, rule] += people
        seen.people += people
    return seen


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
