"""Languages: what a browser asks for, what the catalogues say, and that nothing leaks from one request into another."""

import pytest

from app.language import counted, preferred, speaking, spoken, translated


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("de-DE,de;q=0.9,en;q=0.8", "de"),
        ("fr,en;q=0.8,de;q=0.9", "de"),
        ("de;q=0, en;q=0.1", "en"),
        ("de;q=bad", "en"),
        ("xx" * 4000, "en"),
    ],
)
def test_the_browser_is_asked_what_it_likes_best(accepted, language):
    assert preferred(accepted) == language


def test_an_unknown_sentence_and_an_unknown_language_stay_english():
    with speaking("de"):
        assert translated("Queue") == "Warteschlange"
        assert translated("No such sentence") == "No such sentence"
        assert counted("one thing", "many things", 2) == "many things"
    with speaking("xx"):
        assert (spoken(), translated("Queue")) == ("en", "Queue")


def test_a_page_speaks_the_language_of_its_reader(client):
    german = client.get("/sign-in", headers={"Accept-Language": "de"}).text
    assert '<html lang="de">' in german
    assert '<html lang="en">' in client.get("/sign-in").text
    assert (
        client.get("/api/v1/rejections", headers={"Accept-Language": "de"}).json()["detail"].startswith("send a live")
    )
