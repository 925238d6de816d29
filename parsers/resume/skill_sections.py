"""Which lines are about skills: sections so called, groups with a heading of their own, and sidebars of tags."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from parsers.model import Document, Line, Section, SectionKind
from parsers.resume import cells, reach
from parsers.resume.bands import section_lines
from parsers.resume.dates import dated
from parsers.resume.fold import fold
from parsers.resume.languages import spoken
from parsers.resume.place import surely_place
from parsers.resume.sections import heading

_OTHERS = (
    "other",
    "others",
    "weitere",
    "sonstige",
    "autres",
    "otras",
    "otros",
    "outros",
    "altro",
    "overig",
    "\u5176\u4ed6",
)
_TAG = 45
"""Characters of a tag, at most; of a group's name too."""

_ADDRESS = 3
"""Cells that may be one place together: town, region, country."""

_SAME_EDGE = 4.0
_NO_RANK = (0.0, False, 0)
_MOST = 40
"""Lines of a group of tags."""


def skill_lines(document: Document, sections: tuple[Section, ...]) -> Iterator[list[Line]]:
    """The lines of each part about skills, without its heading, but with those that only name groups in it."""
    of = _lines_of(document, sections)
    parts: list[list[Line]] = []
    rank, going = _NO_RANK, False
    for section in sections:
        going = section.kind is SectionKind.SKILLS or (going and _goes_on(document, sections, section, of[section]))
        if not going:
            rank = _NO_RANK
            continue
        above = document.lines[section.heading - 1] if section.heading else None
        own = _rank(above) if above else _NO_RANK
        if above and rank not in (own, _NO_RANK) and own != _NO_RANK:
            parts[-1].append(above)  # It names a group of the section before.
        else:
            rank = own
            parts.append([])
        parts[-1] += of[section]
    yield from parts
    yield from _unnamed(document, sections, of)
    yield from _unknown(document, sections, of)


def _lines_of(document: Document, sections: tuple[Section, ...]) -> dict[Section, list[Line]]:
    return dict(zip(sections, section_lines(document, sections, *SectionKind), strict=True))


def _goes_on(document: Document, sections: tuple[Section, ...], section: Section, lines: list[Line]) -> bool:
    """Whether a section behind skills is one more group of them: ``Languages`` above Python, ``Other`` above Git."""
    if section.heading is None:
        return False
    if section.kind is SectionKind.LANGUAGES:
        return not spoken(lines)
    own = document.lines[section.heading - 1]
    ranks = [_rank(document.lines[each.heading - 1]) for each in sections if each.heading and each is not section]
    lower = ranks.count(_rank(own)) == 0 or fold(own.text).strip(" :") in _OTHERS
    return section.kind is SectionKind.OTHER and lower and bool(lines) and all(map(_is_tag, lines))


def _unnamed(document: Document, sections: tuple[Section, ...], of: dict[Section, list[Line]]) -> Iterator[list[Line]]:
    """Groups of tags in a contact block or sidebar, each under a heading that nobody knows.

    Taken where no section is about skills, or where one is that ranks with them, as ``Tools`` with ``Teaching``.
    """
    known = [document.lines[s.heading - 1] for s in sections if s.kind is SectionKind.SKILLS and s.heading]
    for section in sections:
        if section.kind not in (SectionKind.HEADER, SectionKind.SUMMARY, SectionKind.OTHER) or section.heading is None:
            continue
        own = document.lines[section.heading - 1]
        if known and not any(_ranks_with(line, own) for line in known):
            continue
        lines = of[section]
        starts = [n for n, line in enumerate(lines) if _ranks_with(line, own) and len(line.text) <= _TAG]
        for start, end in pairwise([*starts, len(lines)]):
            group = lines[start + 1 : end]
            if group and len(group) <= _MOST and all(map(_is_tag, group)):
                yield group


def _unknown(document: Document, sections: tuple[Section, ...], of: dict[Section, list[Line]]) -> Iterator[list[Line]]:
    """Sections of tags under a heading in no list, beside one about skills and set like it, or where none is."""
    named = any(section.kind is SectionKind.SKILLS for section in sections)
    for n, section in enumerate(sections):
        if section.kind is not SectionKind.OTHER or section.heading is None or not of[section]:
            continue
        own = document.lines[section.heading - 1]
        beside = [s for s in sections[max(0, n - 1) : n + 2] if s.kind is SectionKind.SKILLS and s.heading]
        alike = any(_ranks_with(document.lines[s.heading - 1], own) for s in beside if s.heading)
        if heading(own.text) is None and (alike or not named) and all(map(_is_tag, of[section])):
            yield of[section][:_MOST]


def _ranks_with(line: Line, heading: Line) -> bool:
    """Set like a heading of the same column; without any look nobody knows."""
    if _rank(line) != _rank(heading) or _rank(line) == _NO_RANK or line.text == heading.text:
        return False
    return not (line.box and heading.box) or abs(line.box[0] - heading.box[0]) <= _SAME_EDGE


def _rank(line: Line) -> tuple[float, bool, int]:
    return round(line.size, 1), line.bold, line.level


def _is_tag(line: Line) -> bool:
    """Short words and nothing else: no address, date, place or sentence."""
    texts = [cell.text for cell in cells.cells(line)]
    short = all(len(text) <= _TAG and not text.rstrip().endswith(".") for text in texts)
    place = surely_place(line.text) and (len(texts) <= _ADDRESS or any(map(surely_place, texts)))
    return short and not _told(line) and not place


def _told(line: Line) -> bool:
    """Whether it holds an address, a number to call, or a date."""
    alone: Sequence[Line] = (Line(1, line.page, line.text),)
    made = Document("", 1, tuple(alone))
    found = any(next(find(made, alone), None) for find in (reach.emails, reach.phones, reach.links))
    return found or bool(dated(alone))
