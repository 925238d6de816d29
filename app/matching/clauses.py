"""One clause of a posting into one typed requirement: what is asked, of which kind, with "and" and "or" kept apart.

Where the clause stands in the posting, and so how important it is by default, is the business of ``requirements``.
"""

import re
from dataclasses import replace

from app.matching import advert, levels, lexicon
from app.matching.model import Importance, Kind, Requirement
from app.matching.normalize import Token, tokens

_NUMBERS = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), start=1
    )
}
MAX_CLAUSE = 1_000
"""Characters of one clause that are understood; what is longer is no clause."""
_OWN_WORDS_AT_MOST = 3
_SHORT_CLAUSE = 10
_BETWEEN_WORDS = frozenset({"and", "or"})
_ABOUT_SPEAKING = frozenset({"fluency", "speaker", "speaking", "command", "conversation", "mother", "tongue", "speak"})


def read(clause: str, number: str, importance: Importance, title: str = "") -> Requirement | None:
    """Type one clause; None if it asks for nothing. ``title`` stands in where years of "a similar role" are asked."""
    text = " ".join(clause.split())
    if not tokens(text):
        return None
    core = advert.ASIDE.sub(" ", text[:MAX_CLAUSE])
    label = advert.LABEL.match(core)
    if label and _concept_in(label.group()) is None:
        core = core[label.end() :]
    if advert.NICE.search(core):
        importance = Importance.NICE
    elif advert.MUST.search(core):
        importance = Importance.MUST
    bare = Requirement(number, text, Kind.OTHER, importance)
    if advert.TO_BE_GAINED.search(core) or advert.AGE.search(core):
        return bare
    typed = _years(core, bare, title) or _place(core, bare)
    if typed is None and (_concept_in(core) is not None or not advert.NOT_FROM_A_RESUME.search(core)):
        typed = _language(core, bare) or _degree(core, bare) or _skill(core, bare)
    return typed or bare


def _years(text: str, bare: Requirement, title: str) -> Requirement | None:
    match = advert.YEARS.search(text)
    if match is None:
        return None
    word = match["amount"].casefold().replace(",", ".")
    amount = float(_NUMBERS.get(word, 0) or word)
    if match["unit"].casefold().startswith("month"):
        amount /= 12
    since = advert.SINCE.search(text)
    rest = text[: match.start()] + " " + text[match.end() :]
    named = ((since.group(),),) if since else terms(rest)
    wanted = _sure(rest, named)
    if named and not wanted:
        return bare
    if not wanted and (name := _concept_in(title)):
        wanted = ((name,),)
    return replace(bare, kind=Kind.YEARS, amount=amount, terms=wanted)


def _place(text: str, bare: Requirement) -> Requirement | None:
    match = advert.PLACE.search(text)
    if match is None:
        return None
    places = re.split(r"\s+or\s+", match["place"].strip())
    return replace(bare, kind=Kind.LOCATION, terms=(tuple(place.split(",")[0].strip() for place in places),))


def _language(text: str, bare: Requirement) -> Requirement | None:
    words = tokens(text)
    named = [span for span in levels.spans(levels.language_at, words) if text[words[span[0]].start].isupper()]
    ranked = list(levels.spans(levels.language_level_at, words))
    said = {at for first, last, _ in (*named, *ranked) for at in range(first, last)}
    others = {word.text for at, word in enumerate(words) if at not in said} - advert.FILLER
    if not named or others - _ABOUT_SPEAKING:
        return None
    level = levels.LANGUAGES[max(rank for _, _, rank in ranked)] if ranked else None
    names = [name for _, _, name in named]
    either = any(word.text == "or" for word in words)
    wanted = (tuple(names),) if either else tuple((name,) for name in names)
    return replace(bare, kind=Kind.LANGUAGE, terms=wanted, level=level)


def _degree(text: str, bare: Requirement) -> Requirement | None:
    if not advert.DEGREE.search(text):
        return None
    words = tokens(text)
    degrees = list(levels.spans(levels.degree_at, words))
    level = levels.DEGREES[min(rank for _, _, rank in degrees)] if degrees else "bachelor"
    if not degrees and re.search(r"\bhigh\s+school\b", text, re.IGNORECASE):
        level = "secondary"
    after = re.split(r"\b(?:in|of)\b", advert.EQUIVALENT.sub(" ", text), maxsplit=1)
    named = terms(after[1], keep_unknown=True) if len(after) > 1 else ()
    wanted = tuple(dict.fromkeys(each for group in named for each in group if not levels.degree_at(tokens(each), 0)))
    fields = (levels.field_in_name(words[first:last]) for first, last, _ in degrees)
    wanted = wanted or tuple(dict.fromkeys(field for field in fields if field))
    return replace(bare, kind=Kind.DEGREE, level=level, terms=(wanted,) if wanted else ())


def _skill(text: str, bare: Requirement) -> Requirement:
    wanted = _sure(text, terms(text))
    known = any(_known(group) for group in wanted)
    if not wanted or (advert.SOFT.search(text) and not known):
        return bare
    held = any(lexicon.is_licence(lexicon.concept(term) or "") for group in wanted for term in group)
    licence = held or (not known and advert.LICENCE.search(text) is not None)
    return replace(bare, kind=Kind.LICENCE if licence else Kind.SKILL, terms=wanted)


