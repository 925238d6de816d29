"""Circumstances: the right to work, conditions such as night shifts, the place. A resume seldom says them, a form asks.

So silence here is no weakness of a match, and an answer of the form counts beside the resume's own words. The terms are
those of the table ``circumstances``; a place is matched with the person's own place or with where they want to move.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from app.matching import effort, form, quoting, willingness, wordlists
from app.matching.align import Mention
from app.matching.circumstances import WAYS_OF_WORKING, countries_in
from app.matching.hedges import Standing, standing
from app.matching.index import Index, IndexedLine
from app.matching.model import Finding, Judgement, Kind, Requirement
from app.matching.normalize import Token, texts, tokens, word_set
from app.matching.phrases import Hit
from app.matching.shown import NOTHING, Shown, all_of, any_of
from app.matching.willingness import Says
from parsers.model import SectionKind

_ASKED = "Resumes seldom say this; it is for the form, or for a question."
_RIGHT = "work authorisation"
_DONE_AT_WORK = frozenset(
    {
        "heavy lifting",
        "hybrid",
        "night shifts",
        "on call",
        "on site",
        "overtime",
        "remote",
        "shifts",
        "standing",
        "weekends",
    }
)
"""Conditions that work done shows; whoever "arranged travel" or "ran background checks" shows nothing of the kind."""
_SHOWS_TOO = {"shifts": ("night shifts",)}
UNION = word_set("at be bg cy cz de dk ee es fi fr gr hr hu ie it lt lu lv mt nl pl pt ro se si sk")
"""Members of the European Union: a citizen of it may work in each of them."""
_YES = word_set("yes y true ja oui si sim agree \u662f \u6709 \u0646\u0639\u0645")
_NO = word_set("no n false nein non nao nee none \u5426 \u65e0 \u6ca1 \u4e0d \u0644\u0627")
_AFTER_PLACE = 3
_WORDS_OF_AN_ADDRESS = 8
_LETTERS_OF_A_CODE = 3
_Stated = Iterator[tuple[Mention, bool]]
"""Statements, each with whether it says yes in its own words."""


def circumstance(
    requirement: Requirement, index: Index, as_of: date, answers: Sequence[tuple[str, str]] = ()
) -> Judgement:
    """The finding on a right to work, a condition or a place, from the resume or, where it is silent, from the form."""
    rules: dict[Kind, Callable[[Index, str, date], Shown]] = {
        Kind.AUTHORISATION: _right,
        Kind.CONDITION: _condition,
        Kind.LOCATION: _place,
    }
    rule = rules[requirement.kind]
    shown = [any_of([rule(index, term, as_of) for term in group]) for group in requirement.terms]
    found = _as_much(requirement, all_of(requirement, shown), index)
    said = next((each for each in answers if _is_about(requirement, each[0])), None)
    return _with_answer(found, said)


def _as_much(requirement: Requirement, found: Judgement, index: Index) -> Judgement:
    """Only PARTLY where every quotation offers less than is asked for: of travel, of a load, of days or hours."""
    if found.finding is not Finding.MET or requirement.kind is not Kind.CONDITION:
        return found
    numbers = {each.line for each in found.evidence}
    lines = (line.text for line in index.resume.document.lines if line.number in numbers)
    notes = [willingness.too_little(requirement.text, text) for text in lines]
    if not notes or not all(notes):
        return found
    return replace(found, finding=Finding.PARTLY, note=f"{found.note} {notes[0]}".strip())


def _with_answer(found: Judgement, said: tuple[str, str] | None) -> Judgement:
    yes = None if said is None else _yes(*said)
    silent = found.finding is Finding.NOT_FOUND
    if said is None or yes is None:
        return Judgement(found.requirement_id, found.finding, found.evidence, found.note or (_ASKED if silent else ""))
    answered = f"The form\u2019s question \u201c{said[0].strip()}\u201d was answered \u201c{said[1].strip()}\u201d."
    finding, note = found.finding, f"{answered} {found.note}".strip()
    if finding is Finding.MET and not yes:
        note = f"{form.CONFLICT} no, the resume shows it: please compare. {note}"
    elif finding in {Finding.NOT_FOUND, Finding.PARTLY} and yes:
        finding = Finding.MET
    elif finding is Finding.CONTRADICTED and yes:
        finding = Finding.PARTLY
    return Judgement(found.requirement_id, finding, found.evidence, note)


def _yes(question: str, said: str) -> bool | None:
    """What an answer says to the requirement; a question for a need of sponsorship is turned round."""
    given = tokens(said[:100])
    first = given[0].text if given else ""
    if first not in _YES | _NO:
        return None
    words = tokens(question[:1000])
    turned = any(hit.name == "needed" for hit in wordlists.classes("rights").all(words))
    return (first in _YES) is not turned


def _is_about(requirement: Requirement, question: str) -> bool:
    """Whether a question names all that is asked for: the conditions, the right to work in that country, the place."""
    words = tokens(question[:1000])
    named = {
        hit.name for hit in (*wordlists.classes("circumstances").all(words), *wordlists.classes("rights").all(words))
    }
    wanted = [term for group in requirement.terms for term in group]
    if requirement.kind is Kind.AUTHORISATION:
        rights = named & {"authorisation", "held", "needed"} or any(name.startswith("held ") for name in named)
        country = {term.removeprefix(_RIGHT).strip() for term in wanted} - {""}
        here = set(countries_in(question, words))
        return bool(rights) and (not here or not country or bool(here & country))
    joined = f" {' '.join(texts(question))} "
    return all(
        any(term in named or f" {' '.join(texts(term))} " in joined for term in group) for group in requirement.terms
    )


def _right(index: Index, term: str, as_of: date) -> Shown:
    country = term.removeprefix(_RIGHT).strip()
    return _verdict(term, list(_rights_stated(index, term, country)), index, as_of)


def _rights_stated(index: Index, term: str, country: str) -> _Stated:
    for entry in _all_lines(index):
        hits = wordlists.classes("rights").all(entry.words)
        index.effort.spend(1 + len(entry.words) // effort.WORDS_A_STEP)
        for hit in hits:
            held, _, only = hit.name.partition(" ")
            here = {only} if only else set(countries_in(entry.line.text, entry.words))
            if not country or not here or _may_work(here, country):
                yield _mention(entry, hit, term), held == "held"


def _may_work(here: set[str], country: str) -> bool:
    return country in here or (country in UNION and "eu" in here) or (country == "eu" and bool(here & UNION))


def _condition(index: Index, term: str, as_of: date) -> Shown:
    said: dict[Says, list[Mention]] = {how: [] for how in Says}
    for mention in _named(index, term):
        said[willingness.says(mention)].append(mention)
    hedged = [(mention, True) for mention in said[Says.AS_HEDGED]]
    return _verdict(term, hedged, index, as_of, said[Says.YES], said[Says.NO])


def _named(index: Index, term: str) -> Iterator[Mention]:
    wanted = {term, *_SHOWS_TOO.get(term, ())}
    for entry in _all_lines(index):
        index.effort.spend(1 + len(entry.words) // effort.WORDS_A_STEP)
        if entry.section in {SectionKind.EXPERIENCE, SectionKind.VOLUNTEER} and term not in _DONE_AT_WORK:
            continue
        for hit in wordlists.classes("circumstances").all(entry.words):
            if hit.name in wanted:
                yield _mention(entry, hit, term)


def _verdict(
    term: str,
    found: list[tuple[Mention, bool]],
    index: Index,
    as_of: date,
    plain_yes: Sequence[Mention] = (),
    plain_no: Sequence[Mention] = (),
) -> Shown:
    """The posting's own sentence counts like any other: what is said of circumstances is a statement either way.

    ``plain_yes`` and ``plain_no`` say so in words that need no further reading.
    """
    yes, no = list(plain_yes), list(plain_no)
    limited: list[Mention] = []
    for mention, affirms in found:
        how = standing(mention, index, as_of)
        if how is Standing.LIMITED:
            limited.append(mention)
        else:
            (yes if affirms is (how in {Standing.PLAIN, Standing.WISHED}) else no).append(mention)
    if yes and no:
        both = (*quoting.strongest(yes)[:1], *quoting.strongest(no)[:1])
        return Shown(Finding.PARTLY, both, f"The resume says both about {term}.")
    if yes:
        return Shown(Finding.MET, quoting.strongest(yes))
    if no:
        return Shown(Finding.CONTRADICTED, quoting.strongest(no), f"The resume itself says no to {term}.")
    if limited:
        return Shown(Finding.PARTLY, quoting.strongest(limited), f"{term} is named with a reservation.")
    return NOTHING


def _place(index: Index, term: str, as_of: date) -> Shown:
    """The person's own place, or one where they say they live or will move; that they would move anywhere is PARTLY."""
    if term in WAYS_OF_WORKING:
        return _condition(index, term, as_of)
    wanted = tuple(texts(term))
    for entry in _opening(index):
        index.effort.spend(1 + effort.FORM + len(entry.line.text) // effort.LETTERS_A_STEP)
        found = _lives_in(entry, wanted, term)
        if found is not None:
            return Shown(Finding.MET, (quoting.of(found, "place"),))
    for entry in _all_lines(index):
        index.effort.spend(1 + len(entry.words) // effort.WORDS_A_STEP)
        for hit in wordlists.some("moves", "lives in", "moves to").all(entry.words):
            mention = _mention(entry, Hit("", hit.first, hit.last + len(wanted)), term)
            follows = tuple(word.text for word in entry.words[hit.last : hit.last + len(wanted)])
            if follows == wanted and standing(mention, index, as_of) in {Standing.PLAIN, Standing.WISHED}:
                return Shown(Finding.MET, (quoting.of(mention, "place" if hit.name == "lives in" else "relocation"),))
    would = moving(index, as_of, "would move")
    if would is not None:
        return Shown(Finding.PARTLY, (quoting.of(would, "relocation"),), "Willing to move, no place is named.")
    return NOTHING


def moving(index: Index, as_of: date, *classes: str) -> Mention | None:
    """Where somebody says in words of these classes of the table ``moves`` that they would move, and means it."""
    for entry in _all_lines(index):
        index.effort.spend(1 + len(entry.words) // effort.WORDS_A_STEP)
        for hit in wordlists.some("moves", *classes).all(entry.words):
            mention = _mention(entry, hit, "relocation")
            if standing(mention, index, as_of) in {Standing.PLAIN, Standing.WISHED}:
                return mention
    return None


def _lives_in(entry: IndexedLine, wanted: tuple[str, ...], term: str) -> Mention | None:
    """The place as a part of an address between commas, with nothing but a postcode or a state behind it."""
    words, text = entry.words, entry.line.text
    for first in range(len(words) - len(wanted) + 1):
        last = first + len(wanted)
        if tuple(word.text for word in words[first:last]) != wanted:
            continue
        before = text[words[first - 1].end : words[first].start].strip() if first else ","
        if (before or _is_code(words[first - 1])) and _ends_a_place(
            words[last : last + _AFTER_PLACE], text, words[last - 1]
        ):
            return _mention(entry, Hit("", first, last), term)
    return None


def _ends_a_place(after: tuple[Token, ...], text: str, last: Token) -> bool:
    end = last.end
    for word in after:
        if text[end : word.start].strip():
            return True
        if not _is_code(word):
            return False
        end = word.end
    return True


def _is_code(word: Token) -> bool:
    """A postcode, or the letters of a state or country."""
    return any(char.isdigit() for char in word.raw) or (len(word.raw) <= _LETTERS_OF_A_CODE and word.raw.isupper())


def _all_lines(index: Index) -> Iterable[IndexedLine]:
    return (*_opening(index), *index.lines)


def _opening(index: Index) -> Iterator[IndexedLine]:
    """The lines before the first heading but the person's name, the first; without headings, short lines."""
    for line in index.header[1:]:
        words = tokens(line.text)
        yield IndexedLine(line, SectionKind.HEADER, words, frozenset())
    for line in index.resume.document.lines if index.unparted else ():
        words = tokens(line.text)
        if len(words) <= _WORDS_OF_AN_ADDRESS:
            yield IndexedLine(line, SectionKind.HEADER, words, frozenset())


def _mention(entry: IndexedLine, hit: Hit, term: str) -> Mention:
    return Mention(entry, hit.first, hit.last, term, "stated", "stated")
