"""What somebody says about themselves in a few sentences."""

from collections.abc import Sequence

from parsers.model import Document, Field, Line, Section, SectionKind
from parsers.resume import reach
from parsers.resume.bands import section_lines
from parsers.resume.flow import Flow, whole
from parsers.resume.place import surely_place

_LONGEST = 4_000
_SHORTEST = 20
"""Characters of the shortest text that says something."""

_FEW_WORDS = 8
_SENTENCE = 60
"""Characters that a line needs to be a sentence where no heading announces one."""


def summary(document: Document, sections: tuple[Section, ...]) -> Field | None:
    """The text under the heading, or a paragraph in the head of the resume, which is then guessed."""
    for lines in section_lines(document, sections, SectionKind.SUMMARY):
        found = _text(document, [line for line in _until_next(document, lines) if not _reaches(document, line)])
        if found and (len(found.text) >= _SHORTEST or not found.text.isascii()):
            return found
    for lines in section_lines(document, sections, SectionKind.HEADER):
        prose = _prose(lines)
        if prose:
            return _text(document, prose, guessed=True)
    return None


def _text(document: Document, lines: Sequence[Line], *, guessed: bool = False) -> Field | None:
    text = Flow(document.lines, (whole(line) for line in lines))
    return text.field(0, min(len(text.text), _LONGEST), guessed=guessed)


def _until_next(document: Document, lines: Sequence[Line]) -> Sequence[Line]:
    """The lines before one that is set like their heading."""
    heading = document.lines[lines[0].number - 2] if lines and lines[0].number > 1 else None
    end = next((n for n, line in enumerate(lines) if n and heading and _rank(line) == _rank(heading)), len(lines))
    told = heading is not None and any(_rank(line) != _rank(heading) for line in lines)
    return lines[:end] if told else lines


def _rank(line: Line) -> tuple[float, bool, int]:
    return round(line.size, 1), line.bold, line.level


def _reaches(document: Document, line: Line) -> bool:
    """Whether a line is about how to reach somebody, as some layouts have it under "About me"."""
    found = (reach.emails, reach.phones, reach.links)
    words = len(line.text.split()) <= _FEW_WORDS
    return words and (surely_place(line.text) or any(next(find(document, [line]), None) for find in found))


def _prose(lines: Sequence[Line]) -> list[Line]:
    """The first run of lines that are sentences: long, and the next one goes on until a full stop."""
    for n, line in enumerate(lines):
        if len(line.text) >= _SENTENCE and line.text.count(" ") >= len(line.text) // 12 and "@" not in line.text:
            end = n + 1
            while end < len(lines) and not lines[end - 1].text.endswith((".", "\u3002")) and "@" not in lines[end].text:
                end += 1
            return list(lines[n:end])
    return []
