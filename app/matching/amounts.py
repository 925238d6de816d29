"""Amounts of time in a clause, and the clauses that ask for years of a thing."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from app.matching import tables, wordlists
from app.matching.alternatives import concept_in, sure, terms
from app.matching.model import Kind, Requirement
from app.matching.normalize import Token, texts, tokens, word_set
from app.matching.scripts import without_gender
from app.matching.tongue import Tongue

_NUMBERS = (
    "one un une uno una um uma een ein eine einem",
    "two deux dos dois duas due twee zwei",
    "three trois tres tre drie drei",
    "four quatre cuatro quatro quattro vier",
    "five cinq cinco cinque vijf funf",
    "six seis sei zes sechs",
    "seven sept siete sete sette zeven sieben",
    "eight huit ocho oito otto acht",
    "nine neuf nueve nove negen neun",
    "ten dix diez dez dieci tien zehn",
    "eleven onze once undici elf",
    "twelve douze doce doze dodici twaalf zwolf",
)
_NUMBER = {word: float(number) for number, words in enumerate(_NUMBERS, start=1) for word in words.split()}
_YEARS = word_set(
    """
    year years yr yrs jahr jahre jahren jahrig jahrige jahriger jahriges jahrigen an ans annee annees ano anos anni anno
    jaar jaren jarige
    """
)
_MONTHS = word_set("month months mo mos monat monate monaten mois mes meses mesi mese maand maanden")
_BETWEEN = word_set("plus or more and to bis a o mas mehr oder ou mais piu e of meer up full calendar volle")
"""What may stand between a number and its unit: "3 to 5 years", "5 or more years"."""
_COMPOUND = re.compile(r"(zwei|drei|vier|funf|sechs|sieben|acht|neun|zehn)(?=jahrig)|(twee|drie|vier|vijf)(?=jarig)")
_NOT_OF_EXPERIENCE = word_set(
    "old olds ago alt ouds warranty contract degree college university program course apprenticeship ausbildung studium"
)
_OF = word_set("of in as using with working als como come comme en nel im bei na no post")
_LONGEST_AMOUNT = 5
_MOST_YEARS = 40.0
_SETTINGS = frozenset({"hospital work"})
_SHORTEST_PARTICIPLE = 6


@cache
def _more(name: str) -> frozenset[str]:
    """The words of Chinese and Arabic."""
    forms = next(row[1:] for row in tables.rows("amounts") if row[0] == name)
    return frozenset(text for form in forms for text in texts(form))


@cache
def _more_numbers() -> dict[str, float]:
    rows = (row for row in tables.rows("amounts") if row[0].startswith("number "))
    numbers = {text: float(row[0].split()[1]) for row in rows for form in row[1:] for text in texts(form)}
    return numbers | dict.fromkeys(_more("two years"), 2.0)


def years(text: str, words: tuple[Token, ...], bare: Requirement, tongue: Tongue, title: str) -> Requirement | None:
    """Years of a thing; where only a role like this one is asked for, of what the title names."""
    found = amount(words)
    if found is None or not _of_experience(words, *found[1:]):
        return None
    number, first, last = found
    if (since := next((hit for hit in wordlists.sign("since").all(words)), None)) is not None:
        event = text[words[since.first].start : words[since.last - 1].end]
        return replace(bare, kind=Kind.YEARS, amount=number, terms=((event,),))
    part = wordlists.sign("of which").all(words)
    end = words[part[0].first].start if part and part[0].first >= last else len(text)
    rest = f"{text[: words[first].start]} , {text[words[last - 1].end : end]}"
    named = terms(rest, tongue)
    wanted = sure(rest, named) or named[:1]
    if not wanted and tokens(rest) and not _only_filler(rest, tongue):
        return bare
    if _says_no_trade(wanted) and (name := concept_in(without_gender(title))):
        wanted = (*wanted, (name,))
    return replace(bare, kind=Kind.YEARS, amount=number, terms=wanted)


def _says_no_trade(wanted: tuple[tuple[str, ...], ...]) -> bool:
    """Whether nothing is named, or only where it was done: three years in hospitals, of whatever the title names."""
    return all(term in _SETTINGS for group in wanted for term in group)


def _only_filler(text: str, tongue: Tongue) -> bool:
    little = (wordlists.sign("experience"), wordlists.sign("work"), wordlists.sign("alike"), tongue.joins)
    words = tokens(text)
    return all(
        word.text in tongue.filler or any(each.at(words, at) for each in little) for at, word in enumerate(words)
    )


def amount(words: tuple[Token, ...]) -> tuple[float, int, int] | None:
    """The first amount of time: in years, with the words that it takes."""
    return next(amounts(words), None)


def amounts(words: tuple[Token, ...]) -> Iterator[tuple[float, int, int]]:
    """All amounts of time from left to right."""
    last = 0
    for first, word in enumerate(words):
        if _is_one_year(words, first):
            last = first + 1
            yield 1.0, first, last
            continue
        number = _number(word.text)
        if first < last or number is None or number > _MOST_YEARS or _is_a_span_of_time(words, first):
            continue
        unit = _unit_after(words, first)
        if unit is not None:
            last = unit + 1
            yield number / (12 if _is_months(_COMPOUND.sub("", words[unit].text)) else 1), first, last


def _is_one_year(words: tuple[Token, ...], at: int) -> bool:
    """Whether a year without a number is one: Arabic "experience of not less than a year"."""
    return at > 0 and words[at].text in _more("one year") and words[at - 1].text in _more("before one year")


def _unit_after(words: tuple[Token, ...], first: int) -> int | None:
    """Where the unit of a number stands: "3 to 5 years", "two (2) years", "dreijährige"."""
    for at in range(first, min(len(words), first + _LONGEST_AMOUNT)):
        text = words[at].text
        unit = _COMPOUND.sub("", text)
        if unit in _YEARS or unit in _more("year") or _is_months(unit):
            after = {word.text for word in words[at + 1 : at + 3]} & _NOT_OF_EXPERIENCE
            after |= {word.text for word in words[at + 1 : at + 2]} & _more("not of experience")
            alone = at == first and unit == text and text not in _more("two years")
            return None if alone or after else at
        if at > first and _number(text) is None and text not in _BETWEEN and text not in _more("between"):
            return None
    return None


def _number(text: str) -> float | None:
    if re.fullmatch(r"\d{1,2}(?:[.,]5)?", text):
        return float(text.replace(",", "."))
    compound = _COMPOUND.match(text)
    return _NUMBER.get(compound.group() if compound else text, _more_numbers().get(text))


def _is_months(unit: str) -> bool:
    return unit in _MONTHS or unit in _more("month")


def _is_a_span_of_time(words: tuple[Token, ...], first: int) -> bool:
    """Whether "within", "last" or the like stands before: a time, not an amount of experience."""
    return any(wordlists.sign("past").at(words, at) for at in range(max(0, first - 1), first))


def _of_experience(words: tuple[Token, ...], first: int, last: int) -> bool:
    if any(wordlists.unscored(name).at(words, at) for name in ("age", "contract") for at in range(len(words))):
        return wordlists.says(wordlists.sign("experience"), words)
    following = words[last].text if last < len(words) else ""
    near = words[:first] + words[last:]
    return (
        wordlists.says(wordlists.sign("experience"), near)
        or wordlists.says(wordlists.sign("since"), near)
        or following in _OF
        or (following.endswith("ing") and len(following) >= _SHORTEST_PARTICIPLE)
    )
