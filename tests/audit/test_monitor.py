"""The miss rate watched night over night: the alarm, that it stays, and that only a named person ends it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.audit import monitors, report
from app.audit.checks import monitor
from app.audit.cohort import Arm
from app.audit.run import period
from app.errors import BadInputError, NotFoundError
from app.stats import sequential
from app.store.models import Decision
from app.store.night import Finding, Monitor, MonitorReset
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


def test_nothing_was_decided(session, world):
    crowd(world, 3, Arm.CONTROL)
    crowd(world, 3, Arm.FLAGGED, reinstated=3)
    answer = monitor.run(session, night_of(0))
    assert (answer.tables, len(answer.unmeasured)) == ((), 1)
    finish(session, 0)
    assert "no control was decided yet" in report.as_text(report.as_data(session, DAY))
