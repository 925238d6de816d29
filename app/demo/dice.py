"""Repeatable chance: every draw is a hash of the seed and of what is drawn: the same seed invents the same people."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

_FULL_RANGE = 1 << 64


def draw(*labels: object) -> int:
    """An even draw from 0 to 2**64 - 1 that depends on the labels alone."""
    digest = hashlib.sha256("/".join(str(label) for label in labels).encode()).digest()
    return int.from_bytes(digest[:8])


def share(*labels: object) -> float:
    """An even draw from 0 (possible) to 1 (never reached)."""
    return draw(*labels) / _FULL_RANGE


def pick(options: Sequence[T], *labels: object) -> T:
    """One of the options."""
    return options[draw(*labels) % len(options)]


def shuffled(items: Sequence[T], *labels: object) -> list[T]:
    """The items in another order."""
    order = sorted(range(len(items)), key=lambda place: draw(*labels, place))
    return [items[place] for place in order]
