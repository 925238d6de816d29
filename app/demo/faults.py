"""Faults on order: the next calls that change something fail, before or after they took effect.

A call that fails after it took effect is an answer lost on the way: who repeats it without looking first does it twice.
"""

from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import Request, Response
from fastapi.responses import JSONResponse

_CHANGING = frozenset({"POST", "DELETE"})
_API = ("/generic/applications", "/greenhouse/applications", "/greenhouse/notes", "/greenhouse/applied_candidate_tags")


@dataclass(frozen=True, slots=True)
class Fault:
    """What one call is answered with instead; ``after`` lets it take effect first."""

    status: int
    after: bool


async def answer_with_fault(
    faults: deque[Fault], request: Request, call_next: Callable[[Request], Awaitable[Response]]
) -> Response:
    """Pass the call on, unless a fault waits for it."""
    if not (faults and request.method in _CHANGING and request.url.path.startswith(_API)):
        return await call_next(request)
    fault = faults.popleft()
    if fault.after:
        await call_next(request)
    return JSONResponse({"error": "a fault that was ordered at /admin/faults"}, status_code=fault.status)
