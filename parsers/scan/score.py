"""How sure the program was of what it recognised: which tells a page that lies on its side from one that stands."""

from collections.abc import Mapping

from parsers.scan.tsv import confidence, rows
from parsers.wire import Garbled

CONFIDENT = 75
"""From this mean on a page stands upright; on its side, or in a script without data, words come to 60 at most."""

_FULL = 100


def answer(data: bytes, options: Mapping[str, int]) -> bytes:
    """The task of a child process: the program's table, and its mean confidence, each word by its length."""
    del options
    return b"%d" % confidence(rows(data.decode("utf-8", "replace")))


def decode_score(raw: bytes) -> int:
    """Raises ``parsers.wire.Garbled`` for anything but a number up to 100."""
    if not raw.isdigit() or len(raw) > len(str(_FULL)) or int(raw) > _FULL:
        raise Garbled("the confidence is no number")
    return int(raw)
