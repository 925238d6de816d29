"""The API against its own OpenAPI, with thousands of requests that nobody would send on purpose."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.config import Settings
from app.store.session import Store
from tests.review.desk import furnish

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(name="settings")
def settings_on_both_databases(database_url: str, tmp_path: Path) -> Settings:
    """PostgreSQL too: it refuses texts that SQLite swallows."""
    return Settings(database_url=database_url, data_dir=tmp_path / "data")


def test_the_api_keeps_its_own_contract(
    app: FastAPI, store: Store, bearer: Callable[..., dict[str, str]], clock: Any
) -> None:
    desk = furnish(store)
    for _ in range(3):
        desk.hold(now=clock.now)
    headers = bearer(
        desk.admin,
        "review:read",
        "review:write",
        "review:reveal",
        "postings:write",
        "audit:read",
        "audit:write",
        "asked:answer",
    )
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app).include(path_regex="^/api/v1/")
    tried = [try_operation(operation.ok(), headers) for operation in schema.get_all_operations()]
    assert len(tried) >= 13


def try_operation(operation: Any, headers: dict[str, str]) -> str:
    """Send what the strategy makes up, good and bad."""

    @effort(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(case=st.one_of(operation.as_strategy(mode) for mode in GenerationMode))
    def attempt(case: Any) -> None:
        case.call_and_validate(checks=CHECKS, headers=headers)

    attempt()
    return str(operation.label)
