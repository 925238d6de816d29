"""Plain text and Markdown: headings, items, columns, and lines that are one paragraph."""

from hypothesis import given
from hypothesis import strategies as st

from parsers.formats import text
from parsers.model import Document

TYPED = """\
JO MUSTER
=================================================

Experience
----------
Nurse, Ward 3            2019 - 2021
   * Looked after ten patients and their relatives in two different wards, one
     of them for children
   * Night shifts

Summary: this is a paragraph that was wrapped by a mail program at a width of
seventy-eight characters, which the next line shows, since it would have fitted
in nowhere else.
Leeds
"""
MARKED = """\
# Jo Muster

Registered **Nurse** | [Mail](mailto:jo@example.org) | <jo@example.com>

## Experience ##

**Nurse, Ward 3**
*City Hospital* - Jan 2019

- Looked after `ten` patients
- snake_case_name and 2 * 3 * 4

1. First

| Language | Level |
|----------|-------|
| German   | C1    |

![photo](x.png)
"""


def rows(source):
    document = text.read(source.encode())
    return document, [(line.text, line.level, line.bullet, line.block) for line in document.lines]


def test_plain_text():
    document, found = rows(TYPED)
    assert found == [
        ("JO MUSTER", 1, False, 1), ("Experience", 2, False, 2), ("Nurse, Ward 3 2019 - 2021", 0, False, 3),
        ("Looked after ten patients and their relatives in two different wards, one", 0, True, 4),
        ("of them for children", 0, False, 4), ("Night shifts", 0, True, 5),
        ("Summary: this is a paragraph that was wrapped by a mail program at a width of", 0, False, 6),
        ("seventy-eight characters, which the next line shows, since it would have fitted", 0, False, 6),
        ("in nowhere else.", 0, False, 6), ("Leeds", 0, False, 7),
    ]  # fmt: skip
    assert document.lines[2].gaps == (13,)
    assert document.media_type == "text/plain"


def test_markdown_is_read_without_its_marks():
    document, found = rows(MARKED)
    assert [row[:3] for row in found] == [
        ("Jo Muster", 1, False), ("Registered Nurse | Mail jo@example.org | jo@example.com", 0, False),
        ("Experience", 2, False), ("Nurse, Ward 3", 0, False), ("City Hospital - Jan 2019", 0, False),
        ("Looked after ten patients", 0, True), ("snake_case_name and 2 * 3 * 4", 0, True), ("First", 0, True),
        ("Language Level", 0, False), ("German C1", 0, False),
    ]  # fmt: skip
    assert document.media_type == "text/markdown"
    assert [line.bold for line in document.lines if line.text == "Nurse, Ward 3"] == [True]
    assert document.lines[-1].gaps == (6,)


def test_a_file_of_one_line_for_each_paragraph_has_no_wrapped_lines():
    long_line = "a paragraph " * 15
    _, found = rows(f"{long_line}\nGTAW, SMAW, FCAW and oxy-fuel cutting of all kinds\ncarbon steel\n")
    assert [block for *_, block in found] == [1, 2, 3]


def test_a_long_line_alone_shows_no_width_at_which_lines_were_broken():
    summary = (
        "Combination welder, TIG root and stick fill, carbon, chrome and stainless pipe. Turnarounds and shop work."
    )
    _, found = rows(f"{summary}\nSkills\nGTAW, SMAW, FCAW and oxy-fuel cutting of all kinds\ncarbon steel\n")
    assert [block for *_, block in found] == [1, 2, 3, 4]


def test_a_form_feed_begins_a_line_and_no_page():
    document, found = rows("Jo Muster\n\fSkills: welding\n")
    assert [row[0] for row in found] == ["Jo Muster", "Skills: welding"]
    assert document.pages == 1


def test_a_number_sign_in_a_sentence_is_no_heading():
    _, found = rows("Winner of prize #1\n#1 in sales\nC# and F# for ten years\n")
    assert [row[:2] for row in found] == [("Winner of prize #1", 0), ("#1 in sales", 0), ("C# and F# for ten years", 0)]


@given(st.text(alphabet="#*_-=|`[]()<>!\\ \t\na1.", max_size=300))
def test_no_text_raises_and_blocks_only_grow(source):
    document = text.read(b"# x\n## y\n" + source.encode())
    assert isinstance(document, Document)
    blocks = [line.block for line in document.lines]
    assert blocks == sorted(blocks)
