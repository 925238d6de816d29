"""The yardstick of matching in numbers: ``python -m tests.matching.traps`` prints what is judged unlike a strict recruiter.

The cases are in ``traps.txt`` and ``pairs.txt`` beside this file, written before the rules were tried on them.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.matching.align import mentions
from app.matching.index import build
from app.matching.model import Finding, Judgement, MatchPolicy
from app.matching.requirements import from_data, read_requirements
from app.matching.score import match
from parsers.model import Document, Line, Resume, Section, SectionKind, Unreadable
from parsers.read import read

AS_OF = date(2026, 11, 1)
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Trap:
    name: str
    requirement: str
    resume: str
    met: bool
    typed: str


@dataclass(frozen=True)
class Pair:
    kind: str
    one: str
    other: str
    same: bool


def traps() -> list[Trap]:
    return [Trap(row[0], row[1], row[2], row[3] == "met", row[4] if row[4:] else "") for row in _rows("traps.txt")]


def pairs() -> list[Pair]:
    return [Pair(row[0], row[1], row[2], row[3] == "same") for row in _rows("pairs.txt")]


def _rows(name: str) -> Iterator[list[str]]:
    for line in (_HERE / name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield [part.strip() for part in line.split("|")]


def judge(trap: Trap) -> Judgement:
    resume = read("\n".join(part.strip() for part in trap.resume.split("//")).encode())
    if isinstance(resume, Unreadable):
        return Judgement("", Finding.NOT_FOUND, note=resume.why)
    if trap.typed:
        kind, _, term = (part.strip() for part in trap.typed.partition("="))
        asked = from_data([{"text": trap.requirement, "kind": kind, "terms": [[term]]}])
    else:
        asked = read_requirements("", f"Requirements\n- {trap.requirement}")
    found = match(resume, asked, policy=MatchPolicy(), as_of=AS_OF).judgements
    order = (Finding.CONTRADICTED, Finding.NOT_FOUND, Finding.PARTLY, Finding.MET)
    return min(found, key=lambda each: order.index(each.finding))


def same(one: str, other: str) -> bool:
    return _names(one, other) or _names(other, one)


def _names(term: str, text: str) -> bool:
    entry = Section(SectionKind.CERTIFICATIONS, None, 1, 1)
    index = build(Resume(Document("text/plain", 1, (Line(1, 1, text),)), (entry,)), ())
    return any(
        (found.first, found.last) == (0, len(found.entry.words)) and found.relation in {"exact", "alias"}
        for found in mentions(index, term)
    )


def main() -> None:
    wrong: Counter[tuple[bool, str]] = Counter()
    for trap in traps():
        found = judge(trap)
        if (found.finding is Finding.MET) != trap.met:
            wrong[trap.met, trap.name] += 1
            quotes = [(each.quote, each.how) for each in found.evidence]
            print(
                "MISSED" if trap.met else "FALSE ",
                trap.name,
                "|",
                trap.requirement,
                "|",
                trap.resume,
                quotes,
                found.note,
            )
    for pair in pairs():
        if same(pair.one, pair.other) is not pair.same:
            wrong[pair.same, f"pair {pair.kind}"] += 1
            print("APART  " if pair.same else "SAME!  ", pair.kind, "|", pair.one, "|", pair.other)
    for title, all_of, good in (
        ("traps", traps(), lambda each: each.met),
        ("pairs", pairs(), lambda each: each.same),
    ):
        yes = sum(map(good, all_of))
        no = len(all_of) - yes
        paired = title == "pairs"
        missed = sum(n for (met, name), n in wrong.items() if met and name.startswith("pair ") is paired)
        false = sum(n for (met, name), n in wrong.items() if not met and name.startswith("pair ") is paired)
        print(f"{title}: recall {yes - missed}/{yes} = {1 - missed / yes:.2f}, false {false}/{no} = {false / no:.3f}")


if __name__ == "__main__":
    main()
