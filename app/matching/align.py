"""Finding a term in an indexed resume: token by token, whole words only; the same word, its inflection, a typo of it.

Similarity of whole strings is never asked for: it holds Java for JavaScript and class A for class B.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from app.matching import effort, lexicon
from app.matching.index import Index, IndexedLine
from app.matching.normalize import Token, tokens, word_set
from app.matching.places import ONE_SLIP_FROM, TWO_SLIPS_FROM, beginnings, may_be_a_slip
from parsers.model import SectionKind

_LITTLE_WORDS = word_set("of and the for in or a an to with on")
_JOINED_FROM = 4
_RANK = ("exact", "alias", "includes", "inflection", "spelling")


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a term stands: ``entry.words[first:last]``, and how the writing leads to the term."""

    entry: IndexedLine
    first: int
    last: int
    term: str
    how: str

    @property
    def start(self) -> int:
        """Offset of the first quoted character in the line."""
        return self.entry.words[self.first].start

    @property
    def end(self) -> int:
        """Offset behind the last quoted character in the line."""
        return self.entry.words[self.last - 1].end


def mentions(index: Index, term: str) -> list[Mention]:
    """All places that show the term, best kind of likeness first, then in reading order."""
    found = [mention for form, how in lexicon.forms(term) for mention in _form(index, term, form, how)]
    found.sort(key=lambda each: (_RANK.index(each.how), each.entry.line.number, each.first))
    return found


def _form(index: Index, term: str, form: str, how: str) -> Iterator[Mention]:
    words = tokens(form)
    if not words:
        return
    rule = lexicon.writing(form)
    index.effort.spend(effort.FORM + len(form))
    for at, position in beginnings(index.places, words, index.effort, spelled=rule is not None):
        index.effort.spend(effort.PLACE)
        entry = index.lines[at]
        hit = _aligned(entry, position, words, strict=rule is not None)
        if hit is None or _turned(entry, position, hit[0]):
            continue
        if rule is not None and not _plausible(index, at, position, hit[0], rule):
            continue
        index.effort.spend(effort.MENTION)
        yield Mention(entry, position, hit[0], term, how if hit[1] == "exact" else hit[1])


def _aligned(entry: IndexedLine, at: int, wanted: tuple[Token, ...], *, strict: bool) -> tuple[int, str] | None:
    """Where the wanted words end if they start here, and the weakest likeness that was needed."""
    joined = _joined(entry.words, at, "".join(word.text for word in wanted))
    if joined is not None and (joined - at == len(wanted) or sum(len(word.text) for word in wanted) >= _JOINED_FROM):
        return joined, "exact"
    if strict:
        return None
    likeness = "exact"
    here = at
    for number, word in enumerate(wanted):
        if number:
            here = _skip_little_words(entry, here, word)
        if here >= len(entry.words):
            return None
        like = _like(entry.words[here].text, entry.words[here].stem, word)
        if like is None:
            return None
        likeness = max(likeness, like, key=_RANK.index)
        here += 1
    return here, likeness


def _joined(words: tuple[Token, ...], at: int, wanted: str) -> int | None:
    """The end of the words that spell out the wanted key, however they are spaced."""
    text = ""
    for here in range(at, len(words)):
        text += words[here].text
        if text == wanted:
            return here + 1
        if not wanted.startswith(text):
            return None
    return None


def _skip_little_words(entry: IndexedLine, at: int, word: Token) -> int:
    for skip in range(3):
        here = at + skip
        if here >= len(entry.words) or entry.words[here].stem == word.stem:
            return here
        if entry.words[here].text not in _LITTLE_WORDS:
            return at
    return at


def _like(text: str, stem: str, wanted: Token) -> str | None:
    if text == wanted.text:
        return "exact"
    if not (text.isalpha() and wanted.text.isalpha()) or lexicon.lookalike(text, wanted.text):
        return None
    if stem == wanted.stem:
        return "inflection"
    shorter = min(len(text), len(wanted.text))
    allowed = (shorter >= ONE_SLIP_FROM) + (shorter >= TWO_SLIPS_FROM)
    if not allowed or text[0] != wanted.text[0] or not may_be_a_slip(text, stem):
        return None
    return "spelling" if OSA.distance(text, wanted.text, score_cutoff=allowed) <= allowed else None


def _turned(entry: IndexedLine, first: int, last: int) -> bool:
    """Whether the neighbours on the same line make it another thing; a sign between them parts them."""
    words, text = entry.words, entry.line.text
    before = words[first - 1] if first else None
    after = words[last] if last < len(words) else None
    return lexicon.means_another_thing(
        before.text if before and _touch(text, before, words[first]) else "",
        words[first].text,
        words[last - 1].text,
        after.text if after and _touch(text, words[last - 1], after) else "",
    )


def _touch(text: str, left: Token, right: Token) -> bool:
    return re.fullmatch(r"[\s-]*", text[left.end : right.start]) is not None


def _plausible(index: Index, at: int, first: int, last: int, rule: lexicon.Writing) -> bool:
    """An ambiguous writing counts as spelled, next to a word of its field or as an item of a skills list."""
    entry = index.lines[at]
    if entry.line.text[entry.words[first].start : entry.words[last - 1].end] not in rule.spelled:
        return False
    if not rule.near:
        return True
    wanted = rule.near - {word.text for word in entry.words[first:last]}
    around = (other for other in index.lines[max(0, at - 1) : at + 2] if other.section is entry.section)
    return any(not wanted.isdisjoint(other.bag) for other in around) or (
        entry.section is SectionKind.CERTIFICATIONS and len(entry.words[first].text) > 1
    )
