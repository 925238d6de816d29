"""The postings' pages: what is asked, edited with or without JavaScript, and what an edit would change."""

import re

import pytest

from app.screening.preview import Effect
from app.store.models import Posting
from app.web.pages.postings import effect_in_words
from tests.review.desk import Desk, furnish

TEXT = "Requirements:\n- 3 years of experience with Python\n- Fluent German\nWe look for digital natives.\n"


@pytest.fixture
def desk(store) -> Desk:
    desk = furnish(store)
    with store.write() as session:
        session.get_one(Posting, desk.posting_id).text = TEXT
    return desk


@pytest.fixture
def token(desk, sign_in):
    return sign_in(desk.ana)


def fields(html: str) -> dict[str, str]:
    """What a browser would send of the editor's form."""
    found = dict(re.findall(r'<input id="([\w-]+)" name="[\w-]+" value="([^"]*)"', html))
    for name, body in re.findall(r'<select id="([\w-]+)"[^>]*>(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'<option(?: value="([^"]*)")? selected>([^<]*)', body)
        found[name] = (chosen.group(1) or chosen.group(2)) if chosen else ""
    return found


def test_a_posting_shows_what_it_asks_and_what_may_shut_people_out(client, desk, token):
    html = client.get(f"/postings/{desk.posting_id}").text
    assert 'value="German at level B2"' in html
    assert "digital native" in html
    assert "Backend developer" in client.get("/postings").text
    assert "No such posting" in client.get("/postings?find=Baker").text


def test_what_was_not_changed_is_no_new_version(client, desk, token):
    path = f"/postings/{desk.posting_id}"
    proposed = fields(client.get(f"{path}?read=true").text) | {"form_token": token}
    assert client.post(f"{path}/requirements", data=proposed).headers["location"] == path
    again = fields(client.get(path).text) | {"form_token": token}
    assert {key: value for key, value in again.items() if value} == {
        key: value for key, value in proposed.items() if value
    }
    client.post(f"{path}/requirements", data=again)
    assert "Nothing differs" in client.get(path).text
    versions = client.get(f"{path}/versions").text
    assert "given by ana@example.org" in versions
    assert "Version 3" not in versions


def test_an_edit_is_kept_with_its_terms_and_its_sentence(client, desk, token):
    path = f"/postings/{desk.posting_id}"
    sent = fields(client.get(f"{path}?read=true").text) | {"form_token": token, "terms-0": "Python or Perl"}
    sent |= {"text-5": "Forklift licence", "remove-1": "yes"}
    client.post(f"{path}/requirements", data=sent)
    html = client.get(path).text
    assert 'value="Python or Perl"' in html
    assert "Forklift licence" in html
    assert 'value="Fluent German"' not in html
    assert "3 years of experience with Python</q>" in html
    assert "Not from the text" in html


def test_a_bad_field_comes_back_with_the_reason_and_what_was_written(client, desk, token):
    path = f"/postings/{desk.posting_id}"
    sent = {"form_token": token, "text-0": "Python", "kind-0": "years", "amount-0": "many", "importance-0": "must"}
    answer = client.post(f"{path}/requirements", data=sent)
    assert answer.status_code == 422
    assert "must be a number" in answer.text
    assert 'value="many"' in answer.text
    assert "must be a number" in client.post(f"{path}/effect", data=sent).json()["says"]


def test_the_effect_of_an_edit_is_shown_before_it_is_saved(client, desk, token):
    desk.hold()
    path = f"/postings/{desk.posting_id}"
    sent = {"form_token": token, "text-0": "Forklift licence", "importance-0": "must", "terms-0": "forklift"}
    assert "changes 1 flag among the last 1 rejected" in client.post(f"{path}/effect", data=sent).json()["says"]
    html = client.post(f"{path}/preview", data=sent).text
    assert "Would not be flagged any more" in html
    assert 'value="Forklift licence"' in html
    assert "Version 1" in client.get(path).text


def test_reading_is_for_reviewers_and_compliance_editing_for_reviewers(client, desk, token, person, sign_in):
    path = f"/postings/{desk.posting_id}"
    other = sign_in(person("compliance"))
    assert "disabled" in client.get(path).text
    assert client.post(f"{path}/requirements", data={"form_token": other, "text-0": "x"}).status_code == 403
    assert client.get("/postings/nonsense").status_code == 404
    assert client.get("/postings/" + "0" * 36).status_code == 404


def test_two_step_review_is_an_admins_choice(client, desk, token, sign_in):
    path = f"/postings/{desk.posting_id}/two-step"
    assert client.post(path, data={"form_token": token, "on": "yes"}).status_code == 403
    client.post(path, data={"form_token": sign_in(desk.admin), "on": "yes"})
    with desk.store.read() as session:
        assert session.get_one(Posting, desk.posting_id).two_step


def test_a_text_that_the_ats_did_not_send_can_be_pasted(client, desk, token):
    bare = desk.posting("Night nurse")
    assert "Paste the posting here" in client.get(f"/postings/{bare}").text
    answer = client.post(f"/postings/{bare}/text", data={"form_token": token, "posting_text": TEXT})
    assert answer.headers["location"] == f"/postings/{bare}?read=true"
    assert "3 years of experience with Python" in client.get(answer.headers["location"]).text


def test_the_effect_says_when_there_is_nobody_to_try_it_on():
    assert "nothing to try this on" in effect_in_words(Effect(0, (), (), ()))
    assert "changes no flag among the last 7" in effect_in_words(Effect(7, (), (), ()))


def test_programs_see_versions_and_try_lists_too(client, desk, bearer):
    desk.hold()
    key, path = bearer(desk.ana, "postings:write", "review:read"), f"/api/v1/postings/{desk.posting_id}"
    wanted = {"requirements": [{"text": "Forklift licence", "kind": "licence", "terms": [["forklift"]]}]}
    effect = client.post(f"{path}/effect", json=wanted, headers=key).json()
    assert (effect["compared"], effect["changes"], len(effect["no_longer"])) == (1, 1, 1)
    assert client.put(f"{path}/requirements", json=wanted, headers=key).json() == {"requirements_version": 2}
    newest = client.get(f"{path}/versions", headers=key).json()["items"][0]
    assert (newest["number"], newest["source"]) == (2, "ana@example.org")
    assert any(change["before"] is None for change in newest["changes"])
    assert client.get(f"/api/v1/postings/{'0' * 8}-0000-0000-0000-{'0' * 12}/versions", headers=key).status_code == 404
