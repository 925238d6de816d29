"""Drawing controls: which unflagged rejections go to a person all the same.

The draw is a keyed hash, so it can be repeated by whoever has the key and foreseen by nobody else.
"""

import hashlib
import hmac
import math
from collections.abc import Iterable

_BITS = 64
_HAIR = 1e-9
"""What division may lose: one in 20 must not become one in 19."""


def control_rate(share: float, floors: Iterable[tuple[float, float]]) -> float:
    """Inclusion probability for tomorrow: ``share``, or more where a floor asks for it; at most 1.

    A floor is how many a day shall be drawn, at least, of how many that are expected a day. With nobody expected the
    first to come is drawn. It is rounded up to one in a whole number: people drawn at one rate are one kind, and kinds
    must not differ from day to day.
    """
    wanted = max([share, *(at_least / of if of > 0 else 1.0 for at_least, of in floors if at_least > 0)], default=share)
    return 0.0 if wanted <= 0 else 1 / max(1, math.floor(1 / wanted + _HAIR))


def fraction(key: bytes, subject_id: str) -> float:
    """A number in [0, 1) that is uniform over subjects for a secret key: the first 64 bits of HMAC-SHA-256."""
    digest = hmac.new(key, subject_id.encode(), hashlib.sha256).digest()
    return (int.from_bytes(digest[: _BITS // 8], "big") >> 11) / (1 << (_BITS - 11))


def is_control(key: bytes, subject_id: str, rate: float) -> bool:
    """Whether a subject is drawn. Its inclusion probability is ``rate`` held to 0..1: store that beside the draw."""
    return fraction(key, subject_id) < rate
