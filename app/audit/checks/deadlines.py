"""Promises of a look in time: holds that ended without a decision, deadlines nobody acted on, questions unanswered.

The goal is none. Worst is a hold that ended before anybody had even opened the candidate.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from app.audit.answer import (
    LISTED,
    Answer,
    Column,
    Kind,
    Night,
    Observed,
    Severity,
    Table,
    and_more,
    bounds,
    count,
    observe,
    said,
    table,
)
from app.audit.words import OPENING
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.lifecycle import WAITING, Action, LapsePolicy, State, add_working_days
from app.store.models import Ask, HistoryEntry, Look, Policy, Rejection

NAME = "deadlines"
QUESTION = N_("Was somebody not looked at in time?")

GRACE = timedelta(minutes=15)
"""The sweep runs every few seconds; later than this it is not running."""
OLDEST = 10
AT_ONCE = 5000
ENDS_A_HOLD = (Action.LAPSE_AND_RELEASE, Action.REINSTATE, Action.UPHOLD, Action.CLOSE)
"""Moves that leave the promised end of the hold as it was."""


def run(session: Session, night: Night) -> Answer:
    """What ended undecided on the last day, what is overdue at its end, and who has waited longest."""
    overdue = _overdue(session, night)
    return Answer(
        findings=(*_lapsed(session, night), *_listed(overdue), *_unanswered(session, night)),
        tables=(_numbers(session, night, len(overdue)), *_oldest(session, night)),
    )


def _opened(before: ColumnElement[datetime | None] | datetime) -> ColumnElement[bool]:
    """Whether anybody had the candidate open before a moment."""
    return (
        select(Look.id)
        .where(Look.rejection_id == Rejection.id, Look.action.in_(OPENING), Look.at < before)
        .correlate(Rejection)
        .exists()
    )


def _lapsed(session: Session, night: Night) -> Iterable[Observed]:
    start, _ = bounds(night.day)
    seen = _opened(Rejection.lapsed_at.expression)
    query = (
        select(Rejection)
        .where(Rejection.lapsed_at >= start, Rejection.lapsed_at < night.until)
        .options(joinedload(Rejection.policy))
        .order_by(Rejection.lapsed_at, Rejection.id)
    )
    yield from observe(session, query.where(~seen), _say_unseen, kind="unseen")
    yield from observe(session, query.where(seen), _say_undecided, kind="undecided")


def _say_unseen(rejection: Rejection) -> Observed:
    words = N_("the hold ended, and nobody had opened the candidate; the policy %(policy)s applied, chosen by %(who)s")
    return _lapse(rejection, words, Severity.URGENT, "unseen")


def _say_undecided(rejection: Rejection) -> Observed:
    words = N_(
        "the hold ended undecided, though somebody had opened it; the policy %(policy)s applied, chosen by %(who)s"
    )
    return _lapse(rejection, words, Severity.SERIOUS, "undecided")


def _lapse(rejection: Rejection, words: str, severity: Severity, kind: str) -> Observed:
    policy = rejection.policy
    text = said(words, policy=str(policy.lapse_policy), who=policy.chosen_by)
    return Observed(rejection.id, text, severity, kind=kind, weight=1.0)


def _moves_since(night: Night) -> Any:
    """Of each rejection that moved after the night's end, its first such move: where it stood at that end."""
    entry = HistoryEntry.__table__.c
    first = (
        select(func.min(entry.seq).label("seq")).where(entry.at >= night.until).group_by(entry.rejection_id).subquery()
    )
    return select(entry.rejection_id, entry.action, entry.from_state).where(entry.seq == first.c.seq).subquery("moved")


def _overdue(session: Session, night: Night) -> list[tuple[str, str, datetime]]:
    """Who waited beyond a deadline when the night ended: id, state and deadline, as they were then, oldest first.

    A row has the deadline of now. Of who moved since, it is the promised end of the hold, or follows from the policy
    where the sweep gave a new one; a hold that somebody had made longer is left out there.
    """
    moved, before = _moves_since(night), night.until - GRACE
    still = (
        select(Rejection.id, Rejection.state, Rejection.deadline)
        .outerjoin(moved, moved.c.rejection_id == Rejection.id)
        .where(Rejection.state.in_(WAITING), Rejection.deadline < before, Rejection.received_at < night.until)
        .where(moved.c.rejection_id.is_(None))
    )
    found = [(id_, str(state), deadline) for id_, state, deadline in session.execute(still) if deadline is not None]
    found += [each for each in _moved_late(session, moved) if each[2] < before]
    return sorted(found, key=lambda each: (each[2], each[0]))


def _moved_late(session: Session, moved: Any) -> Iterator[tuple[str, str, datetime]]:
    """Who moved since, with state and deadline before that."""
    extended = aliased(HistoryEntry)
    longer = select(extended.seq).where(
        extended.rejection_id == Rejection.id, extended.action == Action.EXTEND
    ).exists()  # fmt: skip
    query = (
        select(
            Rejection.id, moved.c.from_state, moved.c.action, Rejection.hold_until, Rejection.held_at,
            Rejection.received_at, Policy.hold_working_days, Policy.screening_seconds_at_most,
        )
        .join(moved, moved.c.rejection_id == Rejection.id)
        .join(Policy, Policy.id == Rejection.policy_id)
        .where(
            or_(
                and_(moved.c.action == Action.LAPSE, ~longer),
                moved.c.action == Action.HOLD_UNSCREENED,
                and_(moved.c.from_state == State.HELD, moved.c.action.in_(ENDS_A_HOLD)),
            )
        )
        .execution_options(yield_per=AT_ONCE)
    )  # fmt: skip
    for row in session.execute(query):
        deadline = _deadline_before(row)
        if deadline is not None:
            yield row.id, row.from_state, deadline


