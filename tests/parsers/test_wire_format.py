"""The answer of the child: what we write comes back, and nothing else is believed."""

import copy
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.lines import clean
from parsers.model import (
    Certificate,
    Contact,
    Document,
    Field,
    Fields,
    HiddenLine,
    Line,
    Notice,
    NoticeKind,
    Period,
    Resume,
    Role,
    Section,
    SectionKind,
    Span,
    Study,
    Tongue,
    Unreadable,
    When,
)
from parsers.wire import Garbled, decode, encode

LINES = (
    Line(1, 1, "Jo Muster", (1.0, 2.5, 30.25, 4.0), edges=tuple(1.0 + n for n in range(10)), size=14.0, bold=True),
    Line(2, 2, "Skills", level=2, block=1),
    Line(3, 2, "SQL 2019", gaps=(3,), bullet=True, block=2),
)
SQL = Field("SQL", (Span(3, 0, 3),))
RESUME = Resume(
    document=Document(
        "application/pdf", 2, LINES, hidden=(HiddenLine(1, "secret", "white on white", (0.0, 0.0, 5.0, 5.0)),),
        notices=(Notice(NoticeKind.HIDDEN_TEXT, "One line cannot be seen.", 2),), remarks=("a remark",),
    ),
    sections=(Section(SectionKind.HEADER, None, 1, 1), Section(SectionKind.SKILLS, 2, 2, 3)),
    periods=(Period(3, 24_000, None, True), Period(3, 24_000, 24_010, False)),
    reader="pdf/1",
    fields=Fields(
        Contact(Field("Jo Muster", (Span(1, 0, 9),), guessed=True)),
        work=(Role(SQL, start=When(2019, None, (Span(3, 4, 8),)), current=True, bullets=(SQL,)),),
        education=(Study(SQL),), certificates=(Certificate(SQL),), languages=(Tongue(SQL, SQL),), skills=(SQL,),
    ),
)  # fmt: skip
GOOD = json.loads(encode(RESUME))


def changed(path, value):
    """GOOD with one value replaced; the path leads there by names and positions."""
    answer = copy.deepcopy(GOOD)
    place = answer["resume"]
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return answer


@pytest.mark.parametrize("result", [RESUME, Unreadable("It is a scan.", "application/pdf", "pdf/1"), Unreadable("No.")])
def test_there_and_back(result):
    assert decode(encode(result)) == result


@given(st.lists(st.text(min_size=1, max_size=80).map(clean).filter(bool), min_size=1, max_size=20))
def test_any_cleaned_text_comes_back(texts):
    lines = tuple(Line(number, 1, text) for number, text in enumerate(texts, start=1))
    resume = Resume(Document("text/plain", 1, lines), (Section(SectionKind.HEADER, None, 1, len(lines)),), (), "text/1")
    assert decode(encode(resume)) == resume


REFUSED = {"why": "No."}
MANY = [{"page": 1, "text": "x" * 2_000, "why": "tiny"}] * 501
BAD = {
    "no object": [],
    "nothing": {},
    "both": GOOD | {"unreadable": REFUSED},
    "why is empty": {"unreadable": {"why": ""}},
    "why is long": {"unreadable": {"why": "x" * 301}},
    "why has lines": {"unreadable": {"why": "a\nb"}},
    "why has more": {"unreadable": REFUSED | {"more": 1}},
    "no document": {"resume": {}},
    "half a character": changed(["document", "remarks"], ["\ud800"]),
    "zero byte": changed(["document", "lines", 0, "text"], "Jo\0Muster"),
    "type": changed(["document", "media_type"], "<script>"),
    "reader": changed(["reader"], "../../x"),
    "pages": changed(["document", "pages"], 10**9),
    "pages as truth": changed(["document", "pages"], True),
    "page beyond": changed(["document", "pages"], 1),
    "lines out of order": changed(["document", "lines", 0, "number"], 2),
    "box": changed(["document", "hidden", 0, "box"], [1, 2, 3]),
    "box without end": changed(["document", "hidden", 0, "box"], [1, 2, 3, float("inf")]),
    "box of nothing": changed(["document", "hidden", 0, "box"], [1, 2, 3, float("nan")]),
    "line too long": changed(["document", "hidden", 0, "text"], "x" * 2_001),
    "too many lines": changed(["document", "hidden"], [{"page": 1, "text": "x", "why": "tiny"}] * 20_001),
    "too much text": changed(["document", "hidden"], MANY),
    "too few edges": changed(["document", "lines", 0, "edges"], [1, 2, 3]),
    "gap outside": changed(["document", "lines", 2, "gaps"], [8]),
    "gaps out of order": changed(["document", "lines", 2, "gaps"], [3, 1]),
    "level": changed(["document", "lines", 1, "level"], 7),
    "notice of another kind": changed(["document", "notices", 0, "kind"], "crime"),
    "notice beyond": changed(["document", "notices", 0, "page"], 3),
    "kind": changed(["sections", 0, "kind"], "wages"),
    "kind as list": changed(["sections", 0, "kind"], []),
    "gap between sections": changed(["sections", 1, "first"], 3),
    "same lines twice": changed(["sections", 0, "last"], 2),
    "heading elsewhere": changed(["sections", 1, "heading"], 3),
    "backward period": changed(["periods", 1, "end"], 5),
    "period of no line": changed(["periods", 1, "line"], 9),
    "period in words": changed(["periods", 1, "start"], "10"),
    "span of no line": changed(["fields", "skills", 0, "spans", 0, "line"], 4),
    "span beyond its line": changed(["fields", "skills", 0, "spans", 0, "end"], 9),
    "empty span": changed(["fields", "skills", 0, "spans", 0, "end"], 0),
    "span deep inside": changed(["fields", "work", 0, "bullets", 0, "spans", 0, "start"], -1),
    "month": changed(["fields", "work", 0, "start", "month"], 13),
    "year": changed(["fields", "work", 0, "start", "year"], 20_190),
    "unknown field": changed(["fields", "salary"], 1),
}


@pytest.mark.parametrize("answer", BAD.values(), ids=BAD.keys())
def test_a_wrong_answer_is_garbled(answer):
    with pytest.raises(Garbled):
        decode(json.dumps(answer).encode())


@pytest.mark.parametrize("raw", [b"", b"\xff", b"[" * 100_000, b'{"why": 1' + b"0" * 5_000 + b"}"])
def test_no_json_is_garbled(raw):
    with pytest.raises(Garbled):
        decode(raw)


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=9)


@given(st.sampled_from(["document", "sections", "periods", "reader", "fields"]), JSON)
def test_any_other_value_in_any_field_is_read_or_garbled(field, value):
    with suppress(Garbled):
        assert isinstance(decode(json.dumps(changed([field], value)).encode()), Resume)
