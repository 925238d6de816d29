import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.stats.impact import Category, compare, ll144_scoring, ll144_selection


def row(sex, race, n, passed):
    return {"sex": sex, "race": race, "n": n, "passed": passed}


def test_a_tie_for_the_highest_rate_goes_to_the_first_by_name():
    tied = [Category("White", 100, 50), Category("Asian", 10, 5), Category("Black", 10, 4)]
    assert compare(tied, 0).reference.name == "Asian"
    assert compare(reversed(tied), 0).reference.name == "Asian"


def test_exactly_the_smallest_share_is_enough():
    found = compare([Category("a", 98, 49), Category("b", 2, 2)])
    assert (found.excluded, found.reference.name) == (frozenset(), "b")
    assert compare([Category("a", 99, 49), Category("b", 2, 2)]).excluded == {"b"}


def test_too_small_for_a_ratio_is_listed_and_never_the_reference():
    table = ll144_selection([row("male", "White", 990, 500), row("male", "Asian", 9, 9)])
    small = table["race"]["categories"]["Asian"]
    assert (small["n"], small["rate"], small["impact_ratio"], small["excluded_under_2pct"]) == (9, 1.0, None, True)
    assert table["race"]["reference"] == "White"
    if_not = table["race_if_small_category_not_excluded"]
    assert if_not == {"reference": "Asian", "categories": {"Asian": 1.0, "White": pytest.approx(500 / 990)}}
    assert "race_if_small_category_not_excluded" not in ll144_selection([row("male", "White", 990, 500)])


def test_another_smallest_share():
    rows = [row("male", "White", 900, 450), row("male", "Asian", 100, 60)]
    assert ll144_selection(rows, 0.2)["race"]["categories"]["Asian"]["excluded_under_2pct"]
    assert not ll144_selection(rows, 0)["race"]["categories"]["Asian"]["excluded_under_2pct"]


def test_unknown_people_leave_only_the_tables_that_need_what_is_unknown():
    table = ll144_selection(
        [
            row("unknown", "White", 7, 3),
            row("male", "unknown", 5, 2),
            row("male", "White", 3, 1),
            row("male", "White", 2, 1),
        ]
    )
    assert [table[name]["n_used"] for name in ("sex", "race", "intersectional")] == [10, 12, 5]
    assert table["intersectional"]["categories"]["male|White"]["passed"] == 2
    assert table["unknown"] == {"sex_unknown": 7, "race_unknown": 5, "either_unknown": 12}


def test_nobody_known_nobody_passed_and_nobody_there():
    nobody = {"reference": None, "n_used": 0, "categories": {}}
    assert ll144_selection([row("unknown", "unknown", 4, 1)])["sex"] == nobody
    none_passed = ll144_selection([row("male", "White", 40, 0), row("female", "White", 40, 0)])["sex"]
    assert none_passed["reference"] == "female"
    assert [each["impact_ratio"] for each in none_passed["categories"].values()] == [None, None]
    assert none_passed["categories"]["male"]["p_fisher"] == 1
    empty = ll144_selection([row("male", "White", 4, 1), row("female", "White", 0, 0)], 0)["sex"]["categories"][
        "female"
    ]
    assert (empty["n"], empty["rate"], empty["rate_wilson95"], empty["excluded_under_2pct"]) == (0, None, None, True)


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 99), st.integers(0, 99)), max_size=9))
def test_ratios_lie_between_nothing_and_one_and_the_reference_has_the_best(rows):
    table = ll144_selection([row("male", race, max(n, x), min(n, x)) for race, n, x in rows])["race"]
    for name, each in table["categories"].items():
        assert each["impact_ratio"] is None or 0 <= each["impact_ratio"] <= 1
        if name == table["reference"]:
            assert each["impact_ratio"] == (1 if each["passed"] else None)


def test_scores_at_the_median_are_not_above_it():
    found = ll144_scoring({"a": [1, 2, 3, 4], "b": [2, 2]})
    assert (found["n"], found["sample_median"]) == (6, 2)
    assert found["categories"]["a"] == {"n": 4, "above_median": 2, "scoring_rate": 0.5, "impact_ratio": 1.0}
    assert found["categories"]["b"]["impact_ratio"] == 0
    assert ll144_scoring({"a": [1, 2], "b": [3, 8]})["sample_median"] == 2.5


def test_unknown_scores_move_the_median_and_are_no_category():
    found = ll144_scoring({"male": [5, 6], "unknown": [9, 9, 9]})
    assert (found["n"], found["sample_median"], list(found["categories"])) == (5, 9, ["male"])
    assert found["categories"]["male"]["impact_ratio"] is None
    assert ll144_scoring({"male": []}) == {"n": 0, "sample_median": None, "categories": {}}
