"""The API's description (OpenAPI), served offline: what FastAPI reads from the handlers, and what it cannot read there.

A handler's name is the ``operationId``, so that generated clients have methods of good names, and the first clause of
its docstring is the summary. Examples are what the API answered: ``examples.json`` holds them by ``operationId``, and
``make golden`` writes them anew.
"""

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from app.web.api.answers import PROBLEM
from app.web.api.schemas import ProblemOut
from app.web.errors import problem_values

PREFIX = "/api/"
JSON = "application/json"
PROBLEM_JSON = "application/problem+json"
FIRST_CLAUSE = re.compile(r"(.+?)(?:\.$|\. |[;:] )")
EXAMPLE_DETAILS = {
    400: "the request could not be understood; check that it is what the documentation shows",
    401: "send a live API key as 'Authorization: Bearer slk_...'; `second-look key` makes one",
    403: "this key lacks the scope review:write; make one that has it",
    404: "there is no rejection 019b0000-0000-7000-8000-000000000001; take one from the queue",
    408: "the request could not be understood in time",
    409: "you do not have this candidate open (any more); open it again, nobody else has it",
    413: "the body is larger than this address takes; send less",
    415: "this content type is not taken here; send what the documentation shows",
    422: "query.limit: Input should be less than or equal to 200",
    503: "too much is going on at once; nothing was stored, try again in a few seconds",
}


def operation_id(route: APIRoute) -> str:
    """A method's name in generated clients: that of the handler."""
    return route.name


class Described(FastAPI):
    """An app whose description is complete."""

    def openapi(self) -> dict[str, Any]:
        """The description; made once."""
        if self.openapi_schema is None:
            made = super().openapi()
            made["components"]["schemas"][PROBLEM] = ProblemOut.model_json_schema()
            for path, operations in made["paths"].items():
                for operation in operations.values():
                    _complete(path, operation)
        described: dict[str, Any] = self.openapi_schema or {}
        return described


@cache
def examples() -> dict[str, dict[str, Any]]:
    """Requests and answers by ``operationId``: ``request`` (if it takes a body) and ``answer``."""
    stored: dict[str, dict[str, Any]] = json.loads((files("app.web.api") / "examples.json").read_text("utf-8"))
    return stored


def _complete(path: str, operation: dict[str, Any]) -> None:
    text = re.sub(r"\s+", " ", operation.get("description", "")).strip().replace("``", "`")
    operation["description"] = text
    found = FIRST_CLAUSE.match(text)
    operation["summary"] = found[1] if found else text
    example = examples().get(operation["operationId"], {})
    if "request" in example:
        operation["requestBody"]["content"][JSON]["example"] = example["request"]
    for status, response in operation["responses"].items():
        content = response.get("content", {})
        if JSON in content and "answer" in example:
            content[JSON]["example"] = example["answer"]
        if PROBLEM_JSON in content:
            content[PROBLEM_JSON]["example"] = problem_values(int(status), EXAMPLE_DETAILS[int(status)], path)
