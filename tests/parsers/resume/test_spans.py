"""Whatever a document holds: reading ends, and every field says exactly what its spans cover."""

# ruff: noqa: RUF001  people write dates with dashes of all lengths

from dataclasses import fields, is_dataclass

from hypothesis import given
from hypothesis import strategies as st

from parsers.model import Document, Field, Line, When
from parsers.resume.build import resume
from parsers.resume.pieces import glued
from parsers.wire import decode, encode

KNOWN = """
Experience|Education|Projects|Volunteering|Nurse, Lakeside Hospital|2019 – 2021|2019|2013 2017|Mar 2020 – Present
05/2018 – to|date|seit 2019|Highlights|Senior Cook • Kettle Ltd • York|BSc|University of X, in BSc (Maths, English
S.L.|, ,|(2019 - 2020)|– –|at|Super-|user|2021年7月 – 至今|2019 –|Feb, 20202 years 6 months|(|Page 1 of 2
"""
LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"))
ROWS = st.one_of(
    st.sampled_from(KNOWN.strip().replace("\n", "|").split("|")),
    st.text(LETTERS, min_size=1, max_size=60).map(str.strip).filter(bool),
)
LEFT = st.one_of(st.none(), st.integers(0, 500).map(float))
LOOKS = st.tuples(st.booleans(), st.booleans(), st.integers(0, 3), LEFT, st.booleans())


@st.composite
def documents(draw):
    rows = draw(st.lists(st.tuples(ROWS, LOOKS), min_size=1, max_size=25))
    found, top, block = [], 10.0, 0
    for number, (text, (bullet, bold, more, left, gap)) in enumerate(rows, start=1):
        block += more != 1
        top += 10.0 * more
        box = None if left is None else (float(left), top, left + 5.0 * len(text), top + 9.0)
        gaps = (text.index(" "),) if gap and " " in text[1:-1] and text.index(" ") > 0 else ()
        found.append(Line(number, 1, text, box=box, gaps=gaps, bullet=bullet, bold=bold, block=block * (more != 3)))
    return Document("text/plain", 1, tuple(found))


def every(value, kind):
    if isinstance(value, kind):
        yield value
    if isinstance(value, tuple):
        for item in value:
            yield from every(item, kind)
    elif is_dataclass(value):
        for part in fields(value):
            yield from every(getattr(value, part.name), kind)


@given(documents())
def test_fields_say_what_their_spans_cover(document):
    found = resume(document)
    for field in every(found.fields, Field):
        covered = [document.lines[s.line - 1].text[s.start : s.end] for s in field.spans]
        text = covered[0]
        for more in covered[1:]:
            text = glued(text, more)
        assert field.text == text
        assert all(part == part.strip() and part for part in covered)
    for when in every(found.fields, When):
        written = "".join(document.lines[span.line - 1].text[span.start : span.end] for span in when.spans)
        assert any(character.isdecimal() for character in written)


@given(documents())
def test_what_is_read_passes_the_border(document):
    found = resume(document, "text/1")
    assert decode(encode(found)) == found
