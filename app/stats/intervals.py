"""Shares that were counted in a sample, and how far they can be trusted."""

Z95 = 1.959963984540054
"""What a normal variable exceeds on either side in 5 % of all cases together."""


def share(part: float, whole: float) -> float | None:
    """``part / whole``; None where there is nothing to divide by, because 0 would be an answer."""
    return part / whole if whole else None


def clopper_pearson(found: int, drawn: int, confidence: float = 0.95) -> tuple[float, float]:
    """The exact interval of Clopper and Pearson (Biometrika 26, 1934) for ``found`` of ``drawn``: (low, high) in 0..1.

    Each tail gets half of ``1 - confidence``. Nothing drawn says nothing: (0, 1). Raises ``ValueError`` for counts
    that cannot be or a confidence outside (0, 1).
    """
    _require_sample(found, drawn, confidence)
    return exact_interval(found, drawn, confidence)


def exact_interval(found: float, drawn: float, confidence: float = 0.95) -> tuple[float, float]:
    """What Clopper and Pearson compute, for sizes that need not be whole, as an effective sample size is not."""
    if drawn == 0:
        return 0.0, 1.0
    from scipy.special import betaincinv  # noqa: PLC0415 - takes a second to load and only the night needs it

    tail = (1 - confidence) / 2
    low = 0.0 if found <= 0 else float(betaincinv(found, drawn - found + 1, tail))
    high = 1.0 if found >= drawn else float(betaincinv(found + 1, drawn - found, 1 - tail))
    return low, high


def wilson(found: int, drawn: int, confidence: float = 0.95) -> tuple[float, float]:
    """The score interval of Wilson (JASA 22, 1927) without continuity correction: (low, high) in 0..1, for charts.

    Near the promised coverage on average, not always above it: claims use ``clopper_pearson``. Nothing drawn says
    nothing: (0, 1). Raises ``ValueError`` as ``clopper_pearson`` does.
    """
    _require_sample(found, drawn, confidence)
    if drawn == 0:
        return 0.0, 1.0
    from statsmodels.stats.proportion import proportion_confint  # noqa: PLC0415 - as above

    low, high = proportion_confint(found, drawn, alpha=1 - confidence, method="wilson")
    return (0.0 if found == 0 else float(low)), (1.0 if found == drawn else float(high))


def upper_bound_one_sided(found: int, drawn: int, confidence: float = 0.95) -> float:
    """The highest share that ``found`` of ``drawn`` still allows, for "at most x %": exact, all doubt on one side.

    The upper end of Clopper and Pearson with the whole of ``1 - confidence`` in its tail; with nothing found it is
    ``1 - (1 - confidence) ** (1 / drawn)``, about ``3 / drawn``. Raises ``ValueError`` as ``clopper_pearson`` does.
    """
    _require_sample(found, drawn, confidence)
    return exact_interval(found, drawn, 2 * confidence - 1)[1]


def _require_sample(found: int, drawn: int, confidence: float) -> None:
    if not 0 <= found <= drawn or not 0 < confidence < 1:
        raise ValueError(f"{found} of {drawn} at confidence {confidence} is not a sample; check the counts.")
