"""Whether the controls of the day are those that the key draws: a sample that somebody picked proves nothing."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.audit.answer import (
    CAUGHT_UP_AT_ONCE,
    Answer,
    Column,
    Kind,
    Night,
    Observed,
    Severity,
    bounds,
    count,
    said,
    share,
    table,
)
from app.audit.cohort import NOT_FLAGGED, arm
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.stats.sampling import is_control
from app.store.models import ControlRate, Match, Policy, Rejection
from app.store.session import seal_of

NAME = "draws"
QUESTION = N_("Is a control of the day not one that its key draws, or is one missing?")

AT_ONCE = 5000

Stratum = tuple[str, str]
"""Posting id and rule."""


@dataclass(slots=True)
class _Drawn:
    """Of people screened at one rate: how many there are and were drawn, and of how many the key says otherwise."""

    people: int = 0
    drawn: int = 0
    wrong: int = 0


def run(session: Session, night: Night) -> Answer:
    """Draw again for everybody who was screened on the day and not flagged, and compare; one after the other.

    Whoever has the key file can repeat it: ``is_control`` of the key for controls, the id and the rate kept with it,
    which has to be one that a night had set. Nobody is named: who reads the report must not learn who is a control.
    """
    key = seal_of(session).derive("controls")
    allowed, foreign = _rates_in_force(session, night), 0
    rates = defaultdict[float, _Drawn](_Drawn)
    for rejection_id, stratum, rate, drawn in _screened(session, night):
        foreign += int(rate not in allowed.get(stratum, (rate,)))
        at = rates[rate]
        at.people += 1
        at.drawn += int(drawn)
        at.wrong += int(is_control(key, rejection_id, rate) is not drawn)
    rows = [(rate, rates[rate].people, rate * rates[rate].people, rates[rate].drawn, rates[rate].wrong)
            for rate in sorted(rates)]  # fmt: skip
    people, expected, controls, wrong = (sum(row[place] for row in rows) for place in range(1, 5))
    sentence = said(
        N_("On %(day)s %(drawn)s of %(people)s were drawn, %(expected)s were to be expected; drawn again from the key, "
           "%(wrong)s differ."),
        day=str(night.day), drawn=f"{controls:,}", people=f"{people:,}", expected=f"{expected:,.1f}",
        wrong=f"{wrong:,}",
    )  # fmt: skip
    columns = (
        share("rate", N_("drawn at")), count("people", N_("not flagged")),
        Column("expected", N_("expected"), Kind.NUMBER, 1), count("drawn", N_("drawn")), count("wrong", N_("differ")),
    )  # fmt: skip
    again = table("draws", said(N_("The draw, repeated")), columns, rows, sentence=sentence)
    findings = (_say(f"{wrong:,}", f"{people:,}"),) if wrong else ()
    return Answer((*findings, _say_foreign(f"{foreign:,}", f"{people:,}")) if foreign else findings, (again,))


def _say_foreign(foreign: str, people: str) -> Observed:
    text = said(
        N_("%(foreign)s of %(people)s draws of controls were made at a rate that no night had set: somebody edited the "
           "rate; the miss rate of that day proves nothing"),
        foreign=foreign, people=people,
    )  # fmt: skip
    return Observed("", text, Severity.URGENT, kind="rate")


def _say(wrong: str, people: str) -> Observed:
    text = said(
        N_("%(wrong)s of %(people)s draws of controls are not those of the key: somebody picked, or the key file was "
           "replaced; the miss rate of that day proves nothing"),
        wrong=wrong, people=people,
    )  # fmt: skip
    return Observed("", text, Severity.URGENT, kind="differ")


def _screened(session: Session, night: Night) -> Iterator[tuple[str, Stratum, float, bool]]:
    """Who was compared for the first time on the day: that is when they were drawn."""
    start, end = bounds(night.day)
    earlier = aliased(Match)
    before = select(earlier.id).where(earlier.rejection_id == Match.rejection_id, earlier.made_at < start)
    matched = select(Match.rejection_id).where(
        Match.made_at >= start, Match.made_at < min(end, night.until), ~before.exists()
    )
    query = (
        select(
            Rejection.id, Rejection.posting_id, Rejection.rule, Rejection.inclusion_probability, Rejection.control,
            arm(),
        )
        .where(Rejection.id.in_(matched))
        .execution_options(yield_per=AT_ONCE)
    )  # fmt: skip
    for rejection_id, posting_id, rule, rate, drawn, treated in session.execute(query):
        if treated in NOT_FLAGGED and rate is not None:
            yield rejection_id, (posting_id, rule), rate, drawn


def _rates_in_force(session: Session, night: Night) -> Mapping[Stratum, set[float]]:
    """The rates that may have held at some time of the day, where a night has set any.

    A night sets them in the small hours and may be made up a week late, so those of the last days count as well as the
    newest before them. Where there is none before, the draw may have been made without one: for certain for the first,
    with the policy's share for the others.
    """
    since = night.day - timedelta(days=CAUGHT_UP_AT_ONCE)
    older = (
        select(ControlRate.posting_id, ControlRate.rule, func.max(ControlRate.day).label("day"))
        .where(ControlRate.day <= since)
        .group_by(ControlRate.posting_id, ControlRate.rule)
        .subquery()
    )
    same = and_(older.c.posting_id == ControlRate.posting_id, older.c.rule == ControlRate.rule)
    query = (
        select(ControlRate.posting_id, ControlRate.rule, ControlRate.rate, older.c.day)
        .outerjoin(older, same)
        .where(ControlRate.day <= night.day, or_(ControlRate.day > since, ControlRate.day == older.c.day))
    )
    rates = defaultdict[Stratum, set[float]](set)
    without = {1.0, *session.scalars(select(Policy.control_share).distinct())}
    for posting_id, rule, rate, before in session.execute(query):
        rates[posting_id, rule] |= {rate} if before else {rate, *without}
    return rates
