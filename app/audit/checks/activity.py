"""What happened on the day: the numbers that everything else is read beside. It finds nothing wrong."""

from datetime import timedelta

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.audit.answer import (
    CAUGHT_UP_AT_ONCE,
    DAYS,
    Answer,
    Cell,
    Column,
    Kind,
    Night,
    Said,
    Table,
    bounds,
    count,
    said,
    table,
)
from app.audit.cohort import stood
from app.audit.words import STATES
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.store.models import Decision, Rejection
from app.store.night import AuditRun

NAME = "activity"
QUESTION = N_("Is there a number of the day that nobody expected?")


def run(session: Session, night: Night) -> Answer:
    """Received by origin, held by reason, decided by action, undone and lapsed, all on the last day of the period.

    A decision counts as it stood at the end of the day.
    """
    rows: list[tuple[Cell, ...]] = []
    for what, query in (
        (N_("received"), _by(Rejection.origin, Rejection.received_at, night)),
        (N_("held"), _by(Rejection.held_because, Rejection.held_at, night)),
        (N_("decided"), _by(Decision.action, Decision.decided_at, night).where(stood(Decision, night))),
    ):
        rows += [(what, str(name), many) for name, many in sorted(session.execute(query).all())]
    rows.append((N_("undone"), "", _number(session, *_on(Decision.undone_at, night))))
    rows.append((N_("lapsed"), "", _number(session, *_on(Rejection.lapsed_at, night))))
    seconds = _median_seconds(session, night)
    sentence = said(N_("Nobody decided anything on %(day)s."), day=str(night.day))
    if seconds is not None:
        half = N_("Half of the decisions of %(day)s took at most %(seconds)s s.")
        sentence = said(half, day=str(night.day), seconds=f"{seconds:g}")
    columns = (Column("what", N_("what"), Kind.WORD), Column("which", N_("which")), count("number", N_("number")))
    day = table("day", said(N_("The day")), columns, rows, sentence=sentence)
    return Answer(tables=(day, _states(session)), unmeasured=_without_report(session, night))


def _without_report(session: Session, night: Night) -> tuple[Said, ...]:
    """Nights of the period that nobody makes up any more: they are too long ago, and were not the first ones."""
    last = night.day - timedelta(days=CAUGHT_UP_AT_ONCE)
    runs = session.execute(select(AuditRun.day, AuditRun.since, AuditRun.finished_at).where(AuditRun.day < night.day))
    nights = {day: at for day, since, at in runs if (day - since).days + 1 == DAYS}
    first = max(min(nights, default=night.day), night.since)
    days = [first + timedelta(days=number) for number in range((last - first).days)]
    missing = [day for day in days if nights.get(day) is None]
    if not missing:
        return ()
    words = N_(
        "%(many)s nights of the period have no finished report, the first of them %(first)s, the last %(last)s, and "
        "are not made up any more; second-look audit run --date makes one."
    )
    return (said(words, many=len(missing), first=str(missing[0]), last=str(missing[-1])),)


def _states(session: Session) -> Table:
    rows = session.execute(select(Rejection.state, func.count()).group_by(Rejection.state)).all()
    named = sorted((str(state), many) for state, many in rows)
    columns = (Column("state", N_("state"), Kind.WORD), count("number", N_("number")))
    return table("states", said(N_("All rejections now")), columns, [(STATES[state], many) for state, many in named])


def _by(name: InstrumentedAttribute[str], moment: InstrumentedAttribute[object], night: Night) -> Select[str, int]:
    return select(name, func.count()).where(*_on(moment, night)).group_by(name)


def _on(moment: InstrumentedAttribute[object], night: Night) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    start, end = bounds(night.day)
    return moment >= start, moment < min(end, night.until)


def _number(session: Session, *where: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).where(*where)) or 0


def _median_seconds(session: Session, night: Night) -> float | None:
    """Half of the day's lasting decisions took at most so long; None without any."""
    timed = (*_on(Decision.decided_at, night), stood(Decision, night), Decision.seconds.is_not(None))
    number = _number(session, *timed)
    middle = select(Decision.seconds).where(*timed).order_by(Decision.seconds)
    values = session.scalars(middle.offset(max(0, number - 1) // 2).limit(1 if number % 2 else 2)).all()
    known = [value for value in values if value is not None]
    return round(sum(known) / len(known), 1) if known else None
