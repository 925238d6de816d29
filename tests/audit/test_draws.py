"""The day's controls drawn again from the key."""

from datetime import timedelta

from app.audit.answer import Severity
from app.audit.checks import draws
from app.audit.cohort import Arm
from app.audit.run import period
from app.stats.sampling import is_control
from app.store.session import seal_of
from tests.audit.crowd import crowd, screened_at, table
from tests.audit.world import DAY, MORNING
from tests.factories import NOW

NIGHT = period(DAY, MORNING)


def drawn_by_the_key(session, world, number, rate, at=NOW):
    key = seal_of(session).derive("controls")
    made = crowd(world, number, Arm.UNFLAGGED, rate=rate)
    for rejection in made:
        rejection.control = is_control(key, rejection.id, rate)
        screened_at(session, rejection, at)
    session.flush()
    return made


def test_the_draw_can_be_repeated(session, world):
    made = drawn_by_the_key(session, world, 60, 0.5)
    crowd(world, 3, Arm.FLAGGED)
    answer = draws.run(session, NIGHT)
    assert not answer.findings
    assert table(answer, "draws") == {
        0.5: {"people": 60, "expected": 30.0, "drawn": sum(each.control for each in made), "wrong": 0}
    }


def test_a_control_that_was_picked_and_one_that_was_dropped_are_found_and_not_named(session, world):
    made = drawn_by_the_key(session, world, 40, 0.5)
    picked = next(each for each in made if not each.control)
    dropped = next(each for each in made if each.control)
    picked.control, dropped.control = True, False
    session.flush()
    (finding,) = draws.run(session, NIGHT).findings
    assert finding.severity is Severity.URGENT
    assert str(finding.text).startswith("2 of 40 draws of controls are not those of the key")
    assert finding.subject == ""  # reviewers read it


def test_only_what_was_screened_on_the_last_day(session, world):
    for rejection in drawn_by_the_key(session, world, 5, 0.5, at=NOW - timedelta(days=1)):
        rejection.control = not rejection.control
    session.flush()
    answer = draws.run(session, NIGHT)
    assert not answer.findings
    assert table(answer, "draws") == {}
