"""A report of the night as people read it: what the page shows, and the same as one HTML file for an auditor.

The file has its styles inside, runs nothing, and asks for nothing else.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import quote

from jinja2 import Environment
from markupsafe import Markup

from app import language
from app.audit.answer import Kind
from app.audit.checks.registry import CHECKS
from app.audit.report import ABOUT_RULES, SEVERITIES, in_words, printed
from app.language import translated as _
from app.store.night import FindingState
from app.web.charts import Drawing, draw
from app.web.render import STATIC

ROWS_SHOWN = 50
FINDINGS_SHOWN = 200
OF_A_CHECK_SHOWN = 10
WORD_AT_MOST = 11
"""Letters of a heading's word that are kept together on paper."""
STYLES = ("style.css", "night.css")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as printed; ``href`` is where more about it stands, or empty."""

    text: str
    number: bool
    href: str = ""

    @property
    def breaks(self) -> bool:
        """Whether a word of it is too long for a narrow column."""
        return any(len(word) > WORD_AT_MOST for word in self.text.split())


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as shown: ``rows`` may be fewer than the ``total``. ``place`` is its anchor, ``csv`` its address."""

    place: str
    title: str
    sentence: str
    columns: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int
    drawing: Drawing | None
    csv: str


@dataclass(frozen=True, slots=True)
class Found:
    """A finding as shown; ``state`` is None where nobody may say anything about it, or no night was finished."""

    severity: str
    severity_words: str
    text: str
    subject: str
    href: str
    question: str
    state: FindingState | None


@dataclass(frozen=True, slots=True)
class Part:
    """What one check asked and was answered."""

    name: str
    question: str
    findings: tuple[Found, ...]
    findings_total: int
    sheets: tuple[Sheet, ...]
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class View:
    """A whole report. ``quiet`` are the questions with nothing to report at all; ``full`` that its tables are shown."""

    day: date
    since: date
    whole: bool
    findings: tuple[Found, ...]
    findings_total: int
    parts: tuple[Part, ...]
    quiet: tuple[str, ...]
    address: str
    query: str
    full: bool
    snapshot: str
    seed: str
    versions: Mapping[str, str]
    digest: str


@dataclass(frozen=True, slots=True)
class Links:
    """What a page may lead to: ids that are rejections, and what people said to findings, by key."""

    records: Collection[str] = frozenset()
    states: Mapping[str, FindingState] = field(default_factory=dict)
    on: bool = False
    """Whether the reader may open records at all."""


def view(report: Mapping[str, Any], digest: str, *, links: Links | None = None, rows: int | None = ROWS_SHOWN) -> View:
    """A report in the language that is spoken.

    Args:
        report: as ``report_of`` or ``for_reviewers`` gives it.
        digest: of the whole report.
        links: None for a file or a reviewer.
        rows: how many of each table are shown; None for all.

    """
    links = links or Links()
    address = f"/night/{report['day']}"
    query = f"?since={report['since']}"
    found = [_found(finding, links) for finding in report["findings"]]
    of_check: dict[str, list[Found]] = {}
    for finding, shown in zip(report["findings"], found, strict=True):
        of_check.setdefault(finding["check"], []).append(shown)
    parts = tuple(
        Part(
            name=answer["check"],
            question=question_of(answer["check"]),
            findings=tuple(of_check.get(answer["check"], ())[:OF_A_CHECK_SHOWN]),
            findings_total=len(of_check.get(answer["check"], ())),
            sheets=tuple(
                _sheet(one, answer["check"], f"{address}/{answer['check']}/{one['name']}.csv{query}", links, rows)
                for one in answer["tables"]
            ),
            gaps=tuple(in_words(gap) for gap in answer["unmeasured"]),
        )
        for answer in report["answers"]
    )
    said = tuple(part for part in parts if part.findings or part.sheets or part.gaps)
    return View(
        day=date.fromisoformat(report["day"]), since=date.fromisoformat(report["since"]), whole=report["whole"],
        findings=tuple(found[:FINDINGS_SHOWN]), findings_total=len(found), parts=said,
        quiet=tuple(part.question for part in parts if part not in said), address=address, query=query,
        full=any(one["columns"] for answer in report["answers"] for one in answer["tables"]),
        snapshot=report["snapshot"], seed=report["seed"], versions=report["versions"], digest=digest,
    )  # fmt: skip


def question_of(check: str) -> str:
    """What a check asks; its name where it is not there any more."""
    return _(CHECKS[check].QUESTION) if check in CHECKS else check


def standalone(report: Mapping[str, Any], digest: str, templates: Environment) -> str:
    """The report as one HTML file, with every row of every table."""
    styles = "\n".join((STATIC / name).read_text(encoding="utf-8") for name in STYLES)
    return templates.get_template("night_file.html").render(
        view=view(report, digest, rows=None),
        styles=Markup("<style>\n%s</style>") % Markup(styles),  # noqa: S704 - our own files, not anybody's words
        language=language.spoken(),
    )


def after(subject: str, text: str) -> str:
    """What a finding says, to stand after its subject: many name it themselves."""
    return text.removeprefix(subject).lstrip(": ") if subject else text


def about_rule(rule: str) -> str:
    """Where those whom a rule rejected are listed."""
    return f"/records?rule={quote(rule, safe='')}"


def _found(finding: Mapping[str, Any], links: Links) -> Found:
    subject, href = finding["subject"], ""
    if links.on and subject and finding["check"] in ABOUT_RULES:
        href = about_rule(subject)
    elif subject in links.records:
        href = f"/records/{subject}"
    return Found(
        severity=finding["severity"], severity_words=_(SEVERITIES[finding["severity"]]),
        text=after(subject, in_words(finding["words"])), subject=subject, href=href,
        question=question_of(finding["check"]), state=links.states.get(finding["key"]),
    )  # fmt: skip


def _sheet(one: Mapping[str, Any], check: str, csv: str, links: Links, rows: int | None) -> Sheet:
    columns: Sequence[Mapping[str, Any]] = one["columns"]
    return Sheet(
        place=f"{check}-{one['name']}",
        title=in_words(one["title"]),
        sentence=in_words(one["sentence"]) if one["sentence"] else "",
        columns=tuple(Cell(_(column["title"]), _is_number(column)) for column in columns),
        rows=tuple(
            tuple(_cell(cell, column, links) for cell, column in zip(row, columns, strict=True))
            for row in one["rows"][:rows]
        ),
        total=len(one["rows"]),
        drawing=draw(one),
        csv=csv,
    )


def _cell(cell: Any, column: Mapping[str, Any], links: Links) -> Cell:
    href = ""
    if links.on and cell and column["name"] == "rule":
        href = about_rule(cell)
    elif links.on and cell and column["kind"] == Kind.ID:
        href = f"/records/{cell}"
    return Cell(printed(cell, column), _is_number(column), href)


def _is_number(column: Mapping[str, Any]) -> bool:
    return column["kind"] in {Kind.COUNT, Kind.NUMBER, Kind.SHARE}
