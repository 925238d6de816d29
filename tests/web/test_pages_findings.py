"""Findings as a list to work off: who may see it, what one can say, and the same over the API."""

import csv
import html
import re
from datetime import timedelta
from io import StringIO
from urllib.parse import quote

import pytest
from sqlalchemy import select

from app.audit.answer import Answer, Observed, Severity, said
from app.lifecycle import Action
from app.review.decide import decide
from app.review.lease import claim
from app.store.models import Rejection
from app.store.night import FindingEvent, FindingState
from tests.nights import written
from tests.review.desk import NOW

MORNING = NOW + timedelta(days=1)
RULE_KEY = "rule_health::Kubernetes = No"


def state_of(store, key=RULE_KEY) -> FindingState:
    with store.read() as session:
        return session.scalars(select(FindingState).where(FindingState.key == key)).one()


def test_what_is_open_is_listed_most_urgent_first(client, person, sign_in, report):
    sign_in(person("compliance"))
    shown = client.get("/findings").text
    texts = ["of 18 looked at 11 were reinstated", "the hold ended undecided", "decides unlike before"]
    places = [shown.index(text) for text in texts]
    assert places == sorted(places)
    assert shown.count("since 18 Nov 2026, 1 night") == 3


@pytest.mark.parametrize("role", ["recruiter", "integrator", "hiring_manager"])
def test_findings_name_people_and_controls_so_reviewers_do_not_see_them(client, person, sign_in, store, report, role):
    sign_in(person(role))
    assert client.get("/findings").status_code == 403
    assert client.get(f"/findings/{state_of(store).id}").status_code == 403


def test_a_finding_is_taken_given_fixed_and_opened_again(client, person, sign_in, store, report):
    person("admin")
    token = sign_in(person("compliance"))
    page = f"/findings/{state_of(store).id}"

    def say(**fields):
        answer = client.post(page, data={"form_token": token, **fields})
        assert answer.status_code == 303, answer.text
        return state_of(store)

    assert say(act="take").owner == "compliance@example.org"
    assert ": Robin Compliance took it<" in client.get(page).text
    assert say(act="give", owner="admin@example.org").owner == "admin@example.org"
    assert ": Robin Compliance gave it to Robin Admin<" in client.get(page).text
    assert say(act="give", owner="").owner == ""
    assert ": Robin Compliance left it to nobody<" in client.get(page).text
    assert say(act="accept", reason="the rule goes next week").state == "accepted"
    fixed = say(act="fix", reason="the rule is off")
    assert (fixed.state, fixed.reason) == ("fixed", "the rule is off")
    assert "called it fixed: the rule is off" in client.get(page).text
    assert "of 18 looked at" not in client.get("/findings").text
    assert "of 18 looked at" in client.get("/findings?state=fixed").text
    assert say(act="reopen").state == "open"
    with store.read() as session:
        said_by = {event.by for event in session.scalars(select(FindingEvent).where(FindingEvent.key == RULE_KEY))}
    assert said_by == {"night", "compliance@example.org"}


def test_who_has_no_account_is_called_by_address(client, person, sign_in, store, report):
    with store.write() as session:
        gone = "gone@example.org"
        session.add(FindingEvent(key=RULE_KEY, at=NOW, by=gone, what="owner", detail=gone))
    sign_in(person("compliance"))
    assert ": gone@example.org took it<" in client.get(f"/findings/{state_of(store).id}").text


@pytest.mark.parametrize("act", ["accept", "fix"])
def test_without_a_reason_nothing_changes_and_the_page_says_why(client, person, sign_in, store, report, act):
    token = sign_in(person("compliance"))
    answer = client.post(f"/findings/{state_of(store).id}", data={"form_token": token, "act": act, "reason": "  "})
    assert answer.status_code == 422
    assert "takes a reason" in answer.text
    assert state_of(store).state == "open"


def test_a_finding_is_not_given_to_who_may_not_see_it(client, person, sign_in, store, report):
    person("recruiter")
    token = sign_in(person("compliance"))
    fields = {"form_token": token, "act": "give", "owner": "recruiter@example.org", "reason": "kept"}
    answer = client.post(f"/findings/{state_of(store).id}", data=fields)
    assert answer.status_code == 422
    assert ">kept</textarea>" in answer.text
    assert state_of(store).owner == ""


def test_a_form_from_elsewhere_is_refused(client, person, sign_in, store, report):
    sign_in(person("compliance"))
    page = f"/findings/{state_of(store).id}"
    assert client.post(page, data={"act": "take"}).status_code == 403
    assert client.post(page, data={"form_token": "x", "act": "take"}).status_code == 403


