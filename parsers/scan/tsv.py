"""The table that tesseract prints: a row for each word, with its place in pixels and how sure the program is."""

from dataclasses import dataclass

MAX_WORDS = 10_000
"""Of one page; a dense one has 1,000."""

_WORD_LEVEL = "5"
_COLUMNS = 12
_MAX_PLACE = 100_000


@dataclass(frozen=True, slots=True)
class Word:
    """One word: its line (block, paragraph, line), box from the top left in pixels, confidence from 0 to 100."""

    line: tuple[int, int, int]
    left: int
    top: int
    wide: int
    high: int
    confidence: float
    text: str

    @property
    def right(self) -> int:
        """Where it ends."""
        return self.left + self.wide

    @property
    def bottom(self) -> int:
        """Where it ends, downwards."""
        return self.top + self.high


def rows(table: str) -> list[Word]:
    """The words of one page in the program's order; rows that are none are skipped."""
    words: list[Word] = []
    for row in table.splitlines():
        columns = row.split("\t")
        if len(columns) == _COLUMNS and columns[0] == _WORD_LEVEL and columns[-1].strip():
            word = _word(columns)
            if word:
                words.append(word)
        if len(words) >= MAX_WORDS:
            break
    return words


def confidence(words: list[Word]) -> float:
    """The mean of the words, each by its letters and digits; 0 without any."""
    weights = [sum(map(str.isalnum, word.text)) for word in words]
    total = sum(weights)
    return sum(w * word.confidence for w, word in zip(weights, words, strict=True)) / total if total else 0.0


def _word(columns: list[str]) -> Word | None:
    try:
        block, paragraph, line, _, left, top, wide, high = (int(column) for column in columns[2:10])
        confidence = float(columns[10])
    except ValueError:
        return None
    possible = all(0 <= place <= _MAX_PLACE for place in (left, top)) and all(
        0 < side <= _MAX_PLACE for side in (wide, high)
    )
    if not possible or not 0 <= confidence <= 100:  # noqa: PLR2004  per cent
        return None
    return Word((block, paragraph, line), left, top, wide, high, confidence, columns[11].strip())
