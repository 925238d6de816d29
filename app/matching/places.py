"""Where in a resume a term may begin: its words looked up, so that no term has to be held against every word.

What comes out is a superset; whether a term really stands there is decided in ``align``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from app.matching import endings
from app.matching.effort import Effort
from app.matching.lexicon import Form, vocabulary
from app.matching.normalize import Token, root
from app.matching.scripts import is_arabic

ONE_SLIP_FROM, TWO_SLIPS_FROM = 5, 8
"""Letters from which on a word may be misspelled by one letter, or by two."""
_FOREIGN_SLIP_FROM = 8
"""Letters from which on a word of another language may be misspelled."""
_SLIPS_AT_MOST = 2
_BEGINNING = 4
"""Letters that no ending of another language changes."""
TURNABLE = 2
"""So many words has a name that may be told the other way round: "data analysis", "analysing data"."""

Place = tuple[int, int]
"""Position of the line in the index, position of the word in the line."""


@dataclass(frozen=True, slots=True)
class Places:
    """Word to its places; stem, root, beginning, and first letter with length to the words that have them."""

    words: dict[str, list[Place]] = field(default_factory=dict)
    stems: dict[str, list[str]] = field(default_factory=dict)
    roots: dict[str, list[str]] = field(default_factory=dict)
    begun: dict[str, list[str]] = field(default_factory=dict)
    slips: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    misspelled: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """What was found to be a misspelling of a word: many forms begin with the same one."""


def gather(lines: Iterable[tuple[Token, ...]]) -> Places:
    """Note all words of the lines."""
    places = Places()
    for at, words in enumerate(lines):
        for position, word in enumerate(words):
            if word.text not in places.words:
                places.words[word.text] = []
                places.stems.setdefault(word.stem, []).append(word.text)
                places.roots.setdefault(root(word.stem), []).append(word.text)
                places.begun.setdefault(word.text[:_BEGINNING], []).append(word.text)
                if may_be_a_slip(word.text, word.stem):
                    places.slips.setdefault((word.text[0], len(word.text)), []).append(word.text)
            places.words[word.text].append((at, position))
    return places


def may_be_a_slip(text: str, stem: str) -> bool:
    """Whether a word may be taken for a misspelling: long enough, of letters only, and not a word that is known."""
    known = vocabulary()
    if is_arabic(text):
        return False  # One other letter makes another word of the same root: trainer, trainee.
    return len(text) >= ONE_SLIP_FROM and text.isalpha() and text not in known and stem not in known


def may_slip(form: Form, word: Token) -> bool:
    """Whether a word of a form may be met misspelled; of another language only a long one is no English word."""
    return form.slips or (bool(form.tongue) and len(word.text) >= _FOREIGN_SLIP_FROM)


def beginnings(places: Places, form: Form, effort: Effort) -> Iterator[Place]:
    """Places whose word may begin a form: as written, and, unless that is ambiguous, inflected or misspelled."""
    first, joined = form.words[0], form.key
    found = {joined[:length] for length in range(1, len(joined) + 1) if joined[:length] in places.words}
    if form.bends:
        found.update(places.stems.get(first.stem, ()))
        found.update(_bent(places, first.text, form.tongue, effort))
    if form.bends and may_slip(form, first):
        found.update(_slips(places, first.text, effort))
    if form.bends and form.slips:
        if len(form.words) > 1:
            found.update(places.roots.get(root(first.stem), ()))
        if len(form.words) == TURNABLE:
            found.update(places.roots.get(root(form.words[1].stem), ()))
    for word in sorted(found):
        yield from places.words[word]


def _bent(places: Places, wanted: str, language: str, effort: Effort) -> Iterable[str]:
    """The words that differ from this one only in an ending of the language."""
    if not language:
        return [word for word in endings.of_a_woman(wanted) if word in places.words]
    words = places.begun.get(wanted[:_BEGINNING])
    if not words:
        return ()
    effort.spend(len(words))
    return [word for word in words if endings.alike(word, wanted, language)]


def _slips(places: Places, wanted: str, effort: Effort) -> tuple[str, ...]:
    if wanted not in places.misspelled:
        places.misspelled[wanted] = tuple(_misspelled(places, wanted, effort))
    return places.misspelled[wanted]


def _misspelled(places: Places, wanted: str, effort: Effort) -> Iterator[str]:
    if len(wanted) < ONE_SLIP_FROM or not wanted.isalpha():
        return
    for length in range(len(wanted) - _SLIPS_AT_MOST, len(wanted) + _SLIPS_AT_MOST + 1):
        words = places.slips.get((wanted[0], length), [])
        effort.spend(len(words))
        yield from (word for word in words if OSA.distance(word, wanted, score_cutoff=_SLIPS_AT_MOST) <= _SLIPS_AT_MOST)
