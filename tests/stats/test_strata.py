import itertools
import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import hypergeom

from app.stats.intervals import clopper_pearson
from app.stats.sequential import beta_mixture_interval
from app.stats.strata import Stratum, sample_range, stratified, weighted_recall

DESIGN = [
    Stratum("flagged, nursing", 100, 100, 20, flagged=True),
    Stratum("flagged, retail", 300, 60, 9, flagged=True),
    Stratum("nursing", 600, 60, 2),
    Stratum("retail", 2000, 80, 2),
]


@st.composite
def some_strata(draw):
    def one(number):
        population = draw(st.integers(2, 500))
        reviewed = draw(st.integers(2, population))
        return Stratum(str(number), population, reviewed, draw(st.integers(0, reviewed)), draw(st.booleans()))

    return [one(number) for number in range(draw(st.integers(1, 5)))]


def test_total_and_variance_over_every_sample_that_could_have_been_drawn():
    people = {"a": [1, 0, 0, 1, 0], "b": [0, 0, 1, 0]}  # 1 is wrongful
    drawn = {"a": 3, "b": 2}
    found = []
    for a, b in itertools.product(itertools.combinations(people["a"], 3), itertools.combinations(people["b"], 2)):
        sample = {"a": a, "b": b}
        found.append(stratified([Stratum(h, len(people[h]), drawn[h], sum(sample[h])) for h in people]))
    mean = math.fsum(each.total for each in found) / len(found)
    assert mean == pytest.approx(3)
    true_variance = math.fsum((each.total - mean) ** 2 for each in found) / len(found)
    assert math.fsum(each.total_se**2 for each in found) / len(found) == pytest.approx(true_variance)


@given(some_strata())
def test_the_intervals_hold_the_estimate(strata):
    found = stratified(strata)
    assert found.total_interval[0] <= found.total <= found.total_interval[1]
    assert 0 <= found.rate <= 1
    if found.interval:
        assert found.interval[0] - 1e-9 <= found.rate <= found.interval[1] + 1e-9
    low, high = sample_range(strata)
    slack = 1 / found.population  # the exact range is of whole counts, estimates are not
    assert low - slack <= found.rate <= high + slack
    assert found.total == pytest.approx(
        math.fsum(each.weight * each.rate * s.reviewed for each, s in zip(found.per_stratum, strata, strict=True))
    )


@given(st.integers(2, 300), st.data())
def test_korn_graubard_with_one_stratum_of_an_endless_population_is_clopper_pearson(reviewed, data):
    found = data.draw(st.integers(1, reviewed - 1))
    whole = stratified([Stratum("all", 10**12, reviewed, found)])
    assert whole.effective_n == pytest.approx(reviewed - 1, rel=1e-6)
    assume(reviewed > 20)
    assert whole.interval == pytest.approx(clopper_pearson(found, reviewed), abs=0.05)


def test_korn_graubard_ends_are_where_the_beta_distribution_says():
    low, high = stratified(DESIGN).interval
    n = stratified(DESIGN).effective_n
    x = n * 0.045

    def mass(a, b, upto):  # of a beta distribution, by the midpoint rule
        steps = 20_000
        points = ((k + 0.5) * upto / steps for k in range(steps))
        log = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
        return (
            math.fsum(math.exp(log + (a - 1) * math.log(p) + (b - 1) * math.log1p(-p)) for p in points) * upto / steps
        )

    assert mass(x, n - x + 1, low) == pytest.approx(0.025, abs=1e-6)
    assert mass(x + 1, n - x, high) == pytest.approx(0.975, abs=1e-6)


def test_the_range_of_a_design_with_few_finds_is_wider_than_korn_and_graubards():
    low, high = sample_range(DESIGN)
    assert low < stratified(DESIGN).interval[0] < stratified(DESIGN).interval[1] < high


def test_the_range_of_strata_sampled_alike_is_that_of_one_sample_without_weights():
    alike = [Stratum("a", 1000, 100, 6), Stratum("b", 500, 50, 3)]
    assert sample_range(alike) == pytest.approx(beta_mixture_interval(9, 150))


