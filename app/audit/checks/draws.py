"""Whether the controls of the day are those that the key draws: a sample that somebody picked proves nothing."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.answer import Answer, Column, Kind, Night, Observed, Severity, bounds, count, said, share, table
from app.audit.cohort import NOT_FLAGGED, arm
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.stats.sampling import is_control
from app.store.models import Match, Rejection
from app.store.session import seal_of

NAME = "draws"
QUESTION = N_("Is a control of the day not one that its key draws, or is one missing?")

AT_ONCE = 5000


@dataclass(slots=True)
class _Drawn:
    """Of people screened at one rate: how many there are and were drawn, and of how many the key says otherwise."""

    people: int = 0
    drawn: int = 0
    wrong: int = 0


def run(session: Session, night: Night) -> Answer:
    """Draw again for everybody who was screened on the day and not flagged, and compare; one after the other.

    Whoever has the key file can repeat it: ``is_control`` of the key for controls, the id and the rate kept with it.
    Nobody is named: reviewers read the report, and must not learn who is a control.
    """
    key = seal_of(session).derive("controls")
    rates = defaultdict[float, _Drawn](_Drawn)
    for rejection_id, rate, drawn in _screened(session, night):
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
    return Answer((_say(f"{wrong:,}", f"{people:,}"),) if wrong else (), (again,))


def _say(wrong: str, people: str) -> Observed:
    text = said(
        N_("%(wrong)s of %(people)s draws of controls are not those of the key: somebody picked, or the key file was "
           "replaced; the miss rate of that day proves nothing"),
        wrong=wrong, people=people,
    )  # fmt: skip
    return Observed("", text, Severity.URGENT, kind="differ")


def _screened(session: Session, night: Night) -> Iterator[tuple[str, float, bool]]:
    start, end = bounds(night.day)
    matched = select(Match.rejection_id).where(Match.made_at >= start, Match.made_at < min(end, night.until))
    query = (
        select(Rejection.id, Rejection.inclusion_probability, Rejection.control, arm())
        .where(Rejection.id.in_(matched))
        .execution_options(yield_per=AT_ONCE)
    )
    for rejection_id, rate, drawn, treated in session.execute(query):
        if treated in NOT_FLAGGED and rate is not None:
            yield rejection_id, rate, drawn
