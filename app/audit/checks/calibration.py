"""How often people reinstate, by how much the comparison had found: what a band is worth in the eyes of reviewers."""

from sqlalchemy.orm import Session

from app.audit import calibration
from app.audit.answer import Answer, Chart, Column, Kind, Night, count, said, share, table
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.stats.calibration import FLOOR

NAME = calibration.CHECK
QUESTION = N_("Do people decide otherwise than the comparison suggests?")


def run(session: Session, night: Night) -> Answer:
    """All lasting decisions up to the night, by band; rates only when there are enough for an interval."""
    rates = calibration.count(session, night)
    decided = sum(rate.decided for rate in rates)
    enough = decided > FLOOR
    rows = [
        (rate.band, rate.decided, rate.hits, rate.hits / rate.decided if enough and rate.decided else None,
         *(rate.interval or (None, None)))
        for rate in rates
    ]  # fmt: skip
    sentence = said(
        N_("Of %(decided)s decisions, by how much the comparison had found. 95 %% intervals of Clopper and Pearson."),
        decided=decided,
    )
    bands = table(
        "bands",
        said(N_("What people decide")),
        (
            Column("band", N_("the comparison found"), Kind.WORD), count("decided", N_("decided")),
            count("reinstated", N_("reinstated")), share("rate", N_("rate")), share("low", N_("low")),
            share("high", N_("high")),
        ),
        rows,
        sentence=sentence,
        chart=Chart("intervals", "band", "rate", "low", "high"),
    )  # fmt: skip
    too_few = said(
        N_("No rate is given before there are more than %(floor)s decisions: it would only seem to say something."),
        floor=FLOOR,
    )
    return Answer(tables=(bands,), unmeasured=() if enough else (too_few,))
