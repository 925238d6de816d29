"""A degree of at least the level, in the field if one is asked; where the posting says so, experience instead."""

import re
from dataclasses import replace
from datetime import date

from app.matching import effort, levels, quoting, relations
from app.matching.align import Mention, mentions
from app.matching.hedges import Standing, standing
from app.matching.index import Index, IndexedLine
from app.matching.lexicon import field_of
from app.matching.model import Evidence, Finding, Judgement, Requirement
from app.matching.normalize import Token, tokens
from app.matching.places import gather
from app.matching.roles import by_line, month_of, roles
from app.matching.scripts import written
from app.matching.years import arithmetic, least, quoted, roles_with, worded
from parsers.model import Period, SectionKind

YEARS_FOR_A_DEGREE = {
    "secondary": 2,
    "certificate": 2,
    "associate": 2,
    "bachelor": 4,
    "master": 6,
    "doctorate": 8,
}
"""Our rule where a posting takes "equivalent experience" and says no number: years in the field that stand for it."""

_UNFINISHED = re.compile(
    r"\b(?:expected|anticipated|in\s+progress|ongoing|pending|candidate|incomplete|not\s+(?:completed|finished)|unfinished"
    r"|withdr[ae]w\w*|dropped\s+out|discontinued|did\s+not\s+(?:complete|graduate|finish)|left\s+(?:without|before|after)"
    r"|without\s+graduating|no\s+degree|not\s+awarded|accepted\s+(?:onto|into|to|for)|failed|coursework\s+toward\w*|towards?|studying|student|current(?:ly)?"
    r"|abgebrochen|ohne\s+abschluss|laufend|voraussichtlich|derzeit|studiere|en\s+cours|inachev\w+|abandonn\w+|pr[\u00e9e]vue?\s+en"
    r"|en\s+curso|sin\s+terminar|incompleto|incompleta|inconclus[oa]|cursando|in\s+corso|non\s+(?:completat|conclus|terminat)\w+"
    r"|interrott\w+|em\s+curso|em\s+andamento|trancad[oa]|niet\s+(?:afgerond|voltooid)|lopend|nog\s+bezig|verwacht|previst[oa]|previsto)\b",
    re.IGNORECASE,
)
_MONTHS = 12


def degree(requirement: Requirement, index: Index, as_of: date) -> Judgement:
    """A finished degree; one that is unfinished, too low or of another field is PARTLY."""
    found = _studied(requirement, index, as_of)
    if found.finding is Finding.MET or not requirement.equivalent:
        return found
    return _by_experience(requirement, index, as_of, found)


def _by_experience(requirement: Requirement, index: Index, as_of: date, found: Judgement) -> Judgement:
    """Dated roles in the field instead of the degree; without a field to look for, roles of any kind are PARTLY."""
    level = requirement.level if requirement.level in YEARS_FOR_A_DEGREE else "bachelor"
    years = requirement.amount or YEARS_FOR_A_DEGREE[level]
    dated = roles(index, as_of)
    fields = requirement.terms[0] if requirement.terms else ()
    counted = {
        role for field in fields for role in roles_with(index, dated, (field,), as_of, index.lexicon.field_forms(field))
    }
    worked = [role for role in dated if role in counted] if fields else dated
    if not worked:
        return found
    evidence = (*found.evidence, *quoted(index, worked, fields[0] if fields else "experience"))
    enough = least(worked) >= years * _MONTHS
    note = (
        f"The posting takes experience instead of the degree: {arithmetic(worked)}."
        f" By our rule {worded(round(years * _MONTHS))} in the field stand for it."
    )
    if not fields:
        note = f"{note} No field is named, so please look whether this is of the kind meant."
    met = enough and bool(fields)
    return Judgement(requirement.id, Finding.MET if met else Finding.PARTLY, evidence, f"{note} {found.note}".strip())


