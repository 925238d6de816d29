"""What the night makes of protected attributes, and that nothing but counts of groups ever leaves their database."""

import io
import json
import logging
import subprocess
import sys
from contextlib import redirect_stdout
from datetime import date, timedelta

import pytest
from sqlalchemy import MetaData, select
from typer.testing import CliRunner

from app import logs, worker
from app.audit import ll144, report
from app.audit.attributes import Source
from app.audit.run import period, run_night, snapshot_of
from app.cli.main import build
from app.config import Settings
from app.errors import NotFoundError
from app.store.attributes import AttributeStore
from tests.attributes import Applicants, opened
from tests.factories import NOW

DAY = NOW.date()
MORNING = NOW + timedelta(days=1)
WHITE, BLACK, PACIFIC = "White", "Black or African American", "Native Hawaiian or Pacific Islander"


@pytest.fixture
def installation(store, tmp_path):
    """A store with applicants of two groups, one of them kept back by a rule; it does not know those who passed."""
    with opened(f"sqlite:///{tmp_path / 'attributes' / 'attributes.db'}") as attributes:
        with store.write() as session:
            people = Applicants(session, attributes)
            ids = people.add(60, race=WHITE, sex="male", age="under 40", score=61.2345)
            ids += people.add(20, race=BLACK, sex="female", age="40 or older", score=17.5)
            ids += people.add(3, race=PACIFIC, sex="male", posting="J-SEKRET")
            people.add(6, sex="male")
            people.add(4)
            people.add(20, race=WHITE, sex="male", rules=["gap"])
            people.add(58, race=BLACK, sex="female", rules=["gap"])
            people.add(2, race=BLACK, sex="female", rules=["gap"], reinstated=True)
        yield store, attributes, ids


def make_night(store, attributes, now=MORNING):
    source = Source(attributes.read) if attributes else None
    run_night(store.read, store.write, period(DAY, now), now=now, attributes=source)
    with store.read() as session:
        return report.as_data(session, DAY)


def tables(data, check="impact"):
    (answer,) = [one for one in data["answers"] if one["check"] == check]
    return {one["name"]: one["rows"] for one in answer["tables"]}


def test_the_night_compares_groups_and_rules(installation):
    store, attributes, _ = installation
    data = make_night(store, attributes)
    assert [row[:3] for row in tables(data)["ats_sex"]] == [["female", 80, 20], ["male", 89, 69]]
    assert [row[:3] for row in tables(data)["review_sex"]] == [["female", 80, 22], ["male", 89, 69]]
    assert tables(data, "impact_by_rule")["rules"][0][:5] == ["gap", "by sex", "female", 80, 60]
    found = {(one["check"], one["severity"]) for one in data["findings"]}
    assert {("impact", "serious"), ("impact_by_rule", "serious")} <= found
    assert report.as_text(data)


def test_without_a_source_the_night_says_so_and_opens_nothing(store, tmp_path):
    data = make_night(store, None)
    (answer,) = [one for one in data["answers"] if one["check"] == "impact"]
    assert (answer["tables"], len(answer["unmeasured"])) == ([], 1)


def test_a_database_that_cannot_be_read_is_a_finding_and_the_rest_goes_on(store, tmp_path):
    (tmp_path / "file").touch()
    data = make_night(store, AttributeStore(f"sqlite:///{tmp_path / 'file' / 'a.db'}"))
    failed = {one["check"] for one in data["findings"] if "could not be carried out" in one["text"]}
    assert failed == {"impact", "impact_by_rule"}
    assert len(data["answers"]) > 2


def test_an_import_in_between_is_another_snapshot(installation):
    store, attributes, _ = installation
    with store.read() as session:
        before = snapshot_of(session, period(DAY, MORNING))
        session.info["attributes"] = Source(attributes.read)
        assert snapshot_of(session, period(DAY, MORNING)) != before


def test_only_cells_leave_the_database(installation, capsys):
    """Ids of who passed, their posting, scores and small groups: in no table, report, text or log."""
    store, attributes, ids = installation
    log = io.StringIO()
    logs.configure("debug", "json")
    with redirect_stdout(log):
        data = make_night(store, attributes)
    logging.getLogger().handlers.clear()
    everything = json.dumps(data) + report.as_text(data) + log.getvalue() + "".join(capsys.readouterr())
    with store.read() as session:
        everywhere = MetaData()
        everywhere.reflect(session.connection())
        everything += "".join(
            str(tuple(row)) for table in everywhere.sorted_tables for row in session.execute(select(table))
        )
    for secret in (*ids, "J-SEKRET", "61.2345"):
        assert secret not in everything
    assert f'"{PACIFIC}", 3' not in everything
    assert not any(PACIFIC in str(row) for rows in tables(data).values() for row in rows)


