"""The published schema of the generic events: its examples are valid, and whatever it accepts is read."""

import json
import re
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from app.ats.base import Delivery, Event
from app.ats.vendors import generic
from tests.ats.recorded import deliveries

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "app/ats/vendors/generic.schema.json").read_text())
EXAMPLES = [
    json.loads(block)
    for block in re.findall(r"```json\n(.*?)```", (ROOT / "docs/ats/generic.md").read_text(), re.DOTALL)
]
EVENTS = [example for example in EXAMPLES if "type" in (example[0] if isinstance(example, list) else example)]
VALIDATOR = Draft202012Validator(SCHEMA)


def content_type(document: Any) -> str:
    if isinstance(document, list):
        return "application/cloudevents-batch+json"
    return "application/cloudevents+json" if "specversion" in document else "application/json"


def read(document: Any) -> Any:
    headers = {"content-type": content_type(document), "webhook-id": "m"}
    return generic.read_events(Delivery(headers, json.dumps(document).encode()), {})


def made_from(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Documents that a schema accepts; knows the few keywords that our schema uses."""
    if "$ref" in schema:
        return made_from(SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]])
    if "anyOf" in schema:
        return st.one_of([made_from(choice) for choice in schema["anyOf"]])
    if "enum" in schema or "const" in schema:
        return st.sampled_from(schema.get("enum", [schema.get("const")]))
    if schema.get("format") == "date-time":
        return st.datetimes(timezones=st.just(UTC)).map(lambda moment: moment.isoformat())
    if "pattern" in schema:
        return st.from_regex(schema["pattern"].strip("^$"), fullmatch=True)
    made: dict[str, Any] = {
        "string": lambda: st.text(min_size=schema.get("minLength", 0), max_size=schema.get("maxLength", 20)),
        "number": lambda: st.floats(allow_nan=False, allow_infinity=False) | st.integers(-1000, 1000),
        "boolean": st.booleans,
        "array": lambda: st.lists(made_from(schema["items"]), max_size=2),
        "object": lambda: made_object(schema),
    }
    strategy: st.SearchStrategy[Any] = made[schema["type"]]()
    return strategy


def made_object(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    known = {name: made_from(inner) for name, inner in schema["properties"].items()}
    required = set(schema.get("required", ()))
    return st.fixed_dictionaries(
        {name: made for name, made in known.items() if name in required},
        optional={name: made for name, made in known.items() if name not in required} | {"x-unknown": st.integers()},
    )


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("example", EVENTS, ids=content_type)
def test_the_examples_of_the_page_are_valid_and_read(example: Any) -> None:
    VALIDATOR.validate(example)
    assert all(isinstance(event, Event) for event in read(example))


def test_the_page_shows_every_mode() -> None:
    assert len({content_type(example) for example in EVENTS}) == 3


@settings(max_examples=150)
@given(made_from(SCHEMA))
def test_whatever_the_schema_accepts_is_read(document: Any) -> None:
    VALIDATOR.validate(document)
    events = read(document)
    assert len(events) == (len(document) if isinstance(document, list) else 1)
    assert all(isinstance(event, Event) for event in events)


def test_recorded_deliveries_are_valid() -> None:
    for name, recorded in deliveries("generic").items():
        if name not in {"unknown_type", "cloudevents_batch"}:
            VALIDATOR.validate(json.loads(recorded.delivery.body))


@pytest.mark.parametrize("field", ["application_id", "posting_id"])
def test_what_the_schema_requires_is_required(field: str) -> None:
    data = {"application_id": "A", "posting_id": "P"}
    del data[field]
    document = {"type": "application.rejected", "timestamp": "2026-03-02T08:11:00Z", "data": data}
    assert not VALIDATOR.is_valid(document)
    with pytest.raises(ValueError, match=field):
        read(document)
