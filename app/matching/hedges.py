"""Whether the clause around a mention takes it back: denied, limited, still wished for, or no longer valid.

The phrases, in nine languages, are the table ``hedges``. A clause ends at a full stop, a semicolon or a word like
"but"; commas belong to it. A sentence that wraps goes on in the next line.
"""

import re
from collections.abc import Iterator
from datetime import date
from enum import IntEnum
from itertools import islice

from app.matching import wordlists
from app.matching.align import Mention
from app.matching.dealt import is_dealt_with
from app.matching.index import Index, IndexedLine, goes_on
from app.matching.labels import heads
from app.matching.lexicon import concept, is_licence
from app.matching.normalize import Token
from app.matching.others import is_of_others
from app.matching.outcomes import went
from app.matching.phrases import Finder
from app.matching.scripts import CLAUSE_COMMA, COMMAS, SEMICOLONS, STOPS
from app.matching.validity import is_over


class Standing(IntEnum):
    """What the clause makes of a mention, the worst last."""

    PLAIN = 0
    WISHED = 1
    LIMITED = 2
    UNCLEAR = 3
    DENIED = 4


_CLAUSE_END = re.compile(rf"[;!?{SEMICOLONS}{STOPS}]|\.(?=\s|$)")
_ALL_BUT = re.compile(
    r"\b(?:everything|anything|all|any|every|anyone|each|todo|todos|todas|tout|tous|toutes|alles|alle)\b[^.,;:]{0,50}$",
    re.IGNORECASE,
)
_BUT = re.compile(r"(?:but|mais|menos)\b", re.IGNORECASE)
_ALL_BAR = re.compile(
    r"\b(?:everything|anything|all|any|every|each)\b[^.,;:]{0,50}\b(?:bar|save(?:\s+for)?)\s+$", re.IGNORECASE
)
_ITEM_END = re.compile(rf"[,{COMMAS}|\u00b7\u2022\t]|\s{{3,}}")
_REACH = 40
"""Words of a clause that are read before and after a mention: a line without full stops is not one thought."""
_BESIDE = 2
_BETWEEN_AT_MOST = 3
_Step = tuple[Token, str]
"""A word of the clause, and what parts it from the word before, seen from the mention."""


def standing(mention: Mention, index: Index, as_of: date) -> Standing:
    """Judge the mention by its clause, by the label over its list, and by how its exam or course went."""
    after = list(islice(_behind(index, mention), _REACH))
    headed, course, later = heads(mention, index), went(mention), _later(mention)
    over = is_over(mention.entry.line.text[mention.end :], as_of, licence=is_licence(concept(mention.term) or ""))
    if "over" in headed or course == "came to nothing" or over or later is Standing.DENIED:
        return Standing.DENIED
    if headed or course == "still running" or later or is_of_others(mention) or is_dealt_with(mention, index):
        return max(Standing.LIMITED, _by_its_clause(index, mention, after))
    if course == "was reached":
        after = []
    return _by_its_clause(index, mention, after)


def _by_its_clause(index: Index, mention: Mention, after: list[_Step]) -> Standing:
    ahead = list(islice(_ahead(index, mention), _REACH))
    if _ALL_BAR.search(mention.entry.line.text[: mention.start]):
        return Standing.UNCLEAR
    return max(_by_what_follows(after), _by_what_goes_before(ahead, after))


def in_passing(mention: Mention, index: Index) -> bool:
    """Whether the clause tells of less than what somebody did in a job: "once", "as a hobby", "a two-day course"."""
    ahead = [word for word, _ in islice(_ahead(index, mention), _REACH)][::-1]
    behind = [word for word, _ in islice(_behind(index, mention), _REACH)]
    own = mention.entry.words[mention.first : mention.last]
    return wordlists.says(_phrases("in passing"), (*ahead, *own, *behind))


def _ahead(index: Index, mention: Mention) -> Iterator[_Step]:
    """The words ahead of the mention, the nearest first, up to the beginning of its clause."""
    entry, here, gap_end = mention.entry, mention.first, mention.start
    tail = ""
    for _ in range(_REACH):
        gap_start = entry.words[here - 1].end if here else 0
        gap = entry.line.text[gap_start:gap_end] + tail
        if _CLAUSE_END.search(gap) or CLAUSE_COMMA in gap:
            return
        if here:
            here, gap_end, tail = here - 1, entry.words[here - 1].start, ""
            if _phrases("turn").at(entry.words, here) and not _excepts(entry.line.text, entry.words[here].start):
                return
            yield entry.words[here], gap
            continue
        before = index.numbered.get(entry.line.number - 1)
        if before is None or not _joined(before, entry):
            return
        entry, here, gap_end, tail = before, len(before.words), len(before.line.text), f" {gap}"


