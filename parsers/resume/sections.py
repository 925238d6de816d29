"""Where the parts of a resume begin: short lines that are a known heading, and look like the other headings."""

import re
from collections.abc import Iterable, Sequence

from parsers.model import Line, Section, SectionKind
from parsers.resume import headings

_BULLETS = ("•", "-", "\u2013", "*", "·", "▪")
_COLUMN = 6.0
"""Points within which the left edges of headings of one column lie."""

_Look = tuple[float, bool, int, int]


def sections(lines: Sequence[Line]) -> tuple[Section, ...]:
    """The sections of a document; together they cover every line once. A section begins with its heading."""
    if not lines:
        return ()
    usual = _usual_size(lines)
    known = [(line, kind) for line in lines if (kind := _of_line(line, usual)) is not None]
    starts = [(line.number, kind, True) for line, kind in _without_groups(known)]
    if not starts or starts[0][0] > lines[0].number:
        starts.insert(0, (lines[0].number, SectionKind.HEADER, False))
    ends = [first - 1 for first, _, _ in starts[1:]] + [lines[-1].number]
    return tuple(
        Section(kind, first if headed else None, first, last)
        for (first, kind, headed), last in zip(starts, ends, strict=True)
    )


def heading(text: str) -> SectionKind | None:
    """What kind of section a line with this text announces, or None where it is no known heading."""
    return None if text.startswith(_BULLETS) else headings.heading(text)


def _of_line(line: Line, usual: float) -> SectionKind | None:
    if line.bullet or line.text.startswith(_BULLETS):
        return None
    letters = re.sub(r"[^\w]", "", line.text)
    stands_out = line.level > 0 or line.bold or line.text.isupper() or (usual > 0 and line.size > usual + 0.5)
    return headings.heading(line.text, stands_out=stands_out and letters[:1].isupper())


def _usual_size(lines: Iterable[Line]) -> float:
    """The size of most letters; 0 where nobody knows."""
    letters: dict[float, int] = {}
    for line in lines:
        letters[round(line.size, 1)] = letters.get(round(line.size, 1), 0) + len(line.text)
    return max(letters, key=lambda size: letters[size], default=0.0)


def _without_groups(known: Sequence[tuple[Line, SectionKind]]) -> list[tuple[Line, SectionKind]]:
    """``Languages`` above Python and Go is a group of skills where another ``Languages`` looks like the headings."""
    looks: dict[_Look, set[SectionKind]] = {}
    for line, kind in known:
        looks.setdefault(_look(line), set()).add(kind)
    shared = {kind for _, kind in known if any(len(k) > 1 and kind in k for k in looks.values())}
    kept: list[tuple[Line, SectionKind]] = []
    for line, kind in known:
        above = kept[-1][1] if kept else None
        odd = kind in shared and len(looks[_look(line)]) == 1
        if not (odd and above in (kind, SectionKind.SKILLS)):
            kept.append((line, kind))
    return kept


def _look(line: Line) -> _Look:
    left = round(line.box[0] / _COLUMN) if line.box else -1
    return round(line.size), line.bold, line.level, left