def test_the_database_of_the_installation_has_no_table_for_them(store):
    with store.read() as session:
        found = MetaData()
        found.reflect(session.connection())
    assert not {"applicant", "folded_cell", "folded_score", "folded", "attribute_import"} & set(found.tables)


def test_the_web_process_does_not_even_load_the_code_that_opens_it():
    loaded = "import sys, app.web.main; print([name for name in sys.modules if 'attribute' in name and 'app.' in name])"
    run = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_the_duty_makes_the_night_and_deletes_what_is_old(installation, tmp_path):
    store, attributes, _ = installation
    settings = Settings(data_dir=tmp_path, attributes_url=attributes.url)
    worker._night(settings, store, MORNING)
    with store.read() as session:
        assert tables(report.as_data(session, DAY))["ats_sex"]
    worker._night(settings, store, NOW + timedelta(days=31))
    with attributes.read() as reading:
        assert reading.connection().exec_driver_sql("SELECT count(*) FROM applicant").scalar() == 0
        assert reading.connection().exec_driver_sql("SELECT sum(n) FROM folded_cell").scalar() == 173


# --- Local Law 144 ----------------------------------------------------------------------------------------------------


def test_the_draft_repeats_the_tables_and_says_what_it_is(installation):
    store, attributes, _ = installation
    data = make_night(store, attributes)
    draft = ll144.summary(data, audited_on=date(2026, 11, 25), tool="Acme ATS 4.2")
    assert "not an independent audit" in draft["draft"]
    assert (draft["since"], draft["until"], draft["audited_on"], draft["people"]) == (
        "2026-10-27", "2026-11-23", "2026-11-25", 173,
    )  # fmt: skip
    selection = {(one["stage"], one["attribute"]): one["rows"] for one in draft["selection"]}
    assert set(selection) == {(stage, one) for stage in ("ats", "review") for one in ("sex", "race", "sex_race")}
    assert selection["ats", "race"][0] == {
        "group": BLACK, "n": 80, "passed": 20, "rate": 0.25, "ratio": round(0.25 / 0.75, 4), "remark": "",
    }  # fmt: skip
    assert draft["unknown"] == {"sex": 4, "race": 4 + 6 + 3, "sex_race": 4 + 6 + 3}
    assert draft["scoring"]
    assert any("two percent" in note for note in draft["notes"])


def test_excluded_groups_are_listed_with_their_rate():
    row = {"n": 9, "passed": 8, "rate": 0.8889, "ratio": None, "remark": "under two percent: listed, not compared"}
    other = {"n": 19, "passed": 8, "rate": 0.4211, "ratio": 0.9, "remark": ""}
    columns = [{"name": name} for name in ("group", *row)]
    known = [{"name": name} for name in ("attribute", "outcome", "people", "unknown")]
    content = {
        "unmeasured": [],
        "tables": [
            {"name": "ats_race", "columns": columns, "rows": [["x", *row.values()], ["y", *other.values()]]},
            {"name": "answered", "columns": known, "rows": [["", "", 500, 3], ["", "", 500, 4]] * 4},
        ],
    }
    data = {
        "since": "2026-01-01", "day": "2026-12-31", "versions": {}, "snapshot": "0",
        "answers": [{"check": "impact", **content}],
    }  # fmt: skip
    draft = ll144.summary(data, audited_on=DAY)
    assert draft["excluded"] == [{"attribute": "race", "group": "x", "n": 9, "rate": 0.8889}]
    assert draft["two_percent_of_everybody"] == [{"attribute": "race", "group": "y", "n": 19}]
    assert draft["unknown"] == {"sex": 7, "race": 7, "sex_race": 7}


def test_without_ratios_there_is_no_draft(store):
    data = make_night(store, None)
    with pytest.raises(NotFoundError, match="import protected attributes"):
        ll144.summary(data, audited_on=DAY)


def test_the_command_writes_a_page_of_its_own(installation, tmp_path, monkeypatch):
    store, attributes, _ = installation
    monkeypatch.setenv("SECOND_LOOK_DATABASE_URL", store.url)
    monkeypatch.setenv("SECOND_LOOK_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SECOND_LOOK_ATTRIBUTES_URL", attributes.url)
    run = lambda *words: CliRunner().invoke(build(), ["audit", *words])  # noqa: E731 - shorter here
    made = run("run", "--date", str(DAY), "--json")
    assert tables(json.loads(made.stdout))["ats_sex"], made.output
    out = tmp_path / "ll144.html"
    result = run("ll144", "--out", str(out), "--tool", "<b>ATS</b>")
    assert result.exit_code == 0, result.output
    page = out.read_text()
    assert "33.33 %" not in page
    for part in ("Draft, not an independent audit", "&lt;b&gt;ATS", BLACK, "25.00 %", "0.3333", "<style>body"):
        assert part in page
    assert "<script" not in page
    assert "href" not in page
    assert json.loads(run("ll144", "--json").stdout)["people"] == 173
