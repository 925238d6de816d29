"""What is Greenhouse's own, beside the contract that every adapter keeps."""

import json
from typing import Any

import pytest

from app.ats.base import Application, Outcome, Refused, Reply
from app.ats.vendors import greenhouse
from tests.ats.recorded import play

ACTIVE = {"id": 7, "candidate_id": 9, "status": "active", "stage_id": 1, "stage_name": "Review"}
TAG_ONLY = {"parking_tag": "second look"}


def outcome(function: str, *arguments: Any, options: dict[str, str]) -> Outcome[Any]:
    talk = getattr(greenhouse, function)(Application("7", "9", options=options), *arguments)
    return play(talk, [Reply(200, {}, json.dumps([ACTIVE]).encode())])[1]


@pytest.mark.parametrize(("function", "arguments"), [("read_state", ()), ("release", ("i",)), ("reinstate", ("i",))])
def test_without_the_tags_id_nothing_is_called_active(function: str, arguments: tuple[str, ...]) -> None:
    found = outcome(function, *arguments, options=TAG_ONLY)
    assert isinstance(found, Refused)
    assert "parking_tag_id" in found.why


def test_a_parking_tag_needs_its_id() -> None:
    assert "parking_tag_id" in greenhouse.option_trouble(TAG_ONLY)
    assert not greenhouse.option_trouble(TAG_ONLY | {"parking_tag_id": "31"})
