"""Whether one kind of people shows more finds: against Fisher's test, and against all ways to deal the finds out."""

from itertools import product
from math import comb

import pytest
from scipy.stats import fisher_exact

from app.stats.excess import Sample, excess_p


@pytest.mark.parametrize(
    ("found", "reviewed", "others_found", "others"), [(11, 18, 12, 100), (0, 5, 3, 7), (5, 5, 0, 9)]
)
def test_one_sample_is_fishers_test(found, reviewed, others_found, others):
    table = [[found, reviewed - found], [others_found, others - others_found]]
    expected = fisher_exact(table, alternative="greater").pvalue
    assert excess_p([Sample(found, reviewed, others_found, others)]) == pytest.approx(expected, rel=1e-9)


def test_several_samples_are_all_their_deals_together():
    samples = [Sample(3, 5, 1, 6), Sample(1, 4, 2, 9)]

    def ways(sample, found):
        total = sample.found + sample.found_others
        return comb(sample.reviewed, found) * comb(sample.others, total - found) if found <= total else 0

    deals = list(product(range(6), range(5)))
    chances = {deal: ways(samples[0], deal[0]) * ways(samples[1], deal[1]) for deal in deals}
    expected = sum(each for deal, each in chances.items() if sum(deal) >= 4) / sum(chances.values())
    assert excess_p(samples) == pytest.approx(expected, rel=1e-12)


def test_without_anybody_to_compare_with_nothing_is_said():
    assert excess_p([]) is None
    assert excess_p([Sample(3, 5, 0, 0), Sample(0, 0, 3, 5)]) is None
    assert excess_p([Sample(3, 5, 0, 0), Sample(0, 5, 0, 5)]) == 1.0
    with pytest.raises(ValueError, match="cannot be"):
        Sample(3, 2, 0, 0)
