"""How well resumes are read: fields against the truth that each file was made from.

``python -m bench.parsing [FOLDER]`` where FOLDER holds files beside their ``*.truth.json``, in folders named
``authored-docx``, ``authored-html-layouts``, ``rendered-*``, ``converted-office`` and ``scanned``; without an argument
the folder ``corpus/resumes`` in ``shared`` beside the checkout is tried. Every file goes through the same child process
as in the service.

``--only-fields name,email`` prints these columns only, ``--only TEXT`` reads the files whose path holds TEXT,
``--misses`` names for each measure the files that lost something, ``--root PATH`` measures the parsers of another
checkout, ``--jobs N`` reads N files at once (2).
"""

import argparse
import importlib
import json
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Score = tuple[int, int]
_FIELDS = (
    "name", "email", "phone", "label", "roles", "count", "bullets", "education", "certs", "languages", "skills R",
    "skills P",
)  # fmt: skip
_FORMATS = {"authored-docx": "DOCX", "converted-office": "converted", "scanned": "scanned"}
_BEHIND = ("certificates", "languages", "skills")
_FIRST_PAGE_ONLY = {
    "d03__jsonresume-jacrys__scan": ("basics.email", "basics.phone", "education", *_BEHIND),
    "d14__jsonresume-even__photo": _BEHIND,
}
"""Scans that hold the first of two pages, with the fields of their truth that stand on the other."""

_HERE = Path(__file__).resolve().parent.parent


@dataclass
class Case:
    """One file with its truth, and how it was read."""

    path: Path
    truth: dict[str, Any]
    scores: dict[str, Score] = field(default_factory=dict)
    why: str = ""

    @property
    def format(self) -> str:
        """PDF, DOCX, HTML, or what was done to the file: converted, scanned."""
        return _FORMATS.get(self.path.parent.name, self.path.suffix[1:].upper())

    @property
    def layout(self) -> str:
        """Theme or layout, with the type of a file that was not made from it directly."""
        name = self.path.stem.partition("__")[2].partition("__")[0]
        return name + self.path.suffix if self.format in ("converted", "HTML") else name

    @property
    def language(self) -> str:
        """Code of the language of the text."""
        return str(self.truth["resume"].get("meta", {}).get("language", "?"))


