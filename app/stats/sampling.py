"""Drawing controls: which unflagged rejections go to a person all the same, and what their reviews say about the rest.

The draw is a keyed hash, so it can be repeated by whoever has the key and foreseen by nobody else.
"""

import hmac
from collections.abc import Iterable

_BITS = 64


def control_rate(expected_unflagged: int, share: float = 0.05, at_least: int = 1) -> float:
    """Inclusion probability for tomorrow: ``share``, or what lets ``at_least`` a day be expected; at most 1.

    With nothing expected every rejection is drawn: the first one of a new posting is looked at.
    """
    if expected_unflagged <= 0:
        return 1.0
    return min(1.0, max(share, at_least / expected_unflagged))


def fraction(key: bytes, subject_id: str) -> float:
    """A number in [0, 1) that is uniform over subjects for a secret key: the first 64 bits of HMAC-SHA-256."""
    digest = hmac.digest(key, subject_id.encode(), "sha256")
    return (int.from_bytes(digest[: _BITS // 8], "big") >> 11) / (1 << (_BITS - 11))


def is_control(key: bytes, subject_id: str, rate: float) -> bool:
    """Whether a subject is drawn. Its inclusion probability is ``rate`` held to 0..1: store that beside the draw."""
    return fraction(key, subject_id) < rate


def estimated_misses(missed_at: Iterable[float]) -> float:
    """How many unflagged rejections were wrong in all, from the inclusion probabilities of the controls found wrong.

    The estimator of Horvitz and Thompson (JASA 47, 1952): each find stands for ``1 / probability``. Raises
    ``ValueError`` for a probability outside (0, 1].
    """
    probabilities = list(missed_at)
    if any(not 0 < each <= 1 for each in probabilities):
        raise ValueError("An inclusion probability lies outside (0, 1]; it must be the one stored at the draw.")
    return sum(1 / each for each in probabilities)
