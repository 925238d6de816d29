"""Which rule rejects wrongly: the numbers by hand, and one bad rule among several at the top of the report."""

from datetime import timedelta

import pytest

from app.audit import findings
from app.audit.answer import Severity
from app.audit.checks import rule_health
from app.audit.cohort import Arm
from app.audit.run import period
from app.lifecycle import State
from app.store.models import Delivery
from tests.audit.crowd import crowd, table
from tests.audit.world import DAY, MORNING
from tests.factories import NOW
from tests.nights import audited

NIGHT = period(DAY, MORNING)


def test_the_numbers_of_a_rule(session, world):
    crowd(world, 4, Arm.FLAGGED, rule="german", upheld=2, reinstated=2, at=NOW - timedelta(days=3))
    crowd(world, 90, Arm.UNFLAGGED, rule="german")
    crowd(world, 10, Arm.CONTROL, rule="german", upheld=9, reinstated=1)
    crowd(world, 20, Arm.FLAGGED, rule="degree", rules="degree\ngerman", upheld=6, reinstated=4)
    answer = rule_health.run(session, NIGHT)
    german, degree = (table(answer, "rules")[name] for name in ("german", "degree"))
    assert [german[name] for name in ("rejected", "flagged", "looked_at", "reinstated")] == [124, 24, 24, 7]
    assert german["wrongful"] == 2 + 10 + 8
    assert german["rate"] == round(20 / 124, 4)
    assert 0 < german["wrongful_low"] < 20 < german["wrongful_high"]
    assert (german["first"], german["last"]) == ("2026-11-20", "2026-11-23")
    assert (german["blame"], degree["blame"]) == (2 + 10 + 4, 4)  # adds up to all 20 that were reinstated
    off = table(answer, "rules_off")
    assert off["german"] == {
        "freed": 104, "looked_at": 14, "reinstated": 3, "rightly": 12, "share": round(12 / 104, 4),
    }  # fmt: skip
    assert "degree" not in off  # it freed nobody: the other rule rejected them too
    assert not answer.unmeasured


def test_what_nobody_looked_at_is_said(session, world):
    crowd(world, 12, Arm.UNFLAGGED, rule="years")
    crowd(world, 20, Arm.UNFLAGGED, rule="german")
    crowd(world, 3, Arm.FLAGGED, rule="german", upheld=3)
    crowd(world, 7, Arm.UNFLAGGED, rule="")
    crowd(world, 5, Arm.HUMAN, rule="german")
    said = [str(gap) for gap in rule_health.run(session, NIGHT).unmeasured]
    assert "nobody whom they rejected was looked at: years (1 rules, 12 rejections)" in said[0]
    assert "fewer than two were looked at: 20 rejections" in said[1]
    assert "names no rule for 7 rejections" in said[2]


def test_a_single_rule_is_held_to_the_alarming_rate(session, world):
    crowd(world, 300, Arm.UNFLAGGED, rule="german")
    crowd(world, 100, Arm.CONTROL, rule="german", upheld=70, reinstated=30)
    (finding,) = rule_health.run(session, NIGHT).findings
    assert (finding.subject, finding.severity, finding.weight) == ("german", Severity.URGENT, pytest.approx(120))
    assert str(finding.text).startswith(
        "german rejected 400, 400 of them alone; of 100 looked at 30 were reinstated; about 120 people ("
    )


def test_rules_that_are_alike_are_no_finding_however_many_there_are(session, world):
    for number, found in enumerate([4, 3, 6, 2, 5, 4, 8, 3, 4, 1, 5, 4, 3, 7, 2, 4, 6, 3, 5, 4]):  # 8 is p = 0.04
        crowd(world, 20, Arm.FLAGGED, rule=f"rule {number}", upheld=20 - found, reinstated=found)
    assert not rule_health.run(session, NIGHT).findings


def test_a_rule_is_not_blamed_for_another_that_fired_with_it(session, world):
    crowd(world, 40, Arm.FLAGGED, rule="bad", upheld=10, reinstated=30)
    crowd(world, 40, Arm.FLAGGED, rule="bad", rules="bad\nfine", upheld=10, reinstated=30)
    crowd(world, 60, Arm.FLAGGED, rule="fine", upheld=57, reinstated=3)
    crowd(world, 60, Arm.FLAGGED, rule="other", upheld=57, reinstated=3)
    assert [finding.subject for finding in rule_health.run(session, NIGHT).findings] == ["bad"]


def test_one_bad_rule_is_the_first_line_of_the_report(session, world):
    """Some 2,000 rejections under six rules, one of them bad, and other things that are wrong that night."""
    for rule, (flagged, found) in {
        "degree": (30, 4), "years": (25, 3), "location": (20, 2), "visa": (15, 2), "german": (10, 1),
    }.items():  # fmt: skip
        crowd(world, flagged, Arm.FLAGGED, rule=rule, upheld=flagged - found, reinstated=found)
        crowd(world, 320, Arm.UNFLAGGED, rule=rule)
        crowd(world, 16, Arm.CONTROL, rule=rule, upheld=16)
    bad = "Kubernetes = No"
    crowd(world, 30, Arm.FLAGGED, rule=bad, upheld=3, reinstated=9)
    crowd(world, 178, Arm.UNFLAGGED, rule=bad)
    crowd(world, 6, Arm.CONTROL, rule=bad, upheld=4, reinstated=2)
    crowd(world, 3, Arm.FLAGGED, rule="degree", lapsed=3)
    for rejection in crowd(world, 5, Arm.FLAGGED, rule="degree"):  # nobody sweeps
        rejection.deadline, rejection.state = NOW, State.HELD
    for number in range(4):
        session.add(
            Delivery(
                connection_id=world.connection.id, event_id=str(number), received_at=NOW, body=b"", status="parked"
            )
        )
    session.flush()
    run = audited(session, DAY, now=MORNING)
    listed = findings.listed(session, run.id)
    assert len(listed) > 10
    first = listed[0]
    assert (first["check"], first["subject"], first["severity"]) == ("rule_health", bad, "urgent")
    assert first["text"].startswith(
        f"{bad} rejected 214, 214 of them alone; of 18 looked at 11 were reinstated; about 84 people ("
    )
    assert [one["subject"] for one in listed if one["check"] == "rule_health"] == [bad]
