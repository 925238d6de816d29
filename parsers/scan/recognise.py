"""From a scan to a resume, step by step, each in a child: draw a page, find its words, make a document of all pages.

A page is turned upright first. What was recognised with too little confidence is not passed on as a resume.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from time import monotonic

from parsers import programs, quarantine, sniff, wire
from parsers.model import Resume, Unreadable
from parsers.order import Limits
from parsers.pictures import picture
from parsers.pictures.picture import Picture
from parsers.scan.score import CONFIDENT, Score, decode_score
from parsers.talk import Overrun

_DPI, _PIXELS = 300, 12_000_000
_ENGLISH = "eng"
_TURNS = (0, 90, 270, 180)
_SURE = 2.0
"""From this confidence on tesseract's word is taken for how a page is turned; its lowest right ones are above 7."""

_LIES = re.compile(
    rb"Rotate: (0|90|180|270)\b.*Orientation confidence: (\d{1,6}\.\d).*Script: ([A-Z][A-Za-z]{2,20})\b", re.DOTALL
)
_LATIN = "Latin"
_OF_SCRIPT = {"Arabic": "ara", "Han": "chi_sim"}
"""The data that a page in another script is read with; with it a page in Latin letters is read worse and slower.

Such pages are read with many faults of which tesseract is sure: so a person looks
wherever something is not found in them.
"""

_MOST = 1_000
"""Pages that are counted."""

_TOO_LONG = "The scan took too long to read."


@dataclass(frozen=True, slots=True)
class Ocr:
    """What reading one scan may cost beyond the limits of any file."""

    pages: int = 6
    page_seconds: float = 30.0
    """For each run of the program; a page that does not stand upright needs several."""
    seconds: float = 150.0


@dataclass(frozen=True, slots=True)
class _Read:
    """One page as recognised; ``hocr`` is what the program says, whose confidence tells little where ``doubtful``."""

    drawn: Picture
    turn: int
    hocr: bytes
    score: Score
    doubtful: bool = False


def recognise(
    data: bytes, media_type: str, limits: Limits, ocr: Ocr, pages: tuple[int, ...] = ()
) -> Resume | Unreadable:
    """Read a PDF or image as a picture of text, or these ``pages`` of a PDF of which the others have a text.

    Never raises for what it holds; takes ``ocr.seconds`` at most.
    """
    program = programs.tesseract()
    if program is None:
        return Unreadable("No program that reads pictures of text is installed.", media_type=media_type)
    until = monotonic() + ocr.seconds
    read: list[_Read] = []
    failure = Unreadable(_TOO_LONG)
    try:
        for page in _pages(lambda n: _Page(data, n, program, limits, ocr, until).read(), pages, ocr.pages):
            if isinstance(page, Unreadable):
                failure = page
            else:
                read.append(page)
    except Overrun:
        pass  # what was read before is kept
    if not read:
        return replace(failure, media_type=media_type)
    file = data if media_type == sniff.PDF else b""
    asked = pages or tuple(range(1, min(read[0].drawn.pages, _MOST) + 1))
    result = quarantine.ask("read_scan", _packed(read, asked, media_type) + file, limits, wire.decode)
    return result if isinstance(result, Resume) else replace(result, media_type=media_type)


def _pages(
    read: Callable[[int], _Read | Unreadable], pages: tuple[int, ...], most: int
) -> Iterator[_Read | Unreadable]:
    """These pages, or the first and as many more as there are."""
    if pages:
        yield from map(read, pages[:most])
        return
    first = read(1)
    yield first
    if isinstance(first, _Read):
        yield from map(read, range(2, min(first.drawn.pages, most) + 1))


