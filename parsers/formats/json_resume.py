"""JSON Resume 1.0, and the names that drafts before it used for some fields.

The schema is at jsonresume.org. Numbers and truth values are written as they stand; a picture is left out.
"""

import json
from typing import Any

from parsers.encoding import decode
from parsers.model import Document
from parsers.outline import MOST, Outline, month, period
from parsers.refusal import CannotRead

MEDIA_TYPES = ("application/json",)
VERSION = "1"

_SECTIONS = ("basics", "work", "education", "skills", "volunteer", "projects", "certificates", "languages")
_Item = dict[str, Any]


def read(data: bytes) -> Document:
    """Read a resume. Raises CannotRead for JSON that is damaged, nests too deep or is none."""
    try:
        found = json.loads(decode(data) or "")
    except (ValueError, RecursionError) as error:
        raise CannotRead("The file looks like JSON but is damaged.") from error
    if not isinstance(found, dict) or not any(found.get(name) for name in _SECTIONS):
        raise CannotRead("The file is JSON, but not a resume in the JSON Resume format.")
    out = Outline()
    _person(out, _dict(found.get("basics")))
    _work(out, "Experience", _items(found, "work"))
    _work(out, "Volunteer Experience", _items(found, "volunteer"))
    _education(out, _items(found, "education"))
    _projects(out, _items(found, "projects"))
    _certificates(out, _items(found, "certificates"))
    _short_lists(out, found)
    return out.document(MEDIA_TYPES[0])


def _person(out: Outline, basics: _Item) -> None:
    place = _dict(basics.get("location"))
    out.name(_word(basics, "name"))
    out.line(_word(basics, "label", "headline"))
    out.line(_word(basics, "email"))
    out.line(_word(basics, "phone"))
    out.line(*(_word(place, part) for part in ("address", "postalCode", "city", "region", "countryCode", "country")))
    out.line(_word(basics, "url", "website"))
    for profile in _items(basics, "profiles"):
        out.line(_word(profile, "network"), _word(profile, "url") or _word(profile, "username"), between=": ")
    out.heading("Summary")
    out.texts(_word(basics, "summary"))


def _work(out: Outline, heading: str, items: list[_Item]) -> None:
    out.heading(heading)
    for job in items:
        when = period(_word(job, "startDate"), _word(job, "endDate"))
        employer = _word(job, "name", "company", "organization")
        out.entry(_word(job, "position", "title"), when, employer, _word(job, "location"))
        out.texts(_word(job, "summary", "description"))
        _bullets(out, job, "highlights")


def _education(out: Outline, items: list[_Item]) -> None:
    out.heading("Education")
    for study in items:
        title = ", ".join(part for part in (_word(study, "studyType"), _word(study, "area")) if part)
        when = period(_word(study, "startDate"), _word(study, "endDate"))
        out.entry(title, when, _word(study, "institution"), _word(study, "location"))
        score = _word(study, "score", "gpa")
        out.line(f"Score: {score}" if score else "")
        _bullets(out, study, "courses")


def _projects(out: Outline, items: list[_Item]) -> None:
    out.heading("Projects")
    for project in items:
        start, end = _word(project, "startDate"), _word(project, "endDate")
        out.entry(_word(project, "name"), period(start, end), *_words(project, "roles"), _word(project, "entity"))
        out.texts(_word(project, "description", "summary"))
        _bullets(out, project, "highlights")
        out.line(
            "Keywords" if _words(project, "keywords") else "", ", ".join(_words(project, "keywords")), between=": "
        )
        out.line(_word(project, "url"))


def _certificates(out: Outline, items: list[_Item]) -> None:
    out.heading("Certifications")
    for certificate in items:
        date = _word(certificate, "date")
        out.line(_with(_word(certificate, "name", "title"), _word(certificate, "issuer"), month(date) or date))


def _short_lists(out: Outline, found: _Item) -> None:
    out.heading("Skills")
    for skill in _items(found, "skills"):
        name = _with(_word(skill, "name"), _word(skill, "level"))
        out.line(name, ", ".join(_words(skill, "keywords")), between=": ")
    out.heading("Languages")
    for tongue in _items(found, "languages"):
        out.line(_with(_word(tongue, "language", "name"), _word(tongue, "fluency", "level")))
    out.heading("Awards")
    for award in _items(found, "awards"):
        out.line(_with(_word(award, "title"), _word(award, "awarder"), month(_word(award, "date"))))
        out.texts(_word(award, "summary"))
    out.heading("Publications")
    for work in _items(found, "publications"):
        out.line(_with(_word(work, "name"), _word(work, "publisher"), month(_word(work, "releaseDate"))))
        out.texts(_word(work, "summary"))
    out.heading("Interests")
    for interest in _items(found, "interests"):
        out.line(_word(interest, "name"), ", ".join(_words(interest, "keywords")), between=": ")
    out.heading("References")
    for reference in _items(found, "references"):
        out.line(_word(reference, "name"), _word(reference, "reference"), between=": ")


def _bullets(out: Outline, item: _Item, name: str) -> None:
    for text in _words(item, name):
        out.texts(text, bullets=True)


def _with(name: str, *more: str) -> str:
    inside = ", ".join(part for part in more if part)
    return f"{name} ({inside})" if name and inside else name or inside


def _dict(value: Any) -> _Item:
    return value if isinstance(value, dict) else {}


def _items(holder: _Item, name: str) -> list[_Item]:
    """The objects of a list; a plain text in it counts as an object with that name."""
    value = holder.get(name)
    found = value[:MOST] if isinstance(value, list) else []
    return [item if isinstance(item, dict) else {"name": item, "title": item, "language": item} for item in found]


def _words(holder: _Item, name: str) -> list[str]:
    value = holder.get(name)
    found = value[:MOST] if isinstance(value, list) else [value] if isinstance(value, str) else []
    return [text for text in map(_text, found) if text]


def _word(holder: _Item, *names: str) -> str:
    """The first of these fields that says something."""
    return next((text for name in names if (text := _text(holder.get(name)))), "")


def _text(value: Any) -> str:
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