def test_filters_and_pages(client, person, sign_in, store, desk):
    many = Answer(tuple(Observed(f"{number:03}", said("late"), weight=number // 3) for number in range(120)))
    one = Answer((Observed("x", said("worse"), Severity.URGENT),))
    with store.write() as session:
        written(session, NOW.date(), {"lapses": many, "overdue": one}, now=MORNING)
    sign_in(person("compliance"))
    seen, page = [], "/findings"
    while page:
        shown = client.get(page).text
        seen += re.findall(r'<a href="/findings/[^"]+">([^:]+): (?:late|worse)</a>', shown)
        link = re.search(r'href="([^"]+)">Less urgent', shown)
        page = link[1].replace("&amp;", "&") if link else ""
    assert len(seen) == len(set(seen)) == 121
    assert seen[0] == "x"
    assert seen[1:4] == ["117", "118", "119"]
    assert client.get("/findings?severity=urgent").text.count('href="/findings/') == 1
    assert "No finding is like this" in client.get("/findings?owner=me").text
    assert client.get("/findings?check=overdue").text.count('scope="row"') == 1
    for bad in ("severity=worst", "cursor=%00", "cursor=eHg=", "check=%00", "state=none"):
        assert client.get(f"/findings?{bad}").status_code == 422, bad
    assert client.get("/findings/none").status_code in {404, 422}


def test_a_rule_leads_to_who_looked(client, person, sign_in, store, desk):
    seen, unseen = desk.hold(), desk.hold()
    with store.write() as session:
        for one in (seen, unseen):
            session.get_one(Rejection, one).rule = "Kubernetes = No"
        session.get_one(Rejection, unseen).rules = "Kubernetes = No\nSQL = No"
        claim(session, seen, desk.ana, now=NOW)
    sign_in(person("compliance"))
    rule = quote("Kubernetes = No")
    looked = client.get(f"/records?rule={rule}").text
    assert f"/records/{seen}" in looked
    assert f"/records/{unseen}" not in looked
    assert ">Ana<" in looked
    nobody = client.get(f"/records?rule={rule}&looked=no").text
    assert f"/records/{unseen}" in nobody
    assert f"/records/{seen}" not in nobody
    assert f"/records/{unseen}" in client.get("/records?rule=SQL%20%3D%20No&looked=all").text
    assert "Nobody here" in client.get("/records?rule=%25&looked=all").text
    assert client.get(f"/records?rule={rule}&cursor=nonsense").status_code == 422


def test_rejections_of_a_rule_have_pages(client, person, sign_in, desk, monkeypatch):
    monkeypatch.setattr("app.audit.by_rule.LIMIT", 2)
    ids = {desk.hold() for _ in range(5)}
    sign_in(person("compliance"))
    seen, page = [], "/records?rule=keywords&looked=all"
    with desk.store.read() as session:
        page = f"/records?rule={quote(session.get_one(Rejection, next(iter(ids))).rule)}&looked=all"
    while page:
        shown = client.get(page).text
        seen += re.findall(r'href="/records/([0-9a-f-]{36})"', shown)
        link = re.search(r'href="([^"]+)">Older', shown)
        page = link[1].replace("&amp;", "&") if link else ""
    assert len(seen) == 5
    assert set(seen) == ids


def test_the_list_of_a_rule_says_when_and_leaves_as_csv(client, person, sign_in, store, desk):
    held = desk.hold()
    with store.write() as session:
        session.get_one(Rejection, held).rule = "C & C++ = No"
        claim(session, held, desk.ana, now=NOW)
        decide(session, held, desk.ana, action=Action.REINSTATE, now=NOW)
    sign_in(person("compliance"))
    shown = client.get(f"/records?rule={quote('C & C++ = No')}").text
    assert re.search(r'data-label="Decided"><time[^>]*>18 Nov 2026, 09:00 UTC<', shown)
    address = html.unescape(re.search(r'href="(/records/by-rule\.csv[^"]+)"', shown)[1])
    answer = client.get(address)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="rejected-by-rule-yes.csv"'
    (row,) = csv.DictReader(StringIO(answer.text))
    assert (row["record"], row["decided_by"], row["decided_at"]) == (held, "Ana", NOW.isoformat())
    for bad in ("rule=", "rule=%00", "rule=x&looked=perhaps", ""):
        assert client.get(f"/records/by-rule.csv?{bad}").status_code == 422, bad
    sign_in(person("recruiter"))
    assert client.get(address).status_code == 403


def test_the_api_lists_and_changes(client, store, report, bearer, person):
    who = person("compliance")
    headers = bearer(who, "audit:read", "audit:write")
    first = client.get("/api/v1/findings?limit=1", headers=headers).json()
    assert first["items"][0]["key"] == RULE_KEY
    rest = client.get(f"/api/v1/findings?cursor={first['next_cursor']}", headers=headers).json()
    assert [item["severity"] for item in rest["items"]] == ["serious", "note"]
    at = f"/api/v1/findings/{quote(RULE_KEY, safe='')}"
    once = headers | {"Idempotency-Key": "a"}
    wish = {"state": "fixed", "reason": "the rule is off", "owner": who.email}
    answers = [client.patch(at, json=wish, headers=once) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json()["state"] == "fixed"
    assert {event["what"] for event in answers[0].json()["events"]} == {"found", "fixed", "owner"}
    assert len(answers[1].json()["events"]) == 3


def test_the_api_refuses_as_the_page_does(client, store, report, bearer, person):
    who = person("compliance")
    headers = bearer(who, "audit:read", "audit:write")
    at = f"/api/v1/findings/{quote(RULE_KEY, safe='')}"
    assert client.patch(at, json={"state": "accepted"}, headers=headers).status_code == 422
    assert client.patch(at, json={"owner": "x@example.org"}, headers=headers).status_code == 422
    assert client.patch("/api/v1/findings/none", json={"state": "open"}, headers=headers).status_code == 404
    assert client.patch(at, json={"state": "open"}, headers=bearer(who, "audit:read")).status_code == 403
    assert client.get("/api/v1/findings", headers=bearer(who, "review:read")).status_code == 403
    refused = client.patch(at, json={"state": "gone"}, headers=headers)
    assert refused.headers["Content-Type"] == "application/problem+json"
