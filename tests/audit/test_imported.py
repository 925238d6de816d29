"""The check on imports, ``quarantined_rows``."""

from datetime import timedelta

from app.audit import report
from app.store.models import Import
from tests.audit.world import DAY, MORNING
from tests.factories import NOW, make_connection
from tests.nights import audited


def imported(session, connection, name, **values):
    defaults = {"sha256": name, "started_at": NOW, "started_by": "x", "finished_at": NOW, "added": 5, "known": 1}
    row = Import(connection_id=connection.id, file_name=name, **(defaults | values))
    session.add(row)
    session.flush()
    return row


def test_rows_put_aside_stopped_imports_and_waiting_files_are_found(session, world):
    files = make_connection(session, vendor="file", name="old-ats", trouble="resumes are missing")
    make_connection(session, vendor="generic", trouble="no token")
    aside = imported(session, files, "bad.csv", quarantined=3)
    stopped = imported(session, files, "half.csv", finished_at=None)
    imported(session, files, "good.csv")
    imported(session, files, "running.csv", finished_at=None, started_at=MORNING - timedelta(hours=10))
    imported(session, files, "later.csv", quarantined=1, started_at=MORNING + timedelta(hours=1))
    assert world.findings() == {
        ("quarantined_rows", aside.id), ("quarantined_rows", stopped.id), ("quarantined_rows", files.id),
    }  # fmt: skip
    audited(session, DAY, now=MORNING)
    said = report.as_text(report.as_data(session, DAY))
    assert "3 rows of bad.csv were put aside" in said
    assert "half.csv was not read to its end" in said
    assert "resumes are missing" in said
    (table,) = (
        one
        for answer in report.as_data(session, DAY)["answers"]
        for one in answer["tables"]
        if one["name"] == "imports"
    )
    assert ["old-ats", "bad.csv", 5, 1, 3] in table["rows"]


def test_files_that_came_in_whole_are_no_finding(session, world):
    imported(session, make_connection(session, vendor="file"), "good.csv")
    assert world.findings() == set()
