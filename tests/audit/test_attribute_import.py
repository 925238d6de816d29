"""Files of protected attributes: what they may say, that they may come again, and that nothing of them is repeated."""

import json
import stat
from contextlib import nullcontext
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from app import clock
from app.audit import attribute_import
from app.audit.attribute_import import Taken, add, begin, connections, read_file
from app.audit.attribute_rows import OLDER, YOUNGER, RowError, Said, read_row
from app.audit.folding import fold
from app.cli.main import build
from app.errors import BadInputError
from app.store.attributes import Applicant, AttributeImport
from app.store.session import open_store
from tests.attributes import opened
from tests.factories import NOW, make_connection

KNOWN = frozenset({"acme"})
TODAY = NOW.date()
ROW = {"application_id": "A-1", "connection": "acme", "applied_at": "2026-11-20"}


def read(**values):
    return read_row(ROW | values, KNOWN, TODAY)


def test_the_least_that_a_row_may_say():
    assert read(email="kept nowhere") == Said(
        "acme", "A-1", "", date(2026, 11, 20), None, "unknown", "unknown", "unknown", None
    )


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"sex": "F"}, {"sex": "female"}),
        ({"sex": "Non-binary"}, {"sex": "other"}),
        ({"sex": " MALE "}, {"sex": "male"}),
        ({"sex": "I don't wish to answer"}, {"sex": "unknown"}),
        ({"sex": None, "race": "Decline to self-identify"}, {"sex": "unknown", "race": "unknown"}),
        ({"race": "latina"}, {"race": "Hispanic or Latino"}),
        ({"race": "Black/African American"}, {"race": "Black or African American"}),
        ({"race": "American_Indian or Alaska Native"}, {"race": "Native American or Alaska Native"}),
        ({"race": "Two or more races (Not Hispanic or Latino)"}, {"race": "Two or More Races"}),
        ({"age_band": "40+"}, {"age": OLDER}),
        ({"age_band": "50-59"}, {"age": OLDER}),
        ({"age_band": "25 to 34"}, {"age": YOUNGER}),
        ({"age_band": "65 and over"}, {"age": OLDER}),
        ({"age_band": "under 40"}, {"age": YOUNGER}),
        ({"birth_year": "1986"}, {"age": OLDER}),
        ({"birth_year": 1987}, {"age": YOUNGER}),
        ({"passed": "no"}, {"passed": False}),
        ({"passed": True}, {"passed": True}),
        ({"score": "0.123456"}, {"score": 0.1235}),
        ({"score": 0}, {"score": 0.0}),
        ({"applied_at": "2026-11-20T23:30:00-05:00"}, {"applied_on": date(2026, 11, 21)}),
        ({"posting": 17}, {"posting": "17"}),
    ],
)  # fmt: skip
def test_values_become_categories(values, expected):
    found = read(**values)
    assert {name: getattr(found, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("sex", "Sekret"), ("race", "Sekret"), ("age_band", "Sekret"), ("age_band", "35-45"), ("passed", "Sekret"),
        ("birth_year", "1957-03-04"), ("birth_year", "2026"), ("score", "Sekret"), ("score", "nan"),
        ("score", "inf"), ("score", "9" * 400), ("score", 10**400), ("applied_at", "0001-01-01T00:00:00+05:00"),
        ("applied_at", "Sekret"), ("applied_at", "2026-11-24"), ("application_id", ""), ("application_id", "x" * 301),
        ("application_id", "a\0b"), ("connection", "Sekret"), ("posting", "a\nb"),
    ],
)  # fmt: skip
def test_a_bad_row_says_which_column_and_never_the_value(column, value):
    with pytest.raises(RowError) as caught:
        read(**{column: value})
    assert str(caught.value).startswith(f"{column}: ")
    assert not str(value).strip("\0\n") or str(value) not in str(caught.value)


