"""``second-look audit compute``: the worked examples of the audit's statistics, calculated from their inputs."""

import itertools
import json
from pathlib import Path
from typing import Annotated, Any, ClassVar, Self

import typer
from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt, ValidationError, model_validator

from app.errors import BadInputError
from app.stats.worked import KINDS, expected_of, is_sample

Rate = Annotated[float, Field(ge=0, le=1)]
Inside = Annotated[float, Field(gt=0, lt=1)]
Positive = Annotated[float, Field(gt=0)]


class _Counts(BaseModel):
    """An object of the file; the fields named in ``ASCENDING`` count parts of each other."""

    model_config = ConfigDict(allow_inf_nan=False)
    ASCENDING: ClassVar[tuple[tuple[str, ...], ...]] = ()

    @model_validator(mode="after")
    def _parts_fit(self) -> Self:
        for names in self.ASCENDING:
            for part, whole in itertools.pairwise(names):
                if getattr(self, part) > getattr(self, whole):
                    raise ValueError(f"{part} is {getattr(self, part)}, more than {whole}")
        return self


class _Row(_Counts):
    ASCENDING = (("passed", "n"),)
    sex: str
    race: str
    n: NonNegativeInt
    passed: NonNegativeInt


class _Printed(BaseModel):
    printed_scoring_rates: dict[str, Rate]


class _Pair(_Counts):
    ASCENDING = (("focal_passed", "focal_n"), ("ref_passed", "ref_n"))
    focal_passed: NonNegativeInt
    focal_n: NonNegativeInt
    ref_passed: NonNegativeInt
    ref_n: NonNegativeInt


class _Labelled(_Pair):
    label: str


class _OfStratum(_Pair):
    stratum: str


class _Sample(_Counts):
    ASCENDING = (("wrongful_in_sample", "control_sample", "unflagged_population"),)
    unflagged_population: NonNegativeInt
    control_sample: NonNegativeInt
    wrongful_in_sample: NonNegativeInt
    flagged_rescued: NonNegativeInt | None = None
    reviewer_sensitivity: Rate | None = None
    reviewer_specificity: Rate | None = None


class _Margin(BaseModel):
    p: Rate
    margin: Positive
    N: Annotated[int, Field(ge=1)] | None = None


class _Plan(BaseModel):
    confidence: Inside = 0.95
    max_rates: list[Annotated[float, Field(gt=0, le=1)]] | None = None
    margins: list[_Margin] | None = None


class _Nightly(BaseModel):
    prior_a: Positive
    prior_b: Positive
    p0: Inside
    p1: Inside
    alpha: Inside
    nights: list[tuple[NonNegativeInt, NonNegativeInt]]


class _Stratum(_Counts):
    ASCENDING = (("wrongful", "reviewed", "N"),)
    stratum: str
    flagged: bool
    N: NonNegativeInt
    reviewed: NonNegativeInt
    wrongful: NonNegativeInt


class _Candidate(BaseModel):
    rules_fired: list[str]
    weight: Annotated[int | float, Field(gt=0)]
    rescued: bool


class _Drift(_Counts):
    ASCENDING = (("base_overturned", "base_n"), ("recent_overturned", "recent_n"))
    base_overturned: NonNegativeInt
    base_n: NonNegativeInt
    recent_overturned: NonNegativeInt
    recent_n: NonNegativeInt


class _Gold(_Counts):
    ASCENDING = (("caught", "seeded"),)
    caught: NonNegativeInt
    seeded: NonNegativeInt


class _Agreement(BaseModel):
    confusion: list[list[NonNegativeInt]] | None = None
    labels: list[str] | None = None
    units: list[list[str | bool | int | float | None]] | None = None
    drift: _Drift | None = None
    gold: _Gold | None = None


class _Ll144(BaseModel):
    rows: list[_Row] | None = None
    min_share: Rate | None = None
    scores: dict[str, list[int | float]] | None = None
    published_anchor: _Printed | None = None


class _Tables(BaseModel):
    tables: list[_Labelled] | None = None


class _Misses(BaseModel):
    planning: _Plan | None = None


class _Sequential(BaseModel):
    nightly: _Nightly | None = None


class _Strata(BaseModel):
    strata: list[_Stratum] | None = None
    candidates: list[_Candidate] | None = None


class _Within(BaseModel):
    strata: list[_OfStratum] | None = None


class _Agreements(BaseModel):
    agreement: _Agreement | None = None


INPUTS: dict[str, type[BaseModel]] = {
    "ll144_selection": _Ll144,
    "ll144_scoring": _Ll144,
    "two_group_tests": _Tables,
    "miss_rate": _Misses,
    "sequential": _Sequential,
    "stratified_and_culpability": _Strata,
    "mantel_haenszel": _Within,
    "agreement_and_drift": _Agreements,
}


class _Case(BaseModel):
    id: str | int
    kind: str
    inputs: dict[str, Any]


class _File(BaseModel):
    cases: list[_Case]


def compute(
    file: Annotated[Path, typer.Argument(help="Cases as JSON: {cases: [{id, kind, inputs}]}.")],
) -> None:
    """Calculate worked examples and print {cases: [{id, expected}]}, to compare the audit with other tools."""
    cases = _read(file).cases
    answers = [{"id": case.id, "expected": _answered(case)} for case in cases]
    typer.echo(json.dumps({"cases": answers}, ensure_ascii=False, indent=1, allow_nan=False))


def _read(file: Path) -> _File:
    try:
        return _File.model_validate_json(file.read_bytes())
    except OSError as error:
        raise BadInputError(f"{file} cannot be read; check the path and its rights") from error
    except ValidationError as error:
        raise BadInputError(f"{file}: {_first_of(error)}; see docs/audit.md for its shape") from error


def _answered(case: _Case) -> dict[str, Any]:
    """The answers to one case. Raises ``BadInputError`` with its id, and the field where one is to blame."""
    kinds = [kind.strip() for kind in case.kind.split("+")]
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        raise BadInputError(f"case {case.id}, kind: {unknown[0]!r} is not one of {', '.join(KINDS)}")
    expected: dict[str, Any] = {}
    inputs = _checked(case, kinds)
    try:
        expected = expected_of(kinds, inputs)
    except ValueError as error:
        raise BadInputError(f"case {case.id}: {error}") from error
    if not expected:
        raise BadInputError(f"case {case.id}, inputs: nothing that {case.kind} takes; see docs/audit.md")
    return expected


def _checked(case: _Case, kinds: list[str]) -> dict[str, Any]:
    checked: dict[str, Any] = {}
    try:
        for kind in kinds:
            checked |= INPUTS[kind].model_validate(case.inputs).model_dump(exclude_none=True)
    except ValidationError as error:
        raise BadInputError(f"case {case.id}, {_first_of(error)}") from error
    if "miss_rate" in kinds:
        checked |= {name: _sample(case, name) for name, given in case.inputs.items() if is_sample(given)}
    return checked


def _sample(case: _Case, name: str) -> dict[str, Any]:
    try:
        return _Sample.model_validate(case.inputs[name]).model_dump(exclude_none=True)
    except ValidationError as error:
        raise BadInputError(f"case {case.id}, {name}.{_first_of(error)}") from error


def _first_of(error: ValidationError) -> str:
    """Where the first fault is, and what it is, in one line."""
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}" if place else str(first["msg"])
