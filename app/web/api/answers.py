"""The refusals that every address of the API can give, as its documentation declares them."""

from typing import Any

PROBLEM = "ProblemOut"
_WORDS = {
    400: "The body is not JSON in UTF-8",
    401: "No live API key",
    403: "The key lacks a scope",
    404: "There is no such thing",
    408: "The body came too slowly",
    409: "Not in a state that allows this, or a request with this Idempotency-Key is being answered right now",
    413: "The body is too large",
    415: "The body is not JSON",
    422: "What was sent cannot be used",
    503: "Too much is going on; try again shortly",
}
READING = (401, 403, 422, 503)
WRITING = (400, 401, 403, 404, 408, 409, 413, 415, 422, 503)


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Declare problem+json for these statuses; ``description`` adds the schema once for all."""
    schema = {"$ref": f"#/components/schemas/{PROBLEM}"}
    return {
        status: {"description": _WORDS[status], "content": {"application/problem+json": {"schema": dict(schema)}}}
        for status in statuses
    }
