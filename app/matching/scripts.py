"""Writing that is not Latin: Chinese signs, which stand without blanks, and Arabic words, which grow together.

Chinese is compared sign by sign, as nobody can say for certain where a word of it ends; only little words of the table
``tongues`` are words of their own, to be passed over like those of other languages. Of an Arabic word the article and
the marks are taken off, and "and" is a word of its own.
"""

import re
from collections.abc import Iterator
from functools import cache

from app.matching import tables

SIGNS = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""Chinese characters, as a range of a regular expression."""
MARKS = "\u064b-\u0655\u0670\u0640"
"""What stands above, below or between Arabic letters and is no letter."""
COMMAS = "\uff0c\u3001\u060c"
CLAUSE_COMMA = "\uff0c"
"""Chinese parts whole thoughts with this one and the items of a list with another."""
STOPS = "\u3002\uff01\uff1f\u061f"
SEMICOLONS = "\uff1b\u061b"
COLON = "\uff1a"
BRACKETS = "\uff08\uff09"

_SIGN = re.compile(f"[\u3040-\u30ff{SIGNS}]")
_SIGNS = re.compile(f"[\u3040-\u30ff{SIGNS}]+")
_BLANK = re.compile(f"(?<=[{SIGNS}]) (?=[{SIGNS}])")
_PLAIN = str.maketrans(
    f"{COMMAS}{BRACKETS}\uff3b\uff3d\uff0f\uff5c\uff0b\uff0d\uff5e\u061b\u061f\uff0e", ",,,()[]/|+--;?."
)
_SAME = str.maketrans("\u0622\u0623\u0625\u0624\u0626\u0649\u0629", "\u0627\u0627\u0627\u0648\u064a\u064a\u0647")
"""Letters that many write without what stands above or below them."""
_MARK = re.compile(f"[{MARKS}]")
_OF_WOMEN = re.compile("/\u0640?\u0629\\b|\\(\u0640?\u0629\\)")
_OTHER = re.compile(f"[\u0600-\u06ff\u3040-\u30ff{SIGNS}]")
_SIGNS_ALONE = re.compile("[\u4e00-\u9fff]+")
_ARABIC_ALONE = re.compile("(?!\u0648)[\u0621-\u064a]+(?: (?!\u0648)[\u0621-\u064a]+)*")
"""Without an "and" in front of a word."""
_PAIR = 2
_SHORTEST = 3
_SHORTEST_GROWN = 4


def with_plain_marks(text: str) -> str:
    """The text with the commas, brackets and dashes of other scripts as Latin ones, character for character."""
    return text if text.isascii() else text.translate(_PLAIN)


def without_gender(text: str) -> str:
    """Arabic without the sign that a word is meant of women, too: of accountant/-ess the first."""
    return _OF_WOMEN.sub("", text)


def without_category(text: str) -> str:
    """Chinese without the word for "and so on" and the kind of things that follows it."""
    return _and_so_on().sub(lambda match: match[0] if match[1] is None else "", text) if _SIGN.search(text) else text


@cache
def _and_so_on() -> re.Pattern[str]:
    sign, *words = _forms("and so on")
    return re.compile(rf"{'|'.join(words)}|({sign}[{SIGNS}]*)")


def turned(text: str) -> str:
    """A Chinese name of a thing and what is done with it, the other way round, as work is told; empty for another name.

    Data analysis is told as "analysing data", both of two signs each.
    """
    thing, doing = text[:_PAIR], text[_PAIR:]
    return doing + thing if doing in _forms("doings") else ""


def is_sign(text: str) -> bool:
    """Whether a word is Chinese, or Japanese."""
    return _SIGN.match(text) is not None


def stands_in(text: str) -> bool:
    """Whether any of a text is written in these scripts."""
    return not text.isascii() and _OTHER.search(text) is not None


def is_arabic(text: str) -> bool:
    """Whether a word is written in Arabic letters."""
    return "\u0600" <= text[:1] <= "\u06ff"


def joined(words: list[str]) -> str:
    """Words in a row as they are written: Chinese ones without blanks."""
    return _BLANK.sub("", " ".join(words))


def size(words: list[str]) -> int:
    """How many words of a language with blanks say as much: two Chinese signs are one."""
    signs = sum(len(word) for word in words if is_sign(word))
    return sum(not is_sign(word) for word in words) + (signs + 1) // 2


@cache
def _little_words() -> dict[str, list[str]]:
    """The Chinese words of more than one sign that say how and how much, by their first sign, the longest first."""
    row = next(row for row in tables.rows("tongues") if row[0] == "zh")
    words = {word for part in tables.labelled(row).values() for word in re.split(r"[\s;]+", part)}
    found: dict[str, list[str]] = {}
    for word in sorted((word for word in words if is_sign(word) and len(word) > 1), key=len, reverse=True):
        found.setdefault(word[0], []).append(word)
    return found


def runs(line: str) -> Iterator[tuple[int, str]]:
    """The parts of a line that are signs, and those that are not, each with where it begins."""
    at = 0
    for match in () if line.isascii() else _SIGNS.finditer(line):
        if at < match.start():
            yield at, line[at : match.start()]
        yield match.start(), match.group()
        at = match.end()
    if at < len(line):
        yield at, line[at:]


def cut_signs(start: int, text: str) -> Iterator[tuple[int, str]]:
    """Signs one by one, but for little words, of which the longest is taken; each with where it begins."""
    at = 0
    while at < len(text):
        words = _little_words().get(text[at], ())
        end = next((at + len(word) for word in words if text.startswith(word, at)), at + 1)
        yield start + at, text[at:end]
        at = end


def cut(text: str) -> list[str]:
    """The levelled words of a text of nothing but Chinese signs or plain Arabic words, quickly; empty for any other."""
    if _SIGNS_ALONE.fullmatch(text):
        return [word for _, word in cut_signs(0, text)]
    return [levelled(word) for word in text.split(" ")] if _ARABIC_ALONE.fullmatch(text) else []


@cache
def grown_and() -> str:
    """An Arabic "and" that is written onto the next word, for a regular expression."""
    own = "|".join(form[1:] for form in _forms("begins with waw"))
    return rf"\u0648(?!{own})(?=[\u0621-\u064a{MARKS}]{{3}}|[A-Za-z])"


def levelled(word: str) -> str:
    """An Arabic word without marks and article, each letter in its plain shape."""
    text = _MARK.sub("", word).translate(_SAME)
    article = next((each for each in _forms("articles") if _is_on(text, each, _SHORTEST)), "")
    return text[len(article) :]


def stem(text: str) -> str:
    """A levelled Arabic word without a little word in front and without the ending of gender, number or owner."""
    if any(_is_on(text, each, _SHORTEST_GROWN) for each in _forms("grown on")):
        text = text[1:]
    ending = next((each for each in _endings() if text.endswith(each) and len(text) >= _SHORTEST + len(each)), "")
    return text[: len(text) - len(ending)]


@cache
def organisations() -> re.Pattern[str]:
    """Names of employers and schools: Chinese ones end in what they are, Arabic ones begin with it.

    A Chinese name ends where its signs end: the word for a university is also the beginning of "college English".
    """
    behind, ahead = ("|".join(_forms(f"organisations {side}")) for side in ("behind", "ahead"))
    chinese = rf"[{SIGNS}][{SIGNS}A-Za-z\u00b7{BRACKETS}()]{{1,30}}(?:{behind})(?![{SIGNS}])"
    return re.compile(rf"(?<![\w]){chinese}|(?<!\w)(?:{ahead})\s+[^,|()\d{COMMAS}\u2013\u2014-]+")


def either(name: str) -> str:
    """The phrases of a row, as they are written, for a regular expression."""
    return "|".join(map(re.escape, _forms(name)))


@cache
def written(name: str) -> re.Pattern[str]:
    """Any of the phrases of a row, as they are written."""
    return re.compile(either(name))


def _is_on(text: str, front: str, rest: int) -> bool:
    return text.startswith(front) and len(text) >= len(front) + rest


@cache
def _endings() -> tuple[str, ...]:
    return tuple(each.translate(_SAME) for each in _forms("endings"))


@cache
def _forms(name: str) -> tuple[str, ...]:
    return next(row[1:] for row in tables.rows("scripts") if row[0] == name)
