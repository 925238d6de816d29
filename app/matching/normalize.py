"""Cutting a line of text into comparable tokens that remember where they stood.

Only the writing is levelled here (case, accents, ligatures, dotted abbreviations, British and American spelling, plain
inflection). What words mean lives in ``lexicon``.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from typing import TypeVar

from app.matching import scripts, tables
from app.matching.scripts import MARKS

_T = TypeVar("_T")
LONGEST = 8
"""Tokens of the longest name that a table is expected to hold."""


def word_set(text: str) -> frozenset[str]:
    """A word list as written in a table."""
    return frozenset(text.split())


STRONG_PAST = word_set(
    """
    brought built cut dealt did drew drove dug fed gave grew held hung kept laid led made ran rebuilt sent set sold
    taught took wrote
    """
)
"""Verbs of work whose past has another ending than -ed."""
MAX_LINE = 2_000
"""Characters of one line that are looked at; a longer line is no line of a resume."""

_WORD = rf"(?:(?!_)[\w\u0300-\u036f\u00ad{MARKS}])"
_PLAIN = re.compile(
    r"[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]+(?: [A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]+)*"
)
_IZE = re.compile(
    r"(?<!expert)(?<!enterpr)(?<!exerc)(?<!advert)(?<!superv)(?<!franch)(?<!merchand)(?<!comprom)(?<!improv)(?<!surpr)"
    r"(?<!televi)(?<!other)(?<!otherw)(?<=\w{4})is(?=(?:e|es|ed|ing|ation|ations|ational)$)"
)
_KEEPS_ENDING = word_set(
    """
    access accounting analysis aws banking barbering bed billing bottling branding broaching building business
    cataloging cataloguing catering class coding concreting cooking costing css drawing dubbing earthing
    economics ethics express filing filming fitting franchising gardening glass gowning hobbing hygienics
    interpreting jenkins keyboarding kitting kubernetes landscaping less lettings lobbying logistics machined machining
    marketing mass mathematics meeting merchandising minuting need news nursing pandas physics
    planning plastering policing portioning pricing printing process prospecting purchasing reading redis
    reporting roofing rostering sales scaffolding series setting shipping shuttering slabbing string tableting
    tailoring tendering tracking trading training travelling ushering valeting waterproofing windows
    """
)
"""Names of a thing or a trade whose bare word is an everyday one: police, machine, landscape, let."""
_DIGITS = str.maketrans("\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669", "0123456789")
"""Arabic-Indic digits."""
_SHORTEST_STEM = 4
_SHORTEST_ROOT = 4
_LONGER_ROOT = frozenset({"ion", "ation"})
"""A station and a state are no relatives."""
_ROOT_ENDINGS = ("ement", "ment", "ation", "ion", "er", "or", "ist", "is")
_STUDIED = ("logy", "graphy", "therapy")
_ROMAN = {
    "i": "1",
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "v": "5",
    "vi": "6",
    "vii": "7",
    "viii": "8",
    "ix": "9",
    "x": "10",
}
_COUNTED = word_set(
    """
    category categorie categoria classe class grade klasse level livello niveau nivel
    phase stage stufe tier type typ tipo
    """
)
"""Words after which a Roman number is a number and not a letter."""


@dataclass(frozen=True, slots=True)
class Token:
    """A levelled word; ``raw`` is ``line[start:end]``, as it was written; ``stem`` is equal for plain inflections."""

    text: str
    start: int
    end: int
    stem: str
    raw: str


@cache
def _token() -> re.Pattern[str]:
    return re.compile(
        rf"""
          (?<!\w)[cC]\s?\+\+ | (?<!\w)[cCfF]\#                # C++ C# F#
        | (?<!\w)[b-dB-D]1?\+[eE](?!\w)                       # licence categories B+E, C1+E, D+E
        | (?<!\w)(?i:a|casp|cloud|cysa|data|itf|linux|net|network|pentest|project|sec|security|server)\+(?!\w)
                                                              # certificates whose name is a plain word and a plus
        | (?<!\w)(?:[A-Za-z]{{2,8}})?\.(?:NET|net|Net)(?!\w)  # .NET, ASP.NET
        | (?<!\w)[A-Za-z]{{2,12}}\.(?:js|JS|Js)(?!\w)         # Node.js
        | (?<!\w)(?:[A-Za-z]\.){{2,6}}(?:[A-Za-z](?!\w))?     # B.S.N., Ph is handled by the lexicon
        | (?<!\w)[rR]&[dD](?!\w)                              # R&D
        | (?<!\w)[A-Za-z]\d+\.\d+(?!\w)                       # codes like D1.1
        | \d+(?:[.,]\d+)*(?!\w)                               # numbers, also 316.5 and 1,000
        | (?<!\w)[A-Za-z]{{3,}}(?=\d{{2,}}(?!\w))             # ISO|9001
        | (?<!\w)(?i:angular|java|php|python|vue)(?=\d)       # a version: Python|3
        | {scripts.grown_and()}                               # an Arabic "and"
        | {_WORD}+(?:['\u2019](?:s|S)(?!\w))?                 # words; the possessive belongs to them
        | &
        """,
        re.VERBOSE,
    )


def tokens(line: str) -> tuple[Token, ...]:
    """Cut a line; offsets count characters of ``line``. Text beyond ``MAX_LINE`` characters is left out."""
    found: list[Token] = []
    for start, raw in _raw(line[:MAX_LINE]):
        text = _level(raw)
        if text in _ROMAN and found and found[-1].text in _COUNTED:
            text = _ROMAN[text]
        if text:
            found.append(Token(text, start, start + len(raw), stem(text), raw))
    return tuple(found)


def _raw(line: str) -> Iterator[tuple[int, str]]:
    """The words as they are written, each with where it begins. Plain ones are cut quickly: most are nothing else.

    Where the signs of a script without blanks begin or end, a word does.
    """
    if _PLAIN.fullmatch(line):
        start = 0
        for word in line.split(" "):
            yield start, word
            start += len(word) + 1
        return
    for start, part in scripts.runs(line):
        if scripts.is_sign(part):
            yield from scripts.cut_signs(start, part)
        else:
            yield from ((start + match.start(), match.group()) for match in _token().finditer(part))


def key(text: str) -> str:
    """All tokens of a text joined: equal for writings that differ in case, spacing and punctuation only."""
    return "".join(texts(text))


def texts(text: str) -> list[str]:
    """The levelled words of a text without their places. Plain words are cut quickly: the tables hold many."""
    text = text[:MAX_LINE]
    if _PLAIN.fullmatch(text):
        words = [_level(word) for word in text.split(" ")]
    else:
        words = scripts.cut(text) or [word for _, raw in _raw(text) if (word := _level(raw))]
    return [_ROMAN.get(word, word) if before in _COUNTED else word for before, word in pairwise(["", *words])]


def longest(table: Mapping[str, _T], words: tuple[Token, ...], at: int) -> tuple[int, _T] | None:
    """The longest run of words from ``at`` on whose key the table holds: how many they are, and what it holds."""
    found = [(length, table[text]) for length, text in runs_from(words, at) if text in table]
    return found[-1] if found else None


def runs_from(words: tuple[Token, ...], at: int) -> Iterator[tuple[int, str]]:
    """The runs of words from ``at`` on that may be a name, short ones first: how many words, and their key."""
    return enumerate(accumulate(word.text for word in words[at : at + LONGEST]), start=1)


@cache
def _spellings() -> dict[str, str]:
    return {row[0]: row[1] for row in tables.rows("spellings")}


@lru_cache(maxsize=40_000)
def _level(raw: str) -> str:
    if raw == "&":
        return "and"
    if raw.isascii() and raw.isalpha():
        return _spelled(raw.lower())
    decomposed = unicodedata.normalize("NFKD", raw).casefold()
    text = "".join(char for char in decomposed if not "\u0300" <= char <= "\u036f" and char != "\u00ad")
    text = scripts.levelled(text) if scripts.is_arabic(text) else unicodedata.normalize("NFC", text)
    text = re.sub(r"['\u2019]s$", "", text).replace(" ", "").translate(_DIGITS)
    if re.fullmatch(r"(?:[a-z]\.)+[a-z]?", text):
        text = text.replace(".", "")
    return _spelled(text) if text.isascii() else _spellings().get(text, text)


def _spelled(text: str) -> str:
    text = _spellings().get(text, text)
    return _IZE.sub("iz", text) if "is" in text else text


@lru_cache(maxsize=20_000)
def stem(text: str) -> str:
    """Take a plain English ending off: plural, -ing, -ed, final e. Short words and known exceptions stay whole.

    Arabic words lose theirs, too.
    """
    if scripts.is_arabic(text):
        return scripts.stem(text)
    if text in _KEEPS_ENDING or not text.isascii() or not text.isalpha():
        return text
    if text.endswith("ies") and len(text) > _SHORTEST_STEM + 1:
        text = text[:-3] + "y"
    elif text.endswith("s") and not text.endswith(("ss", "us", "is")) and len(text) >= _SHORTEST_STEM:
        text = text[:-1]
    if text in _KEEPS_ENDING:
        return text
    for ending in ("ing", "ed", "e"):
        if text.endswith(ending) and len(text) - len(ending) >= _SHORTEST_STEM:
            cut = text[: -len(ending)]
            return cut[:-1] if cut[-1] == cut[-2] and cut[-1] not in "lsz" else cut
    return text


@lru_cache(maxsize=20_000)
def root(stemmed: str) -> str:
    """What a stem shares with the word for who does it or for the doing: manag for manager, management and managing.

    Too coarse for a word alone ("product", "production"); in a phrase the other words keep it honest.
    """
    if not stemmed.isascii() or not stemmed.isalpha():
        return stemmed
    if stemmed.endswith(_STUDIED):
        return stemmed[:-1]  # A psychologist does psychology.
    for ending in (*_ROOT_ENDINGS, "ing", "ed"):
        shortest = _SHORTEST_ROOT + (ending in _LONGER_ROOT)
        if stemmed.endswith(ending) and len(stemmed) - len(ending) >= shortest:
            cut = stemmed[: -len(ending)]
            cut = cut[:-1] if cut[-1] == cut[-2] and cut[-1] not in "lsz" else cut
            return cut.replace("yz", "ys")
    return stemmed.replace("yz", "ys")
