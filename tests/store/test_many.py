"""Many rows in one statement hold what the same rows hold that were added one by one."""

from datetime import UTC, datetime, timedelta, timezone

from sqlalchemy import select

from app.lifecycle import State
from app.store.many import ManyRows
from app.store.models import Application, Candidate, Rejection
from tests.factories import NOW, make_connection, make_policy, make_posting


def insert_many(session, model, rows, same=None):
    ManyRows(model, rows, same).insert(session)


ODD = "quote \" and ' back\\slash, {brace}, :name %s %(x)s ? Ä 漢字 😀 \u2028 \t"


def test_every_kind_of_value_comes_back_as_it_went_in(session):
    connection = make_connection(session)
    policy, posting = make_policy(session, connection), make_posting(session, connection)
    ids = [f"{number:036}" for number in range(3)]
    far = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=timezone(timedelta(hours=2)))
    insert_many(
        session, Candidate,
        [{"id": one, "external_id": one, "name": ODD, "email": ""} for one in ids], {"connection_id": connection.id},
    )  # fmt: skip
    answers = [["Ä?", ODD], ["", "1"]]
    insert_many(
        session,
        Application,
        [{"id": one, "external_id": one, "candidate_id": one, "answers": answers} for one in ids],
        {"connection_id": connection.id, "posting_id": posting.id},
    )
    insert_many(
        session,
        Rejection,
        [{"id": one, "application_id": one, "place": 0.1, "rejected_at": far, "mail_at": None} for one in ids],
        {
            "connection_id": connection.id, "posting_id": posting.id, "policy_id": policy.id, "number": 1,
            "state": State.RECEIVED, "origin": "auto", "in_ats": "rejected", "received_at": NOW, "deadline": NOW,
        },
    )  # fmt: skip
    assert [one.name for one in session.scalars(select(Candidate))] == [ODD] * 3
    assert [one.answers for one in session.scalars(select(Application))] == [answers] * 3
    for found in session.scalars(select(Rejection)):
        assert (found.place, found.mail_at, found.state, found.version) == (0.1, None, State.RECEIVED, 1)
        assert found.rejected_at == far
        assert found.rejected_at.tzinfo == UTC
    assert session.scalars(select(Rejection.id).where(Rejection.rejected_at == far)).all() == ids
    assert session.scalars(select(Rejection.id).where(Rejection.rejected_at < far)).all() == []


def test_no_rows_are_no_statement(session):
    insert_many(session, Candidate, [])
    assert session.scalars(select(Candidate)).all() == []
