"""Settings: how a connection stands, and a policy chosen by the person who is signed in."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.lifecycle import HoldMode
from app.store.models import Connection, Delivery, HoldTest, Policy
from tests.review.desk import NOW


@pytest.fixture
def token(desk, sign_in):
    return sign_in(desk.admin)


def fields(html: str) -> dict[str, str]:
    found = dict(re.findall(r'<input id="(\w+)" name="\w+" value="([^"]*)"', html))
    return found | dict(re.findall(r'type="radio" name="(\w+)" value="(\w+)" checked', html))


def test_a_connection_says_what_nobody_has_tried_and_what_is_missing(client, desk, token):
    listed = client.get("/settings").text
    assert "works" in listed
    html = client.get("/settings/connections/works").text
    assert "only a test shows that this ATS keeps it back" in html
    assert "http://127.0.0.1:8123/hooks/works" in html
    assert client.get("/settings/connections/nope").status_code == 404


def test_what_went_wrong_is_shown_with_its_reason(client, desk, token):
    with desk.store.write() as session:
        session.get_one(Connection, desk.connection_id).trouble = "the ATS refused the token"
        session.add(
            Delivery(connection_id=desk.connection_id, event_id="e1", received_at=NOW, body=b"", status="parked",
                     remark="authentic, but not understood")
        )  # fmt: skip
        session.add(
            HoldTest(connection_id=desk.connection_id, at=NOW, application="A-1", passed=False,
                     steps=["holding the mail: refused"])
        )  # fmt: skip
    html = client.get("/settings/connections/works").text
    assert "the ATS refused the token" in html
    assert "authentic, but not understood" in html
    assert "holding the mail: refused" in html
    assert "cannot sign in" in client.get("/settings").text


def test_a_new_policy_is_a_new_version_in_the_name_of_whoever_chose_it(client, desk, token):
    path = "/settings/connections/works"
    sent = fields(client.get(path).text) | {"form_token": token, "budget_per_day": "25", "control_share": "0,1"}
    assert client.post(f"{path}/policy", data=sent).status_code == 303
    with desk.store.read() as session:
        newest = session.scalars(select(Policy).order_by(Policy.version.desc())).first()
        assert (newest.version, newest.budget_per_day, newest.control_share) == (3, 25, 0.1)
        assert newest.chosen_by == "Ada <ada@example.org>"
        assert newest.undo_seconds == 30
        assert not session.get_one(Connection, desk.connection_id).active  # delay mode, and no hold test has passed
    assert "version 3, chosen by Ada" in client.get(path).text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("budget_per_day", "", "a number is missing"),
        ("budget_per_day", "2.5", "only whole numbers"),
        ("hold_working_days", "30", "must be between 1 and 7"),
        ("control_share", "7", "must be between 0 and 1"),
        ("unflagged_policy", "release_with_appeal", "promises an appeal"),
        ("hold_mode", "", "Nothing is chosen for you"),
        ("lapse_policy", "nonsense", "Nothing is chosen for you"),
    ],
)
def test_a_choice_that_cannot_be_is_refused_and_what_was_written_stays(client, desk, token, field, value, said):
    path = "/settings/connections/works"
    sent = fields(client.get(path).text) | {"form_token": token, "lease_seconds": "700", field: value}
    answer = client.post(f"{path}/policy", data=sent)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="700"' in answer.text
    with desk.store.read() as session:
        assert len(session.scalars(select(Policy)).all()) == 1


def test_the_usual_hold_is_never_longer_than_the_longest(client, desk, token):
    path = "/settings/connections/works"
    sent = fields(client.get(path).text) | {
        "form_token": token,
        "hold_working_days": "5",
        "hold_working_days_at_most": "4",
    }
    assert "cannot be longer than the longest" in client.post(f"{path}/policy", data=sent).text


def test_only_admins_choose_and_recruiters_do_not_see_it(client, desk, person, sign_in):
    other = sign_in(person("compliance"))
    html = client.get("/settings/connections/works").text
    assert "An admin chooses the policy" in html
    sent = fields(html) | {"form_token": other}
    assert client.post("/settings/connections/works/policy", data=sent).status_code == 403
    sign_in(desk.ana)
    assert client.get("/settings").status_code == 403


def test_a_hold_test_that_passed_opens_delay_mode(client, desk, token):
    with desk.store.write() as session:
        session.get_one(Connection, desk.connection_id).hold_tested_at = NOW - timedelta(days=1)
    path = "/settings/connections/works"
    client.post(f"{path}/policy", data=fields(client.get(path).text) | {"form_token": token})
    with desk.store.read() as session:
        assert session.get_one(Connection, desk.connection_id).active
        assert session.scalars(select(Policy.hold_mode).order_by(Policy.version.desc())).first() == HoldMode.DELAY
