"""Projects: a name, dates where they are written, and what is said about them."""

from parsers.model import Document, Project, Section, SectionKind
from parsers.resume.entries import Entry, entries
from parsers.resume.pieces import field, whole_line


def projects(document: Document, sections: tuple[Section, ...]) -> tuple[Project, ...]:
    """The projects of all sections of this kind, in the order of the document."""
    found: list[Entry] = []
    for section in sections:
        if section.kind is SectionKind.PROJECTS:
            first = section.first if section.heading is None else section.first + 1
            found += entries(document.lines[first - 1 : section.last], single=True)
    made = [_project(entry) for entry in found]
    return tuple(project for project in made if project is not None)


def _project(entry: Entry) -> Project | None:
    name = field(entry.head[:1])
    if name is None:
        return None
    rest = [field([piece]) for piece in entry.head[1:]]
    said = [field([whole_line(line) for line in item.lines]) for item in entry.items]
    when = entry.when
    return Project(
        name=name,
        start=when.first if when else None,
        end=(when.first if when.single else when.last) if when else None,
        bullets=tuple(each for each in [*rest, *said] if each),
    )
