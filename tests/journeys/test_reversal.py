"""Two decisions on each of both systems, reversed once they had arrived: over real HTTP, with the echoes they cause."""

import pytest
from sqlalchemy import select

from app.lifecycle import State
from app.store.models import Connection, Decision, OutboxItem, Rejection
from tests.journeys.stage import Stage
from tests.journeys.test_walk import decide, held, mails


@pytest.fixture
def stage(sqlite_url, tmp_path):
    stage = Stage(sqlite_url, tmp_path, people=40)
    yield stage
    stage.close()


def test_a_reversed_decision_is_reversed_in_the_ats_and_its_echo_is_no_news(stage):
    stage.start_all()
    stage.wait(stage.http_answers, "the web to answer")
    stage.apply("generic", 10)
    stage.apply("greenhouse", 10)
    stage.come_to_rest()
    taken = [*held(stage, "generic")[:2], *held(stage, "greenhouse")[:2]]
    for (rejection_id, _), action in zip(taken, ["reinstate", "uphold"] * 2, strict=True):
        decide(stage, rejection_id, action)
    stage.come_to_rest()
    with stage.store.read() as session:
        made = session.scalars(select(Decision)).all()
    for decision in made:
        why = {"why": "The team looked again", "stage": "Phone call" if decision.action == "uphold" else ""}
        greenhouse = decision.rejection_id in {rejection_id for rejection_id, _ in taken[2:]}
        why["stage"] = "" if greenhouse else why["stage"]
        assert stage.api(f"/decisions/{decision.id}/reverse", why).status_code == 200
    stage.come_to_rest()

    states = {one["id"]: one["state"] for one in stage.ats_rows("application")}
    assert [states[application] for _, application in taken] == ["rejected", "active"] * 2
    with stage.store.read() as session:
        rows = session.scalars(select(Rejection).where(Rejection.id.in_([one for one, _ in taken]))).all()
        again = session.scalars(select(Rejection.id).where(Rejection.number > 1)).all()
        changes = session.scalars(
            select(OutboxItem).where(OutboxItem.decision_id.is_not(None), OutboxItem.effect != "note")
        ).all()
        vendors = session.execute(select(Connection.id, Connection.name)).all()
    assert sorted(row.state for row in rows) == sorted([State.UPHELD, State.REINSTATED] * 2)
    assert again == []  # no echo was taken for a new rejection
    assert {item.status for item in changes} == {"delivered"}
    names = dict(vendors)
    unheard = sorted((names[item.connection_id], item.effect) for item in changes if item.confirmed_at is None)
    assert unheard == [("greenhouse", "reinstate")]  # parked and moved on by us: a stage change, which says too little
    assert "Moved to the stage Phone call" in {note["text"] for note in stage.ats_rows("note")}
    told = f"a mail left for {taken[3][1]}, which is reinstated"  # the page says: write to them
    assert taken[3][1] in mails(stage)
    assert stage.faults() == [told]
    stage.stop_all()
