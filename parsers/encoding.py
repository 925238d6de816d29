"""Which characters do these bytes stand for? UTF-8, UTF-16 and the Western European single-byte code."""

import codecs

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SAMPLE = 4_096
_CONTROLS_ALLOWED = 0.02
"""Share of control characters above which bytes are a program or an image, and not text."""


def decode(data: bytes) -> str | None:
    """The text of ``data``, or None if it is not text. Tried in turn: byte order mark, UTF-8, UTF-16, Windows-1252."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _plausible(data.decode(name, errors="replace"))
    wide = _wide(data[:_SAMPLE])
    if wide:
        return _plausible(data.decode(wide, errors="replace"))
    try:
        return _plausible(data.decode("utf-8"), lettered=0.0)  # hardly anything else is valid in it by chance
    except UnicodeDecodeError:
        return _plausible(data.decode("cp1252", errors="replace"))


def _wide(sample: bytes) -> str | None:
    """UTF-16 without a mark: in Western text nearly every second byte is zero."""
    half = max(1, len(sample) // 2)
    if sample[1::2].count(0) > 0.7 * half:
        return "utf-16-le"
    if sample[0::2].count(0) > 0.7 * half:
        return "utf-16-be"
    return None


def _plausible(text: str, lettered: float = 0.5) -> str | None:
    """The text, or None where it holds control characters, or fewer letters and spaces than this share."""
    sample = text[:_SAMPLE]
    strange = sum(1 for c in sample if (c < " " and c not in "\t\n\r\f\v\0") or c in "\x7f\ufffd")
    letters = sum(1 for c in sample if c.isalnum() or c.isspace())
    if strange > _CONTROLS_ALLOWED * len(sample) or letters < lettered * len(sample):
        return None
    return text
