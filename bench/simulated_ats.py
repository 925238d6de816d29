"""A simulated applicant tracking system that rejects qualified people for one reason each, and who of them is found.

``python -m bench.simulated_ats [--loud]``. The people are those of ``simulated.toml``, each qualified and let through.
Everybody is wounded once (another word, a typo, a short form, two columns, a gap, a wrong click in the form, another
title, years split over two jobs) so that the ATS rejects; beside them stand people who lack something, people of other
occupations, and such people with the posting's sentences pasted in. Reported are the share of the wounded that is
flagged, the share of the flagged that is qualified, and how often the cause is named, each with a 95 % interval.
"""

import re
import sys
import textwrap
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import Any

from app.demo import docx, pdf
from app.demo.resume_text import Entry, ResumeText, Section
from app.matching.model import Cause, Match, MatchPolicy, Rejection, Verdict
from app.matching.requirements import read_requirements
from app.matching.score import match
from bench.fit import AS_OF, share
from parsers.model import Resume
from parsers.read import read

CAUSES = {
    "synonym": Cause.SYNONYM, "typo": Cause.SPELLING, "acronym": Cause.SYNONYM, "columns": Cause.UNREADABLE,
    "gap": Cause.GAP_FILTER, "conflict": Cause.KNOCKOUT_CONFLICT, "title": Cause.TITLE_MISMATCH,
    "years": Cause.YEARS_MISCOUNT,
}  # fmt: skip
"""Wound to the cause that has to be named."""
OTHERS, STUFFED = 3, 2
"""Per posting, so many people of other occupations; so many of them also with the posting's sentences pasted in."""
_NAMES = ("Odalys Brantwick", "Bertil Quisling", "Tamsin Oyelaran", "Philippa Nkemelu", "Jory Castellane")
_SIDE, _MAIN = 22, 40
"""Letters in a line of the narrow and of the wide column."""
_GAP_MONTHS = 6
_PERIOD = re.compile(r"(\d\d)/(\d{4}) - (?:(\d\d)/(\d{4}))?")


@dataclass(frozen=True)
class Applicant:
    """Somebody who applied: ``kind`` is the wound, or what makes them no match; ``text`` the words of their resume."""

    kind: str
    qualified: bool
    text: str
    answer: str = "Yes"
    columns: bool = False


class Ats:
    """A keyword filter with a form: literal words, the longest job, no gap, a word of the title, one question."""

    def __init__(self, occupation: dict[str, Any]) -> None:
        self.wanted = occupation

    def reject(self, who: Applicant, resume: ResumeText) -> Rejection | None:
        """The rule that hits first, or None. Of two columns it reads straight across."""
        wanted, text = self.wanted, (across(resume) if who.columns else resume.as_text()).casefold()
        missing = [keyword for keyword in wanted["keywords"] if keyword not in text]
        spans, title = jobs(resume)
        longest = max(end - start + 1 for start, end in spans)
        apart = max(left[0] - right[1] for left, right in pairwise(spans))
        rules = (
            (who.answer != "Yes", "knockout", f"{wanted['knockout']} = {who.answer}"),
            (bool(missing), "keywords", f"Missing keyword: {', '.join(missing)}"),
            (who.columns, "work_history", "No work history could be parsed"),
            (longest < 12 * wanted["years"], "min_years", f"Less than {wanted['years']} years of experience"),
            (apart > _GAP_MONTHS, "no_gaps", f"Employment gap of more than {_GAP_MONTHS} months"),
            (wanted["title_word"] not in title.casefold(), "title", "Current title does not match"),
        )
        return next((Rejection(rule, reason) for hit, rule, reason in rules if hit), None)


def jobs(resume: ResumeText) -> tuple[list[tuple[int, int]], str]:
    """First and last month of the jobs, the latest first, and its title."""
    entries = [entry for section in resume.sections for entry in section.entries if _PERIOD.match(entry.period)]
    now = 12 * AS_OF.year + AS_OF.month - 1
    spans = []
    for entry in entries:
        month, year, to_month, to_year = _PERIOD.match(entry.period).groups()  # type: ignore[union-attr] - kept by it
        spans.append((12 * int(year) + int(month) - 1, 12 * int(to_year) + int(to_month) - 1 if to_year else now))
    return spans, entries[0].title


def across(resume: ResumeText) -> str:
    """What a program sees that reads a page of two columns line by line."""
    columns: tuple[list[str], list[str]] = ([], [])
    for section in resume.sections:
        width = _SIDE if section.side else _MAIN
        rows = [section.heading, *(row for each in section.entries for row in (each.title, each.period, *each.lines))]
        columns[not section.side].extend(piece for row in rows for piece in textwrap.wrap(row, width))
    return "\n".join(f"{left:{_SIDE}} {right}" for left, right in zip_longest(*columns, fillvalue=""))


def written(text: str, number: int) -> ResumeText:
    """The words of a resume as ``simulated.toml`` has them; the line under the name is the latest title."""
    sections: list[tuple[str, bool, list[tuple[str, str, list[str]]]]] = []
    for line in filter(None, text.strip().splitlines()):
        if line.startswith(("# ", "#> ")):
            sections.append((line.partition(" ")[2], line.startswith("#>"), []))
        elif line.startswith("## "):
            title, _, period = line[3:].partition(" | ")
            sections[-1][2].append((title, period, []))
        else:
            if not sections[-1][2]:
                sections[-1][2].append(("", "", []))
            sections[-1][2][-1][2].append(line.removeprefix("- "))
    name = _NAMES[number % len(_NAMES)]
    contact = (f"{name.split()[0].lower()}@example.org", "+1 555 0100")
    parts = (
        Section(heading, tuple(Entry(title, period, tuple(rows)) for title, period, rows in entries), side)
        for heading, side, entries in sections
    )
    titles = [title for _, _, entries in sections for title, period, _ in entries if period]
    return ResumeText(name, titles[0].partition(",")[0], contact, tuple(parts))


