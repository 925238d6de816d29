"""The labelled pairs of posting and resume: reading them, matching them, and what is said of each match."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app.matching.model import Finding, Judgement, Match, MatchPolicy, Requirement, Verdict
from app.matching.requirements import read_requirements
from app.matching.score import match
from app.screening.rows import strength
from app.stats.intervals import clopper_pearson
from parsers.model import Resume
from parsers.read import read

AS_OF = date(2026, 11, 1)
"""The day of all applications; years are reckoned up to it."""


@dataclass(frozen=True)
class Posting:
    """A posting as text, as read, and with the requirements that its author labelled."""

    id: str
    language: str
    title: str
    text: str
    requirements: tuple[Requirement, ...]
    labelled: tuple[dict[str, Any], ...]

    def of_label(self, number: str) -> list[str]:
        """Ids of what was read out of the labelled requirement with this number; none if it was not understood."""
        text = next(item["text"] for item in self.labelled if item["id"] == number)
        return [each.id for each in self.requirements if each.text in text]


@dataclass(frozen=True)
class Pair:
    """One labelled pair with its match; ``seconds`` of processor time, of the match alone."""

    posting: Posting
    resume: Resume
    name: str
    label: str
    variant: str
    truth: dict[str, str]
    found: Match
    seconds: float

    @property
    def held(self) -> bool:
        """Whether it is flagged for a person."""
        return self.found.verdict is Verdict.STRONG

    @property
    def order(self) -> float:
        """Where the queue puts it; more is earlier."""
        return strength(self.found, self.posting.requirements)

    def judged(self) -> Iterator[tuple[str, str]]:
        """Label and finding of each labelled requirement: the weakest finding if it was read as several."""
        by_id = {judgement.requirement_id: judgement for judgement in self.found.judgements}
        for number, label in self.truth.items():
            yield label, weakest([by_id[each] for each in self.posting.of_label(number)])


def weakest(judgements: list[Judgement]) -> str:
    """The finding that decides when all are demanded; ``unread`` without any."""
    ranked = (Finding.CONTRADICTED, Finding.NOT_FOUND, Finding.PARTLY, Finding.MET)
    return min((each.finding for each in judgements), key=ranked.index, default="unread")


def postings(root: Path) -> dict[str, Posting]:
    """All authored postings below the corpus, by id."""
    found = {}
    for path in sorted((root / "postings" / "authored").glob("*.json")):
        data, text = json.loads(path.read_text("utf-8")), path.with_suffix(".txt").read_text("utf-8")
        title = text.strip().splitlines()[0]
        asked = read_requirements(title, text)
        found[path.stem] = Posting(path.stem, data["language"], title, text, asked, tuple(data["requirements"]))
    return found


def resume(path: Path) -> Resume:
    """Read a file with the reader of its kind, in this process."""
    result = read(path.read_bytes())
    if not isinstance(result, Resume):
        raise SystemExit(f"{path} could not be read: {result.why}")
    return result


def pairs(root: Path, suffix: str) -> list[Pair]:
    """All labelled pairs; the resumes are read from files with this suffix (``.docx``, ``.json``)."""
    asked, read_once, found = postings(root), {}, []
    folder = root / "fit" / "authored"
    for line in (folder / "pairs.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        name, posting = row["resume"], asked[row["posting"]]
        if name not in read_once:
            read_once[name] = resume(folder / "resumes" / f"{name}{suffix}")
        began = time.process_time()
        result = match(read_once[name], posting.requirements, policy=MatchPolicy(), as_of=AS_OF)
        spent = time.process_time() - began
        truth = row["requirements"] or {}
        found.append(Pair(posting, read_once[name], name, row["label"], row["variant"], truth, result, spent))
    return found


def share(found: int, drawn: int) -> str:
    """A share with its exact 95 % interval."""
    if not drawn:
        return "none"
    low, high = clopper_pearson(found, drawn)
    return f"{found}/{drawn} = {found / drawn:.2f} [{low:.2f}, {high:.2f}]"


def corpus(argument: str | None) -> Path:
    """The folder given, or ``corpus`` in ``shared`` beside the checkout. Ends the program if it is not one."""
    root = Path(argument) if argument else Path(__file__).resolve().parents[2] / "shared" / "corpus"
    if not (root / "fit" / "authored" / "pairs.jsonl").is_file():
        raise SystemExit(f"No labelled pairs below {root}: give the folder that holds fit/ and postings/.")
    return root
