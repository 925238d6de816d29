"""Resumes from a few lines of text: ``*`` begins an item, ``#`` a heading, a tabulator is a gap, ``+`` goes on."""

from collections.abc import Callable

import pytest

from parsers.model import Document, Field, Line, Resume
from parsers.resume.build import resume


def lines_of(text: str) -> tuple[Line, ...]:
    """One line of the document for each line of text that is not empty."""
    found: list[Line] = []
    for row in filter(None, map(str.strip, text.splitlines())):
        bullet, title, more = (row.startswith(sign) for sign in ("* ", "# ", "+ "))
        parts = row[2:].split("\t") if bullet or title or more else row.split("\t")
        gaps = tuple(len(" ".join(parts[:n])) for n in range(1, len(parts)))
        block = found[-1].block if more else len(found) + 1
        found.append(Line(len(found) + 1, 1, " ".join(parts), gaps=gaps, bold=title, bullet=bullet, block=block))
    return tuple(found)


@pytest.fixture
def read_text() -> Callable[[str], Resume]:
    """A resume with its fields from the text above."""
    return lambda text: resume(Document("text/plain", 1, lines_of(text)))


@pytest.fixture
def said() -> Callable[[Field | None], str | None]:
    """What a field says, or None."""
    return lambda field: field.text if field else None


@pytest.fixture
def quoted() -> Callable[[Resume, Field], list[str]]:
    """The characters that the spans of a field cover, line by line."""
    return lambda found, field: [found.document.lines[s.line - 1].text[s.start : s.end] for s in field.spans]
