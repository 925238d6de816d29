"""What a reader returns: a document of pages and lines, or the reason why it could not be read.

Offsets are counted in characters of ``Line.text``, boxes in points from the top left corner of the page. Formats
without pages (DOCX, HTML, plain text) put everything on page 1 and leave ``box`` empty.
"""

from dataclasses import dataclass, field
from enum import StrEnum

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom, in points from the top left corner of the page."""


class SectionKind(StrEnum):
    """What a part of a resume is about. HEADER is all that stands before the first heading: name and contact."""

    HEADER = "header"
    SUMMARY = "summary"
    EXPERIENCE = "experience"
    EDUCATION = "education"
    SKILLS = "skills"
    CERTIFICATIONS = "certifications"
    LANGUAGES = "languages"
    PROJECTS = "projects"
    VOLUNTEER = "volunteer"
    INTERESTS = "interests"
    REFERENCES = "references"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Line:
    """One visual line. ``number`` counts from 1 over the whole document, ``page`` from 1."""

    number: int
    page: int
    text: str
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read, in reading order. ``hidden`` holds lines that a person looking at the page would not see."""

    media_type: str
    pages: int
    lines: tuple[Line, ...]
    hidden: tuple[Line, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Lines ``first`` to ``last``, both included; ``first`` is the heading itself, if there is one.

    ``heading`` is None for the part before any heading.
    """

    kind: SectionKind
    heading: int | None
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Period:
    """A span of months as written on one line; months count from year 0 (``12 * year + month - 1``).

    ``end`` is None for "present". A year without a month gives its first month as start and its last as end, and
    ``exact`` is False.
    """

    line: int
    start: int
    end: int | None
    exact: bool


@dataclass(frozen=True, slots=True)
class Resume:
    """A document with what was recognised in it."""

    document: Document
    sections: tuple[Section, ...]
    periods: tuple[Period, ...] = ()
    reader: str = ""
    """Name and version of the reader, e.g. ``pdf/1``; stored, so that the night can find what an older one read."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A normal result: the file goes to a person. ``why`` is one plain sentence without any of the file's content."""

    why: str
    media_type: str = ""
    reader: str = ""
    detail: dict[str, str] = field(default_factory=dict)
