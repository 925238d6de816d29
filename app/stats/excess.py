"""Whether one kind of people shows more finds than a rate allows, beyond chance."""


def excess_p(found: float, reviewed: float, rate: float) -> float:
    """One-sided p of at least ``found`` finds among ``reviewed`` people if each were one with probability ``rate``.

    The exact binomial test, as the tail of a beta distribution (Clopper and Pearson, Biometrika 26, 1934), so that both
    counts may be the real numbers of a weighted sample: its rate times its effective size. Raises ``ValueError`` for
    counts or a rate that cannot be.
    """
    if not (0 <= found <= reviewed and 0 <= rate <= 1):
        raise ValueError(f"{found} of {reviewed} beside a rate of {rate} cannot be; check them.")
    if found == 0:
        return 1.0
    from scipy.special import betainc  # noqa: PLC0415 - slow to load, and only the night needs it

    return float(betainc(found, reviewed - found + 1, rate))
