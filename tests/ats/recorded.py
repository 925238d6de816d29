"""Recorded deliveries and talks: how the files beside this one are read and played (see docs/adding-an-ats.md)."""

import json
from collections.abc import Iterable
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

from app.ats.base import Adapter, Application, Call, Delivery, Outcome, Reply, Talk

HERE = Path(__file__).parent


@dataclass(frozen=True)
class RecordedDelivery:
    """``tests/ats/<vendor>/deliveries/<name>.json``."""

    delivery: Delivery
    secrets: list[str]
    now: datetime
    options: dict[str, str]
    expected: Any


@dataclass(frozen=True)
class RecordedTalk:
    """``tests/ats/<vendor>/talks/<name>.json``."""

    function: str
    arguments: dict[str, Any]
    exchanges: list[dict[str, Any]]
    outcome: dict[str, Any]

    def start(self, adapter: Adapter) -> Talk[Any]:
        """Call the adapter's function; nothing runs before the first ``next``."""
        arguments = {name: _argument(name, value) for name, value in self.arguments.items()}
        talk: Talk[Any] = getattr(adapter, self.function)(**arguments)
        return talk

    def replies(self) -> list[Reply]:
        return [_reply(exchange["reply"]) for exchange in self.exchanges]


def deliveries(vendor: str) -> dict[str, RecordedDelivery]:
    return {path.stem: _delivery(json.loads(path.read_text())) for path in _files(vendor, "deliveries")}


def talks(vendor: str) -> dict[str, RecordedTalk]:
    return {path.stem: _talk(json.loads(path.read_text())) for path in _files(vendor, "talks")}


def play(talk: Talk[Any], replies: Iterable[Reply]) -> tuple[list[Call], Outcome[Any]]:
    """Drive a talk with prepared replies to the calls it made and its outcome; fails when it asks for more of them."""
    calls = []
    try:
        calls.append(next(talk))
        for reply in replies:
            calls.append(talk.send(reply))  # noqa: PERF401 - the calls made before the end must survive StopIteration
    except StopIteration as stop:
        return calls, stop.value
    raise AssertionError(f"call {len(calls)} was not recorded: {call_json(calls[-1])}")


def call_json(call: Call) -> dict[str, Any]:
    return plain(call)


def plain(value: Any) -> Any:
    """A value as it stands in the files: dataclasses as objects with their non-default fields only."""
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: plain(getattr(value, item.name)) for item in fields(value) if not _is_default(item, value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, tuple | list):
        return [plain(entry) for entry in value]
    return value


def outcome_json(outcome: Outcome[Any]) -> dict[str, Any]:
    return {"type": type(outcome).__name__, **plain(outcome)}


def event_json(event: Any) -> dict[str, Any]:
    return {"type": type(event).__name__, **plain(event)}


def _is_default(item: Any, value: Any) -> bool:
    if item.default_factory is not MISSING:
        return bool(getattr(value, item.name) == item.default_factory())
    return item.default is not MISSING and getattr(value, item.name) == item.default


def _files(vendor: str, kind: str) -> list[Path]:
    return sorted((HERE / vendor / kind).glob("*.json"))


def _delivery(raw: dict[str, Any]) -> RecordedDelivery:
    delivery = Delivery(raw["headers"], raw["body"].encode())
    now = datetime.fromisoformat(raw["now"])
    return RecordedDelivery(delivery, raw["secrets"], now, raw.get("options", {}), raw["expected"])


def _talk(raw: dict[str, Any]) -> RecordedTalk:
    return RecordedTalk(raw["function"], raw["arguments"], raw["exchanges"], raw["outcome"])


def _argument(name: str, value: Any) -> Any:
    if name == "application":
        return Application(**value)
    return datetime.fromisoformat(value) if name in {"until", "since"} else value


def _reply(raw: dict[str, Any]) -> Reply:
    body = raw.get("body", "")
    return Reply(raw["status"], raw.get("headers", {}), (body if isinstance(body, str) else json.dumps(body)).encode())