def cases(folder: Path, only: str) -> list[Case]:
    """Every file that has a truth: ``x.pdf.truth.json``, or ``x.truth.json`` for ``x.pdf`` and ``x.html``."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.suffix in ("", ".json", ".gif") or only not in str(path):
            continue
        for name in (f"{path.name}.truth.json", f"{path.stem}.truth.json"):
            if (known := path.with_name(name)).is_file():
                truth = json.loads(known.read_text("utf-8"))
                missing = [*left_out(path, truth), *_FIRST_PAGE_ONLY.get(path.stem, ())]
                truth["fieldsNotShownVerbatim"] = [*truth.get("fieldsNotShownVerbatim", ()), *missing]
                found.append(Case(path, truth))
                break
    return found


def left_out(path: Path, truth: dict[str, Any]) -> list[str]:
    """The contact data of which a text file holds no trace: a program that saves as text leaves page headers out.

    Only text files are asked, as their bytes are what they show.
    """
    if path.suffix != ".txt":
        return []
    text, basics = bare(path.read_text("utf-8-sig")), truth["resume"]["basics"]
    parts = {"name": basics["name"].split(), "email": [basics["email"]], "phone": [basics["phone"][-5:]]}
    return [f"basics.{name}" for name, traces in parts.items() if not any(bare(trace) in text for trace in traces)]


def bare(text: str) -> str:
    """Letters and digits only, whatever their case."""
    return "".join(filter(str.isalnum, text.casefold()))


def read(case: Case) -> None:
    """Parse the file in the quarantine and score what came back."""
    isolate = importlib.import_module("parsers.isolate")
    result = isolate.parse(case.path.read_bytes(), ocr=isolate.Ocr())
    judge(case, result)


def judge(case: Case, result: Any) -> None:
    """Score an answer; what could not be read has no field right."""
    case.why = getattr(result, "why", "")
    lines = () if case.why else result.document.lines
    truth = importlib.import_module("bench.fieldtruth").Truth(case.truth, [line.text for line in lines])
    case.scores = truth.scores(None if case.why else result.fields)


def share(found: Iterable[Score]) -> float | None:
    """Right of all wanted, or None where nothing was wanted."""
    scores = list(found)
    wanted = sum(score[1] for score in scores)
    return sum(score[0] for score in scores) / wanted if wanted else None


def grouped(done: list[Case], by: str) -> dict[str, list[Case]]:
    groups = defaultdict(list)
    for case in done:
        groups[getattr(case, by)].append(case)
    return dict(sorted(groups.items()))


def table(title: str, rows: list[list[str]]) -> None:
    """Columns as wide as their widest cell, figures to the right."""
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    print(f"\n{title}")
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        print("  " + "  ".join(cells).rstrip())


def summary(done: list[Case], columns: list[str]) -> None:
    """Share of all wanted fields that are right, a row for each format and one for each language."""
    rows = [["", "files", *columns]]
    groups = {**grouped(done, "format"), **{f"in {name}": group for name, group in grouped(done, "language").items()}}
    unscanned = [case for case in done if case.format != "scanned"]
    for name, group in {**groups, "all but scanned": unscanned}.items():
        rows.append(_shares(name, group, columns))
        read = [case for case in group if not case.why]
        if 0 < len(read) < len(group):
            rows.append(_shares(f"{name}, but for those held", read, columns))
    table("Share of the fields that are right (languages: with scans); a file that is held has none right", rows)


def _shares(name: str, group: list[Case], columns: list[str]) -> list[str]:
    shares = [share(case.scores[column] for case in group) for column in columns]
    return [name, str(len(group)), *("-" if value is None else f"{value:.3f}" for value in shares)]


def details(done: list[Case], by: str, columns: list[str]) -> None:
    """The lowest, middle and highest share of a file, for each group."""
    rows = [["", "files", *columns]]
    for name, group in grouped(done, by).items():
        cells = []
        for column in columns:
            shares = [value for case in group if (value := share([case.scores[column]])) is not None]
            middle = statistics.median(shares) if shares else 0.0
            cells.append(f"{min(shares):.2f} {middle:.2f} {max(shares):.2f}" if shares else "-")
        rows.append([name, str(len(group)), *cells])
    table(f"By {by}: lowest, median and highest share of a file", rows)


def misses(done: list[Case], columns: list[str]) -> None:
    for column in columns:
        lost = [case for case in done if case.scores[column][0] < case.scores[column][1]]
        print(f"\n{column}: {len(lost)} files lost something")
        for case in lost:
            right, wanted = case.scores[column]
            print(f"  {right}/{wanted} {case.path.parent.name}/{case.path.name}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=_HERE.parent / "shared" / "corpus" / "resumes")
    parser.add_argument("--only-fields", default=",".join(_FIELDS))
    parser.add_argument("--only", default="")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--root", type=Path, default=_HERE)
    parser.add_argument("--jobs", type=int, default=2)
    return parser.parse_args()


def main() -> int:
    given = arguments()
    sys.path[:0] = [str(given.root.resolve()), str(_HERE)]
    columns = [name for part in given.only_fields.split(",") for name in _FIELDS if name.startswith(part.strip())]
    done = cases(given.folder, given.only) if given.folder.is_dir() else []
    if not done:
        print(f"No files with a truth in {given.folder}: give the folder of resumes as an argument.")
        return 2
    with ThreadPoolExecutor(given.jobs) as pool:
        list(pool.map(read, done))
    details(done, "format", columns)
    for by in ("layout", "language"):
        details([case for case in done if case.format != "scanned"], by, columns)
    summary(done, columns)
    refused = [case for case in done if case.why]
    print(f"\n{len(refused)} of {len(done)} files are held for a person, because they were not read")
    for case in refused:
        print(f"  {case.path.parent.name}/{case.path.name}: {case.why}")
    if given.misses:
        misses(done, columns)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
