"""A resume from a document: its sections, its periods and the fields of both.

Each group of fields is read by a function of the document and its sections, in a file of its own.
"""

from parsers.lines import MAX_LINES
from parsers.model import Document, Fields, Resume, Section, SectionKind
from parsers.resume.certificates import certificates
from parsers.resume.contact import contact
from parsers.resume.dates import dated, period
from parsers.resume.languages import languages
from parsers.resume.projects import projects
from parsers.resume.roles import roles
from parsers.resume.sections import sections
from parsers.resume.skills import skills
from parsers.resume.studies import studies
from parsers.resume.summary import summary


def resume(document: Document, reader: str = "") -> Resume:
    """Recognise the parts of a document that has at least one line."""
    parts = sections(document.lines)
    found = dated(document.lines)
    spans = [period(each) for number in sorted(found) for each in found[number] if not each.single][:MAX_LINES]
    return Resume(
        document=document, sections=parts, periods=tuple(spans), reader=reader, fields=_fields(document, parts)
    )


def _fields(document: Document, parts: tuple[Section, ...]) -> Fields:
    return Fields(
        contact=contact(document, parts),
        summary=summary(document, parts),
        work=roles(document, parts, SectionKind.EXPERIENCE),
        volunteer=roles(document, parts, SectionKind.VOLUNTEER),
        education=studies(document, parts),
        certificates=certificates(document, parts),
        languages=languages(document, parts),
        skills=skills(document, parts),
        projects=projects(document, parts),
    )
