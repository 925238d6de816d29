"""Answers that somebody knows: who may say one, and until when."""

import pytest
from typer.testing import CliRunner

from app.audit.judged import label_of
from app.audit.known import say_known
from app.cli.main import build
from app.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError
from app.lifecycle import Action
from app.review.lease import claim, put_back
from app.store.models import Rejection
from app.store.night import KnownAnswer
from app.store.session import open_store
from app.store.transition import PROGRAM, apply
from tests.factories import NOW, make_rejection, make_user


@pytest.fixture
def held(session) -> Rejection:
    rejection = make_rejection(session)
    apply(session, rejection, Action.HOLD_MATCH, by=PROGRAM, now=NOW)
    return rejection


def say(session, rejection_id, *, action=Action.REINSTATE, role="compliance", why="worked here", **person):
    user = make_user(session, role=role, **person)
    return say_known(session, rejection_id, action, by=user.email, why=why, now=NOW)


def test_who_does_not_review_says_it_before_anybody_looks(session, held):
    said = say(session, held.id)
    kept = session.get_one(KnownAnswer, said.id)
    assert (kept.rejection_id, kept.action, kept.why, kept.said_at) == (held.id, "reinstate", "worked here", NOW)
    with pytest.raises(ConflictError, match="known for this candidate already"):
        say(session, held.id)


@pytest.mark.parametrize("role", ["recruiter", "admin"])
def test_who_reviews_cannot_say_it(session, held, role):
    with pytest.raises(ForbiddenError, match="would know the answer"):
        say(session, held.id, role=role)


def test_who_was_shut_out_cannot_say_it_and_nobody_without_an_account(session, held):
    with pytest.raises(ForbiddenError):
        say(session, held.id, active=False)
    with pytest.raises(NotFoundError, match="nobody has this address"):
        say_known(session, held.id, Action.UPHOLD, by="stranger@example.org", why="x", now=NOW)


def test_once_somebody_has_looked_it_is_too_late(session, held):
    reviewer = make_user(session)
    claim(session, held.id, reviewer, now=NOW)
    with pytest.raises(ConflictError, match="has looked"):
        say(session, held.id)
    put_back(session, held.id, reviewer, now=NOW)
    with pytest.raises(ConflictError, match="has looked"):
        say(session, held.id)


def test_only_of_one_that_waits_and_with_a_reason(session, held):
    with pytest.raises(ConflictError, match="does not wait"):
        say(session, make_rejection(session).id)
    with pytest.raises(NotFoundError):
        say(session, "nobody")
    with pytest.raises(BadInputError, match="how it is known"):
        say(session, held.id, why=" ")
    with pytest.raises(BadInputError, match="no answer"):
        say(session, held.id, action=Action.CLOSE)


def test_it_is_said_on_the_command_line(sqlite_url, tmp_path, monkeypatch):
    store = open_store(sqlite_url, tmp_path)
    with store.write() as session:
        rejection = make_rejection(session)
        apply(session, rejection, Action.HOLD_MATCH, by=PROGRAM, now=NOW)
        make_user(session, role="compliance", email="cleo@example.org")
    monkeypatch.setenv("SECOND_LOOK_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("SECOND_LOOK_DATA_DIR", str(tmp_path))

    def run(answer):
        arguments = ["audit", "known", rejection.id, answer, "--by", "cleo@example.org", "--why", "worked here"]
        return CliRunner().invoke(build(), arguments)

    assert isinstance(run("perhaps").exception, BadInputError)
    assert run("reinstate").stdout == f"kept: reinstate is right for {rejection.id}\n"
    with store.read() as session:
        assert session.query(KnownAnswer).one().said_by == "cleo@example.org"
    store.close()


def test_who_reviews_is_listed_with_the_label_of_the_report(sqlite_url, tmp_path, monkeypatch):
    store = open_store(sqlite_url, tmp_path)
    with store.write() as session:
        reviewer = make_user(session, email="ana@example.org", name="Ana", active=False)
        make_user(session, role="compliance", email="cleo@example.org", name="Cleo")
    monkeypatch.setenv("SECOND_LOOK_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("SECOND_LOOK_DATA_DIR", str(tmp_path))
    assert CliRunner().invoke(build(), ["user", "list"]).stdout.splitlines() == [
        f"ana@example.org  recruiter  Ana  {label_of(reviewer.id)}  (deactivated)",
        "cleo@example.org  compliance  Cleo",
    ]
    store.close()
