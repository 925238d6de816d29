"""One person, one layout, four formats: the same lines, looks and blocks.

The ODT, RTF and HTML were made from the DOCX by LibreOffice, which rounds letters of 10.5 points to itself only.
"""

import pytest

from parsers.read import read


def rows(document):
    return [(ln.text, ln.bullet, ln.level, ln.gaps, ln.bold, ln.size, ln.block) for ln in document.lines]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("d01__docx-header-contact.docx", "d01__docx-header-contact.odt"),
        ("d07__docx-textbox.docx", "d07__docx-textbox.rtf"),
    ],
)
def test_lines_and_looks_are_the_same(one, other, resume_file):
    assert rows(read(resume_file(one)).document) == rows(read(resume_file(other)).document)


def test_a_web_page_has_the_same_lines_and_its_own_sizes(resume_file):
    one = rows(read(resume_file("d08__docx-plain.docx")).document)
    other = rows(read(resume_file("d08__docx-plain.html")).document)
    assert [row[:5] for row in one] == [row[:5] for row in other]
    assert [row[6] for row in one] == [row[6] for row in other]
