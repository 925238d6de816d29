"""The pages of the record: who may see them, and what they prove."""

import csv
import re
from datetime import timedelta
from io import StringIO

import pytest
from sqlalchemy import update
from sqlalchemy.orm import joinedload

from app.audit.known import say_known
from app.audit.words import ACTIONS, EFFECTS, LOOKS, SKIPS, STATES
from app.lifecycle import Action, Effect, State, Who
from app.pseudonym import pseudonym
from app.review.alone import judge_alone
from app.review.decide import decide
from app.review.lease import claim, put_back
from app.review.looks import Looking, SkipReason
from app.review.reverse import reverse
from app.review.show import open_file
from app.store.models import Decision, HistoryEntry, Posting, Rejection
from app.store.transition import Actor, apply
from tests.nights import audited
from tests.review.desk import NOW


@pytest.fixture
def looked_at(store, desk):
    """A rejection that somebody closed in the ATS, and the night after."""
    held = desk.hold()
    with store.write() as session:
        rejection = session.get_one(Rejection, held, options=[joinedload(Rejection.application)])
        apply(session, rejection, Action.CLOSE, by=Actor(Who.ATS, "generic"), now=NOW, why="hired elsewhere")
        audited(session, NOW.date(), now=NOW + timedelta(days=1))
        return rejection.id, rejection.application.external_id


@pytest.mark.parametrize("words", ["id", "application", "code", "name"])
def test_a_record_is_found_and_proves_who_did_what(client, person, sign_in, looked_at, words):
    rejection_id, application = looked_at
    sign_in(person("compliance"))
    wanted = {
        "id": rejection_id,
        "application": application,
        "code": rejection_id[-6:].upper(),
        "name": pseudonym(rejection_id),
    }[words]
    assert f'href="/records/{rejection_id}"' in client.get("/records", params={"words": wanted}).text
    shown = client.get(f"/records/{rejection_id}").text
    assert "hired elsewhere" in shown
    assert "chosen by" in shown
    assert shown.count(">fits<") >= 1


def test_an_entry_that_was_changed_shows(client, person, sign_in, store, looked_at):
    with store.write() as session:
        tampered = update(HistoryEntry).where(HistoryEntry.rejection_id == looked_at[0], HistoryEntry.action == "close")
        session.execute(tampered.values(why="nothing happened"))
    sign_in(person("compliance"))
    assert ">changed<" in client.get(f"/records/{looked_at[0]}").text


@pytest.mark.parametrize("role", ["recruiter", "integrator"])
def test_who_reviews_does_not_see_the_records(client, person, sign_in, looked_at, role):
    """They name controls, and a reviewer must not know which candidate is one."""
    sign_in(person(role))
    assert client.get("/records").status_code == 403
    assert client.get(f"/records/{looked_at[0]}").status_code == 403


@pytest.mark.parametrize("words", ["nobody", "%", "_", "a\x00b", "x" * 300])
def test_senseless_words_find_nothing(client, person, sign_in, looked_at, words):
    sign_in(person("compliance"))
    answer = client.get("/records", params={"words": words})
    assert answer.status_code == 200
    assert "Nothing found" in answer.text


def test_an_unknown_record_is_404(client, person, sign_in):
    sign_in(person("compliance"))
    assert client.get("/records/none").status_code == 404


@pytest.fixture
def decided(store, desk):
    """A rejection that Ana opened, whose file she opened, and that she upheld with a note."""
    held = desk.hold()
    with store.write() as session:
        claim(session, held, desk.ana, now=NOW)
        claim(session, held, desk.ana, now=NOW + timedelta(minutes=1))  # keeps it open: no second look
        open_file(session, held, desk.ana, now=NOW)
        put_back(session, held, desk.ana, now=NOW)
        claim(session, held, desk.ana, now=NOW)
        decide(
            session, held, desk.ana, action=Action.UPHOLD, requirement_ids=desk.requirement_ids[1:],
            reason="other", note="German is spoken there.", now=NOW,
        )  # fmt: skip
    return held


def test_a_record_says_who_looked_and_what_the_decision_rests_on(client, person, sign_in, decided):
    sign_in(person("compliance"))
    shown = client.get(f"/records/{decided}").text
    assert shown.count("Ana (ana@example.org) opened the candidate") == 2
    assert shown.count("Ana (ana@example.org) opened the original file") == 1
    assert shown.count("Ana (ana@example.org) put the candidate back") == 1
    assert "requirements: “German at level B2”; reason: other; note sha256" in shown
    assert "Rests on: German at level B2" in shown
    assert "the note fits the history" in shown
    assert "held: strong match" in shown
    assert "hold_match" not in shown