def _packed(read: list[_Read], asked: tuple[int, ...], media_type: str) -> bytes:
    """One line for ``parsers.scan.words``, after which the file may follow."""
    rows = [
        {
            "number": page.drawn.page,
            "wide": page.drawn.points_wide,
            "high": page.drawn.points_high,
            "scale": page.drawn.points_wide / page.drawn.wide,
            "turn": page.turn,
            "askew": page.drawn.askew,
            "doubtful": page.doubtful,
            "hocr": page.hocr.decode("utf-8", "replace"),
        }
        for page in read
    ]
    return json.dumps({"media_type": media_type, "asked": asked, "pages": rows}).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class _Page:
    """One page while it is being read."""

    data: bytes
    number: int
    program: programs.Program
    limits: Limits
    ocr: Ocr
    until: float

    def read(self) -> _Read | Unreadable:
        """Its words: read as it lies, or turned to where that succeeds, and again in its language. Raises Overrun."""
        first = self._draw(0)
        if isinstance(first, Unreadable):
            return first
        guess, script = self._lies(first)
        latin = script in ("", _LATIN)
        other = _OF_SCRIPT.get(script, "")
        known = other in self.program.languages
        best = self._upright(first, guess, self._with_english(other) if known else self._first_languages())
        if isinstance(best, Unreadable):
            return best
        if not known:
            again = self._recognise(best.drawn, best.turn, self._languages(best.score.language))
            best = max(best, again, key=lambda one: one.score.confidence)
        if best.score.confidence >= CONFIDENT or latin:
            return replace(best, doubtful=not latin)
        return Unreadable(
            f"The picture seems to show {script} script, which the language data of tesseract cannot read."
        )

    def _upright(self, first: Picture, guess: int, languages: tuple[str, ...]) -> _Read | Unreadable:
        best: _Read | None = None
        for turn in sorted(_TURNS, key=lambda turn: turn != guess):
            drawn = first if turn == 0 else self._draw(turn)
            if isinstance(drawn, Unreadable):
                return drawn
            read = self._recognise(drawn, turn, languages)
            best = max(best or read, read, key=lambda one: one.score.confidence)
            if best.score.confidence >= CONFIDENT:
                break
        return best or Unreadable(_TOO_LONG)

    def _first_languages(self) -> tuple[str, ...]:
        """One will do to tell how a page lies and, by its small words, in which language it is."""
        return (_ENGLISH,) if _ENGLISH in self.program.languages else self._latin()

    def _latin(self) -> tuple[str, ...]:
        """All but those of ``_OF_SCRIPT``, unless there are no others."""
        latin = tuple(name for name in self.program.languages if name not in _OF_SCRIPT.values())
        return latin or self.program.languages

    def _languages(self, told: str) -> tuple[str, ...]:
        """That of the page with English for its addresses; all for names on English pages, or where it is not clear."""
        return self._latin() if told == _ENGLISH or told not in self._latin() else self._with_english(told)

    def _with_english(self, language: str) -> tuple[str, ...]:
        return (language, _ENGLISH) if _ENGLISH in self.program.languages else (language,)

    def _draw(self, turn: int) -> Picture | Unreadable:
        options = {"page": self.number, "dpi": _DPI, "pixels": _PIXELS, "words": 1, "turn": turn}
        return quarantine.ask("picture", self.data, self.limits, picture.decode, **options)

    def _lies(self, drawn: Picture) -> tuple[int, str]:
        """Clockwise, what would bring the page upright, and its script; 0 and none where the program does not know."""
        found = _LIES.search(self._run(drawn, "--psm", "0", "-l", "osd"))
        return (int(found[1]), found[3].decode()) if found and float(found[2]) >= _SURE else (0, "")

    def _recognise(self, drawn: Picture, turn: int, languages: tuple[str, ...]) -> _Read:
        hocr = self._run(drawn, "--psm", "3", "-l", "+".join(languages), "hocr")
        score = quarantine.ask("score_scan", hocr, self.limits, decode_score)
        return _Read(drawn, turn, hocr, Score(0, "") if isinstance(score, Unreadable) else score)

    def _run(self, drawn: Picture, *arguments: str) -> bytes:
        seconds = min(self.ocr.page_seconds, self.until - monotonic())
        if seconds <= 0:
            raise Overrun(_TOO_LONG)
        limits = replace(self.limits, wall_seconds=seconds, cpu_seconds=max(1, int(seconds)))
        *options, last = arguments
        command = ("stdin", "stdout", "--dpi", str(_DPI), *options, last)
        return programs.run(self.program, command, picture.pgm(drawn), limits)
