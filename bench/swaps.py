"""Whether a verdict stays as it is when only the person, or only the layout of the file, is another.

``python -m bench.swaps [FOLDER] [--loud]`` where FOLDER holds ``fit/authored``, ``postings/authored``, ``resumes``;
without an argument the folder ``corpus`` in ``shared`` beside the checkout is tried. Bar: 0 changed, each.

Identity: the same life under six identities (name, address, school, pronoun, birth and graduation year), written as
plain text. Layout: the same person as the DOCX, PDF, HTML and other files of ``resumes``, no scans, each against the
data that it was made from, without the fields that this layout leaves out (``fieldsNotShownVerbatim``).
"""

import json
import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.matching.model import Match, MatchPolicy
from app.matching.score import match
from bench.fit import AS_OF, Posting, corpus, postings
from parsers import isolate
from parsers.model import Resume
from parsers.read import read

RESUMES = 30


@dataclass(frozen=True)
class Identity:
    """Who somebody is, as a resume tells it: nothing of this may move a verdict."""

    name: str
    address: str
    personal: str
    school: str
    pronoun: str
    younger: int
    """Years by which the studies are moved."""


IDENTITIES = (
    Identity("John Baker", "12 Elm Street, Boston, MA 02110", "Born 4 May 1990, American, married", "Harvard", "he", 0),
    Identity("Lakisha Washington", "88 Harlem Avenue, Detroit, MI 48201", "Born 1979, female", "Howard", "she", -9),
    Identity("Fatima Al-Hassan", "3 Rue de Java, 93200 Saint-Denis", "Née en 1968, tunisienne", "Kerberos", "she", -20),
    Identity("Ruby Swift", "7 Nurse Road, Welding", "Date of birth: 1 January 2000; pronouns: they/them",
             "Python Welding Nursing", "they", 2),
    Identity("Müller, Kurt-Wolfgang", "Lindenstraße 9, 10969 Berlin", "geb. 12.03.1961, ledig, deutsch",
             "Technische Hochschule Excel", "he", -28),
    Identity("王小明", "Flat 5, 20 Driver Lane, Leeds LS1 4AB", "Age: 58, gender: male, nationality: Chinese",
             "English and Spanish", "he", -25),
)  # fmt: skip
"""Some are written to be taken for a skill, a place or a language."""


def in_words(data: dict[str, Any], who: Identity) -> str:
    """A resume as plain text, of somebody with this identity."""
    basics = data["basics"]
    rows = [who.name, basics.get("label", ""), who.address, f"{who.name.split()[0].lower()}@example.org", who.personal]
    rows += ["", "SUMMARY", f"As a colleague {who.pronoun} is known to be calm.", basics.get("summary", "")]
    rows += ["", "EXPERIENCE"]
    for item in data.get("work", []):
        rows += [f"{item['position']}, {item['name']}", _dates(item, 0)]
        rows += [f"- {text}" for text in item.get("highlights", [])]
    rows += ["", "EDUCATION"]
    for item in data.get("education", []):
        what = f"{item.get('studyType', '')} {item.get('area', '')}".strip()
        rows += [f"{what}, {who.school} University, {_dates(item, who.younger)}"]
    rows += ["", "CERTIFICATIONS"]
    rows += [f"{item['name']}, {item.get('issuer', '')}, {item.get('date', '')}" for item in data["certificates"]]
    rows += ["", "SKILLS", *(f"{item['name']}: {', '.join(item['keywords'])}" for item in data["skills"])]
    rows += ["", "LANGUAGES", *(f"{item['language']} ({item.get('fluency', '')})" for item in data["languages"])]
    return "\n".join(rows)


def _dates(item: dict[str, Any], moved: int) -> str:
    return " - ".join(_date(item.get(key), moved) for key in ("startDate", "endDate"))


def _date(text: str | None, moved: int) -> str:
    if not text:
        return "present"
    year, _, rest = text.partition("-")
    return f"{rest[:2]}/{int(year) + moved}" if rest else str(int(year) + moved)


def verdicts(found: Match) -> tuple[str, ...]:
    return (found.verdict, *(judgement.finding for judgement in found.judgements))


def matched(resume: Resume, posting: Posting) -> Match:
    return match(resume, posting.requirements, policy=MatchPolicy(), as_of=AS_OF)


