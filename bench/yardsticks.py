"""What others do, small: overlap of keywords, and the cosine of TF-IDF vectors. To stand beside ours."""

import math
import re
from collections import Counter

from app.matching.normalize import word_set

_WORD = re.compile(r"[^\W_][\w+#.-]*[\w+#]|\w")
_IDLE = word_set(
    """
    a an and are as at be by for from in is of on or our that the to we with you your der die das und mit für von zu im
    de la le les et des du en un une pour el los las y con para il e di per da do dos das com o os
    """
)


def words(text: str) -> list[str]:
    """Words in lower case without the idle ones."""
    return [word for word in _WORD.findall(text.casefold()) if word not in _IDLE]


def keyword_overlap(posting: str, resume: str) -> float:
    """Share of the posting's words that stand in the resume: what a plain keyword filter counts."""
    wanted, there = set(words(posting)), set(words(resume))
    return len(wanted & there) / len(wanted) if wanted else 0.0


class TfIdf:
    """Term frequency times inverse document frequency, with the document frequencies of the given texts."""

    def __init__(self, texts: list[str]) -> None:
        seen = Counter(word for text in texts for word in set(words(text)))
        self._weight = {word: math.log((1 + len(texts)) / (1 + count)) + 1 for word, count in seen.items()}
        self._unseen = math.log(1 + len(texts)) + 1

    def cosine(self, one: str, other: str) -> float:
        """Likeness of two texts, 0 to 1."""
        left, right = self._vector(one), self._vector(other)
        return sum(weight * right.get(word, 0.0) for word, weight in left.items())

    def _vector(self, text: str) -> dict[str, float]:
        raw = {word: n * self._weight.get(word, self._unseen) for word, n in Counter(words(text)).items()}
        length = math.sqrt(sum(weight * weight for weight in raw.values())) or 1.0
        return {word: weight / length for word, weight in raw.items()}
