import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import BadInputError
from app.intake.check import Bad, Repetitions, Usable, check_postings, check_rejections
from app.intake.columns import REJECTION_COLUMNS, read_rejection
from app.intake.rows import read_rows

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HEADER = "application_id,posting_id,rejected_at,resume_file\n"
GOOD = {"application_id": "A1", "posting_id": "P1", "rejected_at": "2026-11-20", "resume_file": "a.pdf"}


def rows(text):
    return list(read_rows(io.StringIO(text), "r.csv", REJECTION_COLUMNS))


def checked(text):
    return check_rejections(rows(text), Repetitions(), NOW)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_the_delimiter_is_found_and_lines_are_counted(mark):
    found = rows((HEADER + 'A1,P1,2026-11-20,"two\nlines"\nA2,P1,2026-11-20,b.pdf\n').replace(",", mark))
    assert [(row.line, row.fields["application_id"]) for row in found] == [(2, "A1"), (4, "A2")]
    assert found[0].fields["resume_file"] == "two\nlines"


def test_a_missing_column_is_named():
    with pytest.raises(BadInputError, match="resume_file"):
        rows("application_id,posting_id,rejected_at\nA1,P1,2026-11-20\n")


def test_an_empty_file_is_refused():
    with pytest.raises(BadInputError, match="is empty"):
        rows(" \n")


def test_a_short_row_and_an_open_quote_are_faults_of_their_lines_only():
    found = rows(HEADER + 'A1,P1\nA2,P1,2026-11-20,b.pdf\nA3,"P1,2026-11-20,c.pdf\n')
    assert [(row.line, bool(row.fault)) for row in found] == [(2, True), (3, False), (4, True)]
    assert found[2].raw.startswith('A3,"P1')


def test_json_lines_with_broken_ones_between():
    found = rows('{"application_id": "A1"}\nnope\n[1]\n\n{"application_id": 7}\n')
    assert [(row.line, bool(row.fault)) for row in found] == [(1, False), (2, True), (3, True), (5, False)]


@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=20), min_size=4, max_size=4
        )
    )
)
def test_what_a_csv_writer_writes_is_read_back(table):
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(REJECTION_COLUMNS)
    writer.writerows(table)
    found = rows(written.getvalue())
    assert [list(row.fields.values()) for row in found] == table
    assert not any(row.fault for row in found)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"application_id": " "}, "application_id: missing"),
        ({"posting_id": None}, "posting_id: missing"),
        ({"rejected_at": "soon"}, "rejected_at: not a date"),
        ({"rejected_at": "2026-11-24"}, "in the future"),
        ({"rejected_at": "1899-12-30"}, "before 1990"),
        ({"name": "x" * 501}, "name: string should have at most 500"),
        ({"reason": "a\x00b"}, "reason: holds a NUL"),
        ({"email": "\ud800"}, "email: input should be a valid string"),
        ({"answers": "{broken"}, "answers: begins like JSON"),
    ],
)
def test_what_is_wrong_with_a_row_is_named_without_its_content(change, reason):
    with pytest.raises(BadInputError) as error:
        read_rejection(GOOD | change, NOW)
    assert reason in str(error.value)


@pytest.mark.parametrize(
    ("answers", "pairs"),
    [
        ("", ()),
        ("Years?=5; Licence = no ;", (("Years?", "5"), ("Licence", "no"))),
        ('{"Years?": 5}', (("Years?", "5"),)),
        ('[["Years?", "5"]]', (("Years?", "5"),)),
        ({"a=b;c": "d"}, (("a=b;c", "d"),)),
    ],
)
def test_answers_in_their_three_spellings(answers, pairs):
    assert read_rejection(GOOD | {"answers": answers}, NOW).answers == pairs


@pytest.mark.parametrize(
    ("rules", "names"),
    [
        ("", ()),
        ("licence = no; years < 5 ;", ("licence = no", "years < 5")),
        ('["a; b", "c"]', ("a; b", "c")),
        (["a"], ("a",)),
    ],
)
def test_rules_in_their_spellings(rules, names):
    assert read_rejection(GOOD | {"rules": rules}, NOW).rules == names


@pytest.mark.parametrize("rules", ["[broken", ["a\nb"], ["x" * 301], [["a"]], "a;" * 51, [" "]])
def test_rules_that_are_none(rules):
    with pytest.raises(BadInputError, match=r"^rules: "):
        read_rejection(GOOD | {"rules": rules}, NOW)


def test_a_date_without_a_zone_is_utc():
    assert read_rejection(GOOD, NOW).rejected_at == datetime(2026, 11, 20, tzinfo=UTC)
    shifted = read_rejection(GOOD | {"rejected_at": "2026-11-20T09:00:00+02:00"}, NOW)
    assert shifted.rejected_at == datetime(2026, 11, 20, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        HEADER[:-1] + ',name\nC1,P1,2026-11-20,a.txt,"Ines\nC2,P1,2026-11-20,a.txt,Bob"\nC3,P1,2026-11-20,a.txt,Zoe\n',
        HEADER[:-1] + ',reason\nC1,P1,2026-11-20,a.txt,"No\nC2,P1,2026-11-20,a.txt,No"\nC3,P1,2026-11-20,a.txt,No\n',
        HEADER + 'C1,P1,2026-11-20,"a.txt\nC2,P1,2026-11-20,a.txt"\nC3,P1,2026-11-20,a.txt\n',
    ],
)
def test_a_quote_that_nobody_closed_swallows_nobody_silently(text):
    first, last = checked(text)
    assert isinstance(first, Bad)
    assert "quote" in first.reason
    assert last.value.application_id == "C3"


def test_a_reason_of_several_lines_is_fine():
    text = (
        HEADER[:-1] + ',reason\nC1,P1,2026-11-20,a.txt,"No licence, sorry.\nSee 2026-11-20, ward 3, desk 1, Bob, Zoe"\n'
    )
    (only,) = checked(text)
    assert only.value.reason.endswith("Zoe")


def test_of_two_different_rows_about_one_application_the_second_is_bad_and_a_repetition_is_not():
    text = HEADER + "A1,P1,2026-11-20,a.pdf\nA1,P1,2026-11-20,a.pdf\nA1,P2,2026-11-20,a.pdf\n"
    found = list(checked(text))
    assert [type(item) for item in found] == [Usable, Usable, Bad]
    assert "line 2" in found[2].reason


def test_a_posting_without_text_is_bad():
    found = list(check_postings(rows('{"posting_id": "P1", "title": "Nurse"}')))
    assert [item.reason for item in found if isinstance(item, Bad)] == ["text: missing"]


def test_half_of_a_pair_in_given_requirements_is_bad():
    line = '{"posting_id": "P1", "title": "Nurse", "text": "x", "requirements": [{"text": "a\\ud800b"}]}'
    found = list(check_postings(rows(line)))
    assert "half" in found[0].reason


def test_a_nul_byte_in_given_requirements_is_bad():
    line = '{"posting_id": "P1", "title": "Nurse", "text": "x", "requirements": [{"text": "a\\u0000b"}]}'
    found = list(check_postings(rows(line)))
    assert "NUL" in found[0].reason
