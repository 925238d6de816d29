"""The examples in the API's description are what it really answers: this walk asks for each, and compares.

``make golden`` writes them anew. An address that the walk does not visit has no example, and the test names it.
"""

import json
import os
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator, FormatChecker

from app.accounts import users
from app.demo.people import Layout
from app.demo.resumes import resume_file
from app.pseudonym import pseudonym
from app.store.models import Posting
from app.web.api.description import examples
from parsers.read import read
from tests.nights import telling, written
from tests.review.desk import Desk
from tests.review.test_sheets import give, person_with

API = "/api/v1"
STORED = Path(__file__).parents[2] / "app" / "web" / "api" / "examples.json"
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")

HASH = re.compile(r"\b[0-9a-f]{64}\b")
CURSOR = re.compile(r'(_cursor": ")[^"]+')


class Walk:
    """Asks, and keeps the first good answer of each address under its ``operationId``."""

    def __init__(self, client: TestClient, described: dict[str, Any]) -> None:
        self._client = client
        self._addresses = [
            (method.upper(), re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), operation["operationId"])
            for path, methods in sorted(described["paths"].items(), key=lambda one: "{" in one[0])
            for method, operation in methods.items()
        ]
        self.kept: dict[str, dict[str, Any]] = {}

    def __call__(self, method: str, path: str, key: dict[str, str], body: Any = None) -> Any:
        answer = self._client.request(method, f"{API}{path}", headers=key, json=body)
        assert answer.status_code == 200, answer.text
        bare = f"{API}{path}".partition("?")[0]
        name = next(name for verb, pattern, name in self._addresses if verb == method and pattern.fullmatch(bare))
        said = {"request": body} if body is not None else {}
        if answer.headers["content-type"] != "application/json":
            return None  # a picture
        self.kept.setdefault(name, {**said, "answer": answer.json()})
        return answer.json()


def walk_everywhere(ask: Walk, desk: Desk, bearer: Callable[..., dict[str, str]], clock: Any) -> None:
    """Visit every address, with requests worth showing."""
    with desk.store.write() as session:
        kim = users.add_user(session, "kim@example.org", "Kim", "hiring_manager", now=clock.now)
    both = ("review:read", "review:write")
    ana, ben, kims = bearer(desk.ana, *both), bearer(desk.ben, *both), bearer(kim, "asked:answer")
    one = desk.hold(now=clock.now, strength=0.9, until=clock.now + timedelta(days=4))
    other = desk.hold(now=clock.now, strength=0.1, until=clock.now + timedelta(days=4))
    at = f"/rejections/{one}"
    ask("GET", "/rejections?limit=1", ana)
    ask("POST", "/rejections/next", ana, {"posting_id": desk.posting_id})
    ask("GET", at, ana)
    ask("POST", f"{at}/put-back", ana)
    ask("POST", f"{at}/claim", ana)
    clock.pass_by(minutes=2)
    ask("POST", f"{at}/extend", ana)
    ask("POST", f"{at}/hold", ana, {"days": 1, "reason": "The team lead is back tomorrow"})
    ask("POST", f"{at}/terms", ana, {"term": "SQL", "form": "PostgreSQL", "same": True})
    look_at_pages(ask, desk, f"/rejections/{other}", bearer(desk.ana, *both, "review:reveal"))
    ask_the_manager(ask, desk, at, kim.id, ana, kims)
    decide_and_reverse(ask, desk, at, ana, ben, clock)
    clock.pass_by(minutes=1)
    look_at_postings_and_the_night(
        ask, desk, bearer(desk.admin, "review:read", "postings:write", "audit:read", "audit:write"), clock
    )


def ask_the_manager(ask: Walk, desk: Desk, at: str, manager: str, ana: dict[str, str], kims: dict[str, str]) -> None:
    wish = {"of": manager, "question": "Would Python be enough for you?"}
    question = f"/questions/{ask('POST', f'{at}/ask', ana, wish)['id']}"
    ask("POST", f"{question}/withdraw", ana)
    ask("POST", f"{at}/claim", ana)
    question = f"/questions/{ask('POST', f'{at}/ask', ana, wish)['id']}"
    ask("GET", "/questions", kims)
    ask("GET", question, kims)
    python = {"answer": "reinstate", "requirement_ids": desk.requirement_ids[:1], "note": "Yes, I would talk to them."}
    ask("POST", f"{question}/answer", kims, python)


