import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.stats.sampling import control_rate, estimated_misses, fraction, is_control

KEY = b"a key for this test only"


@pytest.mark.parametrize(
    ("expected", "rate"), [(0, 1.0), (-3, 1.0), (1, 1.0), (10, 0.1), (20, 0.05), (100, 0.05), (100_000, 0.05)]
)
def test_rate_is_five_percent_or_one_a_day(expected, rate):
    assert control_rate(expected) == pytest.approx(rate)


def test_share_and_floor_can_be_set():
    assert control_rate(100, share=0.2) == 0.2
    assert control_rate(100, at_least=10) == 0.1
    assert control_rate(5, at_least=10) == 1.0


def test_inclusion_follows_the_rate():
    drawn = sum(is_control(KEY, f"rejection-{number}", 0.05) for number in range(10_000))
    assert 400 < drawn < 600  # more than four standard deviations (22) on either side of 500


@given(st.text(max_size=40), st.floats(0, 1), st.floats(0, 1))
def test_a_draw_is_repeatable_and_grows_with_the_rate(subject, one, other):
    low, high = sorted((one, other))
    assert 0 <= fraction(KEY, subject) < 1
    assert is_control(KEY, subject, low) == is_control(KEY, subject, low)
    assert is_control(KEY, subject, low) <= is_control(KEY, subject, high)
    assert is_control(KEY, subject, 1.0)
    assert not is_control(KEY, subject, 0.0)


def test_another_key_draws_others():
    ours = [is_control(KEY, str(number), 0.5) for number in range(200)]
    theirs = [is_control(b"another key", str(number), 0.5) for number in range(200)]
    assert ours != theirs


def test_each_find_stands_for_its_inverse_probability():
    assert estimated_misses([0.1] * 5) == pytest.approx(50.0)
    assert estimated_misses([0.05, 0.5, 1.0]) == pytest.approx(23.0)
    assert estimated_misses([]) == 0
    with pytest.raises(ValueError, match="inclusion probability"):
        estimated_misses([0.0])
