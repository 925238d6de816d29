"""People set aside wrongly and unseen, on crowds with numbers worked by hand."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.audit.checks import misses
from app.audit.cohort import Arm
from app.audit.reviewer_errors import errors
from app.audit.run import period
from app.lifecycle import Action, Who
from app.stats.intervals import clopper_pearson, wilson
from app.stats.misses import missed_hypergeometric
from app.store.models import Decision, Opinion
from app.store.night import KnownAnswer
from app.store.transition import Actor, apply
from tests.audit.crowd import crowd, screened_at, sentence, table
from tests.audit.world import DAY, MORNING
from tests.factories import NOW, make_connection, make_policy, make_posting, make_user

NIGHT = period(DAY, MORNING)


def test_one_sample_has_an_exact_range(session, world):
    crowd(world, 190, Arm.UNFLAGGED)
    crowd(world, 10, Arm.CONTROL, upheld=8, reinstated=2)
    answer = misses.run(session, NIGHT)
    low, high = missed_hypergeometric(200, 10, 2)
    people = table(answer, "misses")
    assert people["estimate, with its 95 % range"] == {"people": 40, "low": low, "high": high}
    assert sentence(answer, "misses") == (
        "About 40 of 200 rejections that were not flagged would have been overturned by a recruiter; with 95 % "
        f"confidence between {low} and {high}. 2 of them were found, because 10 were looked at."
    )
    rates = table(answer, "miss_rates")
    assert rates["as one sample: Wilson"]["low"] == pytest.approx(wilson(2, 10)[0], abs=1e-4)
    assert rates["as one sample: Clopper and Pearson"]["high"] == pytest.approx(clopper_pearson(2, 10)[1], abs=1e-4)
    assert rates["miss rate, weighted"]["rate"] == 0.2
    assert not answer.unmeasured


def test_kinds_are_weighted_by_how_many_people_each_review_stands_for(session, world):
    """D3 of the worked examples in small: the naive rate is far off."""
    crowd(world, 980, Arm.UNFLAGGED, rule="degree", rate=0.02)
    crowd(world, 20, Arm.CONTROL, rule="degree", rate=0.02, upheld=20)
    crowd(world, 10, Arm.UNFLAGGED, rule="german", rate=0.5)
    crowd(world, 10, Arm.CONTROL, rule="german", rate=0.5, upheld=5, reinstated=5)
    crowd(world, 30, Arm.FLAGGED, upheld=10, reinstated=20)
    answer = misses.run(session, NIGHT)
    assert table(answer, "misses")["estimate, with its 95 % range"]["people"] == 10
    rates = table(answer, "miss_rates")
    assert rates["miss rate, weighted"]["rate"] == pytest.approx(10 / 1020, abs=1e-4)
    assert rates["warning, no result: all reviews without weights, flagged too"]["rate"] == round(25 / 60, 4)
    assert rates["flag recall, as reviewers judge"]["rate"] == round(20 / 30, 4)
    assert rates["approximate range (Korn and Graubard)"]["low"] >= round(5 / 1020, 4)  # five were found
    strata = next(one for one in answer.tables if one.name == "misses_strata").rows
    assert [row[3:9] for row in strata] == [
        ("degree", 0.02, 1000, 20, 0, 50.0), ("german", 0.5, 20, 10, 5, 2.0),
    ]  # fmt: skip


@pytest.mark.parametrize("left", [1, 3])
def test_leaving_controls_never_improves_the_number_and_widens_the_range(session, world, left):
    crowd(world, 100, Arm.UNFLAGGED)
    crowd(world, 20, Arm.CONTROL, upheld=17, reinstated=3 - left, lapsed=left)
    answer = misses.run(session, NIGHT)
    people = table(answer, "misses")
    assert people["estimate, with its 95 % range"]["people"] == 18  # as if all three had been reinstated
    assert people["estimate if none, and if all, of the undecided are missed"] == {
        "people": None,
        "low": (3 - left) * 6,
        "high": 18,
    }
    assert f"and {left} left until it was too late" in sentence(answer, "misses_sample")


def test_who_still_waits_is_in_the_range_only(session, world):
    crowd(world, 90, Arm.UNFLAGGED)
    crowd(world, 30, Arm.CONTROL, upheld=18, reinstated=2)
    people = table(misses.run(session, NIGHT), "misses")
    assert people["estimate, with its 95 % range"]["people"] == 12
    assert people["estimate if none, and if all, of the undecided are missed"] == {"people": None, "low": 8, "high": 48}


def test_kinds_with_too_few_reviews_are_put_together_and_none_is_dropped(session, world):
    other = make_posting(session, world.connection)
    for rule in ("a", "b"):
        crowd(world, 49, Arm.UNFLAGGED, rule=rule)
        crowd(world, 1, Arm.CONTROL, rule=rule, upheld=1)
    crowd(world, 100, Arm.UNFLAGGED, posting=other)
    crowd(world, 1, Arm.CONTROL, posting=other, reinstated=1)
    answer = misses.run(session, NIGHT)
    assert table(answer, "misses_sample")["of a kind about which nothing can be said"]["people"] == 101
    assert "101 rejections that were not flagged are of kinds" in str(answer.unmeasured[0])
    assert table(answer, "misses")["estimate if none, and if all, of the undecided are missed"] == {
        "people": None,
        "low": 1,
        "high": 101,
    }
    crowd(world, 2, Arm.UNFLAGGED, posting=other, rule="new", rate=0.5)
    crowd(world, 1, Arm.CONTROL, posting=other, rule="new", upheld=1, rate=0.5)
    answer = misses.run(session, NIGHT)
    assert table(answer, "misses")["estimate, with its 95 % range"]["people"] == 52
    assert not answer.unmeasured


def test_connections_stand_apart_and_one_above_what_was_accepted_is_a_finding(session, world):
    crowd(world, 400, Arm.UNFLAGGED)
    crowd(world, 100, Arm.CONTROL, upheld=70, reinstated=30)
    world.connection = make_connection(session, name="quiet")
    world.policy = make_policy(session, world.connection)
    world.posting = make_posting(session, world.connection)
    crowd(world, 400, Arm.UNFLAGGED)
    crowd(world, 100, Arm.CONTROL, upheld=99, reinstated=1)
    answer = misses.run(session, NIGHT)
    (finding,) = answer.findings
    assert finding.subject != "quiet"
    assert "about 150 of 500 rejections" in str(finding.text)
    assert "more than the accepted 2 %" in str(finding.text)
    lines = table(answer, "misses_connections")
    assert lines["quiet"] | {"low": 0, "high": 0} == {
        "people": 500, "drawn": 100, "resolved": 100, "found": 1, "rate": 0.01, "low": 0, "high": 0, "accepted": 0.02,
    }  # fmt: skip


def test_where_everybody_is_looked_at_who_was_decided_is_known_and_who_waits_is_said(session, world):
    crowd(world, 10, Arm.CONTROL, upheld=10)
    crowd(world, 60, Arm.HELD_BY_POLICY, upheld=36, reinstated=4)
    answer = misses.run(session, NIGHT)
    assert table(answer, "misses")["estimate, with its 95 % range"] == {"people": 4, "low": 4, "high": 4}
    (gap,) = answer.unmeasured
    assert str(gap).startswith(
        "20 rejections that were not flagged wait for their look, because everybody is looked at"
    )


def test_nothing_was_looked_at(session, world):
    crowd(world, 50, Arm.UNFLAGGED)
    answer = misses.run(session, NIGHT)
    assert [str(gap) for gap in answer.unmeasured] == [
        "How many were missed: fewer than two controls were decided; it may be 0 to 50 rejections."
    ]
    assert not answer.findings
    assert {one.name for one in answer.tables}.isdisjoint({"misses", "miss_rates"})


def test_an_empty_period(session, world):
    answer = misses.run(session, NIGHT)
    assert not answer.findings
    assert next(one for one in answer.tables if one.name == "misses_plan").sentence is None


def lopsided(world):
    """One large kind hardly looked at, and four small ones of which almost everybody was."""
    crowd(world, 270, Arm.UNFLAGGED, rule="large")
    crowd(world, 30, Arm.CONTROL, rule="large", upheld=30)
    for name in "abcd":
        crowd(world, 1, Arm.UNFLAGGED, rule=name)
        crowd(world, 9, Arm.CONTROL, rule=name, upheld=7, reinstated=2)


def test_nobody_found_in_a_large_kind_is_no_certainty(session, world):
    lopsided(world)
    answer = misses.run(session, NIGHT)
    people, rates = table(answer, "misses"), table(answer, "miss_rates")
    sure = people["estimate, with its 95 % range"]
    assert people["approximate range (Korn and Graubard)"]["high"] > 300 * 0.1  # of 30 looked at none: up to 11.6 %
    assert sure["high"] > 300 * 0.1
    assert f"between {sure['low']} and {sure['high']}. 8 of them were found" in sentence(answer, "misses")
    assert rates["miss rate, weighted"]["low"] >= round(8 / 340, 4)  # eight were found


def test_few_finds_are_a_finding_only_beyond_the_range_that_is_quoted(session, world):
    """Three of 30 in two kinds: Korn and Graubard's lower end is 3.8 %, the one that is quoted lower."""
    world.policy.accepted_miss_rate = 0.03
    for name in "ab":
        crowd(world, 270, Arm.UNFLAGGED, rule=name)
        crowd(world, 30, Arm.CONTROL, rule=name, upheld=27, reinstated=3)
    assert not misses.run(session, NIGHT).findings
    world.policy.accepted_miss_rate = 0.015
    session.flush()
    assert misses.run(session, NIGHT).findings


