"""kill -9 of web and worker after every stop of the walk and at random instants: nothing lost, nothing done twice."""

import itertools
import signal
import time

import pytest
from sqlalchemy import select

from app.store.night import AuditRun
from tests.journeys import crashing
from tests.journeys.stage import Stage, dump

pytestmark = pytest.mark.kill
RANDOM_KILLS = 20


@pytest.fixture
def stage(database_url, tmp_path):
    stage = Stage(database_url, tmp_path, people=300)
    yield stage
    stage.close()


def die_at(stage, point):
    """Run one role so that it dies at the point, and wait until it did."""
    role = stage.role_of(point, crashing.WEB)
    if stage.running(role):
        stage.kill(role)
    stage.start_all(but=role)
    stage.start(role, point)
    stage.wait(lambda: not stage.running(role), f"the process to die at {point!r}", 150)
    assert stage.processes[role].returncode == -signal.SIGKILL, dump(stage)


def test_killed_after_every_stop_of_the_walk(stage):
    stage.start_all()
    with stage.people_at_work():
        for point in crashing.WEB | crashing.WORKER:
            die_at(stage, point)
    stage.start_all()
    for point in crashing.NIGHT:
        assert stage.command("audit", "run", point=point) == -signal.SIGKILL
    assert stage.command("audit", "run") == 0
    stage.come_to_rest()
    assert stage.faults() == []
    with stage.store.read() as session:
        assert len(session.scalars(select(AuditRun)).all()) == 1
    stage.stop_all()


def test_killed_at_random_instants(stage):
    stage.start_all()
    with stage.people_at_work():
        stage.wait(stage.somebody_decided, "the first decision")
        for number, role in enumerate(itertools.islice(itertools.cycle(stage.roles), RANDOM_KILLS)):
            if number % 4:  # else it may die while it starts
                stage.wait(stage.http_answers, "the product to answer again")
            time.sleep(stage.chance.uniform(0.0, 3.0))
            stage.kill(role)
            stage.start(role)
    stage.come_to_rest()
    assert stage.faults() == []
    stage.stop_all()
