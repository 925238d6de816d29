"""What a reader returns: a document of pages and lines, the resume in it, or the reason why it could not be read.

Offsets are counted in characters of ``Line.text``, boxes in points from the top left corner of the page. Formats
without pages (DOCX, HTML, plain text) put everything on page 1 and leave ``box`` and ``edges`` empty.

Two layers use these types. A format (``parsers.formats``) makes a ``Document``; ``parsers.resume`` finds sections,
periods and fields in any document, whatever format it came from.
"""

from dataclasses import dataclass, field
from enum import StrEnum

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom, in points from the top left corner of the page."""


class SectionKind(StrEnum):
    """What a part of a resume is about.

    HEADER is name and contact: what stands before the first heading, and a name in large letters behind a sidebar.
    """

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


class NoticeKind(StrEnum):
    """What a reviewer should know about a file. None of these is an accusation: templates leave all of them behind."""

    HIDDEN_TEXT = "hidden_text"
    INSTRUCTIONS = "instructions"
    KEYWORD_BLOCK = "keyword_block"
    ACTIVE_CONTENT = "active_content"
    ATTACHMENT = "attachment"


class Need(StrEnum):
    """What an outside program has to do before a file can be read."""

    OCR = "ocr"
    """It is a picture of text."""
    WORD = "word"
    """It is a Word file of the kind before 2007."""


# --- The document ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """One visual line. ``number`` counts from 1 over the whole document, ``page`` from 1.

    Everything after ``box`` is what the format knows of the line's looks, and empty where it knows nothing.
    """

    number: int
    page: int
    text: str
    box: Box | None = None
    edges: tuple[float, ...] = ()
    """Where each character of ``text`` begins, from the left of the page in points, and at last where the line ends:
    ``len(text) + 1`` numbers. Empty without page geometry."""
    gaps: tuple[int, ...] = ()
    """Offsets in ``text`` of spaces that stand for a tabulator, the border of a table cell, or white much wider than a
    space: ``Nurse, Ward 3        2019 - 2021`` is one line with one gap."""
    size: float = 0.0
    """The usual height of its letters in points; 0 where unknown."""
    bold: bool = False
    """All of its words are set in bold."""
    level: int = 0
    """1 to 6 where the format itself says that this is a heading; 0 otherwise."""
    bullet: bool = False
    """The line begins an item of a list; the sign in front, if there was one, is not part of ``text``."""
    block: int = 0
    """Lines with the same number, counted from 1, are one paragraph, list item or table cell; 0 where unknown."""


@dataclass(frozen=True, slots=True)
class HiddenLine:
    """Text that a person looking at the page would not see. ``why`` is short and neutral: ``white on white``."""

    page: int
    text: str
    why: str
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a reviewer should know. ``says`` is one neutral sentence without any of the file's content."""

    kind: NoticeKind
    says: str
    page: int = 1


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read, in reading order; what is ``hidden`` gets no credit in a match.

    ``remarks`` say what was left out or how the file was rescued. ``unread`` are pages that are pictures, in which no
    text was recognised or one that is often misread: whatever is not found in the document may stand there.
    """

    media_type: str
    pages: int
    lines: tuple[Line, ...]
    hidden: tuple[HiddenLine, ...] = ()
    notices: tuple[Notice, ...] = ()
    remarks: tuple[str, ...] = ()
    unread: tuple[int, ...] = ()


# --- What is recognised in it ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Section:
    """Lines ``first`` to ``last``, both included; ``first`` is the heading itself, if there is one.

    ``heading`` is None for the part before any heading, and for the name behind a sidebar that is read first.
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
class Span:
    """Characters ``start`` to ``end`` (not included) of the line with this number."""

    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Field:
    """A piece of the resume as written, with where it stands; a text over several lines has a span for each.

    ``guessed`` marks what the text does not say outright (a title told from the employer by its place in the line).
    """

    text: str
    spans: tuple[Span, ...]
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """A date as written: ``month`` is None where only the year stands there, and nothing is made up for it."""

    year: int
    month: int | None
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Contact:
    """Who it is and how to reach them: for a person's eyes, and to be masked. Never part of a match."""

    name: Field | None = None
    label: Field | None = None
    """The line under the name: ``Registered Nurse``."""
    email: Field | None = None
    phone: Field | None = None
    place: Field | None = None
    links: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Role:
    """A job, paid or not. ``current`` is true where the resume says so ("present"); ``end`` is None then."""

    title: Field | None = None
    employer: Field | None = None
    place: Field | None = None
    start: When | None = None
    end: When | None = None
    current: bool = False
    summary: Field | None = None
    bullets: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Study:
    """An entry of the education: ``degree`` as written (``B.Sc.``), ``area`` what was studied."""

    degree: Field | None = None
    area: Field | None = None
    school: Field | None = None
    start: When | None = None
    end: When | None = None


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certification, licence or course, with who gave it and when, where that is written."""

    name: Field
    issuer: Field | None = None
    date: When | None = None


@dataclass(frozen=True, slots=True)
class Tongue:
    """A spoken language with its level as written (``B2``, ``Muttersprache``)."""

    language: Field
    level: Field | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """Something that was made, with what is said about it."""

    name: Field
    start: When | None = None
    end: When | None = None
    bullets: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Fields:
    """What was found in the resume's sections. Whatever fitted nowhere is still in the lines of the document."""

    contact: Contact = Contact()
    summary: Field | None = None
    work: tuple[Role, ...] = ()
    volunteer: tuple[Role, ...] = ()
    education: tuple[Study, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    languages: tuple[Tongue, ...] = ()
    skills: tuple[Field, ...] = ()
    projects: tuple[Project, ...] = ()


@dataclass(frozen=True, slots=True)
class Resume:
    """A document with what was recognised in it."""

    document: Document
    sections: tuple[Section, ...]
    periods: tuple[Period, ...] = ()
    reader: str = ""
    """Name and version of the reader, e.g. ``pdf/1``; stored, so that the night can find what an older one read."""
    fields: Fields = Fields()


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A normal result: the file goes to a person. ``why`` is one plain sentence without any of the file's content."""

    why: str
    media_type: str = ""
    reader: str = ""
    needs: Need | None = None
    """Set where an outside program could still make it readable."""
    detail: dict[str, str] = field(default_factory=dict)
