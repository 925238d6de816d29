"""Two-step mode, counted by hand: who kept their own judgement, and who went over to what the comparison says."""

from datetime import timedelta

import pytest

from app.audit.checks import switches
from app.audit.run import period
from app.store.models import Decision, Match, Opinion, Resume
from tests.factories import NOW, make_connection, make_policy, make_rejection, make_user


@pytest.fixture
def judged(session):
    """Somebody judged alone and then decided; ``verdict`` is what the comparison said, None where there was none."""
    connection = make_connection(session)
    policy, user = make_policy(session, connection), make_user(session)

    def make(alone, decided, verdict, *, by=user, **decision):
        rejection = make_rejection(session, connection=connection, policy=policy)
        if verdict:
            resume = Resume(rejection_id=rejection.id, received_at=NOW)
            session.add(resume)
            session.flush()
            session.add(
                Match(rejection_id=rejection.id, resume_id=resume.id, requirements_version=1, verdict=verdict, why="",
                      policy_version="1", matcher_version="1", made_at=NOW)
            )  # fmt: skip
        session.add(Opinion(rejection_id=rejection.id, user_id=user.id, kind="alone", action=alone, at=NOW))
        session.add(
            Decision(rejection_id=rejection.id, action=decided, decided_by=by.id, decided_at=NOW, final_at=NOW,
                     **decision)
        )  # fmt: skip
        session.flush()

    return make


def test_a_switch_is_to_the_comparison_or_away_from_it(session, judged):
    judged("uphold", "reinstate", "strong")  # over to it
    judged("reinstate", "uphold", "weak")  # over to it
    judged("uphold", "uphold", "strong")  # differed and stayed
    judged("reinstate", "reinstate", "strong")  # never differed
    judged("reinstate", "uphold", "strong")  # away from it
    judged("uphold", "reinstate", "doubt")  # the comparison has no side
    judged("uphold", "reinstate", None)
    judged("uphold", "reinstate", "strong", undone_at=NOW)
    judged("uphold", "reinstate", "strong", by=make_user(session))  # somebody else decided
    now = NOW + timedelta(days=1)
    row = switches.run(session, period(NOW.date(), now)).tables[0].rows[0]
    assert row == (7, 2, 2, 1, 2, 3, 0.6667, 0.0943, 0.9916)


def test_nobody_judged_first(session, judged):
    before = period(NOW.date() - timedelta(days=1), NOW)
    judged("uphold", "reinstate", "strong")
    answer = switches.run(session, before)
    assert (answer.tables, len(answer.unmeasured)) == ((), 1)
