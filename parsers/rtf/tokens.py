"""RTF as tokens: groups, control words, bytes. One pattern, so that no input makes it look at a byte twice."""

import re
from collections.abc import Iterator

OPEN, CLOSE, WORD, SYMBOL, TEXT = "open", "close", "word", "symbol", "text"

MOST = 4_000_000
"""Tokens of one file; a resume of ten pages has some 20,000."""

_TOKEN = re.compile(
    rb"(?P<open>\{)|(?P<close>\})|\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<hex>[0-9A-Fa-f]{2})"
    rb"|\\(?P<symbol>[\x00-\xff])|(?P<text>[^\\{}\r\n]+)|(?P<other>[\x00-\xff])"
)
_BINARY = "bin"

Token = tuple[str, bytes | str, int | None]
"""Its kind; the bytes of a text (one byte for a hexadecimal one), or the name of a word or symbol; a word's number."""


class TooMuch(Exception):  # noqa: N818  it is an outcome: what was read so far is kept
    """The file holds more than ``MOST`` tokens."""


def tokens(data: bytes) -> Iterator[Token]:
    r"""The tokens of a file. Raises TooMuch instead of going on for ever; bytes after ``\bin`` are skipped."""
    place, count = 0, 0
    while (match := _TOKEN.match(data, place)) is not None:
        place, kind, count = match.end(), match.lastgroup, count + 1
        if count > MOST:
            raise TooMuch
        if kind in (OPEN, CLOSE):
            yield kind, "", None
        elif kind == TEXT:
            yield TEXT, match["text"], None
        elif kind == "hex":
            yield TEXT, bytes.fromhex(match["hex"].decode()), None
        elif kind == SYMBOL:
            yield SYMBOL, match["symbol"].decode("latin-1"), None
        elif kind in (WORD, "number"):
            word, number = match["word"].decode(), int(match["number"]) if match["number"] else None
            if word == _BINARY:
                place += max(0, number or 0)
            yield WORD, word, number
