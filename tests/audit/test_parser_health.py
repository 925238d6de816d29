"""Files by type and source: what could not be read, and that a type which suddenly fails is found."""

from datetime import timedelta

import pytest

from app.audit.checks import parser_health
from app.audit.run import period
from app.store.models import Match, Resume
from tests.factories import NOW, make_connection, make_policy, make_posting, make_rejection

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
BEFORE = NOW - timedelta(days=7)


@pytest.fixture
def read(session):
    connections = {name: make_connection(session, name=name) for name in ("acme", "other")}
    policies = {name: make_policy(session, connection) for name, connection in connections.items()}
    postings = {name: make_posting(session, connection) for name, connection in connections.items()}

    def make(media_type, many=1, *, at=NOW, why="", reader="pdf/3", source="acme", verdict=""):
        for _ in range(many):
            rejection = make_rejection(
                session, connection=connections[source], policy=policies[source], posting=postings[source],
            )  # fmt: skip
            resume = Resume(
                rejection_id=rejection.id, media_type=media_type, received_at=at, unreadable=why, reader=reader
            )
            session.add(resume)
            session.flush()
            if verdict:
                session.add(
                    Match(rejection_id=rejection.id, resume_id=resume.id, requirements_version=1, verdict=verdict,
                          why="", policy_version="1", matcher_version="4-ab", made_at=at)
                )  # fmt: skip
        session.flush()

    return make


def asked(session):
    answer = parser_health.run(session, period(NOW.date(), NOW + timedelta(days=1), NOW.date() - timedelta(days=1)))
    return answer, {found.name: found.rows for found in answer.tables}


def test_files_by_type_and_source(session, read):
    read(PDF, 3, verdict="weak")
    read(PDF, why="The file is damaged.", verdict="")
    read(PDF, reader="ocr/1", verdict="doubt", source="other")
    read("", why="The resume could not be fetched: gone.", reader="")
    read(PDF, 4, at=BEFORE)
    read(PDF, at=NOW + timedelta(days=1))
    answer, tables = asked(session)
    assert tables["files_by_type"] == (
        (PDF, 5, 1, 0.2, 0.2, 1, 5, 1, 0.0),
        ("not known", 1, 1, 1.0, 0.0, 0, 1, 1, None),
    )
    assert [row[:3] for row in tables["files_by_source"]] == [("acme", 5, 2), ("other", 1, 0)]
    assert tables["unreadable_because"] == (
        ("not known", "The resume could not be fetched: gone.", 1), (PDF, "The file is damaged.", 1),
    )  # fmt: skip
    day = NOW.date().isoformat()
    assert tables["versions_in_the_data"] == (
        ("reader", "ocr/1", 1, day, day), ("reader", "pdf/3", 4, day, day), ("matcher", "4-ab", 4, day, day),
    )  # fmt: skip
    assert answer.findings == ()
    assert str(answer.tables[0].sentence) == "2 of 6 files could not be read."


def test_a_type_that_suddenly_fails_is_found_and_one_that_always_did_is_not(session, read):
    read(DOCX, 40, at=BEFORE)
    read(DOCX, 12)
    read(DOCX, 8, why="The file is damaged.")
    for at in (BEFORE, NOW):
        read("image/png", 8, at=at, why="No program that reads pictures of text is installed.", source="other")
        read("image/png", 4, at=at, source="other")
    answer, _ = asked(session)
    found = {(one.kind, one.subject): one for one in answer.findings}
    assert set(found) == {("type", DOCX), ("source", "acme")}
    assert str(found["type", DOCX].text) == (
        f"of the files of type {DOCX}, 8 of 20 could not be read on the last day, and 0 of 40 in the 28 days before"
    )
    assert found["type", DOCX].weight == 8.0


def test_a_type_that_was_never_seen_and_fails_is_found(session, read):
    read("application/x-new", 6, why="Files of this type cannot be read.")
    answer, _ = asked(session)
    assert ("type", "application/x-new") in {(one.kind, one.subject) for one in answer.findings}


def test_nothing_came(session):
    answer, tables = asked(session)
    assert (answer.findings, tables, len(answer.unmeasured)) == ((), {}, 1)
