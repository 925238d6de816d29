"""Whether a thing is only dealt with: sold, translated, cleaned, written about; or whether its people are.

"Sold SAP licences", "translated manuals for CNC mills", "placed Python engineers" tell of a trade of another kind. The
verbs are the table ``dealings``. What is done with a tool or in something is another matter: "cleaned data in Python".
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import takewhile

from app.matching import tables, wordlists
from app.matching.align import Mention
from app.matching.index import Index
from app.matching.lexicon import Lexicon
from app.matching.normalize import STRONG_PAST, Token, word_set
from app.matching.others import names_people
from parsers.model import SectionKind

_CUT = re.compile(r"[.;:()|\u2022\t]")
_TOLD = frozenset(
    {SectionKind.EXPERIENCE, SectionKind.VOLUNTEER, SectionKind.SUMMARY, SectionKind.PROJECTS, SectionKind.OTHER}
)
_TRADES = {
    "sold": frozenset({"finance", "retail_hospitality", "sales"}),
    "cleaned": frozenset({"retail_hospitality"}),
    "heads": frozenset({"finance", "legal_hr", "retail_hospitality", "sales"}),
}
"""Sectors in which this is the work itself: whoever sold insurance worked in insurance."""
_HIRED = word_set(
    "candidate candidates experts freelancers graduates hires jobs openings people positions professionals role roles"
    " staff talent talents vacancies vacancy workers"
)
_REACH = 8
_HEAD_WITHIN = 3
_TOOL = word_set(
    "with in using via through by under into within during while to at as mit durch per con avec en dans met"
)
_PAST = re.compile(r"\w{2,}ed$")
_AND = word_set("and or und et y e en")


def is_dealt_with(mention: Mention, index: Index) -> bool:
    """Whether the verb that the mention is the object of, or the noun that it only describes, is of another trade."""
    if mention.entry.section not in _TOLD and not index.unparted:
        return False
    sectors = _sectors_of(mention.term, index.lexicon)
    kind = _described(mention) or _verb(mention)
    if kind is None:
        return False
    return _is_a_name(mention) or not sectors & _TRADES.get(kind, frozenset())


def _is_a_name(mention: Mention) -> bool:
    """Whether the mention is a proper name ("resold Salesforce"): a product to be used, no line of goods."""
    return mention.first > 0 and all(
        word.raw[:1].isupper() for word in mention.entry.words[mention.first : mention.last]
    )


def _described(mention: Mention) -> str | None:
    """``heads`` if the words right behind make the mention what a sale, a placement or a translation is of."""
    words = mention.entry.words
    finder = wordlists.some("dealings", "heads")
    for here in _close_behind(mention):
        if words[here].text in _TOOL | _AND:
            return None
        if finder.at(words, here):
            following = next(iter(_touching(mention, here + 1, here + 2)), None)
            # "Sales Cloud" and "sales data" are things of their own.
            return "heads" if following is None or names_people(words[following]) else None
    return None


def _verb(mention: Mention) -> str | None:
    """The kind of the nearest verb ahead, if the mention is its object."""
    words, text = mention.entry.words, mention.entry.line.text
    kinds = {
        at: hit
        for hit in wordlists.classes("dealings").all(words[: mention.first])
        for at in range(hit.first, hit.last)
    }
    for here in range(mention.first - 1, max(-1, mention.first - 1 - _REACH), -1):
        if _CUT.search(text[words[here].end : words[here + 1].start]):
            return None
        hit = kinds.get(here)
        if hit is not None and hit.name not in {"through", "heads", "with it"}:
            own = _joined_to_a_verb(mention, hit.first) or (hit.name == "people" and not _of_people(mention))
            return None if own else hit.name
        if hit is None and (words[here].text in _TOOL or (_is_verb(words[here]) and _begins(mention, here))):
            return None
    return None


def _joined_to_a_verb(mention: Mention, at: int) -> bool:
    """Whether the verb shares its object with one ahead of it: "installed and sold", "designed, sold"."""
    words = mention.entry.words
    before = at - 1 - (at > 0 and words[at - 1].text in _AND)
    if before < 0 or not _begins(mention, at):
        return False
    dealing = wordlists.some("dealings", "about", "cleaned", "people", "sold", "with it").at(words, before)
    return _is_verb(words[before]) and dealing is None


def _begins(mention: Mention, at: int) -> bool:
    """Whether a word begins the line, or what is joined to something by "and" or a comma."""
    words, text = mention.entry.words, mention.entry.line.text
    return at == 0 or words[at - 1].text in _AND or "," in text[words[at - 1].end : words[at].start]


def _is_verb(word: Token) -> bool:
    return _PAST.match(word.text) is not None or word.text in STRONG_PAST


def _of_people(mention: Mention) -> bool:
    """Whether the mention names people, or describes them: "ICU nurses", "Python engineers"."""
    words = mention.entry.words
    if names_people(words[mention.last - 1]):
        return True
    close = takewhile(lambda at: words[at].text not in _TOOL | {"of", "for"}, _close_behind(mention))
    return any(words[at].text in _HIRED or names_people(words[at]) for at in close)


def _close_behind(mention: Mention) -> Iterator[int]:
    return _touching(mention, mention.last, mention.last + _HEAD_WITHIN)


def _touching(mention: Mention, first: int, end: int) -> Iterator[int]:
    """Places of the words from ``first`` on, as long as only blanks and hyphens part them."""
    words, text = mention.entry.words, mention.entry.line.text
    for here in range(first, min(len(words), end)):
        if text[words[here - 1].end : words[here].start].strip(" -"):
            return
        yield here


def _sectors_of(term: str, lexicon: Lexicon) -> frozenset[str]:
    name = lexicon.concept(term)
    return _sectors().get(name, frozenset()) if name is not None else frozenset()


@cache
def _sectors() -> dict[str, frozenset[str]]:
    """Concept to the sectors in whose tables it stands."""
    found: dict[str, set[str]] = {}
    for kind in ("skills", "licences"):
        for sector, rows in tables.sectors(kind).items():
            for row in rows:
                found.setdefault(row[0], set()).add(sector)
    return {name: frozenset(sectors) for name, sectors in found.items()}
