import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.stats.intervals import clopper_pearson


@pytest.mark.parametrize(
    ("found", "drawn", "low", "high"),
    [
        (5, 200, 0.0081661662, 0.0573743511),  # by hand: solve P(X >= 5) = 0.025 and P(X <= 5) = 0.025 for p
        (0, 100, 0.0, 0.0362166926),  # by hand: 1 - 0.025 ** (1 / 100)
        (0, 1, 0.0, 0.975),  # by hand: 1 - 0.025
        (1, 1, 0.025, 1.0),
        (0, 0, 0.0, 1.0),
    ],
)
def test_worked_examples(found, drawn, low, high):
    assert clopper_pearson(found, drawn) == pytest.approx((low, high), abs=1e-8)


@given(st.integers(0, 300), st.integers(0, 300), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_the_share_lies_inside_and_the_mirror_image_mirrors(one, other, confidence):
    found, drawn = min(one, other), max(one, other)
    low, high = clopper_pearson(found, drawn, confidence)
    assert 0 <= low <= high <= 1
    if drawn:
        assert low <= found / drawn <= high
    assert clopper_pearson(drawn - found, drawn, confidence) == pytest.approx((1 - high, 1 - low), abs=1e-9)


@pytest.mark.parametrize("sample", [(-1, 5, 0.95), (6, 5, 0.95), (1, 5, 1.0), (1, 5, 0.0)])
def test_counts_that_cannot_be(sample):
    with pytest.raises(ValueError, match="not a sample"):
        clopper_pearson(*sample)


def test_scipy_does_not_load_at_start():
    code = "import sys, app.stats.intervals, app.matching.score; print('scipy' in sys.modules, 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["False", "False"]
