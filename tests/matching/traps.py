"""The yardstick of matching: cases labelled by a strict recruiter before the rules were tried on them.

They are in ``traps.txt``, ``traps_evidence.txt``, ``narrowed.txt`` and ``pairs.txt`` beside this file.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.matching.model import Finding, Judgement, MatchPolicy
from app.matching.requirements import from_data, read_requirements
from app.matching.score import match
from parsers.model import Unreadable
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
    rows = [*_rows("traps.txt"), *_rows("traps_evidence.txt")]
    return [Trap(row[0], row[1], row[2], row[3] == "met", row[4] if row[4:] else "") for row in rows]


def pairs() -> list[Pair]:
    return [Pair(row[0], row[1], row[2], row[3] == "same") for row in _rows("pairs.txt")]


def narrowed() -> list[Trap]:
    return [Trap(row[0], row[1], row[2], row[3] == "met", "") for row in _rows("narrowed.txt")]


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
        asked = read_requirements("", f"Requirements\n- {trap.requirement}") or from_data([{"text": trap.requirement}])
    found = match(resume, asked, policy=MatchPolicy(), as_of=AS_OF).judgements
    order = (Finding.CONTRADICTED, Finding.NOT_FOUND, Finding.PARTLY, Finding.MET)
    return min(found, key=lambda each: order.index(each.finding))