def test_the_recall_is_as_uncertain_as_the_missed(session, world):
    crowd(world, 970, Arm.UNFLAGGED)
    crowd(world, 30, Arm.CONTROL, upheld=30)
    crowd(world, 40, Arm.FLAGGED, upheld=30, reinstated=10)
    crowd(world, 4, Arm.DOUBT)
    answer = misses.run(session, NIGHT)
    most = missed_hypergeometric(1000, 30, 0)[1]
    recall = table(answer, "miss_rates")["flag recall, as reviewers judge"]
    assert recall == {"rate": 1, "low": round(10 / (10 + most), 4), "high": 1}
    assert str(answer.unmeasured[0]).startswith(
        "4 rejections in doubt, where nothing could be compared, are in neither"
    )


def test_the_recall_allows_for_flagged_people_who_were_not_decided(session, world):
    crowd(world, 20, Arm.CONTROL, upheld=10, reinstated=10)
    crowd(world, 40, Arm.FLAGGED, upheld=10, reinstated=10)
    recall = table(misses.run(session, NIGHT), "miss_rates")["flag recall, as reviewers judge"]
    assert recall == {"rate": round(20 / 30, 4), "low": 0.5, "high": 0.75}


def test_who_was_left_was_not_looked_at(session, world):
    crowd(world, 100, Arm.CONTROL, upheld=50, reinstated=10, lapsed=40)
    said = sentence(misses.run(session, NIGHT), "miss_rates")
    assert said.startswith(
        "10 of 60 who were looked at were reinstated, and 40 were left undecided and count as missed."
    )


