"""The stand-in's page says what it is, needs no script, and no answer tells the truth about a person."""

import re

from app.demo.people import Case, Truth, invent


def test_page_lists_applications_under_a_strict_policy(start):
    stand_in = start(mail_delay=0)
    stand_in.post("/admin/apply", count=60)
    reply = stand_in.http.get(stand_in.url)
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert "demo and its tests only" in " ".join(reply.text.split())
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=", reply.text)
    assert invent(1, 60)[0].name in reply.text
    following = re.search(r'href="(/\?page=\d+)"', reply.text)[1]
    assert "A-0060" in stand_in.http.get(stand_in.url + following).text
    style = stand_in.http.get(f"{stand_in.url}/stand-in.css")
    assert style.headers["content-type"].startswith("text/css")


def test_no_answer_tells_the_truth_about_a_person(start):
    stand_in = start()
    stand_in.post("/admin/apply", count=60)
    answers = [
        str(stand_in.get("/generic/applications?since=2020-01-01T00:00:00Z")),
        str(stand_in.get("/admin/state")),
        stand_in.http.get(stand_in.url).text,
    ]
    for word in (*(case.value for case in Case), Truth.STRONG.value, Truth.WEAK.value):
        assert all(f"'{word}'" not in answer and f">{word}<" not in answer for answer in answers), word