def changed(text: str, pairs: list[list[str]]) -> str:
    """The text with all replacements made; each has to find something."""
    for old, new in pairs:
        if old not in text:
            raise SystemExit(f"simulated.toml: {old!r} does not stand in the resume")
        text = text.replace(old, new)
    return text


def applicants(occupation: dict[str, Any], everybody: list[dict[str, Any]]) -> Iterator[Applicant]:
    """All wounded and unqualified people of one posting."""
    whole = occupation["resume"]
    for kind, pairs in occupation["wounds"].items():
        yield Applicant(kind, qualified=True, text=changed(whole, pairs))
    yield Applicant("columns", qualified=True, text=whole, columns=True)
    yield Applicant("conflict", qualified=True, text=whole, answer="No")
    for kind, pairs in occupation["lacks"].items():
        yield Applicant(f"lacks {kind}", qualified=False, text=changed(whole, pairs))
    at = everybody.index(occupation)
    others = [everybody[(at + step) % len(everybody)]["resume"] for step in range(1, OTHERS + 1)]
    sentences = "\n".join(line for line in occupation["posting"].splitlines() if line.startswith("- "))
    for text in others:
        yield Applicant("other occupation", qualified=False, text=text)
    for text in others[:STUFFED]:
        yield Applicant("keywords pasted in", qualified=False, text=f"{text}\n# Skills\n{sentences}")


def second_look(occupation: dict[str, Any], who: Applicant, resume: ResumeText, rejection: Rejection) -> Match:
    """What the program makes of it: the file is read, the posting is read, both are matched."""
    file = read(pdf.write_columns(resume) if who.columns else docx.write(resume))
    assert isinstance(file, Resume), who
    asked = read_requirements(occupation["title"], occupation["posting"])
    answers = ((occupation["knockout"], who.answer),)
    return match(file, asked, policy=MatchPolicy(), as_of=AS_OF, answers=answers, rejection=rejection,
                 title=occupation["title"])  # fmt: skip


def main() -> int:
    everybody = tomllib.loads(Path(__file__).with_name("simulated.toml").read_text("utf-8"))["occupation"]
    rows: list[tuple[str, Applicant, Match]] = []
    for number, occupation in enumerate(everybody):
        ats = Ats(occupation)
        clean = Applicant("clean", qualified=True, text=occupation["resume"])
        if ats.reject(clean, written(clean.text, number)) is not None:
            raise SystemExit(f"simulated.toml: the ATS rejects {occupation['id']} unwounded")
        for who in applicants(occupation, everybody):
            resume = written(who.text, number)
            rejection = ats.reject(who, resume)
            if who.qualified and rejection is None:
                raise SystemExit(f"simulated.toml: the ATS lets {occupation['id']}, {who.kind} through")
            found = second_look(occupation, who, resume, rejection or Rejection("score", "Score below the threshold"))
            rows.append((f"{occupation['language']} {occupation['id']}", who, found))
    report(rows)
    return 0


def report(rows: list[tuple[str, Applicant, Match]]) -> None:
    wounded = [(who, found) for _, who, found in rows if who.qualified]
    held = [(who, found) for _, who, found in rows if found.verdict is Verdict.STRONG]
    rescued = [(who, found) for who, found in held if who.qualified]
    named = [(who, found) for who, found in rescued if CAUSES[who.kind] in causes(found)]
    first = [(who, found) for who, found in rescued if causes(found)[:1] == [CAUSES[who.kind]]]
    print(f"{len(wounded)} wounded, {len(rows) - len(wounded)} unqualified, matcher {rows[0][2].matcher_version}")
    print(f"  flagged of the wounded    {share(len(rescued), len(wounded))} (bar 0.90)")
    print(f"  qualified of the flagged  {share(len(rescued), len(held))} (bar 0.85)")
    print(f"  cause named               {share(len(named), len(rescued))} (bar 0.90), as the first one {len(first)}")
    for kind in dict.fromkeys(who.kind for _, who, _ in rows):
        group = [(who, found) for _, who, found in rows if who.kind == kind]
        flagged = [(who, found) for who, found in group if found.verdict is Verdict.STRONG]
        right = sum(kind in CAUSES and CAUSES[kind] in causes(found) for _, found in flagged)
        cause = f"; cause {share(right, len(flagged))}" if kind in CAUSES else ""
        print(f"    {kind:20} flagged {share(len(flagged), len(group))}{cause}")
    if "--loud" in sys.argv:
        for where, who, found in rows:
            off = who.qualified and CAUSES[who.kind] not in causes(found)
            if (found.verdict is Verdict.STRONG) != who.qualified or off:
                print(f"{where}, {who.kind}: {found.verdict}, {causes(found)}: {found.why}")


def causes(found: Match) -> list[Cause]:
    return [diagnosis.cause for diagnosis in found.diagnoses]


if __name__ == "__main__":
    raise SystemExit(main())
