"""What a reviewer reads of the night is the same whether the candidate who came last is a control or not."""

import json

import pytest

from app.audit.cohort import Arm
from app.audit.report import for_reviewers, report_of
from tests.audit.crowd import crowd
from tests.audit.world import DAY, MORNING
from tests.nights import audited


@pytest.fixture
def some(world) -> None:
    """Few enough people that one more of them changes every exact count and estimate."""
    crowd(world, 20, Arm.UNFLAGGED, rate=0.5)
    crowd(world, 10, Arm.CONTROL, rate=0.5, upheld=6, reinstated=2, lapsed=1)
    crowd(world, 12, Arm.FLAGGED, upheld=2, reinstated=8)
    crowd(world, 40, Arm.UNFLAGGED, rule="degree", rate=0.5)
    crowd(world, 20, Arm.CONTROL, rule="degree", rate=0.5, upheld=20)


def read_with_one_more(session, world, arm: Arm) -> str:
    undo = session.begin_nested()
    crowd(world, 1, arm, rate=1.0 if arm is Arm.FLAGGED else 0.5)
    seen = for_reviewers(report_of(session, audited(session, DAY, now=MORNING)))
    undo.rollback()
    return json.dumps([seen["findings"], seen["answers"]], indent=1)


def test_a_waiting_control_is_counted_in_no_sentence(session, world, some):
    flagged = read_with_one_more(session, world, Arm.FLAGGED)
    assert read_with_one_more(session, world, Arm.CONTROL) == flagged
    assert read_with_one_more(session, world, Arm.HELD_BY_POLICY) == flagged
    assert "of the people set aside would have been advanced" in flagged
    assert "rejected most people wrongly" in flagged


def test_a_finding_about_the_missed_has_no_count(session, world):
    crowd(world, 40, Arm.UNFLAGGED, rate=0.5)
    crowd(world, 30, Arm.CONTROL, rate=0.5, reinstated=29, lapsed=1)
    report = report_of(session, audited(session, DAY, now=MORNING))
    (whole,) = [one["words"] for one in report["findings"] if one["check"] == "misses"]
    (seen,) = [one["words"] for one in for_reviewers(report)["findings"] if one["check"] == "misses"]
    assert (whole["values"]["lapsed"], whole["values"]["people"]) == (1, "70")
    assert set(seen["values"]) == {"connection", "share", "accepted"}
    assert seen["values"]["share"] == "100"


def test_what_was_worded_otherwise_once_is_left_out(session, world):
    """Reports are kept for years; a sentence of which we do not know what it counts is not shown."""
    words = {"text": "%(lapsed)s controls were left", "values": {"lapsed": 3}}
    answer = {"check": "misses", "tables": [{"name": "misses", "sentence": words}], "unmeasured": [words]}
    finding = {"check": "misses", "words": words, "subject": "works", "key": "k"}
    seen = for_reviewers({"findings": [finding], "answers": [answer]})
    assert seen == {"findings": [], "answers": [{"check": "misses", "tables": [], "unmeasured": []}]}