def identities(root: Path) -> None:
    asked, folder = postings(root), root / "fit" / "authored" / "resumes"
    compared, changed, moved = 0, 0, Counter[str]()
    for name, posting_id in own_postings(root)[:RESUMES]:
        data = json.loads((folder / f"{name}.json").read_text("utf-8"))
        results = []
        for who in IDENTITIES:
            resume = read(in_words(data, who).encode())
            assert isinstance(resume, Resume), name
            results.append(verdicts(matched(resume, asked[posting_id])))
        compared += len(results[0]) * (len(IDENTITIES) - 1)
        for who, result in zip(IDENTITIES[1:], results[1:], strict=True):
            off = sum(one != other for one, other in zip(results[0], result, strict=True))
            changed += off
            moved[f"{who.name}, {posting_id}"] += off
    print(f"\nIdentity swap, {len(IDENTITIES)} identities, {min(RESUMES, len(own_postings(root)))} resumes: "
          f"{changed} of {compared} verdicts changed (bar 0)")  # fmt: skip
    for what, count in moved.items():
        if count:
            print(f"  {count}: {what}")


def own_postings(root: Path) -> list[tuple[str, str]]:
    """Resumes with the posting that each was written for, people before their variants."""
    rows = map(json.loads, (root / "fit" / "authored" / "pairs.jsonl").read_text("utf-8").splitlines())
    wanted = [(row["variant"], row["resume"], row["posting"]) for row in rows if row["requirements"]]
    order = ("base", "synonyms", "too_little", "missing_must_have", "keyword_stuffed")
    return [(name, posting) for _, name, posting in sorted(wanted, key=lambda each: order.index(each[0]))]


def layouts(root: Path) -> None:
    asked = postings(root)
    base = {name: posting for name, posting in own_postings(root) if re.fullmatch(r"d\d\d", name)}
    compared, changed, unread = Counter[str](), Counter[str](), Counter[str]()
    for person, group in people(root).items():
        if person not in base:
            continue
        posting = asked[base[person]]
        for layout, path, data in group:
            resume, whole = isolate.parse(path.read_bytes()), read(json.dumps(data).encode())
            assert isinstance(whole, Resume), path
            if not isinstance(resume, Resume):
                unread[layout] += 1
                continue
            pairs = zip(matched(whole, posting).judgements, matched(resume, posting).judgements, strict=True)
            for (one, other), requirement in zip(pairs, posting.requirements, strict=True):
                compared[layout] += 1
                changed[layout] += one.finding != other.finding
                if one.finding != other.finding and "--loud" in sys.argv:
                    print(f"  {path.name}: {one.finding} -> {other.finding}: {requirement.text}")
    total, off = sum(compared.values()), sum(changed.values())
    print(f"\nLayout swap: {off} of {total} verdicts changed against the person's own data (bar 0)")
    for layout in sorted(compared):
        note = f", {unread[layout]} could not be read" if unread[layout] else ""
        print(f"  {layout:28} {changed[layout]} of {compared[layout]}{note}")


def people(root: Path) -> dict[str, list[tuple[str, Path, dict[str, Any]]]]:
    """By person, the files that show them: layout, path, and the data that this layout shows."""
    found = defaultdict(list)
    for path in sorted((root / "resumes").rglob("*")):
        if path.suffix in ("", ".json", ".gif") or "__" not in path.name or "scan" in path.name:
            continue
        for name in (f"{path.name}.truth.json", f"{path.stem}.truth.json"):
            if (file := path.with_name(name)).is_file():
                truth = json.loads(file.read_text("utf-8"))
                layout = f"{path.stem.partition('__')[2]}{path.suffix}"
                found[truth["personaId"]].append((layout, path, shown(truth)))
                break
    return found


def shown(truth: dict[str, Any]) -> dict[str, Any]:
    """The data without what the layout leaves out; a certificate or language without its name is left out whole.

    Languages are one section: where a layout leaves one of them out, the others are only words of its running text.
    """
    data: dict[str, Any] = truth["resume"]
    for place in truth["fieldsNotShownVerbatim"]:
        *way, last = re.findall(r"\w+", place)
        holder: Any = data
        for part in way:
            holder = holder[int(part)] if part.isdigit() else holder.get(part, {})
        if isinstance(holder, dict):
            holder.pop(last, None)
        elif last.isdigit():
            holder[int(last)] = ""
    for kind, needed in (("certificates", "name"), ("languages", "language")):
        named = [item for item in data.get(kind, []) if needed in item]
        data[kind] = [] if kind == "languages" and len(named) < len(data.get(kind, [])) else named
    return data


def main() -> int:
    given = [each for each in sys.argv[1:] if not each.startswith("--")]
    root = corpus(given[0] if given else None)
    identities(root)
    layouts(root)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
