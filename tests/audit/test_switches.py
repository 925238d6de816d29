"""Two-step mode, counted by hand: who kept their own judgement, and who went over to what the comparison says."""

from datetime import timedelta

import pytest

from app.audit import switches
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
    counted = switches.count(session, NOW.date())
    assert {name: counted[name] for name in ("judged", "kept", "to_comparison", "away_from_it", "other")} == {
        "judged": 7, "kept": 2, "to_comparison": 2, "away_from_it": 1, "other": 2,
    }  # fmt: skip
    assert (counted["differed_at_first"], counted["rate"]) == (3, 0.6667)
    assert counted["interval_95"] == [0.0943, 0.9916]
    assert switches.count(session, NOW.date() - timedelta(days=1))["judged"] == 0


def test_the_report_says_it_in_words_or_not_at_all(session, judged):
    assert switches.in_words(None) == switches.in_words(switches.count(session, NOW.date())) == []
    judged("uphold", "reinstate", "strong")
    lines = switches.in_words(switches.count(session, NOW.date()))
    assert lines[0].startswith("Judged on the bare resume first: 1; 0 decided as they judged, 1 went over")
    assert "100% changed over to it (95 % interval 2.5% to 100.0%" in lines[1]
