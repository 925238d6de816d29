"""Bands on constructed rows: the newest comparison counts, and what could not be compared is in no band."""

from datetime import timedelta

import pytest

from app.audit import calibration
from app.store.models import Decision, Judgement, Match, Requirement, Resume
from tests.factories import NOW, make_connection, make_policy, make_posting, make_rejection, make_user


@pytest.fixture
def decided(session):
    """Make one decided candidate from the findings on two must-haves, a soft one, one that forms ask, and a wish."""
    connection = make_connection(session)
    policy, posting, user = make_policy(session, connection), make_posting(session, connection), make_user(session)
    asked = [
        Requirement(posting_id=posting.id, version=1, position=n, text=f"r{n}", kind=kind, importance=importance)
        for n, (kind, importance) in enumerate(
            [("skill", "must"), ("years", "must"), ("other", "must"), ("condition", "must"), ("skill", "nice")]
        )
    ]
    session.add_all(asked)
    session.flush()

    def match(rejection, findings, verdict, made_at):
        resume = Resume(rejection_id=rejection.id, received_at=NOW)
        session.add(resume)
        session.flush()
        made = Match(
            rejection_id=rejection.id, resume_id=resume.id, requirements_version=1, verdict=verdict, why="",
            policy_version="1", matcher_version="1", made_at=made_at,
        )  # fmt: skip
        session.add(made)
        session.flush()
        for position, (requirement, finding) in enumerate(zip(asked, findings, strict=True)):
            session.add(Judgement(match_id=made.id, requirement_id=requirement.id, position=position, finding=finding))

    def make(action, *findings, verdict="strong", before=None, undone_at=None):
        rejection = make_rejection(session, connection=connection, policy=policy, posting=posting)
        if before:
            match(rejection, before, "weak", NOW - timedelta(hours=1))
        match(rejection, findings, verdict, NOW)
        session.add(
            Decision(
                rejection_id=rejection.id, action=action, decided_by=user.id, decided_at=NOW, final_at=NOW,
                undone_at=undone_at,
            )
        )  # fmt: skip
        session.flush()

    return make


def test_bands_count_must_haves_that_a_resume_can_show(session, decided):
    full, none = ("met", "met", *["not_found"] * 3), (*["not_found"] * 4, "met")
    decided("reinstate", *full, before=none)
    decided("uphold", *full)
    decided("reinstate", "met", "partly", "not_found", "not_found", "met")
    decided("uphold", *none)
    decided("reinstate", *none, verdict="doubt", before=none)
    decided("uphold", *full, undone_at=NOW)
    counted = calibration.count(session, NOW.date())
    assert [(band["decided"], band["reinstated"]) for band in counted["bands"]] == [(2, 1), (1, 1), (1, 0)]
    assert {band["interval_95"] for band in counted["bands"]} == {None}
    assert calibration.count(session, NOW.date() - timedelta(days=1))["decided"] == 0


def test_below_the_floor_the_report_says_so_and_older_reports_have_no_such_part():
    bands = [{"band": "all must-haves", "decided": 3, "reinstated": 2, "interval_95": None}]
    said = calibration.in_words({"decided": 3, "bands": bands})
    assert said[1] == "All must-haves: 2 of 3 reinstated."
    assert "before there are more than 200 decisions" in said[2]
    bands[0] |= {"decided": 400, "reinstated": 300, "interval_95": [0.7, 0.79]}
    assert calibration.in_words({"decided": 400, "bands": bands})[1:] == [
        "All must-haves: 300 of 400 reinstated (75%, 95 % interval 70.0% to 79.0%, Clopper-Pearson)."
    ]
    assert calibration.in_words(None) == []
