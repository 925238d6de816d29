"""Worked examples: which callable answers which kind of case, and which of its inputs it takes.

A case of several kinds ("a + b") gets the answers of all. Inputs are optional one by one: what is not there is not
answered.
"""

from collections.abc import Callable, Mapping
from typing import Any

from app.stats.agreement import agreement_and_drift
from app.stats.culpability import stratified_and_culpability
from app.stats.impact import MIN_SHARE, ll144_scoring, ll144_selection, ratios
from app.stats.mantel_haenszel import mantel_haenszel
from app.stats.misses import miss_rate
from app.stats.planning import sample_size
from app.stats.sequential import sequential
from app.stats.two_groups import two_group_tests

Inputs = Mapping[str, Any]
SEXES = {"female", "male"}
SAMPLE = {"unflagged_population", "control_sample", "wrongful_in_sample"}
PRINTED_DIGITS = 2
PRINTED_TOLERANCE = 0.006
"""Printed ratios have two digits (half of the last is 0.005) and are made from rates not yet rounded to three."""


def expected_of(kinds: list[str], inputs: Inputs) -> dict[str, Any]:
    """The answers to one case, by the names of the parts. Raises ``KeyError`` for a kind that is not in ``KINDS``."""
    expected: dict[str, Any] = {}
    for kind in kinds:
        expected |= KINDS[kind](inputs)
    if "published_anchor" in inputs and any(kind.startswith("ll144") for kind in kinds):
        expected["published_anchor"] = _printed(inputs["published_anchor"]["printed_scoring_rates"])
    return expected


def _selection(inputs: Inputs) -> dict[str, Any]:
    if "rows" not in inputs:
        return {}
    return {"selection": ll144_selection(inputs["rows"], inputs.get("min_share", MIN_SHARE))}


def _scoring(inputs: Inputs) -> dict[str, Any]:
    if "scores" not in inputs:
        return {}
    return {"scoring": ll144_scoring(inputs["scores"], inputs.get("min_share", MIN_SHARE))}


def _tables(inputs: Inputs) -> dict[str, Any]:
    return {"tables": two_group_tests(inputs["tables"])} if "tables" in inputs else {}


def _misses(inputs: Inputs) -> dict[str, Any]:
    """Whatever is a control sample, under its name, and the plan."""
    samples = {name: miss_rate(**given) for name, given in inputs.items() if is_sample(given)}
    return samples | ({"planning": sample_size(**inputs["planning"])} if "planning" in inputs else {})


def is_sample(given: object) -> bool:
    """Whether an input is, or means to be, a control sample; a case may have several, and names them as it likes."""
    return isinstance(given, Mapping) and not SAMPLE.isdisjoint(given)


def _nightly(inputs: Inputs) -> dict[str, Any]:
    return {"nightly": sequential(**inputs["nightly"])} if "nightly" in inputs else {}


def _strata(inputs: Inputs) -> dict[str, Any]:
    return stratified_and_culpability(inputs.get("strata", ()), inputs.get("candidates", ()))


def _within(inputs: Inputs) -> dict[str, Any]:
    return {"mantel_haenszel": mantel_haenszel(inputs["strata"])} if "strata" in inputs else {}


def _agreement(inputs: Inputs) -> dict[str, Any]:
    return {"agreement": agreement_and_drift(**inputs["agreement"])} if "agreement" in inputs else {}


def _printed(rates: Mapping[str, float]) -> dict[str, Any]:
    """Ratios of rates that somebody printed, to the digits in which they print ratios; sexes apart from races."""
    by_sex = {name: rate for name, rate in rates.items() if name.lower() in SEXES}
    by_race = {name: rate for name, rate in rates.items() if name.lower() not in SEXES}
    return {
        name: {category: _as_printed(ratio) for category, ratio in ratios(those).items()}
        for name, those in (("sex", by_sex), ("race", by_race))
        if those
    } | {"tolerance": PRINTED_TOLERANCE}


def _as_printed(ratio: float | None) -> float | None:
    return None if ratio is None else round(ratio, PRINTED_DIGITS)


KINDS: dict[str, Callable[[Inputs], dict[str, Any]]] = {
    "ll144_selection": _selection,
    "ll144_scoring": _scoring,
    "two_group_tests": _tables,
    "miss_rate": _misses,
    "sequential": _nightly,
    "stratified_and_culpability": _strata,
    "mantel_haenszel": _within,
    "agreement_and_drift": _agreement,
}
