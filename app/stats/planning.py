"""How many controls have to be looked at before something can be claimed."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from app.stats.intervals import Z95


def reviews_needed(max_rate: float, allowed: int = 0, confidence: float = 0.95) -> int:
    """The fewest reviews that show, with at most ``allowed`` finds, that the rate is at most ``max_rate``.

    The smallest n at which a rate of ``max_rate`` shows ``allowed`` finds or fewer with a chance of at most
    ``1 - confidence`` (binomial, exact). Raises ``ValueError`` for a rate outside (0, 1], since no number of reviews
    shows that nobody at all was missed.
    """
    if not 0 < max_rate <= 1 or not 0 < confidence < 1 or allowed < 0:
        raise ValueError(f"a rate of {max_rate} at confidence {confidence} cannot be planned for; use one above 0.")
    alpha = 1 - confidence
    high = allowed + 1
    while _at_most(allowed, high, max_rate) > alpha:
        high *= 2
    low = high // 2
    while low + 1 < high:
        middle = (low + high) // 2
        if _at_most(allowed, middle, max_rate) <= alpha:
            high = middle
        else:
            low = middle
    return high


def _at_most(allowed: int, reviews: int, rate: float) -> float:
    if allowed == 0:
        return float((1 - rate) ** reviews)
    from scipy.stats import binom  # noqa: PLC0415 - takes a second to load and only the night needs it

    return float(binom.cdf(allowed, reviews, rate))


def reviews_for_margin(rate: float, margin: float, population: int | None = None) -> int:
    """How many reviews give an estimate near ``rate`` a 95 % interval of about ``margin`` to either side.

    Cochran (Sampling Techniques, 3rd ed., 1977, chapter 4): z² p (1 - p) / e², reduced for a finite ``population``
    before rounding up. Raises ``ValueError`` for a margin that is not positive or a rate outside 0..1.
    """
    if margin <= 0 or not 0 <= rate <= 1 or (population is not None and population < 1):
        raise ValueError(f"a margin of {margin} around {rate} in {population} cannot be planned for; check the plan.")
    endless = Z95**2 * rate * (1 - rate) / margin**2
    return math.ceil(endless if population is None else endless / (1 + (endless - 1) / population))


def sample_size(
    confidence: float = 0.95,
    max_rates: Sequence[float] | None = None,
    margins: Sequence[Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """The planning table: reviews needed per highest rate with nothing found and with one found, and per margin.

    A margin is ``{"p", "margin"}`` and, for a finite population, ``"N"``; margins are always for 95 %. Raises
    ``ValueError`` for what cannot be planned for.
    """
    result: dict[str, Any] = {}
    if max_rates is not None:
        for name, allowed in (("n_zero_found", 0), ("n_one_found", 1)):
            result[name] = [{"p": rate, "n": reviews_needed(rate, allowed, confidence)} for rate in max_rates]
    if margins is not None:
        result["n_margin"] = [
            {**wish, "n": reviews_for_margin(wish["p"], wish["margin"], wish.get("N"))} for wish in margins
        ]
    return result
