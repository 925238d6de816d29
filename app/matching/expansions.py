"""An abbreviation that the resume itself spells out as another thing: "CNA (Certified Novell Administrator)"."""

import re
from collections.abc import Iterable

from app.matching.endings import LITTLE_WORDS
from app.matching.index import IndexedLine
from app.matching.lexicon import Form
from app.matching.normalize import Token, root, tokens

_ABBREVIATION = re.compile(r"[A-Z](?:\.?[A-Z]){1,5}\.?s?")
_IN_BRACKETS = re.compile(r"\s*(?:\(\s*([^()]{5,70}?)\s*\)|[\u2013\u2014=-]\s+([^,;.()]{5,70}))")
_OWN = frozenset({"exact", "alias"})
_LITTLE = LITTLE_WORDS | {"and", "or", "per", "to", "at", "by"}


def means_another(entry: IndexedLine, first: int, last: int, forms: Iterable[Form], *, ambiguous: bool) -> bool:
    """Whether the words spell out the abbreviation ``entry.words[first:last]``, and as no name that is among ``forms``.

    Where the tables know no long name of it, only an ``ambiguous`` one is taken for another thing.
    """
    written = entry.line.text[entry.words[first].start : entry.words[last - 1].end]
    if "(" in written:
        written, last = entry.words[first].raw, first + 1
    if _ABBREVIATION.fullmatch(written) is None:
        return False
    letters = "".join(letter for letter in written if letter.isupper()).lower()
    spelled = _behind(entry, last, letters) or _ahead(entry, first, letters)
    if not spelled:
        return False
    known = [form.words for form in forms if form.how in _OWN and len(form.words) > 1 and _begin(form.words, letters)]
    return not any(_alike(spelled, words) for words in known) and (bool(known) or ambiguous)


def _behind(entry: IndexedLine, last: int, letters: str) -> tuple[Token, ...]:
    match = _IN_BRACKETS.match(entry.line.text, entry.words[last - 1].end)
    words = tokens(match[1] or match[2]) if match is not None else ()
    return words if _begin(words, letters) else ()


def _ahead(entry: IndexedLine, first: int, letters: str) -> tuple[Token, ...]:
    """The words before a bracket that holds nothing but the abbreviation."""
    if not entry.line.text[: entry.words[first].start].rstrip().endswith("("):
        return ()
    runs = (entry.words[start:first] for start in range(first - 1, max(-1, first - 2 * len(letters)), -1))
    return next((run for run in runs if _begin(run, letters)), ())


def _begin(words: tuple[Token, ...], letters: str) -> bool:
    """Whether the words begin with the letters, one each, with or without the little ones between."""
    meant = [word.text[0] for word in words if word.text not in _LITTLE]
    return len(words) > 1 and letters in {"".join(meant), "".join(word.text[0] for word in words)}


def _alike(one: tuple[Token, ...], other: tuple[Token, ...]) -> bool:
    """Whether more than half of the longer one's words are in the other, whatever their ending."""
    left, right = ({root(word.stem) for word in words if word.text not in _LITTLE} for words in (one, other))
    return 2 * len(left & right) > max(len(left), len(right))
