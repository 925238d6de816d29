"""Last month of the demo, some days of it: whatever it writes, the product itself would have written on that day."""

from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import func, select

from app.ats.transport import DEFAULT_LIMITS
from app.audit.report import as_data
from app.audit.run import run_night
from app.demo import past
from app.lifecycle import DECIDED, State
from app.screening.read import Reader
from app.store import chain
from app.store.models import HistoryEntry, OutboxItem, Rejection
from app.store.night import AuditRun
from parsers import isolate

TODAY = date(2026, 11, 28)


@pytest.fixture
def lived(store, monkeypatch):
    for name, value in {"DAYS": 2, "APPLICANTS_A_DAY": 12, "NIGHTS": 1, "TOLD_EVERY": 1}.items():
        monkeypatch.setattr(past, name, value)
    reader = Reader(store.blobs, store.packs, DEFAULT_LIMITS, isolate.Limits())
    made = past.Past(store.write, reader, store.outcomes)
    said = []
    made.begin(datetime.combine(TODAY, time(9), UTC))
    count = made.live(said.append, lambda night, at: run_night(store.read, store.write, night, now=at))
    return made, count, said


def test_a_month_is_whole_and_sealed(store, lived):
    _, count, said = lived
    assert len(said) == 2
    with store.read() as session:
        states = dict(session.execute(select(Rejection.state, func.count()).group_by(Rejection.state)).all())
        assert sum(states.values()) == count > 5
        assert set(states) <= {*DECIDED, State.STANDS}
        assert states[State.REINSTATED] >= 1
        assert list(chain.verify(session)) == []
        moments = session.scalars(select(HistoryEntry.at).order_by(HistoryEntry.seq)).all()
        assert moments == sorted(moments)
        assert moments[-1].date() < TODAY
        assert set(session.scalars(select(OutboxItem.status))) == {"delivered"}
        run = session.scalars(select(AuditRun)).one()
        assert (run.day, run.finished_at.date()) == (date(2026, 11, 27), TODAY)
        report = as_data(session, run.day)
        assert report["answers"]
        assert not {found["check"] for found in report["findings"]} & {"history", "sealed", "draws"}


def test_everybody_who_applied_may_be_told_to_the_audit(lived):
    made, count, _ = lived
    rows = list(made.applicants())
    assert len(rows) > count
    assert {row["connection"] for row in rows} == {past.CONNECTION}
    assert len({row["application_id"] for row in rows}) == len(rows)