def lines(tmp_path, content, name="people.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read_file(path, KNOWN, NOW))


def test_csv_with_bad_rows_keeps_the_good_ones_and_their_lines(tmp_path):
    head = "application_id;connection;applied_at;sex\n"
    body = 'A-1;acme;2026-11-20;f\n"A-2\n";acme;2026-11-20;m\n\nA-3;acme;2026-11-20\nA-4;acme;2026-11-20;m\n'
    found = lines(tmp_path, b"\xef\xbb\xbf" + (head + body).encode() + b"A-\xe9;acme;2026-11-20;m\n")
    assert [(line, item if isinstance(item, str) else item.application_id) for line, item in found] == [
        (2, "A-1"),
        (3, "A-2"),
        (6, "3 fields where the header has 4; check separators and quotes"),
        (7, "A-4"),
        (8, "application_id: has more than 300 characters, or some that cannot be printed"),
    ]


def test_json_lines(tmp_path, monkeypatch):
    monkeypatch.setattr(attribute_import, "LONGEST_LINE", 200)
    rows = [json.dumps(ROW), "[1]", "", json.dumps(ROW | {"x": "y" * 900}), json.dumps(ROW | {"application_id": 7})]
    found = lines(tmp_path, "\n".join(rows), "people.jsonl")
    assert [(line, item if isinstance(item, str) else item.application_id) for line, item in found] == [
        (1, "A-1"),
        (2, "this line is no JSON object; write one a line"),
        (4, "this line has more than 200 characters"),
        (5, "7"),
    ]


def test_a_row_of_csv_that_never_ends_is_put_aside_and_the_rest_goes_on(tmp_path, monkeypatch):
    monkeypatch.setattr(attribute_import, "LONGEST_LINE", 200)
    head, good = "application_id,connection,applied_at\n", "A-1,acme,2026-11-20\n"
    long, quoted = "x" * 900 + "\n", '"' + "y\n" * 150 + '",acme,2026-11-20\n'
    found = lines(tmp_path, head + good + long + good + quoted + good)
    too_long = "this row has more than 200 characters; check the quotes"
    assert [(line, item) for line, item in found if isinstance(item, str)][:2] == [(3, too_long), (5, too_long)]
    assert [line for line, item in found if isinstance(item, Said)] == [2, 4]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "lacks"),
        ("x" * 150_000, "no header"),
        ("application_id,sex\n", "lacks"),
        (",".join([*ROW, "sex", "sex"]), "two"),
    ],
)
def test_a_file_without_the_needed_columns_is_refused(tmp_path, content, says):
    with pytest.raises(BadInputError, match=says):
        lines(tmp_path, content)
    with pytest.raises(BadInputError, match="cannot be read"):
        list(read_file(tmp_path / "missing.csv", KNOWN, NOW))


@pytest.fixture
def attributes(request, database_url, tmp_path):
    url = f"sqlite:///{tmp_path / 'attributes' / 'attributes.db'}"
    with opened(url if "sqlite" in database_url else request.getfixturevalue("empty_postgres_url")) as store:
        yield store


def test_what_comes_again_is_known_changed_or_left_alone(session, attributes):
    name = make_connection(session).name
    assert name in connections(session)
    seal, later = session.info["seal"], NOW + timedelta(days=9)

    def take(now, **values):
        row = read_row(ROW | {"connection": name} | values, frozenset({name}), TODAY)
        with attributes.write() as writing:
            return add(writing, begin(writing, "f.csv", by="Ana Ruiz", now=now), [(2, row), (3, "bad")], seal, now=now)

    assert take(NOW) == Taken(added=1, put_aside=1)
    assert take(later) == Taken(known=1, put_aside=1)
    assert take(later, sex="f") == Taken(changed=1, put_aside=1)
    with attributes.read() as reading:
        (row,) = reading.scalars(select(Applicant))
        assert (row.sex, row.imported_at) == ("female", NOW)  # importing again does not keep it longer
        assert [(one.by, one.added, one.put_aside) for one in reading.scalars(select(AttributeImport))] == [
            ("Ana Ruiz", 1, 1), ("Ana Ruiz", 0, 1), ("Ana Ruiz", 0, 1),
        ]  # fmt: skip
    with attributes.write() as writing:
        assert fold(lambda: nullcontext(session), writing, seal, days=1, now=later) == 1
    assert take(later, sex="m") == Taken(known=1, put_aside=1)  # counted already, so never again
    with attributes.read() as reading:
        assert reading.scalars(select(Applicant)).all() == []


def test_the_command_takes_in_shows_and_folds(sqlite_url, tmp_path, monkeypatch):
    monkeypatch.setenv("SECOND_LOOK_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("SECOND_LOOK_DATA_DIR", str(tmp_path / "data"))
    store = open_store(sqlite_url, tmp_path / "data")
    with store.write() as session:
        make_connection(session, name="acme")
    store.close()
    file = tmp_path / "people.csv"
    today = clock.now().date()
    file.write_text(f"application_id,connection,applied_at,race\nA-1,acme,{today},Asian\nA-2,acme,{today},Sekret\n")
    aside = tmp_path / "people.csv.rejected.jsonl"

    def run(*words):
        return CliRunner().invoke(build(), ["audit", "attributes", *words])

    result = run("import", str(file), "--by", "Ana Ruiz")
    assert (result.exit_code, "1 added, 0 changed, 0 known, 1 put aside" in result.output) == (1, True), result.output
    assert "Sekret" not in result.output + aside.read_text()
    assert json.loads(aside.read_text())["line"] == 3
    assert stat.S_IMODE(aside.stat().st_mode) == 0o600
    file.write_text(f"application_id,connection,applied_at,race\nA-1,acme,{today},Asian\n")
    result = run("import", str(file), "--by", "Ana Ruiz", "--json")
    assert (result.exit_code, json.loads(result.stdout)["known"]) == (0, 1)
    assert not aside.exists()
    assert json.loads(run("show", "--json").stdout)["applicants"] == 1
    assert run("fold").output.startswith("0 ")
    assert run("fold", "--days", "0").output.startswith("1 ")
    assert "1 folded into counts" in run("show").output