def test_who_waits_where_everybody_is_held_was_not_flagged_either(session, world):
    crowd(world, 60, Arm.HELD_BY_POLICY, upheld=36, reinstated=4)
    answer = misses.run(session, NIGHT)
    sample = table(answer, "misses_sample")
    assert [sample[who]["people"] for who in ("not flagged", "drawn or held", "decided")] == [60, 60, 40]
    assert sentence(answer, "misses_sample").startswith(
        "Of 60 rejections that were not flagged 60 were to be looked at"
    )
    (line,) = table(answer, "misses_connections").values()
    assert (line["people"], line["drawn"], line["resolved"]) == (60, 60, 40)


def test_closed_in_the_ats_is_a_line_of_its_own_and_no_longer_undecided(session, world):
    crowd(world, 80, Arm.UNFLAGGED)
    drawn = crowd(world, 30, Arm.CONTROL, upheld=18, reinstated=2)
    undecided = "estimate if none, and if all, of the undecided are missed"
    assert table(misses.run(session, NIGHT), "misses")[undecided]["high"] == 44
    held = crowd(world, 3, Arm.HELD_BY_POLICY, upheld=1)
    before = misses.run(session, NIGHT)
    close(world, drawn[0], at=MORNING + timedelta(hours=1))
    assert misses.run(session, NIGHT) == before
    close(world, *drawn[20:], held[-2])
    answer = misses.run(session, NIGHT)
    sample = table(answer, "misses_sample")
    assert sample["closed in the ATS before anybody decided"]["people"] == 11
    assert sample["still to be decided"]["people"] == 0
    assert undecided not in table(answer, "misses")
    assert sample["not flagged"]["people"] == 113
    assert sample["held because everybody is, and waiting"]["people"] == 1


def close(world, *rejections, at=NOW + timedelta(hours=2)):
    for rejection in rejections:
        apply(world.session, rejection, Action.CLOSE, by=Actor(Who.ATS, "generic"), now=at)
    world.session.flush()


