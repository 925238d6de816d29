"""What was made of a resume, for a person at a terminal."""

from collections.abc import Iterable, Iterator

from parsers.json_resume import doubts, iso
from parsers.model import Field, Resume, Role, Unreadable, When

_WIDTH = 14


def readable(file: str, result: Resume | Unreadable) -> str:
    """Some lines of text, the first with the name of the file."""
    return "\n".join(_lines(file, result)) + "\n"


def _lines(file: str, result: Resume | Unreadable) -> Iterator[str]:
    if isinstance(result, Unreadable):
        kind = ", ".join(filter(None, (result.media_type, result.reader)))
        yield f"{file} ({kind})" if kind else file
        yield f"  Not read: {result.why}"
        return
    document, fields = result.document, result.fields
    pages = f"{document.pages} page{'s' * (document.pages != 1)}, {len(document.lines)} lines"
    yield f"{file} ({document.media_type}, {result.reader}, {pages})"
    contact = fields.contact
    named = ("Name", contact.name), ("Label", contact.label), ("E-mail", contact.email), ("Telephone", contact.phone)
    for title, field in (*named, ("Place", contact.place), *(("Link", link) for link in contact.links)):
        yield from _row(title, field)
    yield from _row("Summary", fields.summary)
    yield from _part("Work", (line for role in fields.work for line in _role(role)))
    yield from _part("Volunteer", (line for role in fields.volunteer for line in _role(role)))
    studies = (_joined(_dates(s.start, s.end), s.degree, s.area, s.school) for s in fields.education)
    yield from _part("Education", studies)
    yield from _part("Certificates", (_joined(_date(c.date), c.name, c.issuer) for c in fields.certificates))
    yield from _part("Languages", (_joined("", t.language, t.level) for t in fields.languages))
    yield from _part("Skills", (_text(skill) for skill in fields.skills))
    for project in fields.projects:
        heads = (_joined(_dates(project.start, project.end), project.name),)
        yield from _part("Project", (*heads, *(f"  - {_text(bullet)}" for bullet in project.bullets)))
    sections = (f"{s.kind.value}: lines {s.first} to {s.last}" for s in result.sections)
    yield from _part("Sections", sections)
    yield from _part("Not seen by a reader of the page", (f"page {h.page}, {h.why}: {h.text}" for h in document.hidden))
    yield from _part("Doubts", doubts(result))


def _row(title: str, field: Field | None) -> Iterator[str]:
    if field:
        yield f"  {title:<{_WIDTH}}{_text(field)}"


def _part(title: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield f"  {title}"
        yield from (f"    {line}" for line in found)


def _role(role: Role) -> Iterator[str]:
    yield _joined(_dates(role.start, role.end, current=role.current), role.title, role.employer, role.place)
    if role.summary:
        yield f"  {_text(role.summary)}"
    yield from (f"  - {_text(bullet)}" for bullet in role.bullets)


def _joined(date: str, *fields: Field | None) -> str:
    words = " | ".join(_text(field) for field in fields if field)
    return f"{date:<22}{words}" if date else words


def _text(field: Field) -> str:
    """Its words; a question mark where only the place told."""
    return f"{field.text} (?)" if field.guessed else field.text


def _date(when: When | None) -> str:
    return iso(when) if when else ""


def _dates(start: When | None, end: When | None, *, current: bool = False) -> str:
    last = "present" if current else _date(end)
    return " to ".join(filter(None, (_date(start), last)))
