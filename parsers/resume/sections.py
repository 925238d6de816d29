"""Where the parts of a resume begin: short lines that are a known heading, and look like the other headings."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from parsers.model import Line, Section, SectionKind
from parsers.resume import headings
from parsers.resume.dates import periods

_BULLETS = ("•", "-", "\u2013", "*", "·", "▪")
_COLUMN = 6.0
"""Points within which the left edges of headings of one column lie."""

_LIKELY = 3
"""So many headings of one look show what headings look like."""

_UNKNOWN = 5
"""Words of a heading that is not in the lists."""

_DISPLAY = 1.3
"""How many times larger than all else the name is set, where it stands behind a sidebar."""

_CONTACT = 5
"""Lines of a name with all that belongs to it, at most."""

_Look = tuple[float, bool, int, int, bool]
_Known = tuple[Line, SectionKind]


def sections(lines: Sequence[Line]) -> tuple[Section, ...]:
    """The sections of a document; together they cover every line once. A section begins with its heading."""
    if not lines:
        return ()
    usual = _usual_size(lines)
    known = [(line, kind) for line in lines if (kind := _of_line(line, usual)) is not None]
    known = _without_labels(_without_groups(_not_text(known, lines, usual)))
    known = _work_somewhere(sorted(known + _unknown(known, lines, usual), key=lambda each: each[0].number), lines)
    starts = [(line.number, kind, True) for line, kind in known]
    starts += [(title, SectionKind.HEADER, False) for title in _title(lines, [number for number, _, _ in starts])]
    starts.sort()
    if not starts or starts[0][0] > lines[0].number:
        starts.insert(0, (lines[0].number, SectionKind.HEADER, False))
    ends = [first - 1 for first, _, _ in starts[1:]] + [lines[-1].number]
    return tuple(
        Section(kind, first if headed else None, first, last)
        for (first, kind, headed), last in zip(starts, ends, strict=True)
    )


def _title(lines: Sequence[Line], headed: Sequence[int]) -> list[int]:
    """The number of the name in large letters behind a sidebar that was read first: its last section ends above it.

    Nothing but a title and a contact stands between the name and the next of the ``headed`` lines.
    """
    name = max(lines, key=lambda line: line.size)
    rest = max((line.size for line in lines if line is not name), default=0.0)
    if not 0 < _DISPLAY * rest <= name.size or len(name.text.split()) > _UNKNOWN or re.search(r"\d", name.text):
        return []
    before, after = [n for n in headed if n < name.number], [n for n in headed if n > name.number]
    near = before and after and after[0] - name.number <= _CONTACT and name.number not in headed
    return [name.number] if near else []


def heading(text: str) -> SectionKind | None:
    """What kind of section a line with this text announces, or None where it is no known heading."""
    return None if text.startswith(_BULLETS) else headings.heading(text)


def _of_line(line: Line, usual: float) -> SectionKind | None:
    if line.bullet or line.text.startswith(_BULLETS):
        return None
    letters = re.sub(r"[^\w]", "", line.text)
    return headings.heading(line.text, stands_out=_stands_out(line, usual) and letters[:1].isupper())


def _stands_out(line: Line, usual: float) -> bool:
    larger = usual > 0 and line.size > usual + 0.5
    return line.level > 0 or line.bold or larger or _spoken_loud(line)


def _spoken_loud(line: Line) -> bool:
    return line.text.isupper()


def _not_text(known: list[_Known], lines: Sequence[Line], usual: float) -> list[_Known]:
    """Without the last word of a paragraph, and what looks like text where the other headings stand out."""
    above = {line.number: before for before, line in pairwise(lines)}
    alone = [
        (line, kind) for line, kind in known if _stands_out(line, usual) or not _goes_on(above.get(line.number), line)
    ]
    loud = [line for line, _ in alone if _stands_out(line, usual)]
    if len(loud) < max(_LIKELY, 0.6 * len(alone)):
        return alone
    return [(line, kind) for line, kind in alone if line in loud]


def _goes_on(above: Line | None, line: Line) -> bool:
    """The same paragraph, and no sentence ends between."""
    return above is not None and line.block == above.block > 0 and not above.text.endswith((".", "!", "?"))


def _unknown(known: Sequence[_Known], lines: Sequence[Line], usual: float) -> list[_Known]:
    """Lines that look like the headings and are in no list: something begins there, and what was before ends."""
    looks: dict[_Look, int] = {}
    for line, _ in known:
        looks[_look(line)] = looks.get(_look(line), 0) + _stands_out(line, usual)
    numbers = {line.number for line, _ in known}
    first = min(numbers, default=0)
    found = [
        line
        for line in lines
        if line.number > first and line.number not in numbers and looks.get(_look(line), 0) >= _LIKELY and _short(line)
    ]
    return [(line, SectionKind.OTHER) for line in found] if 2 * len(found) <= len(known) else []


def _short(line: Line) -> bool:
    return not line.bullet and len(line.text.split()) <= _UNKNOWN and not re.search(r"\d|[,.@]", line.text)


def _work_somewhere(known: list[_Known], lines: Sequence[Line]) -> list[_Known]:
    """Where no heading says work, periods below an unknown heading do."""
    if any(kind is SectionKind.EXPERIENCE for _, kind in known):
        return known
    ends = [line.number - 1 for line, _ in known[1:]] + [lines[-1].number] * bool(known)
    return [
        (line, SectionKind.EXPERIENCE if kind is SectionKind.OTHER and _has_periods(line, end, lines) else kind)
        for (line, kind), end in zip(known, ends, strict=True)
    ]


def _has_periods(line: Line, end: int, lines: Sequence[Line]) -> bool:
    """Whether periods stand between an unknown heading and the next one."""
    if headings.heading(line.text) is not None:
        return False
    return any(next(periods(each), None) for each in lines[line.number : end])


def _usual_size(lines: Iterable[Line]) -> float:
    """The size of most letters; 0 where nobody knows."""
    letters: dict[float, int] = {}
    for line in lines:
        letters[round(line.size, 1)] = letters.get(round(line.size, 1), 0) + len(line.text)
    return max(letters, key=lambda size: letters[size], default=0.0)


def _without_groups(known: Sequence[_Known]) -> list[_Known]:
    """``Languages`` above Python and Go is a group of skills where another ``Languages`` looks like the headings."""
    looks: dict[_Look, set[SectionKind]] = {}
    for line, kind in known:
        looks.setdefault(_look(line), set()).add(kind)
    shared = {kind for _, kind in known if any(len(k) > 1 and kind in k for k in looks.values())}
    kept: list[_Known] = []
    for line, kind in known:
        above = kept[-1][1] if kept else None
        odd = kind in shared and len(looks[_look(line)]) == 1
        if not (odd and above in (kind, SectionKind.SKILLS)):
            kept.append((line, kind))
    return kept


def _without_labels(known: Sequence[_Known]) -> list[_Known]:
    """``Accomplishments`` below one job after the other is the label of a list and ends nothing."""
    often = Counter(line.text.casefold() for line, kind in known if kind is SectionKind.OTHER)
    kept: list[_Known] = []
    for line, kind in known:
        label = kind is SectionKind.OTHER and often[line.text.casefold()] > 1
        if not (label and kept and kept[-1][1] is SectionKind.EXPERIENCE):
            kept.append((line, kind))
    return kept


def _look(line: Line) -> _Look:
    left = round(line.box[0] / _COLUMN) if line.box else -1
    return round(line.size * 2) / 2, line.bold, line.level, left, _spoken_loud(line)
