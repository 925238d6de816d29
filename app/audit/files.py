"""The files of a report: a CSV for each table and for the findings, and all of them in one zip.

Every number has the digits that its table keeps, as on the page and in the JSON.
"""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from app.audit.answer import Kind
from app.audit.export import harmless, in_csv
from app.audit.report import canonical, in_words
from app.errors import NotFoundError
from app.language import translated as _

FINDINGS = ("severity", "check", "subject", "text", "weight", "key")
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
"""One time for all files, so that the same report gives the same bytes."""


def csv_of(report: Mapping[str, Any], check: str, name: str) -> str:
    """One table of a check as CSV.

    Raises:
        NotFoundError: the report has no such table.

    """
    tables = (one for answer in report["answers"] if answer["check"] == check for one in answer["tables"])
    found = next((one for one in tables if one["name"] == name), None)
    if found is None:
        raise NotFoundError(_("this report has no such table"))
    return _csv(found)


def in_files(report: Mapping[str, Any]) -> dict[str, str]:
    """Every file an auditor gets, by its name: ``{check}/{table}.csv``, the findings, what is missing, the JSON."""
    files = {
        f"{answer['check']}/{one['name']}.csv": _csv(one) for answer in report["answers"] for one in answer["tables"]
    }
    found = ([harmless(finding[name]) for name in FINDINGS] for finding in report["findings"])
    gaps = ((answer["check"], harmless(in_words(gap))) for answer in report["answers"] for gap in answer["unmeasured"])
    return files | {
        "findings.csv": in_csv([FINDINGS, *found]), "not-measured.csv": in_csv([("check", "what"), *gaps]),
        "report.json": canonical(dict(report)),
    }  # fmt: skip


def as_zip(report: Mapping[str, Any]) -> bytes:
    """All files in one; the same report gives the same bytes."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in in_files(report).items():
            archive.writestr(zipfile.ZipInfo(name, ZIP_EPOCH), text, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def write(report: Mapping[str, Any], folder: Path) -> int:
    """Write all files into a folder, which is made if it is not there; returns how many."""
    files = in_files(report)
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return len(files)


def _csv(one: Mapping[str, Any]) -> str:
    columns = one["columns"]
    rows = ([_cell(cell, column) for cell, column in zip(row, columns, strict=True)] for row in one["rows"])
    return in_csv([[column["name"] for column in columns], *rows])


def _cell(cell: Any, column: Mapping[str, Any]) -> Any:
    if cell is None:
        return ""
    return f"{cell:.{column['digits']}f}" if column["kind"] in {Kind.SHARE, Kind.NUMBER} else harmless(cell)
