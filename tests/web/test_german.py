"""German: nothing is left in English that people read, and nothing is German that is kept, sent or read by programs."""

import html
import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from fastapi.testclient import TestClient
from sqlalchemy import select

import app
from app.audit.answer import Answer, Chart, Column, Observed, Severity, count, said, table
from app.language import moment, speaking
from app.lifecycle import Action
from app.review.words import until
from app.store.models import HistoryEntry, OutboxItem
from app.store.night import FindingState
from app.store.people import User
from app.web.pages.times import time_left
from tests.nights import written
from tests.review.desk import Desk

SignIn = Callable[[User], str]
Id = str | tuple[str, ...] | list[str]

SOURCES = Path(app.__file__).parent
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
OPTIONS = {"**/templates/**.html": {"trimmed": "true"}}
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "gettext": None}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%%")
ENGLISH = {
    "Queue", "Decided", "Postings", "Night", "Settings", "Reinstate", "Uphold", "Undo", "Skip", "Resume",
    "Requirement", "Requirements", "Rejected", "Deadline", "Overdue", "the", "and", "not found", "days left",
    "Sign out", "by", "until", "Candidate", "Candidates",
}  # fmt: skip
GERMAN = {"Accept-Language": "de"}


@pytest.fixture(scope="module")
def sentences() -> list[Id]:
    """Every sentence that code and templates mark for the catalogues."""
    found = extract_from_dir(SOURCES, METHODS, OPTIONS, KEYWORDS)
    return [message for _file, _line, message, _comments, _context in found]


@pytest.fixture(scope="module")
def german() -> Catalog:
    return read_po(BytesIO((SOURCES / "languages" / "de.po").read_bytes()), locale="de")


@pytest.fixture
def reader(client: TestClient) -> TestClient:
    """A browser that asks for German."""
    client.headers.update(GERMAN)
    return client


def test_every_sentence_has_a_translation_with_the_same_placeholders(sentences: list[Id], german: Catalog) -> None:
    assert len(sentences) > 900
    for sentence in sentences:
        message = german.get(sentence)
        assert message is not None, f"not in the catalogue, run `make languages`: {sentence}"
        forms = [message.string] if isinstance(message.string, str) else list(message.string)
        english = [sentence] if isinstance(sentence, str) else list(sentence)
        assert len(forms) == len(english), sentence
        assert not message.fuzzy, sentence
        for one, other in zip(english, forms, strict=True):
            assert other, f"not translated: {one}"
            assert Counter(PLACEHOLDER.findall(one)) == Counter(PLACEHOLDER.findall(other)), one


def test_the_catalogue_has_nothing_that_nobody_says(sentences: list[Id], german: Catalog) -> None:
    said = {sentence if isinstance(sentence, str) else sentence[0] for sentence in sentences}
    kept = {message.id if isinstance(message.id, str) else message.id[0] for message in german if message.id}
    assert kept <= said


def read(client: TestClient, path: str) -> str:
    """What stands on a page for people to read, attributes that are read out included.

    Without the resume, and without the reasons of the comparison: they were stored in English with the match.
    """
    answer = client.get(path)
    assert answer.status_code == 200, path
    stored = r'<div class="sheet">.*?</div>|<section class="why" aria-labelledby="why">.*?</section>'
    text = re.sub(stored, " ", answer.text, flags=re.DOTALL)
    text = re.sub(r"<(script|style|q|code)\b.*?</\1>", " ", text, flags=re.DOTALL)
    spoken = re.findall(r'(?:aria-label|alt|title|placeholder|data-(?:says|left|soon|over|rests))="([^"]*)"', text)
    return html.unescape(" | ".join([re.sub(r"<[^>]+>", " | ", text), *spoken]))


def english_in(text: str) -> set[str]:
    return {word for word in ENGLISH if re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text)}


def test_the_pages_of_a_recruiter_are_german(reader: TestClient, desk: Desk, sign_in: SignIn, clock) -> None:
    assert not english_in(read(reader, "/sign-in"))
    one, two = desk.hold(now=clock.now, strength=0.9), desk.hold(now=clock.now)
    token = sign_in(desk.ana)
    for path in ("/queue", f"/review/{one}", "/decided", "/account", "/postings"):
        assert not english_in(read(reader, path)), path
    reader.post(f"/review/{one}/claim", data={"form_token": token})
    assert not english_in(read(reader, f"/review/{one}"))
    reader.post(f"/review/{one}/decide", data={"form_token": token, "action": "reinstate"})
    for path in (f"/review/{one}/decided", "/decided", f"/review/{two}?after={one}"):
        assert not english_in(read(reader, path)), path


