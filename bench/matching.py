"""How well the matcher agrees with labelled pairs of posting and resume.

``python -m bench.matching [FOLDER]`` where FOLDER holds ``fit/authored/pairs.jsonl``, ``fit/authored/resumes`` and
``postings/authored``; without an argument the folder ``corpus`` in ``shared`` beside the checkout is tried.
With ``--parsed`` the DOCX files go through the real parser instead of being built from their JSON.
"""

import json
import resource
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from app.matching.lexicon import lexicon_with, vocabulary
from app.matching.model import Finding, Match, MatchPolicy, Requirement, Verdict
from app.matching.requirements import read_requirements
from app.matching.score import match
from app.stats.intervals import clopper_pearson
from parsers.model import Document, Line, Period, Resume, Section, SectionKind

AS_OF = date(2026, 11, 1)


class Sheet:
    """Collects lines, sections and periods of one invented resume."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.sections: list[Section] = []
        self.periods: list[Period] = []

    def write(self, text: str, item: dict[str, Any] | None = None) -> None:
        """One line, with a period if the item has dates."""
        self.lines.append(Line(len(self.lines) + 1, 1, text))
        if item and item.get("startDate"):
            start, end = month(item["startDate"], 1), month(item["endDate"], 12) if item.get("endDate") else None
            exact = all(len(item.get(key) or "0000-00") >= 7 for key in ("startDate", "endDate"))
            self.periods.append(Period(len(self.lines), start, end, exact))

    def section(self, kind: SectionKind, rows: list[tuple[str, dict[str, Any] | None]]) -> None:
        """A heading (none for the header) and its lines."""
        if not rows:
            return
        first = len(self.lines) + 1
        if kind is not SectionKind.HEADER:
            self.write(kind.value.title())
        for text, item in rows:
            self.write(text, item)
        heading = None if kind is SectionKind.HEADER else first
        self.sections.append(Section(kind, heading, first, len(self.lines)))


def month(text: str, default: int) -> int:
    year, _, rest = text.partition("-")
    return 12 * int(year) + (int(rest[:2]) if rest else default) - 1


def dates(item: dict[str, Any]) -> str:
    return f"{item.get('startDate', '')} - {item.get('endDate') or 'present'}"


def from_json(data: dict[str, Any]) -> Resume:
    sheet, basics = Sheet(), data["basics"]
    place = ", ".join(str(part) for part in basics.get("location", {}).values())
    sheet.section(SectionKind.HEADER, [(basics["name"], None), (basics.get("label", ""), None), (place, None)])
    sheet.section(SectionKind.SUMMARY, [(basics["summary"], None)] if basics.get("summary") else [])
    rows: list[tuple[str, dict[str, Any] | None]] = []
    for item in data.get("work", []):
        rows += [(f"{item['position']}, {item['name']}", None), (dates(item), item)]
        rows += [(f"- {text}", None) for text in item.get("highlights", [])]
    sheet.section(SectionKind.EXPERIENCE, rows)
    rows = []
    for item in data.get("education", []):
        title = f"{item.get('studyType', '')} {item.get('area', '')}, {item.get('institution', '')}"
        rows += [(f"{title}, {dates(item)}", item)]
    sheet.section(SectionKind.EDUCATION, rows)
    sheet.section(
        SectionKind.CERTIFICATIONS,
        [(f"{item['name']}, {item.get('issuer', '')}, {item.get('date', '')}", None) for item in data["certificates"]],
    )
    sheet.section(
        SectionKind.SKILLS, [(f"{item['name']}: {', '.join(item['keywords'])}", None) for item in data["skills"]]
    )
    sheet.section(
        SectionKind.LANGUAGES, [(f"{item['language']} ({item.get('fluency', '')})", None) for item in data["languages"]]
    )
    return Resume(Document("application/json", 1, tuple(sheet.lines)), tuple(sheet.sections), tuple(sheet.periods))


def load(folder: Path, name: str, *, parsed: bool) -> Resume | None:
    if not parsed:
        return from_json(json.loads((folder / f"{name}.json").read_text("utf-8")))
    from parsers.isolate import parse  # noqa: PLC0415 - the parser is only needed with --parsed

    read = parse((folder / f"{name}.docx").read_bytes())
    return read if isinstance(read, Resume) else None


def share(found: int, drawn: int) -> str:
    low, high = clopper_pearson(found, drawn)
    return f"{found}/{drawn} = {found / drawn if drawn else 0:.2f} [{low:.2f}, {high:.2f}]"


def truth_of(posting: Path, requirements: tuple[Requirement, ...]) -> dict[str, str]:
    """Our requirement id to the label's id, by equal text."""
    labelled = {item["text"]: item["id"] for item in json.loads(posting.read_text("utf-8"))["requirements"]}
    return {each.id: labelled[each.text] for each in requirements if each.text in labelled}


