"""A draft of the summary that New York City's Local Law 144 wants published (6 RCNY 5-302), from a stored report.

Only a draft: the law wants an independent auditor, and whoever makes the tool or uses it is none. It repeats the digits
of the report's tables and calculates nothing but the sums of those whose category is not known.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from app.audit.answer import words_from_json
from app.audit.impacts import TOO_FEW_FOR_RATIO
from app.errors import NotFoundError
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.stats.impact import MIN_SHARE

CHECK = "impact"
ATTRIBUTES = {
    "sex": N_("Sex"),
    "race": N_("Race or ethnicity"),
    "sex_race": N_("Sex and race or ethnicity"),
}
"""The law asks for these three; age is in the report and not here."""
STAGES = {"ats": N_("Selected by the tool"), "review": N_("Selected after people's review")}

DRAFT = N_("Draft, not an independent audit. Local Law 144 wants an auditor who neither made nor uses the tool.")
NOTES = (
    N_("Selected means not rejected by the tool; after review, also those whom people reinstated."),
    N_("The impact ratio is a group's rate divided by the highest rate of a group that is not excluded. The scoring "
       "rate is the share of a group above the median of everybody who has a score."),
    N_("People whose category is not known are left out of the rates and counted here; groups of fewer than 5 are "
       "counted with them, so that nobody can be made out. An auditor has their numbers."),
    N_("A group under two percent of the people whose category is known has no ratio, for a few people decide it; its "
       "rate is listed. The rule does not say whether the two percent are of these or of everybody."),
    N_("The law sets no pass mark. Four fifths is a mark of the Uniform Guidelines (29 CFR 1607.4 D)."),
)  # fmt: skip


def summary(report: Mapping[str, Any], *, audited_on: date, tool: str = "", distributed: str = "") -> dict[str, Any]:
    """The summary as data, from ``report.as_data``.

    Args:
        report: a report that has the tables of the check ``impact``.
        audited_on: the date of the audit.
        tool: name and version of the tool that selects or scores.
        distributed: when this version of it came into use.

    Raises:
        NotFoundError: the report has no such tables.

    """
    answer = next((one for one in report["answers"] if one["check"] == CHECK), None)
    tables = {one["name"]: _rows(one) for one in answer["tables"]} if answer else {}
    if answer is None or "answered" not in tables:
        raise NotFoundError(
            f"the report of {report['since']} to {report['day']} has no impact ratios; import protected attributes "
            "for that time, then audit it: docs/attributes.md"
        )
    unknown = {
        attribute: sum(row["unknown"] for row in tables["answered"][place * 2 : place * 2 + 2])
        for place, attribute in enumerate(ATTRIBUTES)
    }
    people = sum(row["people"] for row in tables["answered"][:2])
    return {
        "draft": DRAFT,
        "tool": tool,
        "distributed": distributed,
        "since": report["since"],
        "until": report["day"],
        "audited_on": audited_on.isoformat(),
        "people": people,
        "selection": [
            {
                "stage": stage, "attribute": attribute,
                "rows": [
                    {name: row[name] for name in ("group", "n", "passed", "rate", "ratio", "remark")}
                    for row in tables[f"{stage}_{attribute}"]
                ],
            }
            for stage in STAGES for attribute in ATTRIBUTES if f"{stage}_{attribute}" in tables
        ],
        "scoring": tables.get("scoring", []),
        "unknown": unknown,
        "excluded": list(_excluded(tables)),
        "two_percent_of_everybody": list(_otherwise(tables, people)),
        "not_measured": [str(words_from_json(one)) for one in answer["unmeasured"]],
        "notes": list(NOTES),
        "versions": report["versions"],
        "snapshot": report["snapshot"],
    }  # fmt: skip


def _rows(one: Mapping[str, Any]) -> list[dict[str, Any]]:
    names = [column["name"] for column in one["columns"]]
    return [dict(zip(names, row, strict=True)) for row in one["rows"]]


def _excluded(tables: Mapping[str, list[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    for attribute in ATTRIBUTES:
        for row in tables.get(f"ats_{attribute}", []):
            if row["remark"] == TOO_FEW_FOR_RATIO:
                yield {"attribute": attribute, "group": row["group"], "n": row["n"], "rate": row["rate"]}


def _otherwise(tables: Mapping[str, list[dict[str, Any]]], people: int) -> Iterator[dict[str, Any]]:
    """Groups that would be excluded as well if the two percent were of everybody who applied."""
    for attribute in ATTRIBUTES:
        for row in tables.get(f"ats_{attribute}", []):
            if row["remark"] != TOO_FEW_FOR_RATIO and row["n"] / people < MIN_SHARE:
                yield {"attribute": attribute, "group": row["group"], "n": row["n"]}


def number(value: int) -> str:
    """A count as it is printed."""
    return f"{value:,}"


def percent(value: float) -> str:
    """A rate as it is printed: to a hundredth of a percent."""
    return f"{100 * value:.2f} %"


def ratio(value: float | None) -> str:
    """An impact ratio as it is printed; a dash where there is none."""
    return "-" if value is None else f"{value:.4f}"
