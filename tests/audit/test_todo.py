"""Findings as a list to work off, and whom a rule rejected, on both databases."""

import csv
from base64 import urlsafe_b64encode
from contextlib import nullcontext
from datetime import timedelta

import pytest

from app.audit import by_rule, todo
from app.audit.answer import Answer, Observed, Severity, said
from app.audit.by_rule import Looked, rejected_by
from app.errors import BadInputError, NotFoundError
from app.pseudonym import pseudonym
from app.store.models import Decision, Look, Posting
from tests.factories import NOW, make_connection, make_policy, make_rejection, make_user
from tests.nights import written

DAY = NOW.date()


@pytest.fixture
def found(session):
    """Seven findings: one urgent, three of equal weight, three notes."""
    written(
        session,
        DAY,
        {
            "lapses": Answer(tuple(Observed(f"l{n}", said("late"), weight=0.1) for n in range(3))),
            "overdue": Answer((Observed("o", said("%(n)s %% late", n=3), Severity.URGENT),)),
            "draws": Answer(tuple(Observed(f"d{n}", said("odd"), Severity.NOTE, weight=n) for n in range(3))),
        },
        now=NOW,
    )


def subjects(session, **wanted):
    seen, cursor = [], None
    while True:
        page = todo.listed(session, todo.Wanted(**wanted), cursor=cursor, limit=2)
        seen += [item.subject for item in page.items]
        cursor = page.next_cursor
        if not cursor:
            return seen


def test_pages_follow_each_other_most_urgent_and_heaviest_first(session, found):
    assert subjects(session) == ["o", "l0", "l1", "l2", "d2", "d1", "d0"]
    assert subjects(session, severity=Severity.NOTE) == ["d2", "d1", "d0"]
    assert subjects(session, check="lapses") == ["l0", "l1", "l2"]
    assert subjects(session, state="fixed") == []


def test_the_newest_wording_counts(session, found):
    written(session, DAY + timedelta(days=1), {"overdue": Answer((Observed("o", said("later")),))}, now=NOW)
    item = todo.one(session, key="overdue::o")
    assert (item.text, item.severity, item.nights, item.first_day, item.last_day) == (
        "later", "serious", 2, DAY, DAY + timedelta(days=1),
    )  # fmt: skip


def test_owner_and_reason(session, found):
    ada, ben = make_user(session, role="compliance"), make_user(session, role="recruiter")
    todo.say(session, "lapses::l1", ada, owner=ada.email, now=NOW)
    todo.say(session, "lapses::l2", ada, state="accepted", reason="known", now=NOW)
    assert subjects(session, owner=ada.email) == ["l1"]
    assert "l1" not in subjects(session, owner=todo.NOBODY)
    assert subjects(session, state="accepted") == ["l2"]
    assert [event.what for event in todo.events(session, "lapses::l1")] == ["found", "owner"]
    for wrong in ({"owner": ben.email}, {"state": "fixed"}, {"state": "accepted", "reason": " "}):
        with pytest.raises(BadInputError):
            todo.say(session, "lapses::l0", ada, **wrong, now=NOW)
    with pytest.raises(NotFoundError):
        todo.say(session, "nothing", ada, state="open", now=NOW)
    assert [user.email for user in todo.people(session)] == [ada.email]


@pytest.mark.parametrize("cursor", ["x", "eHg=", "ééé"])
def test_a_cursor_from_elsewhere_is_refused(session, cursor):
    with pytest.raises(BadInputError):
        todo.listed(session, todo.Wanted(), cursor=cursor)
    with pytest.raises(BadInputError):
        rejected_by(session, "x", Looked.ALL, cursor=cursor)


@pytest.mark.parametrize("place", [f"{10**30}|0.0|k", "4|0.0|k", "-1|0.0|k", "0|nan|k", "0|inf|k"])
def test_a_cursor_with_numbers_that_the_list_does_not_have_is_refused(session, place):
    """A database cannot hold some of them."""
    with pytest.raises(BadInputError, match="begin again"):
        todo.listed(session, todo.Wanted(), cursor=urlsafe_b64encode(place.encode()).decode())


def test_whom_a_rule_rejected_alone_or_with_others(session):
    connection = make_connection(session)
    policy = make_policy(session, connection)
    made = {
        name: make_rejection(session, connection=connection, policy=policy, rule=rule, rules=rules)
        for name, rule, rules in (
            ("alone", "A_B", ""), ("first", "A_B", "A_B\nC"), ("second", "C", "A_B\nC"), ("other", "AXB", "AXB\nC"),
            ("part", "A_B C", ""),
        )
    }  # fmt: skip
    user = make_user(session, name="Kim")
    for action in ("served", "picked", "skipped"):
        session.add(Look(rejection_id=made["first"].id, user_id=user.id, action=action, at=NOW))
    session.add(Look(rejection_id=made["second"].id, user_id=user.id, action="skipped", at=NOW))
    session.flush()

    def named(looked):
        ids = {row.rejection.id: row.looked for row in rejected_by(session, "A_B", looked).rows}
        return {name: ids[one.id] for name, one in made.items() if one.id in ids}

    assert named(Looked.ALL) == {"alone": (), "first": ("Kim",), "second": ()}
    assert named(Looked.YES) == {"first": ("Kim",)}
    assert named(Looked.NO) == {"alone": (), "second": ()}


def test_all_of_a_rule_as_csv_on_however_many_pages(session, monkeypatch):
    monkeypatch.setattr(by_rule, "WRITTEN_AT_ONCE", 2)
    connection = make_connection(session)
    policy = make_policy(session, connection)
    made = [make_rejection(session, connection=connection, policy=policy, rule="A") for _ in range(5)]
    session.get_one(Posting, made[0].posting_id).title = "=1+1"
    user = make_user(session, name="Kim")
    session.add(Look(rejection_id=made[0].id, user_id=user.id, action="picked", at=NOW))
    for at, action in ((NOW, "reinstate"), (NOW + timedelta(hours=2), "uphold")):
        undone = NOW + timedelta(hours=1) if action == "reinstate" else None
        session.add(
            Decision(
                rejection_id=made[0].id, action=action, decided_by=user.id, decided_at=at, final_at=at, undone_at=undone
            )
        )  # fmt: skip
    session.flush()

    def written_of(looked):
        return list(csv.DictReader("".join(by_rule.as_csv(lambda: nullcontext(session), "A", looked)).splitlines()))

    rows = {row["record"]: row for row in written_of(Looked.ALL)}
    assert set(rows) == {one.id for one in made}
    assert len(written_of(Looked.ALL)) == 5
    assert list(rows[made[0].id].values()) == [
        made[0].id, pseudonym(made[0].id), "'=1+1", made[0].received_at.isoformat(), made[0].state, "Kim", "uphold",
        "Kim", (NOW + timedelta(hours=2)).isoformat(),
    ]  # fmt: skip
    assert [rows[made[1].id][name] for name in ("looked_at_by", "decision", "decided_by", "decided_at")] == [""] * 4
    assert [row["record"] for row in written_of(Looked.YES)] == [made[0].id]
    assert written_of(Looked.NO) == [row for row in written_of(Looked.ALL) if row["record"] != made[0].id]
