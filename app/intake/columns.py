"""What the columns of batch files mean, and what is wrong with a row that cannot be used (docs/importing.md)."""

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from app.errors import BadInputError

OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
CLOCKS_DIFFER = timedelta(days=1)
"""A date without a zone may be up to a day ahead of ours."""

REJECTION_COLUMNS = ("application_id", "posting_id", "rejected_at", "resume_file")
POSTING_COLUMNS = ("posting_id", "title", "text")

C = TypeVar("C", bound="Columns")

DEEPEST = 20
"""Lists and objects inside of each other. A thousand are no requirements, and end whoever walks through them."""

_HALF = re.compile("[\ud800-\udfff]")


def _storable(value: str) -> str:
    if value.isascii() and "\x00" not in value:  # nearly all of a million rows
        return value
    if "\x00" in value:
        raise ValueError("holds a NUL byte, which no database column takes; remove it")
    if _HALF.search(value):
        raise ValueError("holds half of a character (a surrogate), which no database column takes; remove it")
    return value


def _one_line(value: str) -> str:
    if "\n" in value or "\r" in value:
        raise ValueError("holds a line break; check that a quote before it is closed")
    return value


def _storable_data(value: tuple[dict[str, Any], ...]) -> tuple[dict[str, Any], ...]:
    level: list[Any] = list(value)
    for _ in range(DEEPEST):
        level = [inner for one in level if isinstance(one, dict | list) for inner in _inside(one)]
    if level:
        raise ValueError(f"is nested deeper than {DEEPEST} times; write plain values")
    _storable(json.dumps(value, ensure_ascii=False).replace("\\u0000", "\x00"))
    return value


def _inside(value: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value


def _moment(value: object) -> object:
    """ISO 8601. What has no zone is UTC, what has no time is midnight."""
    try:
        moment = datetime.fromisoformat(str(value).strip())
    except ValueError:
        raise ValueError("not a date; write 2026-11-22 or 2026-11-22T09:30:00Z") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _rules(value: object) -> object:
    """A JSON list, or names separated by semicolons."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if not text.startswith("["):
        return [part for part in text.split(";") if part.strip()]
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("begins like a JSON list but is not") from None


def _answers(value: object) -> object:
    """JSON (an object, or pairs), or ``question=answer; question=answer``; always gives pairs."""
    if isinstance(value, str):
        text = value.strip()
        if not text.startswith(("{", "[")):
            return [
                (question.strip(), answer.strip())
                for question, mark, answer in (part.partition("=") for part in text.split(";") if part.strip())
            ]
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            raise ValueError("begins like JSON but is not") from None
    return list(value.items()) if isinstance(value, dict) else value


Stripped = Annotated[str, AfterValidator(_storable)]
OneLine = Annotated[Stripped, AfterValidator(_one_line)]
"""Where a line break is never meant: an unclosed quote in a CSV file swallows the rows behind it."""
Answer = Annotated[str, Field(max_length=5000), AfterValidator(_storable)]


class Columns(BaseModel):
    """Base of both kinds of row: unknown columns are harmless, numbers may stand for texts."""

    model_config = ConfigDict(
        extra="ignore", frozen=True, coerce_numbers_to_str=True, str_strip_whitespace=True, hide_input_in_errors=True
    )


class PostingRow(Columns):
    """One posting. Without ``requirements`` they are read from the text."""

    posting_id: Stripped = Field(min_length=1, max_length=300)
    title: Stripped = Field(min_length=1, max_length=1000)
    text: Stripped = Field(min_length=1, max_length=100_000)
    requirements: Annotated[tuple[dict[str, Any], ...], AfterValidator(_storable_data)] = Field(
        default=(), max_length=100
    )


class RejectionRow(Columns):
    """One rejected application."""

    application_id: OneLine = Field(min_length=1, max_length=300)
    posting_id: OneLine = Field(min_length=1, max_length=300)
    rejected_at: Annotated[datetime, BeforeValidator(_moment)]
    resume_file: OneLine = Field(min_length=1, max_length=1000)
    reason: Stripped = Field(default="", max_length=2000)
    rule: OneLine = Field(default="", max_length=300)
    rules: Annotated[tuple[Annotated[OneLine, Field(min_length=1, max_length=300)], ...], BeforeValidator(_rules)] = (
        Field(default=(), max_length=50)
    )
    name: OneLine = Field(default="", max_length=500)
    email: OneLine = Field(default="", max_length=320)
    answers: Annotated[tuple[tuple[Answer, Answer], ...], BeforeValidator(_answers)] = Field(default=(), max_length=100)


def read_posting(fields: dict[str, Any]) -> PostingRow:
    """Check one row of a postings file.

    Raises:
        BadInputError: names the columns and what is wrong with them, never their content.

    """
    return _read(PostingRow, fields)


def read_rejection(fields: dict[str, Any], now: datetime) -> RejectionRow:
    """Check one row of a rejections file; raises as ``read_posting`` does."""
    row = _read(RejectionRow, fields)
    if row.rejected_at > now + CLOCKS_DIFFER:
        raise BadInputError(f"rejected_at: {row.rejected_at:%Y-%m-%d} is in the future; check the date")
    if row.rejected_at < OLDEST:
        raise BadInputError(f"rejected_at: {row.rejected_at:%Y-%m-%d} is before {OLDEST:%Y}; check the date")
    return row


def _read(model: type[C], fields: dict[str, Any]) -> C:
    try:
        return model.model_validate({name: value for name, value in fields.items() if value is not None})
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        raise BadInputError("; ".join(_fault(str(fault["loc"][0]), fault) for fault in faults[:5])) from None


def _fault(column: str, fault: Any) -> str:
    if fault["type"] in {"missing", "string_too_short"}:
        return f"{column}: missing"
    said = fault["msg"].removeprefix("Value error, ")
    return f"{column}: {said[0].lower()}{said[1:]}"
