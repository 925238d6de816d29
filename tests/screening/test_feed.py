"""Imported rejections are fed to the screening a few at a time, from the rows themselves."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from app import engine
from app.lifecycle import State
from app.screening import feed, screen
from app.store import models, packs
from tests.factories import NOW, make_connection, make_policy, make_rejection

MANY = feed.FED_AHEAD + 20


@pytest.fixture
def imported(store):
    """More rejections of a file connection than are fed at once; their ids by deadline."""
    with store.write() as session:
        connection = make_connection(session, vendor="file")
        policy = make_policy(session, connection)
        made = [
            make_rejection(
                session, connection=connection, policy=policy, deadline=NOW + timedelta(days=7, seconds=-number)
            ).id
            for number in range(MANY)
        ]
    return made[::-1]


def waiting(store):
    with store.read() as session:
        return engine.waiting_for(session, "screen")


def fed(store, now=NOW):
    with store.write() as session:
        return feed.feed(session, now)


def finish(store, rejection_ids):
    """Let the engine have run these jobs, and their rejections have been screened."""
    table = "workflow_status" if store.sqlite else "dbos.workflow_status"
    with store.write() as session:
        for one in rejection_ids:
            session.execute(
                text(f"UPDATE {table} SET status = 'SUCCESS' WHERE workflow_uuid LIKE :id"),  # noqa: S608
                {"id": f"screen:{one}:%"},
            )
            session.get_one(models.Rejection, one).state = State.STANDS


def test_the_engine_never_holds_more_than_a_few(store, imported):
    assert fed(store) == feed.FED_AHEAD
    assert fed(store) == 0
    assert waiting(store) == set(imported[: feed.FED_AHEAD])
    finish(store, imported[:30])
    assert fed(store) == 20
    assert waiting(store) == set(imported[30:])


def test_what_webhooks_bring_goes_first(store, imported):
    with store.write() as session:
        for number in range(60):
            engine.enqueue(session, "process", f"d{number}", queue=engine.INTAKE)
    assert fed(store) == feed.FED_AHEAD - 60


def test_what_a_job_has_begun_and_what_came_by_webhook_is_left_to_the_engine(store, imported):
    with store.write() as session:
        make_rejection(session, deadline=NOW)
        session.get_one(models.Rejection, imported[0]).screen_attempts = 1
    fed(store)
    assert waiting(store) == set(imported[1 : feed.FED_AHEAD + 1])


def test_a_lost_job_is_asked_for_again(store, imported):
    fed(store)
    table = "workflow_status" if store.sqlite else "dbos.workflow_status"
    with store.write() as session:
        session.execute(text(f"UPDATE {table} SET status = 'ERROR'"))  # noqa: S608
    assert fed(store, NOW + timedelta(minutes=1)) == feed.FED_AHEAD
    assert waiting(store) == set(imported[: feed.FED_AHEAD])


def test_a_large_import_is_not_taken_for_lost(store, imported):
    with store.write() as session:
        lost = make_rejection(session, deadline=NOW + timedelta(minutes=50)).id
        feed.redrive(session, NOW + 2 * feed.LOST_AFTER)
    assert waiting(store) == {lost}


def test_a_pack_goes_when_its_resumes_were_read(store, tmp_path):
    with store.write() as session:
        rejection = make_rejection(session, connection=make_connection(session, vendor="file"))
        application = session.get_one(models.Application, rejection.application_id)
        pack = packs.Pack(store.packs, rejection.id, rejection.id)
        application.resume_url = f"pack:{pack.add(b'CPR')}"
        pack.close()
    (store.packs / f"{application.id}_{application.id}.draft").write_bytes(b"x")  # its import was killed

    def drop(now):
        with store.read() as session:
            return feed.drop_packs(session, store.packs, now)

    tomorrow = NOW.replace(year=NOW.year + 10)
    assert drop(NOW - timedelta(days=3000)) == 0
    assert drop(tomorrow) == 1
    assert packs.get(store.packs, application.resume_url.removeprefix("pack:")) == b"CPR"
    with store.write() as session:
        session.add(models.Resume(rejection_id=rejection.id, received_at=NOW))
    assert drop(tomorrow) == 1
    assert list(store.packs.iterdir()) == []


def test_a_job_of_the_feed_is_the_usual_screening(store, imported):
    with store.write() as session:
        taken = screen.take(session, imported[0], NOW)
        assert taken is not None
        assert session.scalars(select(models.Rejection.screen_attempts).where(models.Rejection.id == imported[0])).one()
