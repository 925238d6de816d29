"""Logs: plain lines or JSON on standard error, everything through one pipe, and nothing personal or secret in it.

Call ``configure`` once at the door. Messages of exceptions stay out unless they are our own: a database driver's quotes
the values it was given. Type, place and error id are enough to find the fault.
"""

import logging
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from traceback import walk_tb
from typing import Any, Literal, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from app.errors import SecondLookError

WITHHELD = "[withheld]"
SECRET_KEYS = re.compile(
    r"authorization|cookie|password|secret|token|e_?mail|^name$|candidate|^body$|^query", re.IGNORECASE
)
SECRETS = (
    (re.compile(r"(://)[^/\s@:]*:[^/\s@]*@"), rf"\1{WITHHELD}@"),
    (re.compile(r"[^\s@<>\"(),:;/]*@[^\s@<>\"(),:;/]+"), WITHHELD),
    (re.compile(r"\b(slk_|whsec_|Bearer |Basic )[\w.~+/=-]+"), WITHHELD),
    (re.compile(r"(?<=[\w/])\?[^\s\"'#]+"), "?" + WITHHELD),
)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""What a terminal would obey, or a line would break at, or that reverses what is read: said, never sent."""

FRAMES_AT_MOST = 30
CHAIN_AT_MOST = 5
NOISY = ("uvicorn.access", "httpx2", "httpcore2", "pdfminer", "alembic.runtime")


def configure(level: str, form: Literal["plain", "json"], stream: TextIO | None = None) -> None:
    """Send structlog's and the standard library's records down the same pipe.

    Args:
        level: debug, info, warning or error.
        form: ``plain`` for people, ``json`` for collectors.
        stream: where to write; standard error when not given.

    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        tell_fault,
        withhold,
    ]
    last: Processor = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(
            colors=False, pad_event_to=0, exception_formatter=structlog.dev.plain_traceback
        )
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)


def withhold(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Mask what looks like an address, a key, a query string, and whatever stands under a telling name."""
    return {key: _masked(key, value) for key, value in event.items()}


def tell_fault(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace an exception by its types and the places it came through."""
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    error = given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["fault"] = "; caused by ".join(_told(one) for one in _chain(error))
    return event


def _masked(key: str, value: Any) -> Any:
    if key.startswith("_"):  # structlog's own; removed before rendering
        return value
    if value and SECRET_KEYS.search(key):
        return WITHHELD
    if isinstance(value, str):
        for pattern, instead in SECRETS:
            value = pattern.sub(instead, value)
        return _UNPRINTABLE.sub(_escaped, value)
    if isinstance(value, Mapping):
        return {str(inner): _masked(str(inner), one) for inner, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked("", one) for one in value]
    return value if isinstance(value, bool | int | float | None) else _masked("", str(value))


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()


def _chain(error: BaseException) -> Iterator[BaseException]:
    following: BaseException | None = error
    for _ in range(CHAIN_AT_MOST):
        if following is None:
            return
        yield following
        following = following.__cause__ or following.__context__


def _told(error: BaseException) -> str:
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    says = f" ({error})" if isinstance(error, SecondLookError | OSError) else ""
    walked = [
        (Path(frame.f_code.co_filename), line, frame.f_code.co_name) for frame, line in walk_tb(error.__traceback__)
    ]
    ours = [place for place in walked[:-1] if "site-packages" not in place[0].parts] + walked[-1:]
    frames = [f"{path.name}:{line} {name}" for path, line, name in ours]
    return f"{kind}{says} at {' > '.join(frames[-FRAMES_AT_MOST:]) or 'an unknown place'}"