def _behind(index: Index, mention: Mention) -> Iterator[_Step]:
    """The words behind the mention up to the end of its clause."""
    entry, here, gap_start = mention.entry, mention.last, mention.end
    tail = ""
    for _ in range(_REACH):
        ends = here == len(entry.words)
        gap = tail + entry.line.text[gap_start : None if ends else entry.words[here].start]
        if _CLAUSE_END.search(gap):
            return
        if not ends:
            if _phrases("turn").at(entry.words, here):
                return
            yield entry.words[here], gap
            gap_start, tail, here = entry.words[here].end, "", here + 1
            continue
        following = index.numbered.get(entry.line.number + 1)
        if following is None or not _joined(entry, following):
            return
        entry, here, gap_start, tail = following, 0, 0, f"{gap} "


def _excepts(text: str, at: int) -> bool:
    """Whether the "but" at this place only takes something out: "everything in Office but Excel"."""
    return _ALL_BUT.search(text[:at]) is not None and _BUT.match(text, at) is not None


def _phrases(*classes: str) -> Finder:
    return wordlists.some("hedges", *classes)


def _joined(one: IndexedLine, other: IndexedLine) -> bool:
    return one.section is other.section and goes_on(one.line, other.line)


def _by_what_goes_before(nearest_first: list[_Step], after: list[_Step]) -> Standing:
    words = tuple(word for word, _ in reversed(nearest_first))
    worst = Standing.PLAIN
    for hit in _phrases("cancels", "neutral", "denied before", "limited before", "wished before").all(words):
        worst = max(worst, _OF.get(hit.name, worst)) if hit.name != "cancels" else Standing.PLAIN
    return max(worst, _beside(nearest_first, after))


def _beside(nearest_first: list[_Step], after: list[_Step]) -> Standing:
    """A word right ahead of the mention, or of the list that it stands in if an "or" joins that."""
    finder = _phrases("cancels", "neutral", "denied beside", "limited beside")
    words = tuple(word for word, _ in reversed(nearest_first))
    hits = finder.all(words)
    if not hits:
        return Standing.PLAIN
    last = hits[-1]
    distance = len(words) - last.last
    commas = any(_ITEM_END.search(gap) for _, gap in nearest_first[: distance + 1])
    if distance <= _BESIDE and not commas:
        return _OF.get(last.name, Standing.PLAIN)
    listed = commas and any(word.text in _OR for word, _ in (*nearest_first[:distance], *after))
    return _OF.get(last.name, Standing.PLAIN) if listed and last.name == "denied beside" else Standing.PLAIN


_OR = frozenset(
    ["or", "nor", "oder", "noch", "ou", "ni", "o", "ne", "of", "\u6216", "\u0627\u0648", "\u0648\u0644\u0627"]
)


def _by_what_follows(after: list[_Step]) -> Standing:
    """A phrase right behind the mention in its item; words such as "licence" may stand between."""
    item: list[Token] = []
    for number, (word, gap) in enumerate(after):
        if _ITEM_END.search(gap):
            if not number:
                rest = tuple(word for word, _ in after)
                hit = _phrases("after a comma", "denied after a comma").at(rest, 0)
                return _OF.get(hit.name, Standing.PLAIN) if hit is not None else Standing.PLAIN
            break
        item.append(word)
    words, at = tuple(item), 0
    finder = _phrases("neutral", "denied after", "denied at the end", "limited after")
    while at < len(words) and at <= _BETWEEN_AT_MOST:
        hit = finder.at(words, at)
        if hit is not None:
            in_force = hit.name != "denied at the end" or hit.last == len(words)
            return _OF.get(hit.name, Standing.PLAIN) if in_force else Standing.PLAIN
        between = _phrases("between").at(words, at)
        if between is None:
            return Standing.PLAIN
        at = between.last
    return Standing.PLAIN


_OF = {
    "denied before": Standing.DENIED,
    "denied beside": Standing.UNCLEAR,
    "denied after": Standing.DENIED,
    "denied after a comma": Standing.DENIED,
    "denied at the end": Standing.DENIED,
    "after a comma": Standing.LIMITED,
    "denied later": Standing.DENIED,
    "limited before": Standing.LIMITED,
    "limited later": Standing.LIMITED,
    "limited beside": Standing.LIMITED,
    "limited after": Standing.LIMITED,
    "wished before": Standing.WISHED,
}


def _later(mention: Mention) -> Standing:
    """Whether the sentence comes back to the mention and takes it back: "heard of it but have not used it"."""
    entry = mention.entry
    end = _CLAUSE_END.search(entry.line.text, mention.end)
    words = entry.words[mention.last : mention.last + _REACH]
    rest = tuple(word for word in words if end is None or word.end <= end.start())
    hits = _phrases("denied later", "limited later").all(rest)
    return max((_OF[hit.name] for hit in hits), default=Standing.PLAIN)
