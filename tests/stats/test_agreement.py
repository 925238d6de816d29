import itertools
import math
from collections import Counter

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.stats.agreement import agreement_and_drift, cohen_kappa, drift, gwet_ac1, krippendorff_alpha

tables = st.lists(st.integers(0, 60), min_size=4, max_size=4).map(lambda n: [n[:2], n[2:]])
units = st.lists(st.lists(st.sampled_from(["A", "B", "C", None]), min_size=1, max_size=5), max_size=12)


@given(tables)
def test_kappa_item_by_item(table):
    pairs = [(row, column) for row in (0, 1) for column in (0, 1) for _ in range(table[row][column])]
    found = cohen_kappa(table)
    assert found.n == len(pairs)
    assume(pairs)
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    chance = sum(first[k] * second[k] for k in (0, 1)) / len(pairs) ** 2
    same = sum(one == other for one, other in pairs) / len(pairs)
    assert (found.observed, found.chance) == pytest.approx((same, chance))
    if chance == 1:
        assert (found.kappa, found.se, found.interval) == (None, None, None)
    else:
        assert found.kappa == pytest.approx((same - chance) / (1 - chance))
        assert found.interval[0] <= found.kappa <= found.interval[1]


@given(tables)
def test_the_error_of_kappa_by_moving_each_share_a_little(table):
    """The delta method over the four shares, which is what Fleiss, Cohen and Everitt worked out."""
    n = sum(map(sum, table))
    assume(min(map(min, table)) > 0)

    def kappa(p):
        total = sum(p)
        a, b, c, d = (each / total for each in p)
        chance = (a + b) * (a + c) + (c + d) * (b + d)
        return (a + d - chance) / (1 - chance)

    shares, step = [table[0][0] / n, table[0][1] / n, table[1][0] / n, table[1][1] / n], 1e-6
    slopes = []
    for k in range(4):
        up, down = list(shares), list(shares)
        up[k], down[k] = up[k] + step, down[k] - step
        slopes.append((kappa(up) - kappa(down)) / (2 * step))
    mean = sum(s * p for s, p in zip(slopes, shares, strict=True))
    variance = sum(p * (s - mean) ** 2 for s, p in zip(slopes, shares, strict=True)) / n
    assert cohen_kappa(table).se == pytest.approx(math.sqrt(variance), rel=1e-4, abs=1e-6)


@given(tables)
def test_ac1_against_its_other_form(table):
    n = sum(map(sum, table))
    assume(n)
    positive = (2 * table[0][0] + table[0][1] + table[1][0]) / (2 * n)
    chance = 2 * positive * (1 - positive)
    assert gwet_ac1(table) == pytest.approx(((table[0][0] + table[1][1]) / n - chance) / (1 - chance))


def by_coincidences(rated):
    """Alpha from the matrix of coincidences: every ordered pair within an item, over its ratings less one."""
    matrix = Counter()
    for unit in rated:
        there = [rating for rating in unit if rating is not None]
        for one, other in itertools.permutations(range(len(there)), 2):
            matrix[there[one], there[other]] += 1 / (len(there) - 1)
    total = sum(matrix.values())
    margin = Counter()
    for (one, _), count in matrix.items():
        margin[one] += count
    differing = sum(count for (one, other), count in matrix.items() if one != other)
    by_chance = sum(margin[one] * margin[other] for one in margin for other in margin if one != other)
    return None if by_chance < 1e-9 else 1 - (total - 1) * differing / by_chance


@given(units)
def test_alpha_against_the_matrix_of_coincidences(rated):
    found, wanted = krippendorff_alpha(rated).alpha, by_coincidences(rated)
    assert found is None if wanted is None else found == pytest.approx(wanted)


@given(units, st.lists(st.sampled_from("ABC"), max_size=5), st.integers(0, 3))
def test_alpha_does_not_change_by_items_with_one_rating(rated, single, gaps):
    assert krippendorff_alpha([*rated, *([each] + [None] * gaps for each in single)]) == krippendorff_alpha(rated)


def test_agreeing_on_one_class_alone_is_undefined():
    assert cohen_kappa([[0, 0], [0, 30]]).kappa is None
    assert krippendorff_alpha([["A", "A"], ["A", "A", None]]).alpha is None
    assert krippendorff_alpha([]) == krippendorff_alpha([["A"], [None]])
    found = agreement_and_drift(confusion=[[0, 0], [0, 30]])["two_reviewers"]
    assert (found["kappa"], found["kappa_ci95"], found["positive_agreement"]) == (None, None, None)
    assert (found["pabak"], found["gwet_ac1"], found["negative_agreement"]) == (1, 1, 1)


def test_a_reviewer_with_one_answer_only_agrees_as_chance_would():
    found = cohen_kappa([[5, 2], [0, 0]])
    assert (found.kappa, found.se) == pytest.approx((0, 0), abs=1e-6)


def test_full_agreement_on_both_classes():
    assert cohen_kappa([[5, 0], [0, 7]]).kappa == pytest.approx(1)
    assert krippendorff_alpha([["A", "A"], ["B", "B"]]).alpha == 1


def test_three_classes():
    table = [[20, 3, 1], [2, 15, 4], [0, 5, 10]]
    found = cohen_kappa(table)
    assert found.observed == 45 / 60
    assert found.chance == pytest.approx((24 * 22 + 21 * 23 + 15 * 15) / 3600)
    mean = [46 / 120, 44 / 120, 30 / 120]
    chance = sum(each * (1 - each) for each in mean) / 2
    assert gwet_ac1(table) == pytest.approx((0.75 - chance) / (1 - chance))


def test_nothing_reviewed():
    assert all(
        value in {0, None} for value in agreement_and_drift(confusion=[[0, 0], [0, 0]])["two_reviewers"].values()
    )
    found = agreement_and_drift(gold={"caught": 0, "seeded": 0})["gold_seed_sensitivity"]
    assert found == {"rate": None, "clopper_pearson95": (0.0, 1.0)}
    assert agreement_and_drift() == {}


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_drift_turns_its_sign_when_the_periods_change_places(x, others, y, more):
    one, back = drift(x, x + others, y, y + more), drift(y, y + more, x, x + others)
    assert one.base_rate == back.recent_rate
    assert one.p_fisher == pytest.approx(back.p_fisher)
    assert one.z is back.z is None or one.z == pytest.approx(-back.z)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: cohen_kappa([[1, 2], [3]]), "as many columns as rows"),
        (lambda: cohen_kappa([[1, -2], [3, 4]]), "below 0"),
        (lambda: gwet_ac1([[3]]), "one answer only"),
        (lambda: agreement_and_drift(confusion=[[1] * 3] * 3), "3 classes"),
        (lambda: agreement_and_drift(confusion=[[1] * 2] * 2, labels=["a"]), "1 labels do not fit 2"),
        (lambda: drift(3, 2, 0, 1), "cannot be"),
    ],
)
def test_refusals(call, words):
    with pytest.raises(ValueError, match=words):
        call()
