"""How an exam or a course went, as it stands behind its name: "ACA, ICAEW, withdrew after year one", "3 of 13 papers".

Only of what is passed or finished: licences, certificates, and whatever stands under education. The words are in the
table ``hedges``.
"""

import re

from app.matching import wordlists
from app.matching.align import Mention
from app.matching.lexicon import concept, is_licence, known_span
from app.matching.normalize import Token, tokens
from parsers.model import SectionKind

_SENTENCE_END = re.compile(r"[;!?]|\.(?=\s|$)")
_PART_OF = re.compile(
    r"\b(?P<some>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|half|most|some|part)\s*"
    r"(?:/|of(?:\s+the)?|out\s+of|von|sur|de|di|van|aus)\s*(?P<all>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)?"
    r"\s*(?:[a-z]+\s)?(?:papers?|exams?|examinations?|modules?|parts?|sections?|tests?|units?|levels?|subjects?|credits?"
    r"|pr\u00fcfungen|module|teile|\u00e9preuves|examens|ex\u00e1menes|m\u00f3dulos|esami|moduli)\b",
    re.IGNORECASE,
)
_YEAR_OF_STUDY = re.compile(
    r"\b(?:first|second|third|fourth|final|1st|2nd|3rd|4th)[- ]year(?:\s+student)?\s*(?:[,)]|$)"
    r"|\bim\s+\w+\s+(?:lehr)?jahr\b",
    re.IGNORECASE,
)
_SCHOOLED = frozenset({SectionKind.EDUCATION, SectionKind.CERTIFICATIONS})


def went(mention: Mention) -> str:
    """``came to nothing``, ``still running``, ``was reached`` if that is said last, or empty."""
    if mention.entry.section not in _SCHOOLED and not is_licence(concept(mention.term) or ""):
        return ""
    behind = _behind(mention)
    if not behind:
        return ""
    text = mention.entry.line.text[behind[0].start : behind[-1].end]
    part = _PART_OF.search(text)
    if part is not None and part["some"] != part["all"]:
        return "still running"
    hits = wordlists.some("hedges", "came to nothing", "still running", "was reached").all(behind)
    last = hits[-1].name if hits else ""
    if last == "was reached":
        return last
    if _YEAR_OF_STUDY.search(text):
        return "still running"
    return "came to nothing" if any(hit.name == "came to nothing" for hit in hits) else last


def _behind(mention: Mention) -> tuple[Token, ...]:
    """The words behind a mention up to the end of its sentence, or to another licence.

    All of them: what follows the name of a school on the line is easily taken for a part of it.
    """
    text, own = mention.entry.line.text, concept(mention.term)
    end = _SENTENCE_END.search(text, mention.end)
    words = tokens(text[: None if end is None else end.start()])
    words = tuple(word for word in words if word.start >= mention.end)
    gaps = zip((mention.end, *(word.end for word in words)), words, strict=False)
    parted = next((at for at, (end, word) in enumerate(gaps) if text[end : word.start].strip(" -")), len(words))
    for at in range(parted, len(words)):  # What follows without a comma belongs to the name.
        span = known_span(words, at)
        if span is not None and is_licence(span[1]) and span[1] != own:
            return words[:at]
    return words
