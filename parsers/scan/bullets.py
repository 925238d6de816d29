"""Bullets in a scan are recognised as letters and signs that look alike; they are told by their shape and place."""

from dataclasses import replace

from parsers.scan.hocr import Word

BULLET = "•"
_SIGNS = "*•▪◦●■·«»©®¢°+"
"""What no line begins with but for an item of a list; with a word behind it, ``+`` begins a telephone number."""

_LARGEST = 0.6
"""Of a bullet, as a share of the line's size: only small letters are as low."""

_ROUND = (0.6, 1.7)
"""How wide a bullet may be for its height."""

_APART, _FAR_APART = 0.4, 0.6
"""White after a bullet, in the same measure; between words it is about 0.3. A letter needs more to be none."""

_LETTER = 0.55
"""How wide a letter usually is, in the same measure."""


def marked(line: list[Word]) -> list[Word]:
    """The words of a line, where what stands for a bullet in front is one, and no remnant of it is left behind it."""
    line = _parted(line)
    if not _begins_item(line):
        return line
    rest = line[1:]
    while len(rest) > 1 and not any(map(str.isalnum, rest[0].text)):
        rest = rest[1:]
    return [replace(line[0], text=BULLET), replace(rest[0], text=rest[0].text.lstrip("_") or "_"), *rest[1:]]


def _parted(line: list[Word]) -> list[Word]:
    """The line with a sign that was taken for the first letter of its first word standing alone."""
    first, size = line[0], line[0].line.size
    rest = first.text.lstrip(_SIGNS + "_")
    if not rest or rest == first.text or (first.text[0] == "+" and rest[0].isdigit()):
        return line
    left = max(first.left + round(_LETTER * size), first.right - round(_LETTER * size * len(rest)))
    if left >= first.right:
        return line
    sign = replace(first, right=first.left + round(_LARGEST * size / 2), text=BULLET)
    return [sign, replace(first, left=left, text=rest), *line[1:]]


def _begins_item(line: list[Word]) -> bool:
    first, size = line[0], line[0].line.size
    if len(line) == 1:
        return False
    if all(character in _SIGNS for character in first.text):
        return True
    text = next((word for word in line[1:] if any(map(str.isalnum, word.text))), line[1])
    wide, high, white = first.wide / size, first.high / size, (text.left - first.right) / size
    shaped = max(wide, high) <= _LARGEST and _ROUND[0] <= wide / high <= _ROUND[1]
    return shaped and white >= (_FAR_APART if first.text.isalnum() else _APART)
