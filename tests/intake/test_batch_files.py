"""Files as they come: packed, in any encoding, broken, hostile, and changed while they are read."""

import gzip
import hashlib
import os
import tempfile
import tracemalloc
from contextlib import ExitStack, closing
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import BadInputError, ConflictError
from app.intake import files
from app.intake.check import Bad, Repetitions, Usable, check_rejections
from app.intake.columns import REJECTION_COLUMNS
from app.intake.files import BatchFile, open_batch
from app.intake.rows import TOO_LONG, Row, in_chunks, read_rows

HEADER = "application_id,posting_id,rejected_at,resume_file\n"
LINE = "A1,P1,2026-11-20,a.pdf\n"


@pytest.fixture
def written(tmp_path):
    def write(data, name="r.csv"):
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    return write


@pytest.fixture
def opened(written):
    """Opens what is written, and closes it at the end."""
    with ExitStack() as stack:
        yield lambda data, name="r.csv": stack.enter_context(closing(open_batch(written(data, name))))


def rows(path):
    with closing(open_batch(path)) as file:
        return list(read_rows(file.lines(), file.name, REJECTION_COLUMNS))


@pytest.mark.parametrize(
    ("encoding", "remark"), [("utf-8", False), ("utf-8-sig", False), ("utf-16", False), ("cp1252", True)]
)
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_encodings(opened, encoding, remark, pack):
    file = opened(pack((HEADER + "Ä1,P1,2026-11-20,é.pdf\n").encode(encoding)))
    (row,) = read_rows(file.lines(), file.name, REJECTION_COLUMNS)
    assert row.fields["application_id"] == "Ä1"
    assert bool(file.remark) is remark


def test_a_remark_names_the_line(opened):
    assert "(line 3)" in opened((HEADER + LINE + "Ä").encode("cp1252")).remark


def test_bytes_that_windows_does_not_know_are_still_read(opened):
    file = opened(b"a\x81\xff")
    assert list(file.lines()) == ["a\x81\xff"]
    assert "latin-1" in file.remark


def test_a_letter_that_breaks_off_at_the_end_is_noticed(opened):
    assert opened("é".encode()[:1]).encoding == "cp1252"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04\x00\x00", "not a text file"),
        (HEADER.encode("utf-16-le"), "not a text file"),
        ((HEADER + LINE).encode("utf-16")[:-1], "breaks off"),
        (gzip.compress((HEADER + LINE).encode(), mtime=0)[:-9], r"breaks off \(gzip\)"),
        (gzip.compress(b"x", mtime=0) + b"junk", r"damaged or breaks off \(gzip\)"),
    ],
)
def test_what_is_no_whole_text_file_is_refused(written, data, reason):
    with pytest.raises(BadInputError, match=reason):
        open_batch(written(data))


def test_a_packed_bomb_is_refused(written, monkeypatch):
    monkeypatch.setattr(files, "BOMB_BYTES", 100_000)
    with pytest.raises(BadInputError, match="unpacks to more than"):
        open_batch(written(gzip.compress(b"0" * 50_000_000, mtime=0)))


def test_a_folder_a_pipe_and_nothing_are_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", tmp_path / "none.csv"):
        with pytest.raises(BadInputError, match="no plain file"):
            open_batch(path)


def test_line_ends_of_all_kinds_are_counted(written):
    found = rows(written(HEADER[:-1] + "\r\n" + LINE[:-1] + "\r" + LINE + "\n" + LINE))
    assert [row.line for row in found] == [2, 3, 5]


def test_a_line_without_end_costs_its_own_row_and_no_memory(written):
    path = written((HEADER + LINE).encode() + b"x" * 50_000_000 + b"\n" + LINE.encode())
    tracemalloc.start()
    found = rows(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [(row.line, row.fault) for row in found] == [(2, ""), (3, TOO_LONG), (4, "")]
    assert len(found[1].raw) < 300_000
    assert peak < 25_000_000


def test_a_line_of_json_without_end_costs_its_own_row(written):
    found = rows(written('{"a": 1}\n{"a": "' + "x" * 2_000_000 + '"}\n{"a": 2}\n', "r.jsonl"))
    assert [(row.line, row.fault) for row in found] == [(1, ""), (2, TOO_LONG), (3, "")]


def test_a_quote_that_nobody_closed_ends_where_a_field_must_and_the_rest_is_read(written):
    path = written(HEADER + '"A1' + LINE * 10_000)
    found = rows(path)
    assert found[0].line == 2
    assert "field larger than field limit" in found[0].fault
    assert found[-1].fields["application_id"] == "A1"


def test_a_record_of_many_long_fields_is_bounded(written):
    found = rows(written(HEADER + ('"' + "x" * 100_000 + '\n",') * 9 + '"' + "x" * 100_000 + '"\n' + LINE))
    assert found[0].fault == TOO_LONG
    assert found[-1].fields["application_id"] == "A1"


def test_long_rows_are_fewer_in_a_chunk():
    rows = [Row(number, "x" * 1_000_000) for number in range(7)] + [Row(8, "short")] * 1500
    assert [len(chunk) for chunk in in_chunks(iter(rows))] == [5, 1000, 502]


def test_a_column_that_comes_twice_is_named(written):
    with pytest.raises(BadInputError, match="more than one column 'rule'"):
        rows(written(HEADER[:-1] + ",rule,Rule\n" + LINE))


@given(st.binary(max_size=400))
def test_rubbish_is_refused_or_put_aside_and_never_a_crash(data):
    with tempfile.TemporaryFile() as file:
        file.write(HEADER.encode() + data)
        file.flush()
        try:
            batch = BatchFile(file, "r.csv")
            found = list(read_rows(batch.lines(), batch.name, REJECTION_COLUMNS))
        except BadInputError:
            return
        for item in check_rejections(found, Repetitions(), datetime(2026, 11, 28, tzinfo=UTC)):
            assert isinstance(item, Bad | Usable)


def test_a_list_is_no_json_lines(written):
    with pytest.raises(BadInputError, match="one JSON list"):
        rows(written("[{}]", "r.jsonl"))


def test_a_header_from_elsewhere_puts_no_control_characters_on_the_terminal(written):
    with pytest.raises(BadInputError) as error:
        rows(written("\x1b[31mred,\x07\n"))
    assert str(error.value).isprintable()


def test_a_file_put_in_its_place_meanwhile_does_not_count(opened, written, tmp_path):
    file = opened(HEADER + LINE)
    written(HEADER + "B1" + LINE, "new.csv").replace(tmp_path / "r.csv")
    assert [row.fields["application_id"] for row in read_rows(file.lines(), "r.csv", REJECTION_COLUMNS)] == ["A1"]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_file_that_is_written_to_meanwhile_is_noticed(opened, tmp_path, pack):
    file = opened(pack((HEADER + LINE).encode()))
    with (tmp_path / "r.csv").open("ab") as more:
        more.write(pack(LINE.encode()))
    with pytest.raises(ConflictError, match="changed while it was read"):
        list(file.lines())


def test_the_digest_is_of_the_bytes_as_stored(opened):
    packed = gzip.compress(b"a", mtime=0)
    assert opened(packed).sha256 == hashlib.sha256(packed).hexdigest()


def test_a_file_opened_by_somebody_else_is_taken_too(written):
    with written(LINE).open("rb") as opened:
        assert list(BatchFile(opened, "given").lines()) == [LINE]
