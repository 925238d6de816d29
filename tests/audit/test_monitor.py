"""The miss rate watched night over night: the alarm, that it stays, and that only a named person ends it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.audit import monitors, report
from app.audit.checks import monitor
from app.audit.cohort import Arm
from app.audit.run import period
from app.clock import new_id
from app.errors import BadInputError, NotFoundError
from app.lifecycle import Action
from app.stats import sequential
from app.store.models import Decision
from app.store.night import Finding, Monitor, MonitorReset
from app.store.policies import choose_policy
from tests.audit.crowd import crowd, table
from tests.audit.world import DAY
from tests.factories import NOW, make_connection, make_policy, make_posting
from tests.nights import audited

ONE_DAY = timedelta(days=1)
QUIET, BAD = (20, 0), (20, 3)


def nights(world, *counts, first=0):
    """Controls decided on each of the days after ``NOW``: how many, and how many of them were reinstated."""
    for number, (decided, found) in enumerate(counts, first):
        crowd(world, decided, Arm.CONTROL, upheld=decided - found, reinstated=found, at=NOW + number * ONE_DAY)


def night_of(number):
    return period(DAY + number * ONE_DAY, NOW + (number + 1) * ONE_DAY)


def finish(session, number):
    """The night of a day, made the morning after; its findings of this check."""
    run = audited(session, DAY + number * ONE_DAY, now=NOW + (number + 1) * ONE_DAY)
    return session.scalars(select(Finding.severity).where(Finding.run_id == run.id, Finding.check == "monitor")).all()


def test_evidence_and_interval_are_those_of_the_statistics(session, world):
    nights(world, QUIET, (20, 1), (0, 0), (20, 2))
    answer = monitor.run(session, night_of(3))
    seen = sequential.monitor([QUIET, (20, 1), (20, 2)], 0.02, 0.05).nights[-1]
    line = table(answer, "monitor")[world.connection.name]
    assert (line["since"], line["decided"], line["reinstated"], line["alarm"]) == ("2026-11-23", 60, 3, "quiet")
    assert line["e_value"] == round(seen.e_value, 2)
    assert (line["low"], line["high"]) == tuple(round(end, 4) for end in seen.running)
    assert list(table(answer, f"monitor_{world.connection.name}")) == ["2026-11-23", "2026-11-24", "2026-11-26"]
    assert not answer.findings


def test_an_alarm_is_urgent_and_stays_until_somebody_resets_it(session, world):
    nights(world, BAD, BAD)
    assert finish(session, 0) == []
    assert finish(session, 1) == ["urgent"]
    row = session.scalars(select(Monitor)).one()
    assert (row.since, row.alarmed_on, row.e_value > 20) == (DAY, DAY + ONE_DAY, True)
    nights(world, *[QUIET] * 10, first=2)
    assert finish(session, 11) == ["urgent"]
    assert row.e_value < 20
    assert row.alarmed_on == DAY + ONE_DAY
    name = world.connection.name
    with pytest.raises(BadInputError, match="a person and a reason"):
        monitors.reset(session, name, by="Ada Roy", reason=" ", now=NOW)
    with pytest.raises(NotFoundError):
        monitors.reset(session, "nobody", by="Ada Roy", reason="rule 7 is off", now=NOW)
    monitors.reset(session, name, by="Ada Roy", reason="rule 7 is off", now=NOW + 12 * ONE_DAY)
    assert (row.since, row.alarmed_on, row.e_value) == (DAY + 12 * ONE_DAY, None, 1.0)
    done = session.scalars(select(MonitorReset)).one()
    assert (done.by, done.reason, done.alarmed_on) == ("Ada Roy", "rule 7 is off", DAY + ONE_DAY)
    with pytest.raises(BadInputError, match="quiet"):
        monitors.reset(session, name, by="Ada Roy", reason="again", now=NOW + 12 * ONE_DAY)
    nights(world, QUIET, first=12)
    assert finish(session, 12) == []
    assert table(monitor.run(session, night_of(12)), "monitor")[name]["decided"] == 20


def test_a_past_night_says_what_it_said(session, world):
    nights(world, BAD, BAD)
    finish(session, 1)
    before = monitor.run(session, night_of(1))
    nights(world, QUIET, first=2)
    monitors.reset(session, world.connection.name, by="Ada Roy", reason="rule 7 is off", now=NOW + 3 * ONE_DAY)
    later = session.scalars(select(Decision).where(Decision.action == "reinstate")).first()
    later.undone_at = NOW + 3 * ONE_DAY
    session.flush()
    assert monitor.run(session, night_of(1)) == before
    monitors.follow(session, night_of(1))  # an old night made again does not raise the alarm anew
    assert session.scalars(select(Monitor.alarmed_on)).one() is None


def test_a_day_that_is_not_over_raises_no_alarm(session, world):
    nights(world, (40, 20))
    audited(session, DAY, now=NOW + timedelta(hours=3))
    assert not session.scalars(select(Monitor)).all()


def test_each_connection_has_its_own_and_its_own_rates(session, world):
    nights(world, BAD, BAD)
    tolerant = make_connection(session, name="tolerant")
    world.connection, world.posting = tolerant, make_posting(session, tolerant)
    world.policy = make_policy(session, tolerant, accepted_miss_rate=0.3, alarming_miss_rate=0.5)
    nights(world, BAD, BAD)
    assert make_policy(session, tolerant).accepted_miss_rate == 0.3  # a new version keeps it
    answer = monitor.run(session, night_of(1))
    assert [finding.subject for finding in answer.findings] != ["tolerant"]
    assert len(answer.findings) == 1
    assert table(answer, "monitor")["tolerant"]["alarm"] == "quiet"


def test_few_people_all_looked_at_do_not_speak_for_the_many(session, world):
    crowd(world, 100, Arm.UNFLAGGED)
    crowd(world, 60, Arm.CONTROL, upheld=60)
    crowd(world, 30, Arm.CONTROL, upheld=18, reinstated=12, rate=1.0)
    answer = monitor.run(session, night_of(0))
    line = table(answer, "monitor")[world.connection.name]
    assert (line["decided"], line["reinstated"], line["alarm"]) == (90, 12, "quiet")  # in 1,230 people 12, not 13 %
    assert line["rate"] == round(12 / 1230, 4)
    assert not answer.findings


def test_many_people_of_whom_few_are_looked_at_are_not_hidden_by_few(session, world):
    crowd(world, 25, Arm.CONTROL, upheld=22, reinstated=3)
    crowd(world, 125, Arm.CONTROL, upheld=125, rate=1.0)
    nights(world, (25, 3), first=1)
    answer = monitor.run(session, night_of(1))
    assert table(answer, "monitor")[world.connection.name]["alarm"] == "2026-11-24"
    assert [finding.subject for finding in answer.findings] == [world.connection.name]
    assert "9.2" not in str(answer.findings[0].text)
    assert f"{600 / 56.25:.2f} %" in str(answer.findings[0].text)


def test_weights_are_by_all_people_not_by_who_was_drawn(session, world):
    crowd(world, 1, Arm.UNFLAGGED)
    crowd(world, 10, Arm.CONTROL, upheld=7, reinstated=3, rate=1.0)
    line = table(monitor.run(session, night_of(0)), "monitor")[world.connection.name]
    assert line["e_value"] == round((1 + 0.05 * 1.5) ** 3 * (1 - 0.05 * 0.03 / 0.98) ** 7, 2)


def test_another_policy_weighs_its_own_controls(session, world):
    crowd(world, 1, Arm.UNFLAGGED, rate=0.01)
    world.policy = make_policy(session, world.connection)
    crowd(world, 20, Arm.CONTROL, upheld=17, reinstated=3)
    line = table(monitor.run(session, night_of(0)), "monitor")[world.connection.name]
    assert line["e_value"] == round(sequential.e_value(3, 20, 0.02, 0.05), 2)


def turn(world, number, at):
    """Reverse ``number`` upheld controls, so that they are reinstated from ``at`` on."""
    upheld = world.session.scalars(select(Decision).where(Decision.action == Action.UPHOLD).limit(number)).all()
    for each in upheld:
        world.session.add(
            Decision(id=new_id(), rejection_id=each.rejection_id, action=Action.REINSTATE, decided_by=world.user.id,
                     decided_at=at, final_at=at, seconds=60, corrects_id=each.id)
        )  # fmt: skip
    world.session.flush()


def test_a_reversed_decision_stays_on_the_day_of_the_first_and_counts_as_it_is_now(session, world):
    nights(world, QUIET, QUIET)
    turn(world, 2, NOW + 5 * ONE_DAY)
    name = world.connection.name
    before = table(monitor.run(session, night_of(4)), f"monitor_{name}")
    after = table(monitor.run(session, night_of(5)), f"monitor_{name}")
    assert list(before) == list(after) == ["2026-11-23", "2026-11-24"]
    assert (before["2026-11-24"]["reinstated"], after["2026-11-24"]["reinstated"]) == (0, 2)


def test_what_was_decided_before_a_reset_and_reversed_after_it_raises_no_alarm(session, world):
    nights(world, BAD, BAD, QUIET)
    finish(session, 2)
    monitors.reset(session, world.connection.name, by="Ada Roy", reason="rule 7 is off", now=NOW + 3 * ONE_DAY)
    turn(world, 8, NOW + 4 * ONE_DAY)
    nights(world, QUIET, first=4)
    assert finish(session, 4) == []
    assert table(monitor.run(session, night_of(4)), "monitor")[world.connection.name]["decided"] == 20


def test_accepting_more_later_does_not_lower_what_was_found_before(session, world):
    nights(world, BAD)
    before = monitor.run(session, night_of(0))
    choose_policy(
        session, world.connection, hold_mode=world.policy.hold_mode, unflagged_policy=world.policy.unflagged_policy,
        lapse_policy=world.policy.lapse_policy, chosen_by="Ana Ruiz", now=NOW + ONE_DAY,
        accepted_miss_rate=0.3, alarming_miss_rate=0.5,
    )  # fmt: skip
    nights(world, QUIET, first=1)
    line = table(monitor.run(session, night_of(1)), f"monitor_evidence_{world.connection.name}")
    evidence = sequential.e_value(3, 20, 0.02, 0.05)
    assert line["2026-11-23"]["e_value"] == round(evidence, 2)
    assert line["2026-11-24"]["e_value"] == round(evidence * sequential.e_value(0, 20, 0.3, 0.5), 2)
    assert table(monitor.run(session, night_of(1)), "monitor")[world.connection.name]["accepted"] == 0.3
    assert monitor.run(session, night_of(0)) == before


def test_nothing_was_decided(session, world):
    crowd(world, 3, Arm.CONTROL)
    crowd(world, 3, Arm.FLAGGED, reinstated=3)
    answer = monitor.run(session, night_of(0))
    assert (answer.tables, len(answer.unmeasured)) == ((), 1)
    finish(session, 0)
    assert "no control was decided yet" in report.as_text(report.as_data(session, DAY))