def _studied(requirement: Requirement, index: Index, as_of: date) -> Judgement:
    wanted = levels.DEGREES.index(requirement.level if requirement.level in levels.DEGREES else "bachelor")
    partly: tuple[Evidence, str] | None = None
    fields = _fields(requirement, index)
    index.effort.spend(len(index.resume.periods))
    dated = by_line(index.resume.periods)
    number = levels.stated_number(tokens(requirement.text))
    for entry in index.lines:
        if not _is_of_studies(index, entry) or entry.copied:
            continue
        index.effort.spend(1 + len(entry.words) // effort.WORDS_A_STEP)
        ranked = _degrees(entry)
        unfinished = bool(ranked) and _unfinished(index, entry, dated, as_of)
        index.effort.spend(effort.PLACE * len(ranked))
        for first, last, rank in ranked:
            words = entry.words[first:last]
            mention = Mention(entry, first, last, requirement.level or "degree", "degree", "degree")
            field = _field(requirement, fields, index, entry, words)
            if standing(mention, index, as_of) in {Standing.DENIED, Standing.UNCLEAR}:
                continue
            below = number is not None and (levels.stated_number(entry.words) or number) < number
            if rank < wanted or below:
                partly = partly or (quoting.of(mention), f"The level found is below {levels.DEGREES[wanted]}.")
            elif unfinished or standing(mention, index, as_of) is not Standing.PLAIN:
                partly = partly or (quoting.of(mention), "The degree does not look finished.")
            elif field is None:
                asked = ", ".join(requirement.terms[0])
                partly = (quoting.of(mention), f"The field asked for ({asked}) was not found beside the degree.")
            else:
                return Judgement(requirement.id, Finding.MET, (quoting.of(mention), *field))
    if partly is not None:
        return Judgement(requirement.id, Finding.PARTLY, (partly[0],), partly[1])
    return Judgement(requirement.id, Finding.NOT_FOUND)


def _is_of_studies(index: Index, entry: IndexedLine) -> bool:
    return entry.section in {SectionKind.EDUCATION, SectionKind.CERTIFICATIONS} or index.unparted


def _degrees(entry: IndexedLine) -> list[tuple[int, int, int]]:
    """The degrees named on a line: first word, the word behind, rank."""
    spans = levels.spans(levels.degree_at, entry.words)
    return [span for span in spans if _is_degree(entry.line.text, entry.words[span[0] : span[1]])]


def _is_degree(text: str, words: tuple[Token, ...]) -> bool:
    """An ambiguous writing counts as it is spelled, and not after a comma, where MA is a state."""
    written = text[words[0].start : words[-1].end]
    rule = relations.rule(written, None)
    return rule is None or (rule.is_spelled(written, words) and not text[: words[0].start].rstrip().endswith(","))


def _fields(requirement: Requirement, index: Index) -> dict[int, tuple[int, Mention]]:
    """Line of the education to the best mention of a field in it, with the place of that mention among all."""
    asked = requirement.terms[0] if requirement.terms else ()
    best: dict[int, tuple[int, Mention]] = {}
    lexicon = index.lexicon
    found = (each for term in asked for each in mentions(index, term, lexicon.field_forms(term)))
    for place, mention in enumerate(found):
        if _is_of_studies(index, mention.entry) and not mention.entry.copied and mention.how != "suggests":
            best.setdefault(mention.entry.line.number, (place, mention))
    return best


def _field(
    requirement: Requirement,
    fields: dict[int, tuple[int, Mention]],
    index: Index,
    entry: IndexedLine,
    words: tuple[Token, ...],
) -> tuple[Evidence, ...] | None:
    """Evidence of the field, in the degree's name or beside it on a line that names no other degree.

    An empty tuple if none is asked, None if it was not found.
    """
    if not requirement.terms:
        return ()
    if levels.field_in_name(words) in {field_of(term) or term for term in requirement.terms[0]}:
        return ()
    number = entry.line.number
    beside = (line for line in (number - 1, number + 1) if line in fields and not _degrees(index.numbered[line]))
    near = [fields[line] for line in (number, *beside) if line in fields]
    if not near:
        return _wrapped(requirement, index, entry)
    _, mention = min(near, key=lambda each: each[0])
    return (quoting.of(mention),)


def _wrapped(requirement: Requirement, index: Index, entry: IndexedLine) -> tuple[Evidence, ...] | None:
    """The field in a degree's name that goes on in the next line: "Grado en Administración y / Dirección ..."."""
    for study in index.resume.fields.education:
        name = study.degree
        if name is None or len(name.spans) == 1 or entry.line.number not in {span.line for span in name.spans}:
            continue
        words = tokens(name.text)
        whole = IndexedLine(
            replace(entry.line, text=name.text), entry.section, words, frozenset(word.text for word in words)
        )
        joined = replace(index, lines=(whole,), places=gather([words]))
        for term in requirement.terms[0]:
            found = next(
                (each for each in mentions(joined, term, index.lexicon.field_forms(term)) if each.how != "suggests"),
                None,
            )
            if found is not None:
                lines = [(index.numbered[span.line].line, span) for span in name.spans if span.line in index.numbered]
                return tuple(
                    quoting.quote(line, entry.section, span.start, span.end, term, found.how) for line, span in lines
                )
    return None


def _unfinished(index: Index, entry: IndexedLine, dated: dict[int, list[Period]], as_of: date) -> bool:
    after = index.numbered.get(entry.line.number + 1)
    own = [entry] if after is None or _degrees(after) else [entry, after]
    if any(_UNFINISHED.search(other.line.text) or written("unfinished").search(other.line.text) for other in own):
        return True
    here = [period for other in own for period in dated.get(other.line.number, ())]
    return any(period.end is None or period.end > month_of(as_of) + 11 * (not period.exact) for period in here)
