"""Intervals for a share that was counted in a sample."""


def clopper_pearson(found: int, drawn: int, confidence: float = 0.95) -> tuple[float, float]:
    """The exact interval of Clopper and Pearson (Biometrika 26, 1934) for ``found`` of ``drawn``: (low, high) in 0..1.

    Each tail gets half of ``1 - confidence``. Nothing drawn says nothing: (0, 1). Raises ``ValueError`` for counts
    that cannot be or a confidence outside (0, 1).
    """
    if not 0 <= found <= drawn or not 0 < confidence < 1:
        raise ValueError(f"{found} of {drawn} at confidence {confidence} is not a sample; check the counts.")
    if drawn == 0:
        return 0.0, 1.0
    from scipy.special import betaincinv  # noqa: PLC0415 - takes a second to load and only the night needs it

    tail = (1 - confidence) / 2
    low = 0.0 if found == 0 else float(betaincinv(found, drawn - found + 1, tail))
    high = 1.0 if found == drawn else float(betaincinv(found + 1, drawn - found, 1 - tail))
    return low, high
