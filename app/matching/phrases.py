"""Finding the phrases of a word list in a text, word by word: whole words, levelled writing, in any of its languages.

A form is written as plain words. A word that ends in ``*`` stands for all words that begin so (``nachtschicht*``); a
lone ``*`` stands for up to three words (``able to * travel``).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from app.matching.normalize import Token, tokens

_GAP = 3
_ANY = "*"


@dataclass(frozen=True, slots=True)
class Hit:
    """``words[first:last]`` is a form of the entry ``name``."""

    name: str
    first: int
    last: int


_Form = tuple[str, tuple[str, ...]]


class Finder:
    """A compiled list of phrases."""

    def __init__(self, entries: Iterable[tuple[str, str]]) -> None:
        """Take (name, form) pairs; a form without any word is left out."""
        self._exact: dict[str, list[_Form]] = {}
        self._begun: dict[str, list[_Form]] = {}
        for name, form in entries:
            parts = _parts(form)
            if not parts:
                continue
            if parts[0].endswith(_ANY):
                self._begun.setdefault(parts[0][0], []).append((name, parts))
            else:
                self._exact.setdefault(parts[0], []).append((name, parts))

    def at(self, words: tuple[Token, ...], at: int) -> Hit | None:
        """The longest form that starts at this word."""
        text = words[at].text
        begun = [form for form in self._begun.get(text[0], ()) if _fits(text, form[1][0])]
        ends = ((name, _end(words, at, parts)) for name, parts in (*self._exact.get(text, ()), *begun))
        found = [(last, name) for name, last in ends if last is not None]
        if not found:
            return None
        last, name = max(found, key=lambda each: each[0])
        return Hit(name, at, last)

    def all(self, words: tuple[Token, ...]) -> list[Hit]:
        """All hits from left to right; they do not overlap."""
        found, at = [], 0
        while at < len(words):
            hit = self.at(words, at)
            if hit is not None:
                found.append(hit)
            at = hit.last if hit else at + 1
        return found

    def whole(self, words: tuple[Token, ...]) -> str | None:
        """The name of the entry that the words are a form of, from the first to the last."""
        hit = self.at(words, 0) if words else None
        return hit.name if hit and hit.last == len(words) else None


def _parts(form: str) -> tuple[str, ...]:
    parts: list[str] = []
    for piece in form.split():
        stem = piece.rstrip(_ANY)
        words = [word.text for word in tokens(stem)]
        if words and piece != stem:
            words[-1] += _ANY
        parts += words or ([_ANY] if piece == _ANY else [])
    return tuple(parts)


def _end(words: tuple[Token, ...], at: int, parts: tuple[str, ...]) -> int | None:
    """Where the form ends that starts at this word; the first word is known to fit."""
    for number, part in enumerate(parts):
        if part == _ANY:
            rest = parts[number + 1 :]
            ends = (_end(words, here, rest) for here in range(at, min(len(words), at + _GAP + 1)))
            return next((end for end in ends if end is not None), None)
        if at >= len(words) or not _fits(words[at].text, part):
            return None
        at += 1
    return at


def _fits(text: str, part: str) -> bool:
    return text.startswith(part[:-1]) if part.endswith(_ANY) else text == part