def test_the_pages_of_compliance_are_german(reader: TestClient, desk: Desk, person, sign_in: SignIn, clock) -> None:
    found = Observed("X-1", said("none"), Severity.URGENT)
    rule = Column("rule", "rule"), count("n", "rejected")
    tables = (table("t", said("none"), rule, [("X", 1), ("Y", None)], chart=Chart("bars", "rule", "n", reference=1)),)
    with desk.store.write() as session:
        written(session, clock.now.date(), {"history": Answer((found,), tables, (said("none"),))}, now=clock.now)
        key = session.scalars(select(FindingState.id)).one()
    sign_in(person("compliance"))
    day = clock.now.date().isoformat()
    for path in ("/night", f"/night/{day}", f"/night/{day}/report.html", "/findings", f"/findings/{key}",
                 "/findings?state=fixed", "/records?rule=X&looked=all"):  # fmt: skip
        assert not english_in(read(reader, path)), path


def test_a_refusal_is_german_and_an_unknown_address_too(reader: TestClient, desk: Desk, sign_in: SignIn, clock) -> None:
    one = desk.hold(now=clock.now)
    token = sign_in(desk.ana)
    reader.post(f"/review/{one}/claim", data={"form_token": token})
    refused = html.unescape(reader.post(f"/review/{one}/decide", data={"form_token": token, "action": "uphold"}).text)
    assert "Bestätigen braucht einen Grund" in refused
    assert "Nicht gefunden" in reader.get("/nowhere").text


def test_what_a_german_decides_is_kept_and_sent_in_english(
    reader: TestClient, desk: Desk, sign_in: SignIn, store, clock
) -> None:
    one = desk.hold(now=clock.now)
    token = sign_in(desk.ana)
    reader.post(f"/review/{one}/claim", data={"form_token": token})
    fields = {"action": "uphold", "reason": "other", "note": "Zu weit weg"}
    assert reader.post(f"/review/{one}/decide", data={"form_token": token, **fields}).status_code == 303
    with store.read() as session:
        entry = session.scalars(select(HistoryEntry).where(HistoryEntry.action == Action.UPHOLD)).one()
        told = [item.text for item in session.scalars(select(OutboxItem).where(OutboxItem.text != ""))]
    assert "reason: other" in entry.why
    assert told
    for note in told:
        assert "Second look by Ana on 22 Nov 2026" in note
        assert "the rejection is upheld" in note
        assert "Reason: another reason." in note


def test_a_program_gets_english_whatever_it_asks_for(client: TestClient, desk: Desk, bearer, clock) -> None:
    one = desk.hold(now=clock.now)
    headers = bearer(desk.ana, "review:read") | GERMAN
    answer = client.get(f"/api/v1/rejections/{one}", headers=headers)
    assert answer.status_code == 200, answer.text
    plain = client.get(f"/api/v1/rejections/{one}", headers=bearer(desk.ana, "review:read"))
    assert answer.json() == plain.json()


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (None, "keine Frist"),
        (0, "die Zeit ist um"),
        (0.5, "noch 30 Min."),
        (7, "noch 7 Std."),
        (72, "noch 3 Arbeitstage"),
    ],
)
def test_time_left_speaks_german(hours: float | None, words: str) -> None:
    monday = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    with speaking("de"):
        assert time_left(None if hours is None else monday + timedelta(hours=hours), monday) == words


def test_dates_speak_german() -> None:
    with speaking("de"):
        assert moment(datetime(2026, 12, 3, 14, 5, tzinfo=UTC)) == "3. Dez. 2026, 14:05 UTC"
        assert until(datetime(2026, 12, 3, 14, 5, tzinfo=UTC)) == "Do., 3. Dez. 2026, 14:05 UTC"
        assert until(datetime(2026, 12, 4, 0, 0, tzinfo=UTC)) == "Ende Do., 3. Dez. (UTC)"
