"""The answer of the child: what we write comes back, and nothing else is believed."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.lines import clean
from parsers.model import Document, Line, Period, Resume, Section, SectionKind, Unreadable
from parsers.wire import Garbled, decode, encode

LINES = (Line(1, 1, "Jo Muster", (1.0, 2.5, 30.25, 4.0)), Line(2, 2, "Skills"), Line(3, 2, "SQL"))
RESUME = Resume(
    document=Document("application/pdf", 2, LINES, hidden=(Line(1, 1, "secret"),), remarks=("a remark",)),
    sections=(Section(SectionKind.HEADER, None, 1, 1), Section(SectionKind.SKILLS, 2, 2, 3)),
    periods=(Period(3, 24_000, None, True), Period(3, 24_000, 24_010, False)),
    reader="pdf/1",
)
GOOD = json.loads(encode(RESUME))


@pytest.mark.parametrize("result", [RESUME, Unreadable("It is a scan.", "application/pdf", "pdf/1"), Unreadable("No.")])
def test_there_and_back(result):
    assert decode(encode(result)) == result


@given(st.lists(st.text(min_size=1, max_size=80).map(clean).filter(bool), min_size=1, max_size=20))
def test_any_cleaned_text_comes_back(texts):
    lines = tuple(Line(number, 1, text) for number, text in enumerate(texts, start=1))
    resume = Resume(Document("text/plain", 1, lines), (Section(SectionKind.HEADER, None, 1, len(lines)),), (), "text/1")
    assert decode(encode(resume)) == resume


BAD = {
    "no object": [],
    "nothing": {},
    "why is empty": {"why": "", "type": "", "reader": ""},
    "why is long": {"why": "x" * 301, "type": "", "reader": ""},
    "why has lines": {"why": "a\nb", "type": "", "reader": ""},
    "half a character": GOOD | {"remarks": ["\ud800"]},
    "zero byte": GOOD | {"lines": [[1, "a\0b", None]], "sections": [["header", None, 1, 1]]},
    "type": GOOD | {"type": "<script>"},
    "reader": GOOD | {"reader": "../../x"},
    "pages": GOOD | {"pages": 10**9},
    "pages as truth": GOOD | {"pages": True},
    "page beyond": GOOD | {"pages": 1},
    "box": GOOD | {"hidden": [[1, "x", [1, 2, 3]]]},
    "box without end": GOOD | {"hidden": [[1, "x", [1, 2, 3, float("inf")]]]},
    "box of nothing": GOOD | {"hidden": [[1, "x", [1, 2, 3, float("nan")]]]},
    "line too long": GOOD | {"hidden": [[1, "x" * 2_001, None]]},
    "too many lines": GOOD | {"hidden": [[1, "x", None]] * 20_001},
    "too much text": GOOD | {"hidden": [[1, "x" * 2_000, None]] * 501},
    "kind": GOOD | {"sections": [["wages", None, 1, 3]]},
    "kind as list": GOOD | {"sections": [[[], None, 1, 3]]},
    "gap between sections": GOOD | {"sections": [["header", None, 1, 1], ["skills", 3, 3, 3]]},
    "same lines twice": GOOD | {"sections": [["header", None, 1, 2], ["skills", 2, 2, 2]]},
    "heading elsewhere": GOOD | {"sections": [["header", 2, 1, 3]]},
    "backward period": GOOD | {"periods": [[1, 10, 5, True]]},
    "period of no line": GOOD | {"periods": [[9, 10, 12, True]]},
    "period in words": GOOD | {"periods": [[1, "10", 12, True]]},
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


@given(st.sampled_from(sorted(GOOD)), JSON)
def test_any_other_value_in_any_field_is_read_or_garbled(field, value):
    with suppress(Garbled):
        assert isinstance(decode(json.dumps(GOOD | {field: value}).encode()), Resume)