def test_what_happened_after_the_night_does_not_count(session, world):
    crowd(world, 90, Arm.UNFLAGGED)
    crowd(world, 10, Arm.CONTROL, upheld=9, reinstated=1)
    before = misses.run(session, NIGHT)
    crowd(world, 5, Arm.CONTROL, reinstated=5, at=MORNING, decided_at=MORNING + timedelta(hours=1))
    late = crowd(world, 3, Arm.UNFLAGGED)
    for rejection in late:  # came in before, was screened after
        screened_at(session, rejection, MORNING + timedelta(hours=1))
    held_late = crowd(world, 2, Arm.CONTROL)
    for rejection in held_late:
        rejection.held_at = MORNING + timedelta(hours=1)
    session.flush()
    assert misses.run(session, NIGHT) == before


@pytest.mark.parametrize("how", ["known answers", "second reviews"])
def test_the_rate_is_corrected_where_reviewers_errors_are_known(session, world, how):
    other = make_user(session)
    crowd(world, 900, Arm.UNFLAGGED)
    drawn = crowd(world, 100, Arm.CONTROL, upheld=80, reinstated=20)
    for place, rejection in enumerate((*drawn[:20], *drawn[80:])):
        done = Action.UPHOLD if place < 20 else Action.REINSTATE
        wrong = place in {0, 20, 21}  # one of those upheld, two of those reinstated
        right = {Action.UPHOLD: Action.REINSTATE, Action.REINSTATE: Action.UPHOLD}[done] if wrong else done
        if how == "known answers":
            row = KnownAnswer(rejection_id=rejection.id, action=right, said_by="ada", said_at=NOW, why="")
        else:
            row = Opinion(rejection_id=rejection.id, user_id=other.id, kind="first", action=right, at=NOW)
        session.add(row)
    session.flush()
    rates = table(misses.run(session, NIGHT), "miss_rates")
    line = rates[f"miss rate corrected by {how} (Rogan and Gladen)"]
    sensitivity, specificity = (18 / 19, 19 / 21) if how == "known answers" else (18 / 20, 19 / 20)
    assert line["rate"] == pytest.approx((0.2 + specificity - 1) / (sensitivity + specificity - 1), abs=1e-4)
    assert rates["miss rate, weighted"]["rate"] == 0.2


def test_only_what_somebody_decided_is_corrected(session, world):
    crowd(world, 900, Arm.UNFLAGGED)
    drawn = crowd(world, 100, Arm.CONTROL, upheld=40, reinstated=10, lapsed=50)
    for place, rejection in enumerate(drawn[:50]):
        done = Action.UPHOLD if place < 40 else Action.REINSTATE
        right = Action.REINSTATE if place < 10 else done
        session.add(KnownAnswer(rejection_id=rejection.id, action=right, said_by="ada", said_at=NOW, why=""))
    session.flush()
    line = table(misses.run(session, NIGHT), "miss_rates")[
        "miss rate corrected by known answers (Rogan and Gladen)"
    ]  # of the decided a fifth was reinstated, and half of those who should be; left is half of all
    assert line["rate"] == pytest.approx(0.5 + 0.5 * 0.2 / 0.5)


def test_reversing_to_match_a_known_answer_makes_no_reviewer_better(session, world):
    drawn = crowd(world, 20, Arm.CONTROL, upheld=10, reinstated=10)
    for place, rejection in enumerate(drawn):
        right = Action.REINSTATE if place % 2 else Action.UPHOLD
        session.add(KnownAnswer(rejection_id=rejection.id, action=right, said_by="ada", said_at=NOW, why=""))
    session.flush()
    found = errors(session, NIGHT)
    assert (found.sensitivity, found.specificity) == (0.5, 0.5)
    for made in session.scalars(select(Decision)).all():
        other = Action.REINSTATE if made.action == Action.UPHOLD else Action.UPHOLD
        at = NOW + timedelta(hours=2)
        session.add(Decision(rejection_id=made.rejection_id, action=other, decided_by=world.user.id, decided_at=at,
                             final_at=at, seconds=9, corrects_id=made.id))  # fmt: skip
    session.flush()
    assert errors(session, NIGHT) == found


def test_the_plan_says_what_can_be_shown_after_a_month(session, world):
    crowd(world, 28 * 12, Arm.CONTROL, upheld=28 * 12)
    answer = misses.run(session, NIGHT)
    plan = table(answer, "misses_plan")
    assert plan[10] == {"reviews": 210, "none": 0.0142, "one": 0.0224}
    assert 12 in plan
    assert "If 149 were looked at and none of them reinstated, at most 2 % would be missed." in sentence(
        answer, "misses_plan"
    )
