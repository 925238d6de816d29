"""The walk of a rejected candidate through the whole product, over real HTTP, in the users' words."""

import time

import pytest
from sqlalchemy import select

from app.lifecycle import State
from app.store.models import Application, OutboxItem, Rejection
from tests.journeys.stage import Stage

MAIL_DELAY = 45.0


@pytest.fixture
def stage(database_url, tmp_path):
    stage = Stage(database_url, tmp_path, people=40, mail_delay=MAIL_DELAY)
    yield stage
    stage.close()


def held(stage, vendor):
    """Ids of held rejections of one ATS, with the application's id there."""
    with stage.store.read() as session:
        rows = session.execute(
            select(Rejection.id, Application.external_id)
            .join(Application, Application.id == Rejection.application_id)
            .where(
                Rejection.state == State.HELD, Application.external_id.startswith("A-" if vendor == "generic" else "88")
            )
            .order_by(Rejection.id)
        )
        return [tuple(row) for row in rows]


def decide(stage, rejection_id, action, *, undo=False):
    assert stage.api(f"/rejections/{rejection_id}/claim").status_code == 200
    body = {"action": action, "reason": "other" if action == "uphold" else "", "note": "read it"}
    assert stage.api(f"/rejections/{rejection_id}/decision", body).status_code == 200
    if undo:
        assert stage.api(f"/rejections/{rejection_id}/undo").status_code == 200


def mails(stage):
    return {mail["application_id"] for mail in stage.ats_rows("mail")}


def test_what_a_recruiter_decides_happens_in_the_ats_and_what_is_undone_does_not(stage):
    stage.start_all()
    stage.wait(stage.http_answers, "the web to answer")
    stage.apply("generic", 14)
    stage.apply("greenhouse", 14)
    applied = time.monotonic()
    stage.come_to_rest()

    generic, greenhouse = held(stage, "generic"), held(stage, "greenhouse")
    (reinstated, upheld, undone), parked = generic[:3], greenhouse[:2]
    decide(stage, reinstated[0], "reinstate")
    decide(stage, upheld[0], "uphold")
    decide(stage, undone[0], "uphold", undo=True)
    decide(stage, parked[0][0], "reinstate")
    decide(stage, parked[1][0], "uphold")
    stage.come_to_rest()
    time.sleep(max(0.0, MAIL_DELAY + 2 - (time.monotonic() - applied)))  # past the time of every mail

    states = {one["id"]: one["state"] for one in stage.ats_rows("application")}
    assert (states[reinstated[1]], states[upheld[1]], states[undone[1]]) == ("active", "rejected", "rejected")
    assert (states[parked[0][1]], states[parked[1][1]]) == ("active", "rejected")
    left = mails(stage)
    assert {upheld[1], parked[1][1]} <= left
    assert not {reinstated[1], undone[1], parked[0][1]} & left
    assert (
        not {application for _, application in generic[3:] + greenhouse[2:]} & left
    )  # nor of anybody else who is held
    with stage.store.read() as session:
        items = session.scalars(select(OutboxItem).where(OutboxItem.rejection_id == undone[0])).all()
    assert sorted((item.effect, item.status) for item in items) == [
        ("hold", "delivered"), ("note", "cancelled"), ("release", "cancelled"),
    ]  # fmt: skip
    assert stage.faults() == []
    assert stage.command("audit", "run") == 0
    stage.stop_all()
