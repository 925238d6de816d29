"""The kinds of requirement that have an order: years, degrees, languages. Too little of one is PARTLY, never MET."""

import re
from bisect import bisect_left, bisect_right
from datetime import date

from app.matching import effort, levels, relations
from app.matching.align import Mention, mentions
from app.matching.hedges import Standing, standing
from app.matching.index import Index, IndexedLine
from app.matching.lexicon import field_of, language_forms
from app.matching.model import Evidence, Finding, Judgement, Requirement
from app.matching.normalize import Token
from app.matching.years import Role, by_line, covered, month_of, roles, worded
from parsers.model import Line, Period, SectionKind

_CLAIM = re.compile(r"\b(\d{1,2})\s*\+?\s*(?:years?|yrs?)\b", re.IGNORECASE)
_UNFINISHED = re.compile(
    r"\b(?:expected|anticipated|in\s+progress|ongoing|pending|candidate|incomplete|not\s+completed|withdr[ae]w\w*|dropped\s+out"
    r"|coursework\s+toward\w*|towards?|studying|student|current(?:ly)?)\b",
    re.IGNORECASE,
)
_LANGUAGE_ELSEWHERE = frozenset(
    {SectionKind.SUMMARY, SectionKind.SKILLS, SectionKind.OTHER, SectionKind.CERTIFICATIONS}
)
_NEAR_LANGUAGE = 5
_ROLES_QUOTED = 40


def quote(line: Line, start: int, end: int, term: str, how: str) -> Evidence:
    """A literal quotation of a line."""
    return Evidence(line.number, line.page, start, end, line.text[start:end], term, how)


def _whole(line: Line, term: str, how: str) -> Evidence:
    text = line.text
    start = len(text) - len(text.lstrip())
    return quote(line, start, max(start, len(text.rstrip())), term, how)


def years_of(requirement: Requirement, index: Index, as_of: date) -> Judgement:
    """Years of a thing, from the dated roles that name it; a mere statement of years is a claim."""
    wanted = round((requirement.amount or 0) * 12)
    dated = roles(index, as_of)
    counted = [_roles_with(index, dated, group, as_of) for group in requirement.terms] or [dated]
    poorest = min(counted, key=lambda found: covered(role.most for role in found))
    least = min(covered(role.least for role in found if role.least) for found in counted)
    most = covered(role.most for role in poorest)
    term = ", ".join(" or ".join(group) for group in requirement.terms) or "experience"
    quoted = [index.numbered[role.dated].line for role in poorest if role.dated in index.numbered][:_ROLES_QUOTED]
    evidence = tuple(_whole(line, term, "years") for line in quoted)
    if evidence and least >= max(wanted, 1):
        return Judgement(requirement.id, Finding.MET, evidence, f"Dated roles add up to {worded(least)}.")
    if evidence:
        span = worded(most) if least == most else f"between {worded(least)} and {worded(most)}"
        note = f"Dated roles add up to {span}, {worded(wanted)} are asked for."
        return Judgement(requirement.id, Finding.PARTLY, evidence, note)
    claim = _claim(requirement, index, as_of)
    if claim is not None:
        return Judgement(requirement.id, Finding.PARTLY, (claim,), "Stated, but no dated role shows it.")
    note = "" if dated else "No dated role could be read in the resume, so no years could be counted."
    return Judgement(requirement.id, Finding.NOT_FOUND, note=note)


def _plain(index: Index, term: str, as_of: date) -> list[Mention]:
    found = (each for each in mentions(index, term) if each.how != "suggests" and not each.entry.copied)
    return [each for each in found if standing(each, as_of) is Standing.PLAIN]


def _roles_with(index: Index, dated: list[Role], group: tuple[str, ...], as_of: date) -> list[Role]:
    named = sorted(
        mention.entry.line.number
        for term in group
        for mention in _plain(index, term, as_of)
        if mention.entry.section is SectionKind.EXPERIENCE
    )
    return [role for role in dated if bisect_left(named, role.first) < bisect_right(named, role.last)]


def _claim(requirement: Requirement, index: Index, as_of: date) -> Evidence | None:
    for group in requirement.terms:
        for term in group:
            for mention in _plain(index, term, as_of):
                line = mention.entry.line
                match = _CLAIM.search(line.text)
                if match and int(match[1]) >= (requirement.amount or 0):
                    return _whole(line, term, "claim")
    return None


