"""Reading what a vendor sent: tolerant of unknown fields; errors name the field and never quote its content.

Nobody is lost for a bad detail: what can be left out is left out with a remark, and one bad row does not cost the page.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, NoReturn, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ModelWrapValidatorHandler,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)

T = TypeVar("T")
M = TypeVar("M", bound="Payload")

LONGEST_ID = 280
"""Characters. The store keeps 300, some of which go to a prefix such as ``application:``."""

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""PostgreSQL takes neither NUL nor half of a surrogate pair, and neither means anything."""


class Payload(BaseModel):
    """Base of a vendor's private payload models. Ids that come as numbers are read as text."""

    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True, hide_input_in_errors=True)


class Forgiving(Payload):
    """Part of an event: a field that cannot be read, null included, has its default, with a remark.

    For what tells us about a candidate. Not for what decides a write: there, not understood has to stop us.
    """

    NEEDED: ClassVar[frozenset[str]] = frozenset()
    """Fields that may be missing, but not unreadable: leaving them out would change whom the event is about."""

    @model_validator(mode="wrap")
    @classmethod
    def _without_bad_details(cls, value: Any, read: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        try:
            return read(value)
        except ValidationError as error:
            bad = {
                str(fault["loc"][0]) for fault in error.errors(include_url=False, include_input=False) if fault["loc"]
            }
            needed = cls.NEEDED | {name for name, field in cls.model_fields.items() if field.is_required()}
            if not bad or bad & needed or not isinstance(value, Mapping):
                raise
            for name in sorted(bad):
                _remark(info, f"{name} was left out: {_first_fault(error, name)}")
            return read({name: each for name, each in value.items() if name not in bad})


def _in_utc(value: datetime | None, info: ValidationInfo) -> datetime | None:
    if value is None:
        return None
    if value.tzinfo is None:
        _remark(info, f"{info.field_name} names no time zone and was taken as UTC")
        return value.replace(tzinfo=UTC)
    try:
        return value.astimezone(UTC)
    except OverflowError:
        _remark(info, f"{info.field_name} lies outside of the calendar and was left out")
        return None


def _or_none(value: Any, read: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
    try:
        return read(value)
    except ValidationError as error:
        _remark(info, f"{info.field_name} was left out: {_first_fault(error)}")
        return None


def _remark(info: ValidationInfo, sentence: str) -> None:
    """Once: a part may be read twice, without what was bad in it, or as each of the forms it may have."""
    if info.context is not None and sentence not in info.context:
        info.context.append(sentence)


def _ticked(value: Any) -> Any:
    return {True: "Yes", False: "No"}[value] if isinstance(value, bool) else value


Id = Annotated[str, StringConstraints(max_length=LONGEST_ID)]
Moment = Annotated[datetime | None, AfterValidator(_in_utc)]
"""A time in UTC. One without a zone is taken as UTC, one that UTC cannot express is None, both with a remark."""
Optionally = Annotated[T | None, WrapValidator(_or_none)]
"""A part without which the rest still counts: None, with a remark, where it cannot be read."""
Said = Annotated[str, BeforeValidator(_ticked)]
"""The answer to a question of the application form. A box that was ticked, or not, is a yes or a no."""


def read_json(model: type[M], body: bytes, remarks: list[str] | None = None) -> M:
    """Parse a JSON body; ``remarks`` collects a sentence for each thing that was left out or guessed.

    Raises:
        ValueError: not JSON, or a field is missing or of the wrong type; the message names the field only.

    """
    return read_value(model, _parse(body), remarks)


def read_list(model: type[M], body: bytes) -> list[M]:
    """Parse a JSON array of objects, all of them good; raises as ``read_json`` does."""
    return [read_value(model, value) for value in read_array(body)]


def read_array(body: bytes) -> list[Any]:
    """Parse a JSON array of whatever; raises as ``read_json`` does."""
    parsed = _parse(body)
    if not isinstance(parsed, list):
        raise ValueError("the body: must be a JSON array")  # noqa: TRY004 - callers know one error
    return parsed


def read_rows(model: type[M], rows: Sequence[Any]) -> tuple[list[tuple[M, str]], list[tuple[Any, str]]]:
    """Check the rows of a list one by one: the good ones with their remark, and the bad ones with what is wrong."""
    good, skipped = [], list[tuple[Any, str]]()
    for number, row in enumerate(rows, 1):
        remarks: list[str] = []
        try:
            good.append((read_value(model, row, remarks), "; ".join(remarks)))
        except ValueError as error:
            skipped.append((row, f"row {number} of the page was skipped: {error}"))
    return good, skipped


def read_value(model: type[M], value: Any, remarks: list[str] | None = None) -> M:
    """Check a parsed JSON object; raises as ``read_json`` does."""
    try:
        return model.model_validate(value, context=remarks)
    except ValidationError as error:
        raise ValueError(_first_fault(error)) from None  # the original quotes the candidate's data


def _parse(body: bytes) -> Any:
    try:
        return _storable(json.loads(body, parse_constant=_no_number))
    except (ValueError, RecursionError):
        raise ValueError("the body: json invalid") from None  # the original quotes the candidate's data


def _no_number(_name: str) -> NoReturn:
    raise ValueError("NaN and Infinity are not JSON")


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return _UNSTORABLE.sub("", value)
    if isinstance(value, list):
        return [_storable(entry) for entry in value]
    if isinstance(value, Mapping):
        return {name: _storable(entry) for name, entry in value.items()}
    return value


def _first_fault(error: ValidationError, field: str = "") -> str:
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    fault = next(fault for fault in faults if not field or str(fault["loc"][0]) == field)
    place = ".".join(str(part) for part in fault["loc"])[:200] or "the body"
    return f"{place}: {fault['type'].replace('_', ' ')}"
