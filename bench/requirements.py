"""How well a posting is read: split, type and importance on labelled postings, recall on real ones.

``python -m bench.requirements [FOLDER] [--show N]`` where FOLDER holds ``postings/authored`` (``dpNN.txt`` with the
truth in ``dpNN.json``), and, where they are there, ``annotated/skillspan`` and real advertisements in
``postings/analytics-engineer-jds`` and ``postings/us-election-offices``. Without it the folder ``corpus`` in ``shared``
beside the checkout is tried. ``--show N`` lists what was read in N real advertisements, to be looked at by eye.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.matching.model import Importance, Kind, Requirement
from app.matching.normalize import tokens
from app.matching.requirements import read_requirements
from bench.fit import share

KINDS = {
    "lic": Kind.LICENCE,
    "cert": Kind.LICENCE,
    "edu": Kind.DEGREE,
    "yrs": Kind.YEARS,
    "skill": Kind.SKILL,
    "lang": Kind.LANGUAGE,
}
NOT_THE_POSTING = "## Layer B"
"""What stands below in the analytics postings was written about them."""


def read(text: str) -> tuple[Requirement, ...]:
    title = next((line.strip("# ") for line in text.splitlines() if line.strip()), "")
    return read_requirements(title, text)


def authored(folder: Path, *, loud: bool) -> None:
    """Right split (the very text of a labelled requirement), and of those the right type and importance."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for path in sorted(folder.glob("*.json")):
        truth = json.loads(path.read_text("utf-8"))
        found = {each.text: each for each in read(path.with_suffix(".txt").read_text("utf-8"))}
        count = counts[truth["language"]]
        count["spurious"] += len(found.keys() - {item["text"] for item in truth["requirements"]})
        for item in truth["requirements"]:
            got = found.get(" ".join(item["text"].split()))
            count["labelled"] += 1
            count["split"] += got is not None
            if got is None:
                print_if(loud, f"  {path.stem} not read: {item['text']}")
                continue
            right = got.kind is KINDS[item["kind"]]
            count["type"] += right
            count["importance"] += (got.importance is Importance.MUST) == item["must"]
            print_if(loud and not right, f"  {path.stem} {got.kind} is {item['kind']}: {item['text']}")
    for language, count in sorted(counts.items()):
        row = " ".join(f"{name} {share(count[name], count['labelled'])}" for name in ("split", "type", "importance"))
        print(f"  {language}: {row} spurious {count['spurious']}")


def skillspan(folder: Path) -> None:
    """Marked pieces of knowledge that a term of the sentence covers, overlapping; each sentence is read as a bullet."""
    seen: Counter[str] = Counter()
    for line in (folder / "dev.json").read_text("utf-8").splitlines():
        row = json.loads(line)
        spans = list(marked(row["tokens"], row["tags_knowledge"]))
        terms = " ".join(named(read_requirements("", "Requirements:\n- " + " ".join(row["tokens"]))))
        words = {word.stem for word in tokens(terms)}
        for span in spans:
            seen[row["source"], "marked"] += 1
            seen[row["source"], "found"] += bool(words & {word.stem for word in tokens(span)})
    for source in sorted({source for source, _ in seen}):
        print(f"  {source}: {share(seen[source, 'found'], seen[source, 'marked'])}")


def marked(words: list[str], tags: list[str]) -> Iterator[str]:
    run: list[str] = []
    for word, tag in zip([*words, ""], [*tags, "O"], strict=True):
        if tag != "I" and run:
            yield " ".join(run)
            run = []
        if tag in {"B", "I"}:
            run.append(word)


def named(requirements: tuple[Requirement, ...]) -> list[str]:
    return [term for each in requirements for group in each.terms for term in group] + [
        each.text for each in requirements if each.kind in {Kind.DEGREE, Kind.LANGUAGE}
    ]


def structured(folder: Path) -> None:
    """Tools that a second reader ticked for a posting (``has_dbt``), anywhere in it, and that our terms name."""
    found = listed = 0
    kinds: Counter[str] = Counter()
    for path in sorted(folder.glob("*.json")):
        data: dict[str, Any] = json.loads(path.read_text("utf-8"))
        requirements = read(real(path.with_suffix(".md")))
        kinds.update(each.kind.value for each in requirements)
        words = " ".join(named(requirements)).replace(" ", "")
        ticked = [
            name.removeprefix("has_").replace("_", "")
            for name, value in data.items()
            if value is True and name.startswith("has_")
        ]
        listed += len(ticked)
        found += sum(name in words for name in ticked)
    print(f"  tools ticked by another reader: {share(found, listed)}; {dict(kinds)}")


def real(path: Path) -> str:
    return path.read_text("utf-8", errors="replace").split(NOT_THE_POSTING)[0]


def advertisements(root: Path) -> list[Path]:
    one = sorted((root / "analytics-engineer-jds").glob("*.md"))
    other = sorted((root / "us-election-offices").glob("*.txt"))
    return [path for pair in zip(one, other, strict=False) for path in pair]


def show(paths: list[Path]) -> None:
    for path in paths:
        print(f"\n=== {path.stem}")
        for each in read(real(path)):
            extra = f" amount={each.amount:g}" if each.amount else ""
            extra += f" level={each.level}" if each.level else ""
            extra += " or experience" if each.equivalent else ""
            asked = " & ".join("|".join(group) for group in each.terms)
            print(f"  {each.importance.value:4} {each.kind.value:13} {each.text[:150]}  [{asked}]{extra}")


def print_if(wanted: bool, text: str) -> None:  # noqa: FBT001 - a print with a condition
    if wanted:
        print(text)


def main() -> int:
    arguments = sys.argv[1:]
    number = int(arguments[arguments.index("--show") + 1]) if "--show" in arguments else 0
    given = [each for each in arguments if not each.startswith("--") and each != str(number)]
    root = Path(given[0]) if given else Path(__file__).resolve().parents[2] / "shared" / "corpus"
    if not (root / "postings" / "authored").is_dir():
        print(f"No labelled postings: {root / 'postings' / 'authored'} is missing. Give the folder as an argument.")
        return 2
    print("authored postings")
    authored(root / "postings" / "authored", loud="--loud" in arguments)
    if (root / "annotated" / "skillspan").is_dir():
        print("SkillSpan, pieces of knowledge found")
        skillspan(root / "annotated" / "skillspan")
    ads = advertisements(root / "postings")
    if ads:
        unread = sum(not read(real(path)) for path in ads)
        print(f"real advertisements: {len(ads)}, of them with nothing read {unread}")
        structured(root / "postings" / "analytics-engineer-jds")
        show(ads[:number])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