def decide_and_reverse(ask: Walk, desk: Desk, at: str, ana: dict[str, str], ben: dict[str, str], clock: Any) -> None:
    ask("POST", f"{at}/claim", ana)
    clock.pass_by(minutes=6)
    ask("POST", f"{at}/take-over", ben, {"note": "The deadline is at noon"})
    ask("POST", f"{at}/skip", ben, {"reason": "not_my_field"})
    with desk.store.write() as session:
        session.get_one(Posting, desk.posting_id).two_step = True
    ask("POST", f"{at}/claim", ana)
    ask("POST", f"{at}/judgement", ana, {"action": "reinstate", "requirement_ids": desk.requirement_ids[:1]})
    seven = {"action": "reinstate", "requirement_ids": desk.requirement_ids[:1], "note": "Seven years of Python."}
    ask("POST", f"{at}/decision", ana, seven)
    ask("GET", "/decisions?by=ana@example.org", ana)
    ask("POST", f"{at}/undo", ana)
    made = ask("POST", f"{at}/decision", ana, seven)
    clock.pass_by(minutes=1)
    ask("POST", f"/decisions/{made['id']}/reverse", ben, {"why": "The post is filled"})


def look_at_pages(ask: Walk, desk: Desk, at: str, ana: dict[str, str]) -> None:
    ask("POST", f"{at}/claim", ana)
    ask("POST", f"{at}/reveal", ana, {"reason": "The licence has to be looked up in the register"})
    data = resume_file(person_with(Layout.PDF))
    give(desk, at.rpartition("/")[2], read(data), data)
    ask("GET", f"{at}/pages", ana)
    ask("GET", f"{at}/pages/1", ana)


def look_at_postings_and_the_night(ask: Walk, desk: Desk, ada: dict[str, str], clock: Any) -> None:
    wanted = {"requirements": [{"text": "Python", "kind": "skill", "importance": "must", "terms": [["python"]]}]}
    at = f"/postings/{desk.posting_id}"
    ask("POST", f"{at}/effect", ada, wanted)
    ask("PUT", f"{at}/requirements", ada, wanted)
    ask("GET", f"{at}/versions", ada)
    ask("GET", "/postings", ada)
    answers = telling(others=0)
    with desk.store.write() as session:
        shown = {check: answers[check] for check in ("misses", "rule_health")}
        written(session, clock.now.date(), shown, now=clock.now)
    ask("GET", f"/audit/{clock.now.date()}", ada)
    found = ask("GET", "/findings?limit=1", ada)["items"][0]
    wish = {"state": "fixed", "owner": desk.admin.email, "reason": "The rule was taken out of the ATS"}
    ask("PATCH", f"/findings/{quote(found['key'], safe='')}", ada, wish)


def steady(kept: dict[str, Any]) -> dict[str, Any]:
    """The same without chance: ids by order of appearance, the codes that follow from them, cursors, hashes."""
    text = json.dumps(kept)
    for number, found in enumerate(dict.fromkeys(UUID.findall(text)), start=1):
        new = f"019b0000-0000-7000-8000-{number:012}"
        text = text.replace(found, new).replace(pseudonym(found), pseudonym(new))
    made: dict[str, Any] = json.loads(CURSOR.sub(r"\1Y3Vyc29y", HASH.sub("a5" * 32, text)))
    return made


def test_golden_examples_are_what_the_api_answers(
    app: FastAPI, client: TestClient, desk: Desk, bearer: Callable[..., dict[str, str]], clock: Any
) -> None:
    desk.policy(second_review_share=0.0)  # ids are random, and who is looked at twice follows from them
    walk = Walk(client, app.openapi())
    walk_everywhere(walk, desk, bearer, clock)
    made = steady(walk.kept)
    if os.environ.get("GOLDEN") == "1":
        STORED.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
        examples.cache_clear()
    assert made == examples(), "the API answers otherwise than its examples; GOLDEN=1 stores the new answers"


def test_every_address_has_examples_that_keep_its_schema(app: FastAPI) -> None:
    described = app.openapi()
    for path, methods in described["paths"].items():
        for operation in methods.values():
            name = operation["operationId"]
            answer = operation["responses"]["200"]["content"]
            if set(answer) == {"image/png"}:
                continue
            shown = {"answer": answer["application/json"]}
            if "requestBody" in operation:
                shown["request"] = operation["requestBody"]["content"]["application/json"]
            for what, content in shown.items():
                assert "example" in content, f"{path} ({name}) has no example {what}: let walk_everywhere visit it"
                schema = {**content["schema"], "components": described["components"]}
                wrong = list(
                    Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(content["example"])
                )
                assert wrong == [], f"{name} {what}"
