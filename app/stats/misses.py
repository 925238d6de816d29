"""How many good people were set aside without being flagged, judged by the controls that a person looked at."""

from collections.abc import Callable
from typing import Any

from app.stats.intervals import clopper_pearson, share, upper_bound_one_sided, wilson


def missed_hypergeometric(population: int, drawn: int, found: int, confidence: float = 0.95) -> tuple[int, int]:
    """Between how many people were missed in a finite ``population``, of whom ``drawn`` were looked at: (low, high).

    Exact, by turning round both tails of the hypergeometric distribution (Buonaccorsi, The American Statistician 41,
    1987): the smallest count whose chance of showing ``found`` or more exceeds half of ``1 - confidence``, and the
    largest whose chance of showing ``found`` or fewer does. Some twenty evaluations for a population of a million.
    Raises ``ValueError`` for counts that cannot be or a confidence outside (0, 1).
    """
    if not 0 <= found <= drawn <= population or not 0 < confidence < 1:
        raise ValueError(f"{found} of {drawn} out of {population} is not a sample; check the counts.")
    from scipy.stats import hypergeom  # noqa: PLC0415 - takes a second to load and only the night needs it

    tail = (1 - confidence) / 2
    least, most = found, population - (drawn - found)
    low = _first(least, most, lambda missed: float(hypergeom.sf(found - 1, population, missed, drawn)) > tail)
    beyond = _first(least, most + 1, lambda missed: float(hypergeom.cdf(found, population, missed, drawn)) <= tail)
    return low, beyond - 1


def _first(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """The smallest number in ``low..high`` from which on ``holds`` is true; ``high`` itself is taken to hold."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def rogan_gladen(rate: float, sensitivity: float, specificity: float) -> float:
    """The share of good people behind a reinstated share, if reviewers err at known rates; never below 0.

    Rogan and Gladen (American Journal of Epidemiology 107, 1978). Sensitivity and specificity come from seeded items
    or double reviews. Raises ``ValueError`` if such reviewers are no better than chance, for then nothing follows.
    """
    better_than_chance = sensitivity + specificity - 1
    if better_than_chance <= 0:
        raise ValueError(
            f"sensitivity {sensitivity} and specificity {specificity} are no better than chance; nothing follows."
        )
    return max(0.0, (rate + specificity - 1) / better_than_chance)


def flag_recall(flagged_reinstated: int, missed: float) -> float | None:
    """The share of all wrongful rejections that the flag caught, flagged people all being looked at; None of none."""
    return share(flagged_reinstated, flagged_reinstated + missed)


def miss_rate(
    unflagged_population: int,
    control_sample: int,
    wrongful_in_sample: int,
    flagged_rescued: int | None = None,
    reviewer_sensitivity: float | None = None,
    reviewer_specificity: float | None = None,
) -> dict[str, Any]:
    """What one control sample says about everybody who was not flagged; counts in, shares (0..1) and people out.

    Flag recall appears if ``flagged_rescued`` is given (all flagged people were looked at; its interval plugs in the
    ends of the missed count), the rate corrected for reviewers' errors if both of theirs are. Nothing drawn leaves
    the estimates None and the intervals as wide as they go. Raises ``ValueError`` for counts that cannot be.
    """
    rate = share(wrongful_in_sample, control_sample)
    missed = None if rate is None else unflagged_population * wrongful_in_sample / control_sample
    fewest, most = missed_hypergeometric(unflagged_population, control_sample, wrongful_in_sample)
    result: dict[str, Any] = {
        "miss_rate": rate,
        "wilson95": wilson(wrongful_in_sample, control_sample),
        "clopper_pearson95": clopper_pearson(wrongful_in_sample, control_sample),
        "cp_upper_one_sided95": upper_bound_one_sided(wrongful_in_sample, control_sample),
        "est_missed": missed,
        "missed_hypergeometric_ci95": (fewest, most),
    }
    if flagged_rescued is not None:
        result["flag_recall"] = None if missed is None else flag_recall(flagged_rescued, missed)
        result["flag_recall_interval95"] = (flag_recall(flagged_rescued, most), flag_recall(flagged_rescued, fewest))
    if reviewer_sensitivity is not None and reviewer_specificity is not None:
        result["miss_rate_rogan_gladen"] = (
            None if rate is None else rogan_gladen(rate, reviewer_sensitivity, reviewer_specificity)
        )
    return result