def _sure(text: str, groups: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """Of a short clause all groups; of a long sentence, whose fragments may be anything, those that name a concept."""
    if len(tokens(text)) <= _SHORT_CLAUSE:
        return groups
    return tuple(group for group in groups if _known(group))


def _concept_in(text: str) -> str | None:
    words = tokens(text)
    found = (lexicon.known_span(words, at) for at in range(len(words)))
    return next((span[1] for span in found if span), None)


def terms(text: str, *, keep_unknown: bool = False) -> tuple[tuple[str, ...], ...]:
    """The things named in a clause as a conjunction of alternatives; empty if nothing in it can be searched for.

    ``and`` binds weaker than ``or``; commas follow the word that ends their list; "such as" and "one of" make
    alternatives; what stands in brackets is a group of its own.
    """
    text = advert.EQUIVALENT.sub(" ", text)
    groups: list[tuple[str, ...]] = []
    for part, bracketed in _parts(text):
        head, *examples = advert.EXAMPLES.split(part)
        parsed = _groups(head, any_of=advert.ANY_OF.search(head) is not None, keep_unknown=keep_unknown)
        if examples:
            listed = [term for piece in examples for group in _groups(piece, any_of=True) for term in group]
            last = parsed.pop() if parsed else ()
            parsed.append((*last, *listed))
        if bracketed and groups and not _known(groups[-1]) and parsed and all(map(_known, parsed)):
            groups.pop()  # "Construction induction (White Card)": the bracket gives the name of what was described.
        groups.extend(parsed)
    return tuple(dict.fromkeys(tuple(dict.fromkeys(group)) for group in groups if group))


def _parts(text: str) -> list[tuple[str, bool]]:
    """The text cut at brackets, colons and semicolons, each part with whether a bracket opens it."""
    cuts = [(0, 0, ""), *((*match.span(), match.group()) for match in re.finditer(r"[()\[\];:]", text))]
    ends = [*(start for start, _, _ in cuts[1:]), len(text)]
    return [(text[start:end], mark in ("(", "[")) for (_, start, mark), end in zip(cuts, ends, strict=True)]


def _known(group: tuple[str, ...]) -> bool:
    return any(lexicon.concept(term) for term in group)


def _groups(text: str, *, any_of: bool, keep_unknown: bool = False) -> list[tuple[str, ...]]:
    """Split one bracket-free text; the list holds alternatives, one entry for each thing demanded."""
    groups: list[list[str]] = [[]]
    pending: list[list[str]] = [[]]
    for separator, phrase in _phrases(text):
        if separator == "or":
            pending = [[term for group in pending for term in group]]
        elif separator == "and":
            groups.extend(pending)
            pending = [[]]
        elif separator == ",":
            pending.append([])
        term = _term(phrase, keep_unknown=keep_unknown)
        held = _licences(phrase)
        if term is not None and (not held or lexicon.concept(term)):
            pending[-1].append(term)
        groups.extend([licence] for licence in held if licence != term)
    groups.extend(pending)
    kept = [tuple(group) for group in groups if group]
    return [tuple(term for group in kept for term in group)] if any_of and kept else kept


def _phrases(text: str) -> list[tuple[str, tuple[Token, ...]]]:
    """Runs of words with the separator before each; known concepts are never cut ("health and safety", "CI/CD")."""
    words = tokens(text)
    found: list[tuple[str, tuple[Token, ...]]] = []
    run: list[Token] = []
    separator, at, end = "", 0, 0
    while at < len(words):
        gap = text[end : words[at].start]
        span = lexicon.known_span(words, at)
        length = span[0] if span and not (span[0] == 1 and words[at].text in _BETWEEN_WORDS) else 1
        word = words[at].text
        mark = "or" if "/" in gap else "," if "," in gap or "." in gap else ""
        if length == 1 and word in _BETWEEN_WORDS:
            mark = word if mark != "or" else mark
        if mark:
            if run:
                found.append((separator, tuple(run)))
                separator, run = mark, []
            elif mark != ",":
                separator = "or" if "or" in (mark, separator) else mark
        if not (length == 1 and word in _BETWEEN_WORDS):
            run.extend(words[at : at + length])
        end = words[at + length - 1].end
        at += length
    if run:
        found.append((separator, tuple(run)))
    return found


def _licences(phrase: tuple[Token, ...]) -> list[str]:
    """Licences named in a phrase: demanded beside whatever else the phrase names ("6G TIG welding")."""
    spans = (lexicon.known_span(phrase, at) for at in range(len(phrase)))
    return [span[1] for span in spans if span and lexicon.is_licence(span[1]) and span[0] < len(phrase)]


def _term(phrase: tuple[Token, ...], *, keep_unknown: bool) -> str | None:
    """The searchable core of a phrase: a known concept with little around it, or up to three words of its own."""
    known: list[tuple[bool, int, str]] = []
    rest: list[Token] = []
    at = 0
    while at < len(phrase):
        span = lexicon.known_span(phrase, at)
        if span:
            telling = span[0] > 1 or phrase[at].text not in advert.FILLER
            known.append((telling, len(span[1]), span[1]))
        elif phrase[at].text not in advert.FILLER:
            rest.append(phrase[at])
        at += span[0] if span else 1
    if known and len(rest) <= (0 if keep_unknown else 1):
        return max(known)[2]
    own = [word.text for word in phrase if word.text not in advert.FILLER]
    return " ".join(own) if 0 < len(own) <= _OWN_WORDS_AT_MOST + len(known) else None
