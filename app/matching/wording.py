"""The resume says it in other words than the posting or the rule, or spells it otherwise."""

from collections.abc import Iterator

from rapidfuzz.distance import OSA

from app.matching import levels, typed
from app.matching.align import mentions
from app.matching.case import Case, Lead, quoted, rule_in_words, stands_in
from app.matching.model import Cause, Evidence, Judgement, Kind, Requirement
from app.matching.normalize import key, tokens
from app.matching.said import Topic
from parsers.model import SectionKind

_NAMED = frozenset({Kind.SKILL, Kind.LICENCE, Kind.YEARS})
_QUOTES_AT_MOST = 3
_SLIPS_A_WORD = 2


def leads(case: Case) -> Iterator[Lead]:
    """One lead for each demanded thing that the resume shows without the word that was looked for."""
    for requirement, judgement in case.met:
        if requirement.kind is Kind.DEGREE:
            yield from _degree(case, requirement, judgement)
        if requirement.kind not in _NAMED:
            continue
        named = case.names(requirement)
        for group in requirement.terms:
            yield from _group(case, requirement, judgement, group, named)


def _group(
    case: Case, requirement: Requirement, judgement: Judgement, group: tuple[str, ...], named: str | None
) -> Iterator[Lead]:
    shown = _shown(case, requirement, judgement, group)
    if not shown:
        return
    own = named is not None and _belongs(case, named, group)
    wordings = [named] if named is not None and own else _wordings(case, requirement, group, shown[0])
    if not wordings or any(case.holds(words) for words in wordings):
        return
    wanted = wordings[0]
    pointed = own or (named is None and case.said.repeats(requirement.text))
    spelled = _is_spelling(shown[0], wanted)
    if spelled and not pointed and case.holds(wanted, whole=False):
        return  # A search for the letters would have found it.
    word = _as_written(wanted, requirement)
    yield Lead(
        cause=Cause.SPELLING if spelled else Cause.SYNONYM,
        pointed=pointed,
        says=_says(shown[0], word, spelled=spelled),
        requirement_ids=(requirement.id,),
        evidence=shown[:_QUOTES_AT_MOST],
        otherwise=f"Had {rule_in_words(case.said)} taken {quoted(shown[0].quote)} for {quoted(word)}",
    )


def _shown(case: Case, requirement: Requirement, judgement: Judgement, group: tuple[str, ...]) -> tuple[Evidence, ...]:
    """The quotations of the words themselves; the dated lines of a years requirement do not hold them."""
    if requirement.kind is not Kind.YEARS:
        return tuple(quote for quote in judgement.evidence if quote.term in group)
    if any(case.holds(term) for term in group):
        return ()
    found = (each for term in group for each in mentions(case.index, term) if each.how != "suggests")
    plain = [each for each in found if each.entry.section is SectionKind.EXPERIENCE and not each.entry.copied]
    return tuple(typed.quote(each.entry.line, each.start, each.end, each.term, each.how) for each in plain)


def _belongs(case: Case, named: str, group: tuple[str, ...]) -> bool:
    concept = case.index.lexicon.concept(named)
    return named in group or (
        concept is not None and any(case.index.lexicon.concept(term) == concept for term in group)
    )


def _wordings(case: Case, requirement: Requirement, group: tuple[str, ...], shown: Evidence) -> list[str]:
    """The posting's own words for the very thing that was found: of "Java or C#" the one that the resume shows.

    Terms are names of concepts; the words stand in the text. Where the ATS gave terms that do not, the first counts.
    """
    lexicon = case.index.lexicon
    concept = lexicon.concept(shown.term)
    same = [term for term in group if term == shown.term or (concept and lexicon.concept(term) == concept)]
    forms = {form.text for term in same for form in lexicon.forms(term) if form.how in {"exact", "alias"}}
    written = [form for form in forms if stands_in(requirement.text.casefold(), form)]
    longest = [form for form in written if not any(form != other and form in other for other in written)]
    return sorted(longest, key=requirement.text.casefold().find) or same[:1]


def _as_written(term: str, requirement: Requirement) -> str:
    """A term with the capitals that the posting gives it."""
    start = requirement.text.casefold().find(term.casefold())
    return requirement.text[start : start + len(term)] if start >= 0 else term


def _is_spelling(shown: Evidence, wanted: str) -> bool:
    """Whether it is the same word, inflected, spaced or spelled otherwise; another name may be misspelled as well."""
    quote = tokens(shown.quote)
    if key(shown.quote) == key(wanted) or [word.stem for word in quote] == [word.stem for word in tokens(wanted)]:
        return True
    slips = _SLIPS_A_WORD * max(1, len(quote))
    return shown.how == "spelling" and OSA.distance(key(shown.quote), key(wanted), score_cutoff=slips) <= slips


def _says(shown: Evidence, wanted: str, *, spelled: bool) -> str:
    absent = f"{quoted(wanted)} itself does not stand in the resume."
    if spelled:
        return f"The resume spells it {quoted(shown.quote)}. {absent}"
    how = {"includes": "shows it", "paraphrase": "says as much"}.get(shown.how, "is another name for it")
    return f"The resume says {quoted(shown.quote)}, which {how}. {absent}"


def _degree(case: Case, requirement: Requirement, judgement: Judgement) -> Iterator[Lead]:
    """A higher degree, another name of it, or experience where the posting takes that instead."""
    if not judgement.evidence:
        return
    shown, wanted = judgement.evidence[0], requirement.level or ""
    says = _degree_says(case, requirement, shown, wanted)
    if says:
        yield Lead(
            cause=Cause.DEGREE_EQUIVALENT,
            pointed=case.about(Topic.DEGREE) or case.names(requirement) is not None,
            says=says,
            requirement_ids=(requirement.id,),
            evidence=judgement.evidence[:_QUOTES_AT_MOST],
            otherwise=f"Had {rule_in_words(case.said)} taken {quoted(shown.quote)} for what is asked for",
        )


def _degree_says(case: Case, requirement: Requirement, shown: Evidence, wanted: str) -> str:
    asked = quoted(requirement.text)
    if shown.how != "degree":
        return f"The posting takes experience instead of a degree, and the resume shows it. Asked for: {asked}."
    words = tokens(shown.quote)
    found = levels.degree_at(words, 0)
    if found and wanted in levels.DEGREES and found[1] > levels.DEGREES.index(wanted):
        return f"The resume shows {quoted(shown.quote)}, which is above what is asked for: {asked}."
    if wanted and not case.holds(wanted, whole=False):
        return f"The resume says {quoted(shown.quote)}, which is another name for what is asked for: {asked}."
    return ""
