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
from tests.audit.crowd import crowd, sentence, table
from tests.audit.world import DAY, MORNING
from tests.factories import NOW, make_connection, make_policy
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


def test_who_was_missed_is_told_apart_from_whom_the_flag_found(session, world):
    crowd(world, 10, Arm.FLAGGED, rule="word", upheld=2, reinstated=8)
    crowd(world, 40, Arm.UNFLAGGED, rule="word")
    crowd(world, 10, Arm.CONTROL, rule="word", upheld=9, reinstated=1)
    crowd(world, 30, Arm.UNFLAGGED, rule="years")
    crowd(world, 10, Arm.CONTROL, rule="years", upheld=7, reinstated=3)
    answer = rule_health.run(session, NIGHT)
    rules = table(answer, "rules")
    assert [(rules[name]["wrongful"], rules[name]["missed"]) for name in ("word", "years")] == [(13, 5), (12, 12)]
    assert sentence(answer, "rules").endswith(
        "are of word than of any other rule: about 13 of 60, of whom about 5 were not flagged; blame is shared where "
        "several rules rejected. Of those who were not flagged most are of years, about 12."
    )


def test_who_is_in_no_estimate_is_in_the_range(session, world):
    crowd(world, 20, Arm.FLAGGED, rule="word", upheld=10, reinstated=10)
    crowd(world, 7, Arm.UNFLAGGED, rule="word")
    word = table(rule_health.run(session, NIGHT), "rules")["word"]
    assert (word["wrongful"], word["wrongful_low"], word["wrongful_high"]) == (10, 10, 17)
    assert (word["low"], word["high"]) == (round(10 / 27, 4), round(17 / 27, 4))


def test_a_single_rule_is_held_to_the_alarming_rate(session, world):
    crowd(world, 300, Arm.UNFLAGGED, rule="german")
    crowd(world, 100, Arm.CONTROL, rule="german", upheld=70, reinstated=30)
    (finding,) = rule_health.run(session, NIGHT).findings
    assert (finding.subject, finding.severity, finding.weight) == ("german", Severity.URGENT, pytest.approx(120))
    assert str(finding.text).startswith(
        "german rejected 400, 400 of them by no other rule; of 100 looked at 30 were reinstated; about 120 of all ("
    )


def test_rules_below_the_alarming_rate_are_no_finding_however_many_there_are(session, world):
    for number, found in enumerate([1, 0, 2, 1, 0, 1, 4, 1, 0, 2, 1, 1, 0, 1, 2, 1, 0, 1, 1, 0]):  # 4 is p = 0.02
        crowd(world, 20, Arm.FLAGGED, rule=f"rule {number}", upheld=20 - found, reinstated=found)
    assert not rule_health.run(session, NIGHT).findings


def test_equally_bad_rules_do_not_hide_one_another(session, world):
    for name in ("bad", "worse", "as bad"):
        crowd(world, 270, Arm.UNFLAGGED, rule=name)
        crowd(world, 30, Arm.CONTROL, rule=name, upheld=15, reinstated=15)
    found = rule_health.run(session, NIGHT).findings
    assert {finding.subject for finding in found} == {"bad", "worse", "as bad"}


def test_one_review_does_not_stand_for_thousands(session, world):
    crowd(world, 200, Arm.UNFLAGGED, rule="seen", rules="seen\nhidden")
    crowd(world, 1, Arm.CONTROL, rule="seen", rules="seen\nhidden", reinstated=1)
    crowd(world, 1, Arm.CONTROL, rule="hidden", reinstated=1, rate=0.01)
    crowd(world, 99, Arm.UNFLAGGED, rule="hidden", rate=0.01)
    answer = rule_health.run(session, NIGHT)
    assert table(answer, "rules")["seen"]["blame"] is None
    off = table(answer, "rules_off")["hidden"]
    assert (off["looked_at"], off["rightly"], off["share"]) == (1, None, None)


def test_a_rule_is_held_to_the_rate_of_its_own_connections(session, world):
    crowd(world, 270, Arm.UNFLAGGED, rule="german")
    crowd(world, 30, Arm.CONTROL, rule="german", upheld=25, reinstated=5)
    other = make_connection(session)
    make_policy(session, other, alarming_miss_rate=0.4)
    assert [finding.subject for finding in rule_health.run(session, NIGHT).findings] == ["german"]
    world.policy.alarming_miss_rate = 0.4
    session.flush()
    assert not rule_health.run(session, NIGHT).findings


def test_controls_that_were_left_count_as_wrong_and_flagged_people_do_not(session, world):
    crowd(world, 90, Arm.UNFLAGGED, rule="german")
    crowd(world, 10, Arm.CONTROL, rule="german", upheld=5, reinstated=1, lapsed=4)
    crowd(world, 20, Arm.FLAGGED, rule="german", upheld=10, lapsed=10)
    (german,) = table(rule_health.run(session, NIGHT), "rules").values()
    assert (german["looked_at"], german["reinstated"], german["wrongful"]) == (16, 1, 50)


def test_where_everybody_is_held_who_was_decided_stands_for_nobody_else(session, world):
    """The queue serves the strongest first."""
    crowd(world, 100, Arm.HELD_BY_POLICY, rule="german", upheld=10, reinstated=10)
    (german,) = table(rule_health.run(session, NIGHT), "rules").values()
    assert (german["rejected"], german["wrongful"], german["wrongful_high"]) == (100, 10, 10)


def test_everybody_held_and_nobody_decided_yet(session, world):
    crowd(world, 5, Arm.HELD_BY_POLICY, rule="german")
    answer = rule_health.run(session, NIGHT)
    assert table(answer, "rules")["german"]["rejected"] == 5
    assert "nobody whom they rejected was looked at: german (1 rules, 5 rejections)" in str(answer.unmeasured[0])


@pytest.mark.parametrize("lapsed", [0, 10])
def test_without_a_look_no_rule_is_accused(session, world, lapsed):
    crowd(world, 90, Arm.UNFLAGGED, rule="german")
    crowd(world, 10, Arm.CONTROL, rule="german", lapsed=lapsed)
    answer = rule_health.run(session, NIGHT)
    assert answer.tables[0].sentence is None
    assert not answer.findings


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
        f"{bad} rejected 214, 214 of them by no other rule; of 18 looked at 11 were reinstated; about 84 of all ("
    )
    assert [one["subject"] for one in listed if one["check"] == "rule_health"] == [bad]