def report(rows: list[tuple[dict[str, Any], Match, dict[str, str]]], title: str) -> None:
    held = [(row, result) for row, result, _ in rows if result.verdict is Verdict.STRONG]
    strong = [(row, result) for row, result, _ in rows if row["label"] == "strong"]
    right = [row for row, _ in held if row["label"] == "strong"]
    print(f"\n{title}: {len(rows)} pairs")
    print("  precision of strong", share(len(right), len(held)))
    print("  recall of strong   ", share(len(right), len(strong)))
    for (label, verdict), count in sorted(Counter((row["label"], res.verdict.value) for row, res, _ in rows).items()):
        print(f"  {label:10} -> {verdict:7} {count}")
    cells: Counter[tuple[str, str]] = Counter()
    for row, result, ids in rows:
        for judgement in result.judgements:
            label = (row["requirements"] or {}).get(ids.get(judgement.requirement_id, ""))
            if label:
                cells[label, judgement.finding.value] += 1
    agree = sum(n for (label, found), n in cells.items() if (label == "met") == (found == Finding.MET.value))
    print("  requirements judged alike", share(agree, sum(cells.values())))
    for (label, found), count in sorted(cells.items()):
        print(f"    {label:24} -> {found:13} {count}")


def tables_read() -> str:
    """What reading the tables costs, in a process that has not read them yet."""
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    lexicon, words = lexicon_with(), vocabulary()
    seconds = time.process_time() - began
    size = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    forms = sum(map(len, lexicon.parts.values()))
    return (
        f"{len(lexicon.parts)} concepts with {forms} forms and {len(words)} words: {seconds:.2f} CPU s, {size:.0f} MB"
    )


def main() -> int:
    arguments = [each for each in sys.argv[1:] if not each.startswith("--")]
    parsed, loud = "--parsed" in sys.argv, "--loud" in sys.argv
    root = Path(arguments[0]) if arguments else Path(__file__).resolve().parents[2] / "shared" / "corpus"
    pairs = root / "fit" / "authored" / "pairs.jsonl"
    if not pairs.is_file():
        print(f"No labelled pairs: {pairs} is missing. Give the folder that holds fit/ and postings/ as an argument.")
        return 2
    print(tables_read())
    rows, cache, seconds = [], {}, 0.0
    for line in pairs.read_text("utf-8").splitlines():
        row = json.loads(line)
        text = (root / "postings" / "authored" / f"{row['posting']}.txt").read_text("utf-8")
        title = text.strip().splitlines()[0]
        requirements = read_requirements(title, text)
        if row["resume"] not in cache:
            cache[row["resume"]] = load(pairs.parent / "resumes", row["resume"], parsed=parsed)
        resume = cache[row["resume"]]
        if resume is None:
            print(f"unreadable: {row['resume']}")
            continue
        began = time.process_time()
        result = match(resume, requirements, policy=MatchPolicy(), as_of=AS_OF)
        seconds += time.process_time() - began
        ids = truth_of(root / "postings" / "authored" / f"{row['posting']}.json", requirements)
        rows.append((row, result, ids))
        wrong = (row["label"] == "strong") != (result.verdict is Verdict.STRONG)
        if loud and wrong and result.verdict is not Verdict.DOUBT:
            print(row["posting"], row["resume"], row["label"], result.verdict.value, result.why)
    english = {
        path.stem
        for path in (root / "postings" / "authored").glob("*.json")
        if '"language": "en"' in path.read_text("utf-8")
    }
    source = "DOCX" if parsed else "JSON"
    spent = 1000 * seconds / max(1, len(rows))
    print(f"matcher {rows[0][1].matcher_version}, resumes from {source}, {spent:.1f} CPU ms a pair")
    report([each for each in rows if each[0]["posting"] in english], "English postings")
    report([each for each in rows if each[0]["posting"] not in english], "Other languages")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
