"""Whether a connection misses more people than was accepted, asked every night without crying wolf.

An interval is right for one look that was planned. This is right however often one looks: the chance of an alarm, ever,
is at most 5 % while the miss rate of all who were not flagged is what was accepted. Controls are drawn at several
rates, so each weighs as many people as it stands for.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from app.audit.answer import (
    Answer,
    Cell,
    Chart,
    Column,
    Kind,
    Night,
    Observed,
    Severity,
    Table,
    count,
    said,
    share,
    table,
)
from app.audit.monitors import Watched, watch
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.stats.sequential import ALPHA

NAME = "monitor"
QUESTION = N_("Has a connection's miss rate risen above what was accepted?")

BAR = 1 / ALPHA
"""The e-value that raises the alarm."""
LISTED_NIGHTS = 60
PRINTED_UP_TO = 1_000_000.0


def run(session: Session, night: Night) -> Answer:
    """How each connection stands since its first night or its last reset, and which alarms are on."""
    watched = watch(session, night)
    if not watched:
        gap = said(N_("Whether more people are missed than was accepted: no control was decided yet."))
        return Answer(unmeasured=(gap,))
    tables = [_summary(watched), *(each for one in watched for each in _nights(one))]
    return Answer(tuple(_alarms(watched)), tuple(tables))


def _summary(watched: Sequence[Watched]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for one in watched:
        last = one.seen.nights[-1] if one.seen.nights else None
        numbers = (last.reviewed, last.found, last.rate, *_running(last.running)) if last else (0, 0, None, None, None)
        e_value = min(last.e_value, PRINTED_UP_TO) if last else 1.0
        alarm = one.alarmed_on.isoformat() if one.alarmed_on else N_("quiet")
        rows.append((one.name, one.since.isoformat(), *numbers, one.accepted, e_value, alarm))
    columns = (
        Column("connection", N_("connection")), Column("since", N_("since")), count("decided", N_("controls decided")),
        count("reinstated", N_("reinstated")), share("rate", N_("rate, weighted")), share("low", N_("low")),
        share("high", N_("high")), share("accepted", N_("accepted")), Column("e_value", N_("evidence"), Kind.NUMBER, 2),
        Column("alarm", N_("alarm"), Kind.WORD),
    )  # fmt: skip
    on = sum(one.alarmed_on is not None for one in watched)
    words = N_(
        "No connection has an alarm; one is raised when the evidence that more is missed than was accepted reaches "
        "%(bar)s. Each control counts for as many people of its policy as it stands for. The range may be looked at "
        "every night: it is not made for one look, so it is wider than that of the period."
    )
    if on:
        words = N_(
            "%(alarms)s of %(connections)s connections have an alarm, which is raised when the evidence that more is "
            "missed than was accepted reaches %(bar)s. Each control counts for as many people of its policy as it "
            "stands for. The range may be looked at every night: it is not made for one look, so it is wider than "
            "that of the period."
        )
    sentence = said(
        words,
        alarms=on, connections=len(watched), bar=f"{BAR:g}",
    )  # fmt: skip
    return table("monitor", said(N_("The miss rate, night over night")), columns, rows, sentence=sentence)


def _running(interval: tuple[float, float]) -> tuple[float | None, float | None]:
    """The ranges of all nights in common; nothing where they have nothing in common, because the rate has changed."""
    return interval if interval[0] <= interval[1] else (None, None)


def _nights(one: Watched) -> Iterator[Table]:
    shown = list(zip(one.days, one.seen.nights, strict=True))[-LISTED_NIGHTS:]
    yield table(
        f"monitor_{one.name}",
        said(N_("Miss rate of %(connection)s after each night"), connection=one.name),
        (
            Column("night", N_("night")), count("decided", N_("controls decided")),
            count("reinstated", N_("reinstated")), share("rate", N_("rate, weighted")), share("low", N_("low")),
            share("high", N_("high")),
        ),
        [(day.isoformat(), each.reviewed, each.found, each.rate, *_running(each.running)) for day, each in shown],
        chart=Chart("line", "night", "rate", "low", "high", reference=one.accepted),
    )  # fmt: skip
    yield table(
        f"monitor_evidence_{one.name}",
        said(N_("Evidence against %(connection)s after each night"), connection=one.name),
        (Column("night", N_("night")), Column("e_value", N_("evidence"), Kind.NUMBER, 2)),
        [(day.isoformat(), min(each.e_value, PRINTED_UP_TO)) for day, each in shown],
        chart=Chart("line", "night", "e_value", reference=BAR),
    )


def _alarms(watched: Sequence[Watched]) -> Iterator[Observed]:
    for one in watched:
        if one.alarmed_on is None:
            continue
        last = one.seen.nights[-1] if one.seen.nights else None
        text = said(
            N_("%(connection)s: alarm since %(day)s, when more had been reinstated than what was accepted and chance "
               "explain; since %(since)s %(found)s of %(decided)s controls decided were reinstated, %(rate)s %% when "
               "each weighs as many people of its policy as it stands for, and %(accepted)s %% is accepted; under "
               "sample_then_release nothing is released until `second-look audit reset-monitor`"),
            connection=one.name, day=one.alarmed_on.isoformat(), since=one.since.isoformat(),
            decided=last.reviewed if last else 0, found=last.found if last else 0,
            rate=f"{(last.rate or 0) * 100 if last else 0:.2f}", accepted=f"{one.accepted * 100:g}",
        )  # fmt: skip
        yield Observed(one.name, text, Severity.URGENT, kind="alarm", weight=1.0)
