"""What a list is headed by: "Expired:" over some certificates, "In progress: CPA", and "Lapsed 2023" right below one.

The words are the table ``labels``. A label counts for the items below it up to the next one, in the same section.
"""

import re
from collections.abc import Iterator
from itertools import takewhile

from app.matching import wordlists
from app.matching.align import Mention
from app.matching.index import Index, IndexedLine, is_item
from app.matching.normalize import Token, tokens

_REACH = 15
"""Lines that a label may stand above an item."""
_WORDS_AT_MOST = 6
"""Words of a label, or of a line that only says what became of the one above."""
_OWN = re.compile(r"(?:^|[.;|\u2022\u00b7]|\s{3,})\s*([^.;:|\u2022\u00b7]{2,60}):[^:;|\u2022\u00b7]*$")
"""The last label ahead on the mention's own line."""
_SAYS_MORE = re.compile(r"[\d(]")
_NEUTRAL, _ABOVE = "held", " above"


def heads(mention: Mention, index: Index) -> str:
    """``over`` or ``open`` by the label that the mention stands under, or by the line below it; else empty."""
    said = _label_of(mention, index)
    if said in {"over", "open"}:
        return said
    return _below(mention, index, labelled=said is not None)


def _label_of(mention: Mention, index: Index) -> str | None:
    own = _OWN.search(mention.entry.line.text[: mention.start])
    if own is not None:
        said = _says(tokens(own[1]))
        if said is not None:
            return said
    lists: bool | None = None
    for entry in _above(mention.entry, index):
        if entry is not mention.entry and (said := _label(entry)) is not None:
            return None if lists and not is_item(mention.entry.line) else said
        lists = is_item(entry.line)
    return _heading(mention.entry, index)


def _above(entry: IndexedLine, index: Index) -> Iterator[IndexedLine]:
    """The line itself and those above it in its section, the nearest first."""
    numbers = range(entry.line.number, entry.line.number - _REACH - 1, -1)
    lines = (index.numbered.get(number) for number in numbers)
    for line in takewhile(lambda each: each is not None and each.section is entry.section, lines):
        if line is not None:
            yield line


def _label(entry: IndexedLine) -> str | None:
    """What a line says if it is a label; ``held`` for any other line that ends with a colon."""
    colon = entry.line.text.rstrip().endswith(":")
    words = entry.words or tokens(entry.line.text)
    neutral = _NEUTRAL if colon else None
    if len(words) > _WORDS_AT_MOST or (is_item(entry.line) and not colon):
        return neutral
    if not colon and any(word.text.isdigit() for word in words):
        return None  # With a date it is said of the line above.
    return _says(words) or neutral


def _says(words: tuple[Token, ...]) -> str | None:
    """The first class but ``noun`` if all words but years are of the table."""
    at, said = 0, None
    finder = wordlists.classes("labels")
    while at < len(words):
        hit = finder.at(words, at)
        if hit is None and not words[at].text.isdigit():
            return None
        if hit is not None and hit.name != "noun":
            said = said or hit.name.removesuffix(_ABOVE)
        at = hit.last if hit is not None else at + 1
    return said


def _heading(entry: IndexedLine, index: Index) -> str | None:
    number = entry.line.number
    section = next((each for each in index.resume.sections if each.first <= number <= each.last), None)
    if section is None or section.heading is None:
        return None
    line = next((each for each in index.resume.document.lines if each.number == section.heading), None)
    return _says(tokens(line.text)) if line is not None else None


def _below(mention: Mention, index: Index, *, labelled: bool) -> str:
    """What the next line says of this one, if it begins with that: "Expired 02/2024", "(in progress)"."""
    entry = index.numbered.get(mention.entry.line.number + 1)
    if entry is None or entry.section is not mention.entry.section or is_item(entry.line):
        return ""
    text, words = entry.line.text.strip(), entry.words
    if not 0 < len(words) <= _WORDS_AT_MOST:
        return ""
    hit = wordlists.some("labels", "over", "open").at(words, 0)
    if hit is None or (labelled and not _SAYS_MORE.search(text)):
        return ""
    heads_others = ":" in text and not (hit.last < len(words) and words[hit.last].text.isdigit())
    return "" if heads_others else hit.name
