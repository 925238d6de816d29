import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.stats.sampling import control_rate, fraction, is_control

KEY = b"a key for this test only"


@pytest.mark.parametrize(
    ("floors", "rate"),
    [
        ([], 0.05), ([(1, 100)], 0.05), ([(1, 20)], 0.05), ([(1, 10)], 0.1), ([(10, 5)], 1.0), ([(1, 0)], 1.0),
        ([(1, 100), (10, 40)], 0.25), ([(0, 0)], 0.05), ([(2, 5)], 0.5), ([(1 / 7, 1)], 1 / 7),
    ],
)  # fmt: skip
def test_rate_is_the_share_or_what_a_floor_asks_for_rounded_up_to_one_in_a_whole_number(floors, rate):
    assert control_rate(0.05, floors) == pytest.approx(rate)


@given(st.floats(0.001, 1), st.lists(st.tuples(st.floats(0, 20), st.floats(0, 1000)), max_size=4))
def test_every_floor_is_reached(share, floors):
    rate = control_rate(share, floors)
    assert share - 1e-6 <= rate <= 1
    assert all(rate * of >= at_least - 1e-6 or rate == 1 for at_least, of in floors)


def test_nobody_is_drawn_where_nothing_asks_for_it():
    assert control_rate(0.0, []) == 0.0


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
