"""The day's controls drawn again from the key."""

from datetime import timedelta

from app.audit.answer import Severity
from app.audit.checks import draws
from app.audit.cohort import Arm
from app.audit.run import period
from app.stats.sampling import is_control
from app.store.models import ControlRate
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


def set_rate(session, world, rate, day):
    session.add(ControlRate(posting_id=world.posting.id, rule="keywords", day=day, rate=rate, expected=1))
    session.flush()


def test_a_rate_that_no_night_had_set_is_found_though_the_key_draws_at_it(session, world):
    made = drawn_by_the_key(session, world, 40, 0.5)
    set_rate(session, world, 0.5, DAY - timedelta(days=20))
    assert not draws.run(session, NIGHT).findings
    picked = next(each for each in made if not each.control)
    picked.control, picked.inclusion_probability = True, 1.0
    session.flush()
    (finding,) = draws.run(session, NIGHT).findings
    assert (finding.kind, finding.severity, finding.subject) == ("rate", Severity.URGENT, "")
    assert str(finding.text).startswith("1 of 40 draws of controls were made at a rate that no night had set")


def test_a_rate_may_be_of_the_days_before_or_of_a_time_without_any(session, world):
    drawn_by_the_key(session, world, 5, 0.5)
    set_rate(session, world, 0.5, DAY - timedelta(days=3))
    set_rate(session, world, 0.25, DAY)
    drawn_by_the_key(session, world, 5, 1.0)
    assert not draws.run(session, NIGHT).findings
    set_rate(session, world, 0.2, DAY - timedelta(days=9))
    assert str(draws.run(session, NIGHT).findings[0].text).startswith("5 of 10")


def test_who_is_compared_again_was_not_drawn_that_day(session, world):
    for rejection in drawn_by_the_key(session, world, 5, 0.5, at=NOW - timedelta(days=10)):
        screened_at(session, rejection, NOW)
    set_rate(session, world, 0.2, DAY - timedelta(days=9))
    assert table(draws.run(session, NIGHT), "draws") == {}
