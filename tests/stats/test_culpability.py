import itertools
import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.stats.culpability import Reviewed, culpability, culpability_of_groups, stratified_and_culpability

people = st.lists(
    st.fixed_dictionaries(
        {
            "rules_fired": st.lists(st.sampled_from("abcde"), min_size=1, max_size=4, unique=True),
            "weight": st.sampled_from([1, 2, 5, 12.5]),
            "rescued": st.booleans(),
        }
    ),
    max_size=12,
)


@given(people)
def test_blame_against_adding_the_rules_in_every_order(candidates):
    rules = sorted({rule for each in candidates for rule in each["rules_fired"]})

    def lost(active):
        """Reinstated weight that is rejected while only these rules are on."""
        return sum(each["weight"] for each in candidates if each["rescued"] and active & set(each["rules_fired"]))

    orders = list(itertools.permutations(rules))
    blame = Counter()
    for order in orders:
        for place, rule in enumerate(order):
            blame[rule] += (lost(set(order[: place + 1])) - lost(set(order[:place]))) / len(orders)
    found = culpability(candidates)
    assert {rule: each.blame for rule, each in found.rules.items()} == pytest.approx(dict(blame))
    assert list(found.rules) == rules


@given(people)
def test_blame_sums_to_the_reinstated_weight(candidates):
    found = culpability(candidates)
    assert math.fsum(each.blame for each in found.rules.values()) == pytest.approx(found.reinstated)
    assert found.population == sum(each["weight"] for each in candidates)


@given(people, st.integers(1, 4))
def test_counted_together_or_one_by_one_is_the_same(candidates, times):
    counted = Counter()
    for each in candidates:
        counted[frozenset(each["rules_fired"]), each["weight"], each["rescued"]] += times
    grouped = culpability_of_groups(
        Reviewed(rules, weight, n, n if rescued else 0) for (rules, weight, rescued), n in counted.items()
    )
    alone = culpability(candidates * times)
    assert grouped.reinstated == alone.reinstated
    assert grouped.rules.keys() == alone.rules.keys()
    for rule, each in alone.rules.items():
        other = grouped.rules[rule]
        for name in each.__slots__:
            assert getattr(other, name) == pytest.approx(getattr(each, name)), (rule, name)


def test_a_rule_that_never_decided_alone_has_no_precision():
    found = culpability([{"rules_fired": ["a", "b"], "weight": 3, "rescued": True}]).rules["a"]
    assert (found.sole_cause, found.precision_of_dropping, found.wrongful_rate, found.blame) == (0, None, 1, 1.5)


def test_a_rule_named_twice_fired_once():
    found = culpability([{"rules_fired": ["a", "a"], "weight": 2, "rescued": True}]).rules["a"]
    assert (found.rejections, found.sole_cause, found.blame) == (2, 2, 2)


def test_somebody_whom_no_rule_rejected_blames_nobody_and_is_counted():
    found = culpability([{"rules_fired": [], "weight": 2, "rescued": True}])
    assert (found.population, found.reinstated, found.rules) == (2, 2, {})


def test_groups_of_some_reinstated_and_some_not():
    found = culpability_of_groups([Reviewed(frozenset({"title"}), 10, 7, 2)])
    assert (found.population, found.reinstated, found.rules["title"].precision_of_dropping) == (70, 20, 2 / 7)


@pytest.mark.parametrize("group", [(1, 2, 3), (1, 2, -1), (0, 2, 1)])
def test_groups_that_cannot_be(group):
    with pytest.raises(ValueError, match=r"gap, title: .* cannot be"):
        Reviewed(frozenset({"title", "gap"}), *group)


def test_each_part_is_there_if_its_numbers_are():
    assert stratified_and_culpability() == {}
    assert list(stratified_and_culpability(candidates=[{"rules_fired": ["a"], "weight": 1, "rescued": False}])) == [
        "culpability"
    ]
