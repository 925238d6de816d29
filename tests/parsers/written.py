"""Documents of lines for tests: by their words alone, or with a place and a look as a page gives them."""

from dataclasses import replace

from parsers.model import Document, Line, Section, SectionKind


def document(*lines):
    """Lines from texts; a tabulator in a text is a gap. A Line is taken as it is and numbered."""
    made = [line if isinstance(line, Line) else written(line) for line in lines]
    return Document("text/plain", 1, tuple(replace(line, number=n) for n, line in enumerate(made, start=1)))


def written(text, **look):
    gaps = tuple(n for n, sign in enumerate(text) if sign == "\t")
    return Line(1, 1, text.replace("\t", " "), gaps=gaps, **look)


def placed(text, left, top, size=10.0, gap=30.0, **look):
    """A line on a page: every letter half as wide as high, every tabulator ``gap`` points of white."""
    edges, at = [], left
    for sign in text:
        edges.append(at)
        at += gap if sign == "\t" else size / 2
    box = (left, top, at, top + size)
    return replace(written(text, size=size, **look), box=box, edges=(*edges, at))


def whole(kind, made):
    """One section of a kind over a whole document whose first line is the heading."""
    return (Section(kind, 1, 1, len(made.lines)),)


def headless(made):
    return (Section(SectionKind.HEADER, None, 1, len(made.lines)),)


def stands(made, field):
    """What the spans of a field cover, piece by piece."""
    return [made.lines[s.line - 1].text[s.start : s.end] for s in field.spans]
