"""The ground of the field readers: no character moves, and every field stands where its spans say."""
# ruff: noqa: RUF001

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.model import Document, Line
from parsers.resume.build import resume
from parsers.resume.cells import cells
from parsers.resume.flow import Flow, whole
from parsers.resume.fold import fold
from parsers.resume.furniture import furniture
from parsers.resume.items import bracketed, items, rating
from parsers.resume.levels import is_level
from parsers.wire import decode, encode
from tests.parsers.written import document, written

_SIGNS = "aB9é(),;:|/·•-–@.●+ \tß中،（"
_WORDS = (
    "Skills",
    "Languages",
    "Certifications",
    "Contact",
    "English",
    "B2",
    "jo@example.org",
    "+49 30 1234567",
    "2021",
)
texts = st.one_of(st.sampled_from(_WORDS), st.text(_SIGNS, max_size=30), st.text(max_size=20))


@given(st.text(max_size=50))
def test_folding_moves_no_character(text):
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


def test_folding_takes_accents_and_capitals_away():
    assert fold("ÉCOLE Łódź Straße الإنجليزية") == "ecole lodz straße الانجليزية"
    assert fold("フランス語") == "フランス語"


@given(st.lists(st.text(_SIGNS.replace("\t", ""), min_size=1, max_size=12), min_size=1, max_size=5), st.data())
def test_a_field_is_what_its_spans_cover(words, data):
    made = document(*words)
    flow = Flow(made.lines, map(whole, made.lines))
    start = data.draw(st.integers(0, len(flow.text)))
    end = data.draw(st.integers(start, len(flow.text)))
    field = flow.field(start, end)
    covered = "".join(made.lines[s.line - 1].text[s.start : s.end] for s in field.spans) if field else ""
    assert covered.replace(" ", "") == flow.text[start:end].replace(" ", "")


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("Board of", "Nursing"), "Board of Nursing"),
        (("month-", "end close"), "month-end close"),
        (("2019 -", "2021"), "2019 - 2021"),
        (("数据分", "析师"), "数据分析师"),
        (("数据", "SQL"), "数据 SQL"),
    ],
)
def test_what_a_line_break_stands_for(lines, text):
    made = document(*lines)
    assert Flow(made.lines, map(whole, made.lines)).text == text


@given(st.text(_SIGNS, max_size=60))
def test_items_are_stretches_in_order_without_white(text):
    found = list(items(text))
    assert all(a < b and text[a:b] == text[a:b].strip() for a, b in found)
    assert all(a[1] <= b[0] for a, b in pairwise(found))


def test_items_keep_brackets_decimals_and_slashes():
    text = "Excel (a, b), 1,5 years, SAP FI/CO, x / y, (open, z"
    assert [text[a:b] for a, b in items(text)] == ["Excel (a, b)", "1,5 years", "SAP FI/CO", "x", "y", "(open", "z"]
    assert bracketed("a (b) (c (d))", 0, 13) == (6, 13)
    assert bracketed("a) b)", 0, 5) is None


def test_gaps_part_a_line():
    line = written("English\tFilipino")
    assert [cell.text for cell in cells(line)] == ["English", "Filipino"]


@pytest.mark.parametrize(
    "text", ["Page 1 of 2", "Jo Muster - Page 1 of 1", "Seite 3", "2 / 3", "Last updated in Nov 2026"]
)
def test_page_numbers_are_no_part_of_a_resume(text):
    assert furniture(Line(1, 1, text))


@pytest.mark.parametrize(
    "text", ["C1", "Fluent (C1)", "Muttersprache", "native or bilingual", "sehr gut", "JLPT N2", "B2/C1"]
)
def test_levels(text):
    assert is_level(text)


@pytest.mark.parametrize("text", ["Python", "C", "English", "C++", "Go", "A/B testing", "R"])
def test_no_levels(text):
    assert not is_level(text)


@pytest.mark.parametrize("text", ["SQL ●●●○○", "Go 4/5", "Excel 80 %", "Word ★★★"])
def test_ratings(text):
    assert rating(text)


@pytest.mark.parametrize("text", ["24/7 support", "TCP/IP", "Windows 10"])
def test_no_ratings(text):
    assert rating(text) is None


@given(st.lists(texts, min_size=1, max_size=25))
def test_any_document_gives_fields_that_travel(words):
    cleaned = [" ".join("".join(c for c in word if c.isprintable()).split()) for word in words]
    lines = tuple(Line(n, 1, text) for n, text in enumerate(filter(None, cleaned), start=1))
    if not lines:
        return
    found = resume(Document("text/plain", 1, lines), "text/1")
    assert decode(encode(found)) == found
