"""Who it is and how to reach them: from the head of a resume, its contact block or its sidebar."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers.model import Contact, Document, Field, Line, Section, SectionKind, Span
from parsers.resume import cells, reach
from parsers.resume.bands import section_lines
from parsers.resume.fold import fold
from parsers.resume.furniture import furniture
from parsers.resume.items import items
from parsers.resume.languages import speaks
from parsers.resume.name import Named, name
from parsers.resume.place import could_be_place, label_end, surely_place
from parsers.resume.sections import heading

_HEAD = (SectionKind.HEADER, SectionKind.SUMMARY, SectionKind.OTHER)
_NEAR = 3
"""Lines around the e-mail address in which the rest of the contact details usually stands."""

_LONGEST_LABEL = 90
_MOST_LINKS = 20
_PLACE_WORDS = 6


def contact(document: Document, sections: tuple[Section, ...]) -> Contact:
    """Name, line under the name, e-mail, telephone, place and links; never those of a referee."""
    head = [line for lines in section_lines(document, sections, *_HEAD) for line in lines]
    others = (kind for kind in SectionKind if kind not in (*_HEAD, SectionKind.REFERENCES))
    rest = [line for lines in section_lines(document, sections, *others) for line in lines]
    email = next(reach.emails(document, head), None) or next(reach.emails(document, rest), None)
    told = {n for s in sections if s.kind is SectionKind.REFERENCES for n in range(s.first, s.last + 1)}
    around = document.lines[max(0, email.spans[0].line - _NEAR - 1) : email.spans[-1].line + _NEAR] if email else ()
    near = [line for line in around if line.number not in told]
    named = name(document, email.text if email else "")
    phone = (
        next(reach.phones(document, head, sure=True), None)
        or next(reach.phones(document, [*near, *head]), None)
        or next(reach.phones(document, rest, sure=True), None)
    )
    address = _Taken.of(email)
    linked = reach.links(document, [*head, *near, *_last(rest)])
    links = tuple(link for link in linked if not any(address.meets(s.line, s.start, s.end) for s in link.spans))
    links = links[:_MOST_LINKS]
    taken = _Taken.of(named.field if named else None, email, phone, *links)
    label = _label(document, named, taken) if named else None
    place = _place(document, [*head, *near], taken.with_field(label))
    return Contact(named.field if named else None, label, email, phone, place, _once(links))


def _last(rest: Sequence[Line]) -> Sequence[Line]:
    """The end of the document, where some put the address of their page."""
    return rest[-1:] if rest and len(rest[-1].text.split()) == 1 else ()


def _once(links: Sequence[Field]) -> tuple[Field, ...]:
    return tuple({link.text.casefold().rstrip("/"): link for link in reversed(links)}.values())[::-1]


@dataclass(frozen=True, slots=True)
class _Taken:
    """Stretches of lines that are something already."""

    spans: tuple[Span, ...]

    @classmethod
    def of(cls, *fields: Field | None) -> "_Taken":
        return cls(tuple(span for field in fields if field for span in field.spans))

    def with_field(self, field: Field | None) -> "_Taken":
        return _Taken(self.spans + _Taken.of(field).spans)

    def meets(self, line: int, start: int, end: int) -> bool:
        """Whether a stretch shares a character with one that is taken."""
        return any(span.line == line and span.start < end and start < span.end for span in self.spans)

    def lines(self) -> set[int]:
        return {span.line for span in self.spans}


def _pieces(document: Document, line: Line) -> Iterator[tuple[Field, int]]:
    """What stands between the signs and gaps of a contact line, with the line's number; commas do not part."""
    for cell in cells.cells(line):
        flow = cells.flow(document, [cell])
        masked = "".join("\u3000" if sign in ",\u060c\uff0c" else sign for sign in flow.text)
        for start, end in items(masked):
            field = flow.field(start, end)
            if field:
                yield field, line.number


def _label(document: Document, named: Named, taken: _Taken) -> Field | None:
    """What stands behind the name, or under it between other contact details, until a sentence or a heading comes."""
    first = named.last.line
    behind = _pieces(document, document.lines[first - 1])
    for field, number in behind:
        span = field.spans[0]
        if (
            span.start >= named.last.end
            and not taken.meets(number, span.start, span.end)
            and _could_be_label(field.text)
        ):
            return _unmarked(field)
    for line in document.lines[first : first + _NEAR + 1]:
        if heading(line.text) is not None:
            return None
        flow = cells.flow(document, cells.cells(line))
        whole = flow.field(0, len(flow.text))  # shorter than the line where a gap follows a hyphen
        if whole is None or taken.meets(line.number, 0, len(line.text)) or furniture(line) or _is_name(whole, named):
            continue
        if surely_place(whole.text) or label_end(whole.text):
            continue
        return _unmarked(whole) if _could_be_label(whole.text) else None
    return None


def _is_name(field: Field, named: Named) -> bool:
    return fold(field.text) == fold(named.field.text)


def _could_be_label(text: str) -> bool:
    words = text.strip(" -\u2013\u2014|,")
    return (
        1 < len(words) <= _LONGEST_LABEL
        and not words[0].isdigit()
        and not words.endswith((".", ":", "\u3002"))
        and any(map(str.isalpha, words))
        and not speaks(words)
        and not surely_place(words)
    )


def _unmarked(field: Field) -> Field:
    """A label without the dash that parts it from the name."""
    words = field.text.lstrip("-\u2013\u2014|, ")
    span = field.spans[0]
    moved = len(field.text) - len(words)
    return Field(words, (Span(span.line, span.start + moved, span.end), *field.spans[1:]), guessed=True)


def _place(document: Document, lines: Sequence[Line], taken: _Taken) -> Field | None:
    """A piece of the contact lines with ``Address:`` before it, with a country or postal code, or beside an address."""
    beside: Field | None = None
    contacts = taken.lines()
    for line in lines:
        for field, number in _pieces(document, line):
            span = field.spans[0]
            told = label_end(field.text)
            if taken.meets(number, span.start, span.end) or not could_be_place(field.text[told:]):
                continue
            if told or surely_place(field.text):
                return _cut(field, max(told, _icon(field.text)))
            if beside is None and number in contacts and not speaks(field.text) and _like_place(field.text):
                beside = Field(field.text, field.spans, guessed=True)
    return beside


def _like_place(text: str) -> bool:
    return len(text.split()) <= _PLACE_WORDS and not any(map(str.isdigit, text)) and heading(text) is None


def _icon(text: str) -> int:
    """How many characters of an icon stand in front."""
    return next((n for n, sign in enumerate(text) if sign.isalnum()), 0)


def _cut(field: Field, start: int) -> Field:
    span = field.spans[0]
    return Field(field.text[start:], (Span(span.line, span.start + start, span.end), *field.spans[1:]))
