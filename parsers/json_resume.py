"""An answer of the readers in the shape of JSON Resume 1.0 (jsonresume.org), with where each value stands."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from parsers.model import (
    Box,
    Certificate,
    Contact,
    Document,
    Field,
    Fields,
    Line,
    Project,
    Resume,
    Role,
    Span,
    Study,
    Tongue,
    Unreadable,
    When,
)
from parsers.resume.place import country

Node = Any
"""JSON with a Field or a When in place of a text."""

_NETWORKS = {
    "linkedin.com": "LinkedIn", "github.com": "GitHub", "gitlab.com": "GitLab", "xing.com": "XING", "x.com": "X",
    "twitter.com": "Twitter", "stackoverflow.com": "Stack Overflow", "behance.net": "Behance", "orcid.org": "ORCID",
    "dribbble.com": "Dribbble", "medium.com": "Medium", "kaggle.com": "Kaggle", "researchgate.net": "ResearchGate",
}  # fmt: skip


def answer(file: str, result: Resume | Unreadable) -> dict[str, Any]:
    """One object about one file, for ``json.dumps``; always with the same keys."""
    if isinstance(result, Unreadable):
        read: dict[str, Any] = {"media_type": result.media_type, "parser": result.reader, "resume": None, "spans": {}}
        return {"file": file, **read, "hidden": [], "doubts": [], "unreadable": result.why}
    tree, document = _tree(result.fields), result.document
    found = dict(_leaves(tree))
    return {
        "file": file,
        "media_type": document.media_type,
        "parser": result.reader,
        "resume": _plain(tree),
        "spans": {path: [_place(document, span) for span in leaf.spans] for path, leaf in found.items()},
        "hidden": [{"page": h.page, "text": h.text, "why": h.why, "box": _box(h.box)} for h in document.hidden],
        "doubts": doubts(result),
        "unreadable": None,
    }


def doubts(result: Resume) -> list[str]:
    """What a person should know about the reading: remarks, notices, and which values only their place tells."""
    guessed = [path for path, leaf in _leaves(_tree(result.fields)) if isinstance(leaf, Field) and leaf.guessed]
    document = result.document
    return [
        *document.remarks,
        *(notice.says for notice in document.notices),
        *(f"{path} is told only by its place." for path in guessed),
    ]


# --- The tree ----------------------------------------------------------------------------------------------------


def _tree(fields: Fields) -> dict[str, Node]:
    return {
        "basics": _basics(fields.contact, fields.summary),
        "work": [_role(role, "name") for role in fields.work],
        "volunteer": [_role(role, "organization") for role in fields.volunteer],
        "education": [_study(study) for study in fields.education],
        "certificates": [_certificate(certificate) for certificate in fields.certificates],
        "languages": [_tongue(tongue) for tongue in fields.languages],
        "skills": [{"keywords": list(fields.skills)}] if fields.skills else [],
        "projects": [_project(project) for project in fields.projects],
    }


def _basics(contact: Contact, summary: Field | None) -> dict[str, Node]:
    profiles = [link for link in contact.links if _network(link.text)]
    pages = [link for link in contact.links if not _network(link.text)]
    return _given(
        name=contact.name,
        label=contact.label,
        email=contact.email,
        phone=contact.phone,
        url=pages[0] if pages else None,
        summary=summary,
        location=_location(contact.place) if contact.place else None,
        profiles=[{"network": _network(link.text), "url": link} for link in profiles] or None,
    )


def _location(place: Field) -> dict[str, Node]:
    """As written, and its first part as the city where commas part it."""
    parts = place.text.split(",")
    city = replace(place, text=parts[0].strip()) if len(parts) > 1 and parts[0].strip() else None
    return _given(address=place, city=city, countryCode=country(place.text))


def _network(link: str) -> str | None:
    host = link.lower().removeprefix("https://").removeprefix("http://").removeprefix("www.").partition("/")[0]
    return next((name for site, name in _NETWORKS.items() if host == site or host.endswith("." + site)), None)


def _role(role: Role, employer: str) -> dict[str, Node]:
    parts = {employer: role.employer, "position": role.title, "location": role.place}
    dates = {"startDate": role.start, "endDate": role.end, "summary": role.summary}
    return _given(**parts, **dates, highlights=list(role.bullets) or None)


def _study(study: Study) -> dict[str, Node]:
    parts = {"institution": study.school, "studyType": study.degree, "area": study.area}
    return _given(**parts, startDate=study.start, endDate=study.end)


def _certificate(certificate: Certificate) -> dict[str, Node]:
    return _given(name=certificate.name, issuer=certificate.issuer, date=certificate.date)


def _tongue(tongue: Tongue) -> dict[str, Node]:
    return _given(language=tongue.language, fluency=tongue.level)


def _project(project: Project) -> dict[str, Node]:
    dates = {"startDate": project.start, "endDate": project.end}
    return _given(name=project.name, **dates, highlights=list(project.bullets) or None)


def _given(**parts: Node) -> dict[str, Node]:
    """The parts that are there."""
    return {name: part for name, part in parts.items() if part is not None}


# --- Out of it ---------------------------------------------------------------------------------------------------


def _plain(node: Node) -> Any:
    if isinstance(node, Field):
        return node.text
    if isinstance(node, When):
        return iso(node)
    if isinstance(node, Mapping):
        return {name: _plain(part) for name, part in node.items()}
    return [_plain(part) for part in node] if isinstance(node, list) else node


def iso(when: When) -> str:
    """``2019-03``, or ``2019`` where no month is written."""
    return f"{when.year}-{when.month:02}" if when.month else f"{when.year}"


def _leaves(node: Node, path: str = "") -> Iterator[tuple[str, Field | When]]:
    """Each value with its path: ``work[0].position``."""
    if isinstance(node, Field | When):
        yield path, node
    elif isinstance(node, Mapping):
        for name, part in node.items():
            yield from _leaves(part, f"{path}.{name}" if path else name)
    elif isinstance(node, list):
        for number, part in enumerate(node):
            yield from _leaves(part, f"{path}[{number}]")


def _place(document: Document, span: Span) -> dict[str, Any]:
    line = document.lines[span.line - 1]
    at = {"page": line.page, "line": span.line, "start": span.start, "end": span.end}
    return {**at, "box": _box(span_box(line, span))}


def span_box(line: Line, span: Span) -> Box | None:
    """The box around some characters of a line; of the whole line where the format does not tell them apart."""
    if line.box is None or not line.edges:
        return line.box
    ends = line.edges[span.start : span.end + 1]
    return min(ends), line.box[1], max(ends), line.box[3]


def _box(box: Box | None) -> list[float] | None:
    return [round(edge, 1) for edge in box] if box else None