@pytest.mark.parametrize("note", ["German is not spoken there.", ""])
def test_a_note_that_was_changed_shows(client, person, sign_in, store, decided, note):
    with store.write() as session:
        session.execute(update(Decision).where(Decision.rejection_id == decided).values(note=note))
    sign_in(person("compliance"))
    assert "the note is not the one in the history" in client.get(f"/records/{decided}").text


def test_a_reinstatement_without_a_word_says_so_in_the_history(client, person, sign_in, store, desk):
    held = desk.hold()
    with store.write() as session:
        claim(session, held, desk.ana, now=NOW)
        decide(session, held, desk.ana, action=Action.REINSTATE, now=NOW)
    sign_in(person("compliance"))
    assert "after a look, without naming a reason" in client.get(f"/records/{held}").text


def test_who_may_decide_sees_the_record_once_that_is_final(client, person, sign_in, store, desk, clock):
    """An admin reviews, too, and the record tells a control."""
    held, clock.now = desk.hold(Action.HOLD_CONTROL), NOW
    sign_in(person("admin"))
    pages = (f"/records/{held}", f"/records/{held}/export.json", f"/records/{held}/export.csv")
    for page, status in zip(pages, (409, 403, 403), strict=True):
        answer = client.get(page)
        assert (answer.status_code, "drawn at random" in answer.text) == (status, False)
    with store.write() as session:
        claim(session, held, desk.ana, now=NOW)
        decide(session, held, desk.ana, action=Action.REINSTATE, now=NOW)
    assert client.get(pages[0]).status_code == 409  # it can still be taken back
    clock.pass_by(seconds=31)
    assert "held for a person" in client.get(pages[0]).text


def test_who_may_decide_never_learns_why_a_candidate_was_held(client, person, sign_in, store, desk, clock):
    """They may reverse what is final, and so make a decision match an answer that is known."""
    flagged, control, clock.now = desk.hold(), desk.hold(Action.HOLD_CONTROL), NOW
    cleo, ada = person("compliance"), person("admin")
    with store.write() as session:
        say_known(session, control, Action.UPHOLD, by=cleo.email, why="left us", now=NOW)
        for held in (flagged, control):
            claim(session, held, desk.ana, now=NOW)
            decide(session, held, desk.ana, action=Action.REINSTATE, now=NOW)
    clock.pass_by(seconds=31)
    sign_in(ada)
    for held in (flagged, control):
        shown = client.get(f"/records/{held}").text
        assert "Nobody has opened" not in shown
        for word in ("drawn at random", "Known to be right", "left us", "strong match", "control", "<dt>Match"):
            assert word not in shown, word
        assert [client.get(f"/records/{held}/export.{end}").status_code for end in ("json", "csv")] == [403, 403]
    sign_in(cleo)
    shown = client.get(f"/records/{control}").text
    assert "drawn at random" in shown
    assert "left us" in shown


def test_who_may_decide_finds_nobody_by_name_who_waits(client, person, sign_in, store, desk, clock):
    """The row would tie a name to the code in the queue."""
    held, clock.now = desk.hold(name="Maren Ostrowski"), NOW
    token = sign_in(person("admin"))

    def finds() -> bool:
        return f'href="/records/{held}"' in client.post("/records", data={"words": "maren", "form_token": token}).text

    assert not finds()
    with store.write() as session:
        claim(session, held, desk.ana, now=NOW)
        decide(session, held, desk.ana, action=Action.REINSTATE, now=NOW)
    assert not finds()  # it can still be undone, and then it waits again
    clock.pass_by(seconds=31)
    assert finds()


@pytest.mark.parametrize(
    ("words", "found"),
    [("maren", 1), ("OSTROW", 1), ("çelik", 1), ("ÇELIK", 1), ("Maren Ostrowski", 1), ("aren", 0), ("m%", 0)],
)
def test_compliance_finds_a_candidate_by_name(client, person, sign_in, desk, words, found):
    desk.hold(name="Maren Ostrowski")
    desk.hold(name="Çelik, Ada")
    token = sign_in(person("compliance"))
    assert client.post("/records", data={"words": words}).status_code == 403
    shown = client.post("/records", data={"words": words, "form_token": token})
    assert shown.text.count('href="/records/0') == found


@pytest.mark.parametrize(("role", "home"), [("compliance", "/night"), ("admin", "/queue"), ("recruiter", "/queue")])
def test_work_begins_where_the_work_of_a_role_is(client, person, sign_in, role, home):
    sign_in(person(role))
    assert client.get("/").headers["location"] == home


def test_the_record_has_words_for_everything():
    assert set(ACTIONS) == set(Action)
    assert set(STATES) == set(State)
    assert set(EFFECTS) == set(Effect) - {Effect.CANCEL_PENDING}
    assert set(LOOKS) == {*Looking, "opened"}
    assert set(SKIPS) == set(SkipReason)


