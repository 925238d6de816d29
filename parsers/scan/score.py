"""How sure the program was of what it recognised, and in which language that is: both decide how a page is read again.

A page that lies on its side is told by the first. With the data of one language a page is read better than with all.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from parsers.scan.hocr import confidence, words
from parsers.wire import Garbled

CONFIDENT = 75
"""From this mean on a page stands upright; on its side, or in a script without data, words come to 60 at most."""

_FULL = 100
_SMALL_WORDS = {
    "eng": "and the of with for from to by at on an a as in",
    "deu": "und der die das den des dem mit für fur fiir von bei im zur zum nach auf als in sowie",
    "fra": "et de des les du la le en pour avec dans une un sur aux au par",
    "spa": "y de la el los las en con del para por una un al",
    "por": "e de da do dos das em com para por na no nas nos ao uma um",
    "ita": "e di del della dei delle degli il la le in per con da nel nella alla al gli un una",
    "nld": "en van de het een met voor bij op te aan naar in",
}
"""Words too short to be about anything, without the accents that are lost where the language is not known yet."""

_AT_LEAST, _AHEAD = 4, 1.2
"""How often such words must stand there, and how many times as often as those of the next language."""

_ANSWER = re.compile(rb"(\d{1,3}) ([a-z]{3})?")


@dataclass(frozen=True, slots=True)
class Score:
    """Mean confidence from 0 to 100, and the language in tesseract's three letters, or nothing."""

    confidence: int
    language: str


def answer(data: bytes, options: Mapping[str, int]) -> bytes:
    """The task of a child process: scores what the program says of a page."""
    del options
    found = words(data.decode("utf-8", "replace"))
    return b"%d %s" % (confidence(found), language([word.text for word in found]).encode())


def language(texts: list[str]) -> str:
    """The language whose small words are the most, or nothing where that is not clear."""
    plain = [word.strip(".,;:()").casefold() for word in texts]
    counts = {name: sum(word in small.split() for word in plain) for name, small in _SMALL_WORDS.items()}
    first, second = sorted(counts, key=lambda name: counts[name])[:-3:-1]
    clear = counts[first] >= max(_AT_LEAST, _AHEAD * counts[second])
    return first if clear else ""


def decode_score(raw: bytes) -> Score:
    """Raises ``parsers.wire.Garbled`` for anything but a number up to 100 and a language."""
    found = _ANSWER.fullmatch(raw)
    if not found or int(found[1]) > _FULL:
        raise Garbled("the score is none")
    return Score(int(found[1]), (found[2] or b"").decode())
