"""Bands on constructed rows: the newest comparison counts, and what could not be compared is in no band."""

from datetime import timedelta

import pytest

from app.audit.checks import calibration
from app.audit.run import period
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
    rows = calibration.run(session, period(NOW.date(), NOW + timedelta(days=1))).tables[0].rows
    assert [row[1:] for row in rows] == [(2, 1, None, None, None), (1, 1, None, None, None), (1, 0, None, None, None)]
    earlier = calibration.run(session, period(NOW.date() - timedelta(days=1), NOW))
    assert [row[1] for row in earlier.tables[0].rows] == [0, 0, 0]
    assert "before there are more than 200 decisions" in str(earlier.unmeasured[0])