def _deadline_before(row: Row[Any]) -> datetime | None:
    deadline: datetime | None = row.hold_until
    if row.action == Action.HOLD_UNSCREENED:
        deadline = row.received_at + timedelta(seconds=row.screening_seconds_at_most)
    elif row.action == Action.LAPSE:
        deadline = add_working_days(row.held_at, row.hold_working_days) if row.held_at else None
    return deadline


def _say_overdue(rejection_id: str, state: str, deadline: datetime) -> Observed:
    words = N_("%(state)s with a deadline of %(at)s UTC; does the worker run?")
    text = said(words, state=state, at=f"{deadline:%Y-%m-%d %H:%M}")
    return Observed(rejection_id, text, Severity.URGENT, kind="overdue", weight=1.0)


def _listed(overdue: list[tuple[str, str, datetime]]) -> Iterator[Observed]:
    yield from (_say_overdue(*each) for each in overdue[:LISTED])
    yield from and_more(len(overdue), Severity.URGENT, "overdue")


def _is_unanswered(start: datetime, night: Night) -> ColumnElement[bool]:
    """A question whose time ended by itself, from ``start`` on."""
    not_ended = or_(Ask.ended_at.is_(None), Ask.ended_at >= Ask.answer_by)
    return and_(Ask.answer_by >= start, Ask.answer_by < night.until, not_ended)


def _unanswered(session: Session, night: Night) -> Iterable[Observed]:
    query = select(Ask).where(_is_unanswered(bounds(night.day)[0], night)).order_by(Ask.answer_by, Ask.id)
    return observe(session, query, _say_unanswered, kind="unanswered")


def _say_unanswered(asked: Ask) -> Observed:
    words = N_("a hiring manager was asked until %(at)s UTC and did not answer; the candidate is in the queue again")
    text = said(words, at=f"{asked.answer_by:%Y-%m-%d %H:%M}")
    return Observed(asked.rejection_id, text, Severity.NOTE, kind="unanswered", weight=1.0)


def _numbers(session: Session, night: Night, overdue: int) -> Table:
    """Of the period, and of the end of the night."""
    lapsed = select(
        func.count(), func.count(case((~_opened(Rejection.lapsed_at.expression), 1)))
    ).where(Rejection.lapsed_at >= night.start, Rejection.lapsed_at < night.until)  # fmt: skip
    ended, unseen = session.execute(lapsed).one()
    asked, unanswered = session.execute(
        select(func.count(), func.count(case((_is_unanswered(night.start, night), 1)))).where(
            Ask.answer_by >= night.start, Ask.answer_by < night.until
        )
    ).one()
    words = N_(
        "%(ended)s holds ended without a decision, %(unseen)s of them before anybody had opened the candidate; the "
        "goal is none."
    )
    return table(
        "deadlines",
        said(N_("Looked at in time")),
        (Column("what", N_("what"), Kind.WORD), count("number", N_("number"))),
        [
            (N_("holds that ended undecided"), ended), (N_("of these never opened"), unseen),
            (N_("waiting beyond a deadline at the end"), overdue), (N_("questions to hiring managers, due"), asked),
            (N_("of these not answered"), unanswered),
        ],
        sentence=said(words, ended=ended, unseen=unseen),
    )  # fmt: skip


def _oldest(session: Session, night: Night) -> Iterable[Table]:
    """Who waits for a decision since long ago."""
    moved = _moves_since(night)
    deadline = func.coalesce(Rejection.deadline, Rejection.hold_until)
    waited_then = or_(
        and_(moved.c.rejection_id.is_(None), Rejection.state.in_(WAITING), Rejection.deadline.is_not(None)),
        moved.c.from_state == State.HELD,
        and_(moved.c.from_state == State.LAPSED, Policy.lapse_policy == LapsePolicy.KEEP),
    )
    rows = session.execute(
        select(Rejection.id, Rejection.held_at, deadline, case((_opened(night.until), 1), else_=0))
        .join(Policy, Policy.id == Rejection.policy_id)
        .outerjoin(moved, moved.c.rejection_id == Rejection.id)
        .where(waited_then, Rejection.held_at < night.until, deadline.is_not(None))
        .order_by(Rejection.held_at, Rejection.id)
        .limit(OLDEST)
    ).all()
    if not rows:
        return
    waited = [(id_, (night.until - held_at) / timedelta(days=1), due, seen) for id_, held_at, due, seen in rows]
    words = N_("Who has waited longest has waited %(days)s days.")
    yield table(
        "oldest",
        said(N_("Waiting longest")),
        (
            Column("rejection", N_("rejection"), Kind.ID), Column("days", N_("days held"), Kind.NUMBER, 1),
            Column("deadline", N_("deadline")), Column("opened", N_("opened"), Kind.WORD),
        ),
        [(id_, days, f"{due:%Y-%m-%d %H:%M}", N_("yes") if seen else N_("no")) for id_, days, due, seen in waited],
        sentence=said(words, days=f"{waited[0][1]:.1f}"),
    )  # fmt: skip
