"""What is promised about every address of the API, read from the description that is served."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from app.accounts.keys import SCOPES
from app.web.api.schemas import ID
from app.web.errors import PROBLEM_TYPES

DOCS = Path(__file__).parents[2] / "docs" / "api.md"
PROBLEM = "application/problem+json"
WRITES_NOTHING = {"try_requirements"}
"""POST for the sake of its body: sent twice, it does nothing twice."""
SUMMARY_AT_MOST = 90


@pytest.fixture
def described(app: FastAPI) -> dict[str, Any]:
    return app.openapi()


def operations(described: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, path and description of each."""
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def resolved(described: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    return described["components"]["schemas"][name] if name else schema


def answered(described: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any]:
    return resolved(described, operation["responses"]["200"]["content"].get("application/json", {}).get("schema", {}))


def unbounded(described: dict[str, Any], schema: dict[str, Any], where: str) -> Iterator[str]:
    """Places in what comes in that can be as large as somebody likes."""
    schema = resolved(described, schema)
    for option in schema.get("anyOf", []):
        yield from unbounded(described, option, where)
    for name, part in schema.get("properties", {}).items():
        yield from unbounded(described, part, f"{where}.{name}")
    kind = schema.get("type")
    if kind == "object" and schema.get("additionalProperties", True) is not False:
        yield f"{where}: takes unknown fields"
    if kind == "array":
        yield from unbounded(described, schema["items"], f"{where}[]")
        if "maxItems" not in schema:
            yield f"{where}: a list without maxItems"
    fixed = {"enum", "const", "maxLength", "format"} & schema.keys() or schema.get("pattern") in {ID, r"^[!-~]{1,255}$"}
    if kind == "string" and not fixed:
        yield f"{where}: a text without maxLength"
    if kind in {"integer", "number"} and not {"maximum", "exclusiveMaximum"} & schema.keys():
        yield f"{where}: a number without maximum"


def test_every_address_has_a_short_summary_and_a_good_name(described: dict[str, Any]) -> None:
    seen: set[str] = set()
    for _, path, operation in operations(described):
        name = operation["operationId"]
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", name), f"{name} of {path} makes no good method name"
        assert name not in seen, f"{name} stands for two addresses; rename the handler at {path}"
        seen.add(name)
        assert 0 < len(operation["summary"]) <= SUMMARY_AT_MOST, f"{name}: the docstring's first clause is its summary"
        assert operation["security"] == [{"API key": []}], f"{name} is open to everybody"


def test_every_refusal_is_a_problem_with_an_example(described: dict[str, Any]) -> None:
    for method, path, operation in operations(described):
        statuses = {int(status) for status in operation["responses"]}
        wanted = {401, 403, 422, 503} | ({404} if "{" in path else set())
        wanted |= {400, 404, 408, 409, 413, 415} if method in {"POST", "PUT", "PATCH", "DELETE"} else set()
        assert wanted <= statuses, f"{operation['operationId']} does not declare {wanted - statuses}"
        for status in statuses - {200}:
            content = operation["responses"][str(status)]["content"]
            assert list(content) == [PROBLEM], f"{operation['operationId']} {status}"
            assert content[PROBLEM]["schema"] == {"$ref": "#/components/schemas/ProblemOut"}
            assert content[PROBLEM]["example"]["type"] == f"urn:second-look:problem:{PROBLEM_TYPES[status]}"


def test_every_list_is_paged_and_every_page_has_an_end(described: dict[str, Any]) -> None:
    pages = 0
    for _, path, operation in operations(described):
        if "items" not in answered(described, operation).get("properties", {}):
            continue
        pages += 1
        taken = {one["name"]: one["schema"] for one in operation.get("parameters", [])}
        assert taken["limit"]["maximum"] <= 200, path
        assert {"cursor", "newest"} & taken.keys(), f"{path} cannot be gone on with"
    assert pages >= 4


def test_nothing_that_comes_in_is_unbounded(described: dict[str, Any]) -> None:
    found: list[str] = []
    for _, path, operation in operations(described):
        for one in operation.get("parameters", []):
            found += unbounded(described, one["schema"], f"{path}?{one['name']}")
        for content in operation.get("requestBody", {}).get("content", {}).values():
            found += unbounded(described, content["schema"], operation["operationId"])
    assert found == []


def test_everything_that_acts_takes_an_idempotency_key(described: dict[str, Any]) -> None:
    """PUT and DELETE need none: sent again, they do what they did."""
    for method, path, operation in operations(described):
        if method == "POST" and operation["operationId"] not in WRITES_NOTHING:
            assert "Idempotency-Key" in {one["name"] for one in operation["parameters"]}, path


def test_the_page_names_every_kind_of_problem_and_every_scope() -> None:
    words = DOCS.read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| (\d{3}) \| `urn:second-look:problem:([a-z-]+)` \|", words, re.MULTILINE))
    assert {int(status): kind for status, kind in rows.items()} == dict(PROBLEM_TYPES)
    for scope in SCOPES:
        assert f"`{scope}`" in words, f"docs/api.md does not say what {scope} opens"