@pytest.mark.parametrize("design", [((12, 6), (9, 3)), ((30, 3), (6, 5)), ((20, 10), (20, 2), (3, 3))])
def test_the_range_holds_the_truth_whatever_it_is_in_each_stratum(design):
    """Exactly, over all samples that can be drawn."""
    ranges = {
        finds: sample_range([Stratum(str(n), *each, x) for n, (each, x) in enumerate(zip(design, finds, strict=True))])
        for finds in itertools.product(*(range(reviewed + 1) for _, reviewed in design))
    }
    people = sum(each for each, _ in design)
    for wrongful in itertools.product(*(range(0, each + 1, 3) for each, _ in design)):
        chances = [
            [hypergeom.pmf(x, each, wrong, reviewed) for x in range(reviewed + 1)]
            for (each, reviewed), wrong in zip(design, wrongful, strict=True)
        ]
        truth = sum(wrongful) / people
        held = math.fsum(
            math.prod(chance[x] for chance, x in zip(chances, finds, strict=True))
            for finds, (low, high) in ranges.items()
            if low - 1e-9 <= truth <= high + 1e-9
        )
        assert held >= 0.95, (wrongful, held)


def test_a_stratum_nobody_looked_at_is_anything_alone_and_refused_beside_others():
    unseen = Stratum("unseen", 10, 0, 0)
    assert sample_range([Stratum("census", 10, 10, 1), unseen]) == (0.05, 0.55)
    with pytest.raises(ValueError, match="stratum unseen: nobody was looked at"):
        sample_range([Stratum("sampled", 10, 5, 1), unseen])


def test_everybody_looked_at_is_exact():
    found = stratified([Stratum("a", 10, 10, 1), Stratum("b", 1, 1, 1)])
    assert (found.total, found.total_se, found.interval, found.effective_n) == (2, 0, (2 / 11, 2 / 11), None)
    assert sample_range([Stratum("a", 10, 10, 1)]) == (0.1, 0.1)


def test_nothing_found_in_a_sample_is_no_certainty():
    found = stratified([Stratum("a", 100, 10, 0)])
    assert (found.rate, found.interval, found.effective_n) == (0, None, None)
    assert sample_range([Stratum("a", 100, 10, 0)])[1] > 0.2


def test_recall_where_one_side_is_missing():
    only_unflagged = weighted_recall(DESIGN[2:])
    assert (only_unflagged.flagged_total, only_unflagged.flagged_rate, only_unflagged.recall) == (0, None, 0)
    nothing = weighted_recall([Stratum("a", 10, 5, 0)])
    assert (nothing.recall, nothing.se, nothing.interval) == (None, None, None)


def test_the_error_of_recall_against_moving_both_totals_a_little():
    found, step = weighted_recall(DESIGN), 1e-5
    variance = {
        side: sum(e.variance for e in stratified(DESIGN[s]).per_stratum)
        for side, s in (("a", slice(0, 2)), ("b", slice(2, 4)))
    }

    def recall(a, b):
        return a / (a + b)

    by_a = (recall(65 + step, 70) - recall(65 - step, 70)) / (2 * step)
    by_b = (recall(65, 70 + step) - recall(65, 70 - step)) / (2 * step)
    assert found.se == pytest.approx(math.sqrt(by_a**2 * variance["a"] + by_b**2 * variance["b"]))


@pytest.mark.parametrize(
    ("strata", "words"),
    [
        ([Stratum("retail", 10, 0, 0)], "stratum retail: nobody was looked at"),
        ([Stratum("a", 5, 5, 1), Stratum("retail", 10, 1, 0)], "stratum retail: one review of 10"),
        ([], "nobody in these strata"),
    ],
)
def test_refusals_name_the_stratum(strata, words):
    with pytest.raises(ValueError, match=words):
        stratified(strata)


def test_more_refusals():
    with pytest.raises(ValueError, match="stratum x: 3 of 2"):
        Stratum("x", 5, 2, 3)
    with pytest.raises(ValueError, match="nobody"):
        sample_range([])