def degree(requirement: Requirement, index: Index, as_of: date) -> Judgement:
    """A degree of at least the level, in the field if one is asked; unfinished or of another field is PARTLY."""
    wanted = levels.DEGREES.index(requirement.level if requirement.level in levels.DEGREES else "bachelor")
    partly: tuple[Evidence, str] | None = None
    fields = _fields(requirement, index)
    index.effort.spend(len(index.resume.periods))
    dated = by_line(index.resume.periods)
    for entry in index.lines:
        if entry.section is not SectionKind.EDUCATION or entry.copied:
            continue
        index.effort.spend(1 + len(entry.words) // effort.WORDS_A_STEP)
        ranked = _degrees(entry)
        unfinished = bool(ranked) and _unfinished(index, entry, dated, as_of)
        index.effort.spend(effort.PLACE * len(ranked))
        for words, rank in ranked:
            found = quote(entry.line, words[0].start, words[-1].end, requirement.level or "degree", "degree")
            field = _field(requirement, fields, entry, words)
            if rank < wanted:
                partly = partly or (found, f"The level found is below {levels.DEGREES[wanted]}.")
            elif unfinished:
                partly = partly or (found, "The degree does not look finished.")
            elif field is None:
                partly = (
                    found,
                    f"The field asked for ({', '.join(requirement.terms[0])}) was not found beside the degree.",
                )
            else:
                return Judgement(requirement.id, Finding.MET, (found, *field))
    if partly is not None:
        return Judgement(requirement.id, Finding.PARTLY, (partly[0],), partly[1])
    return Judgement(requirement.id, Finding.NOT_FOUND)


def _degrees(entry: IndexedLine) -> list[tuple[tuple[Token, ...], int]]:
    """The degrees named on a line, each as its words and its rank."""
    spans = levels.spans(levels.degree_at, entry.words)
    found = [(entry.words[first:last], rank) for first, last, rank in spans]
    return [(words, rank) for words, rank in found if _is_degree(entry.line.text, words)]


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
        if mention.entry.section is SectionKind.EDUCATION and not mention.entry.copied and mention.how != "suggests":
            best.setdefault(mention.entry.line.number, (place, mention))
    return best


def _field(
    requirement: Requirement, fields: dict[int, tuple[int, Mention]], entry: IndexedLine, words: tuple[Token, ...]
) -> tuple[Evidence, ...] | None:
    """Evidence of the field: in the degree's name, or beside it; an empty tuple if none is asked, None if not found."""
    if not requirement.terms:
        return ()
    if levels.field_in_name(words) in {field_of(term) or term for term in requirement.terms[0]}:
        return ()
    number = entry.line.number
    near = [fields[line] for line in (number - 1, number, number + 1) if line in fields]
    if not near:
        return None
    _, mention = min(near, key=lambda each: each[0])
    return (quote(mention.entry.line, mention.start, mention.end, mention.term, mention.how),)


def _unfinished(index: Index, entry: IndexedLine, dated: dict[int, list[Period]], as_of: date) -> bool:
    after = index.numbered.get(entry.line.number + 1)
    own = [entry] if after is None or _degrees(after) else [entry, after]
    if any(_UNFINISHED.search(other.line.text) for other in own):
        return True
    here = [period for other in own for period in dated.get(other.line.number, ())]
    return any(period.end is None or period.end > month_of(as_of) + 11 * (not period.exact) for period in here)


def language(requirement: Requirement, index: Index, as_of: date) -> Judgement:
    """A language at the level asked for: all of the names, or one where the posting says "or"."""
    wanted = levels.LANGUAGES.index(requirement.level) if requirement.level in levels.LANGUAGES else 0
    quotes: list[Evidence] = []
    notes: list[str] = []
    met = 0
    for group in requirement.terms:
        shown = [each for name in group if (each := _spoken(index, name.casefold(), as_of)) is not None]
        if not shown:
            continue
        found, rank = max(shown, key=lambda each: -1 if each[1] is None else each[1])
        quotes.append(found)
        if (wanted == 0 and requirement.level is None) or (rank is not None and rank >= wanted):
            met += 1
        else:
            level = "no level" if rank is None else levels.LANGUAGES[rank].upper()
            notes.append(f"{found.term}: {level} is stated, {levels.LANGUAGES[wanted].upper()} is asked for.")
    if not quotes:
        return Judgement(requirement.id, Finding.NOT_FOUND)
    finding = Finding.MET if met == len(requirement.terms) else Finding.PARTLY
    return Judgement(requirement.id, finding, tuple(quotes), " ".join(notes))


def _spoken(index: Index, name: str, as_of: date) -> tuple[Evidence, int | None] | None:
    """Where a language is stated, with the rank of its level; the best statement if there are several."""
    best: tuple[Evidence, int | None] | None = None
    for mention in mentions(index, name, language_forms(name)):
        entry = mention.entry
        if entry.copied or standing(mention, as_of) in {Standing.DENIED, Standing.UNCLEAR}:
            continue
        rank = _level_near(index, mention)
        if entry.section is not SectionKind.LANGUAGES and (rank is None or entry.section not in _LANGUAGE_ELSEWHERE):
            continue
        if best is None or (rank is not None and (best[1] is None or rank > best[1])):
            best = (quote(entry.line, mention.start, mention.end, name, "language"), rank)
    return best


def _level_near(index: Index, mention: Mention) -> int | None:
    """The level after the name and before the next language, else the one just before, else alone on the next line."""
    entry, words = mention.entry, mention.entry.words
    for at in range(mention.last, min(len(words), mention.last + _NEAR_LANGUAGE)):
        if levels.language_at(words, at):
            break
        found = levels.language_level_at(words, at)
        if found is not None:
            return found[1]
    for at in range(mention.first - 1, max(-1, mention.first - 3), -1):
        found = levels.language_level_at(words, at)
        between = entry.line.text[words[at].end : mention.start]
        if levels.language_at(words, at) or "," in between or ";" in between:
            break
        if found is not None:
            return found[1]
    after = index.numbered.get(entry.line.number + 1)
    alone = after is not None and after.section is SectionKind.LANGUAGES and mention.last == len(words)
    found = levels.language_level_at(after.words, 0) if after is not None and alone else None
    return None if found is None else found[1]
