"""What a sentence says of a circumstance that it names: yes, no, or nothing at all; and how much of it.

"Weekends are not possible", "no problem with nights" and "quiet weekends with my family" name a topic each. Amounts are
compared where both sides say one: "travel up to 10 %" is less than "up to 50 % travel", 50 lb are less than 25 kg.
"""

import re
from collections.abc import Iterator
from enum import Enum

from app.matching import wordlists
from app.matching.align import Mention
from app.matching.normalize import Token, tokens, word_set
from parsers.model import SectionKind

_SENTENCE_END = re.compile(r"[;!?\u2022|]|\.(?=\s|$)")
_PARTED = re.compile(r"[,:()\u2013\u2014]|\s-\s")
_FEW = 4
"""Other words beside a circumstance that is an item of a list: "Night shifts and weekends", "Travel: 50 %"."""
_NAMED = 2
"""Words that a topic may have beside the circumstance when what follows a comma is about it: "Weekends, sadly, ..."."""
_TURNS = word_set("but however although though yet aber jedoch pero aunque mais ma maar mas")
_AMOUNT = re.compile(
    r"(?P<number>\d{1,3}(?:[.,]\d)?)\s*\+?\s*-?\s*(?:(?P<percent>%|per\s?cent\b|prozent\b|pour\s?cent\b|por\s?ciento\b)"
    r"|(?P<kg>kg\b|kgs\b|kilos?\b|kilogram\w*)|(?P<lb>lbs?\b|pounds?\b|#)|(?P<days>days?\b|tage\b|jours?\b|d[i\u00ed]as?\b)"
    r"|(?P<hours>hours?\b|hrs?\b|h\b|stunden\b|heures\b|horas\b))",
    re.IGNORECASE,
)
_POUND = 0.4536
"""Kilograms."""
_NEARLY = 0.97
"""50 lb and 23 kg are the same demand, rounded."""
_FAR = word_set("international internationally overseas abroad worldwide global globally weltweit")
_NEAR = word_set("domestic domestically local locally regional regionally national nationally nationwide within")
_SELDOM = word_set("occasional occasionally rarely seldom minimal little gelegentlich ocasional occasionnel")
_OFTEN = 25.0
"""Percent of travel that nobody calls occasional."""


class Says(Enum):
    """What is said of a circumstance."""

    YES = "yes"
    NO = "no"
    NOTHING = "nothing"
    AS_HEDGED = "as hedged"
    """No word of this table: the words around decide, as for any other thing."""


def says(mention: Mention) -> Says:
    """By the mention's sentence. Work that was told as done needs no word of will."""
    first, last = _sentence(mention)
    words = mention.entry.words[first:last]
    hits = {hit.name for hit in wordlists.classes("willingness").all(words)}
    if "welcome" in hits:
        return Says.YES
    if "refused" in hits:
        return Says.NO
    own = wordlists.classes("willingness").all(mention.entry.words[mention.first : mention.last])
    others = len(words) - (mention.last - mention.first)
    stated = hits & {"offered", "done"} or own or mention.entry.section is SectionKind.EXPERIENCE
    if "private" in hits and "offered" not in hits:
        return Says.NOTHING
    return Says.AS_HEDGED if stated or others <= _FEW else Says.NOTHING


def _sentence(mention: Mention) -> tuple[int, int]:
    """The words around the mention to the next sign or turn; across a comma only from a bare topic."""
    words, text = mention.entry.words, mention.entry.line.text
    first, last = mention.first, mention.last
    while (
        first and not _ends(text, words, first) and not _PARTED.search(text[words[first - 1].end : words[first].start])
    ):
        first -= 1
    topic = mention.first - first <= _NAMED
    while last < len(words) and not _ends(text, words, last):
        comma = _PARTED.search(text[words[last - 1].end : words[last].start])
        if comma and not (topic and last - mention.last <= _NAMED):
            break
        last += 1
    return first, last


def _ends(text: str, words: tuple[Token, ...], at: int) -> bool:
    """Whether a new sentence or thought begins at a word."""
    return bool(_SENTENCE_END.search(text[words[at - 1].end : words[at].start])) or words[at].text in _TURNS


def too_little(asked: str, said: str) -> str:
    """What to note if a requirement asks for more of a circumstance than a line of the resume offers; else nothing."""
    wanted, offered = dict(_amounts(asked)), dict(_amounts(said))
    for unit, least in wanted.items():
        if unit in offered and offered[unit] < least * _NEARLY:
            return f"{_written(least, unit)} is asked for, {_written(offered[unit], unit)} is offered."
    asked_words, said_words = ({word.text for word in tokens(text)} for text in (asked, said))
    if asked_words & _FAR and said_words & _NEAR and not said_words & _FAR:
        return "Travel abroad is asked for, travel nearer by is offered."
    if wanted.get("%", 0) >= _OFTEN and "%" not in offered and said_words & _SELDOM:
        return f"{_written(wanted['%'], '%')} is asked for, occasional travel is offered."
    return ""


def _amounts(text: str) -> Iterator[tuple[str, float]]:
    """Unit to amount, the largest last: percent, kilograms, days, hours."""
    found = []
    for match in _AMOUNT.finditer(text):
        number = float(match["number"].replace(",", "."))
        unit = "%" if match["percent"] else "kg" if match["kg"] or match["lb"] else "days" if match["days"] else "hours"
        found.append((unit, number * _POUND if match["lb"] else number))
    yield from sorted(found, key=lambda each: each[1])


def _written(amount: float, unit: str) -> str:
    return f"{amount:.0f} {unit}"