@pytest.fixture
def contested(store, desk):
    """Judged alone, upheld by two as known to us, and reversed by an admin with words that a spreadsheet would run."""
    held = desk.hold()
    with store.write() as session:
        session.get_one(Posting, desk.posting_id).two_step = True
        for user, at in ((desk.ana, NOW), (desk.ben, NOW + timedelta(minutes=1))):
            claim(session, held, user, now=at)
            judge_alone(session, held, user, action=Action.REINSTATE, now=at)
            made = decide(
                session, held, user, action=Action.UPHOLD, reason="known_to_us", note=f"Left us, says {user.name}.",
                changed_because="I know them", now=at,
            )  # fmt: skip
        later = NOW + timedelta(hours=1)
        reverse(session, made.id, desk.admin, why="=1+1 was the team's word", stage="Phone call", now=later)
    return held


def test_a_record_tells_everything_in_order(client, person, sign_in, contested):
    sign_in(person("compliance"))
    shown = client.get(f"/records/{contested}").text
    in_order = shown.split('class="timeline"')[1].split("</table>")[0]
    rows = re.findall(r"<tr>\s*<td[^>]*><time.*?</tr>", in_order, re.DOTALL)
    found = [re.sub(r"<[^>]+>|\s+", " ", row) for row in rows]
    story = [
        "held: strong match", "opened the candidate", "own judgement before rule and comparison were shown: reinstate",
        "first of two opinions: uphold the rejection", "opened the candidate", "own judgement before",
        "second of two opinions", "upheld", "reversed: reinstated after all",
    ]  # fmt: skip
    places = [next(n for n, row in enumerate(found) if words in row) for words in story[:4]]
    assert places == sorted(places)
    assert [row for row in found if "ATS:" not in row][-1].count("=1+1 was the team") == 1
    assert len([row for row in found if "ATS:" not in row]) == len(story)
    assert "two people looked, ana@example.org first" in shown
    assert "changed because: I know them" in shown
    assert "(reverses an earlier decision)" in shown
    assert "the note is not the one in the history" not in shown
    assert shown.count("the note fits the history") == 2


def test_a_record_leaves_as_json_with_its_seals_and_as_csv_that_runs_nothing(client, person, sign_in, contested):
    sign_in(person("compliance"))
    answer = client.get(f"/records/{contested}/export.json")
    assert answer.headers["content-disposition"].startswith('attachment; filename="record-')
    content = answer.json()
    assert [entry["action"] for entry in content["history"]] == ["hold_match", "uphold", "reinstate_after_all"]
    assert all(len(entry["hash"]) == 64 for entry in content["history"])
    assert {event["kind"] for event in content["events"]} == {"history", "look", "opinion", "ats"}
    rows = list(csv.reader(StringIO(client.get(f"/records/{contested}/export.csv").text)))
    assert rows[0] == ["at", "kind", "what", "who", "why", "policy", "seq"]
    assert len(rows) == 1 + len(content["events"])
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert client.get(f"/records/{contested}/export.xls").status_code == 422
    assert client.get("/records/none/export.csv").status_code == 404


def test_who_reviews_cannot_take_a_record_along(client, person, sign_in, contested):
    sign_in(person("recruiter"))
    assert client.get(f"/records/{contested}/export.json").status_code == 403


def test_what_is_right_is_said_by_compliance_before_anybody_looks(client, person, sign_in, store, desk):
    held = desk.hold()
    token = sign_in(person("compliance"))
    page = f"/records/{held}"
    assert "to measure reviewers by" in client.get(page).text
    fields = {"form_token": token, "action": "reinstate"}
    refused = client.post(f"{page}/known", data={**fields, "why": " "})
    assert refused.status_code == 422
    assert "how it is known" in refused.text
    assert client.post(f"{page}/known", data={**fields, "why": "hired elsewhere as just that"}).status_code == 303
    shown = client.get(page).text
    assert "said by compliance@example.org" in shown
    assert "to measure reviewers by" not in shown
    with store.write() as session:
        claim(session, held, desk.ana, now=NOW)
    sign_in(desk.ana)
    assert "hired elsewhere" not in client.get(f"/review/{held}").text


def test_nobody_says_what_is_right_after_a_look_or_as_a_reviewer(client, person, sign_in, store, desk):
    seen, unseen = desk.hold(), desk.hold()
    with store.write() as session:
        claim(session, seen, desk.ana, now=NOW)
    fields = {"action": "uphold", "why": "known"}
    token = sign_in(person("compliance"))
    assert "to measure reviewers by" not in client.get(f"/records/{seen}").text
    assert client.post(f"/records/{seen}/known", data={**fields, "form_token": token}).status_code == 409
    assert client.post("/records/none/known", data={**fields, "form_token": token}).status_code == 404
    token = sign_in(person("admin"))
    assert "to measure reviewers by" not in client.get(f"/records/{unseen}").text
    assert client.post(f"/records/{unseen}/known", data={**fields, "form_token": token}).status_code == 409
