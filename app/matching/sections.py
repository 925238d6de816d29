"""A posting cut into sentences, each with the part of the posting that it stands in; boilerplate is dropped.

A heading opens a part that demands, a part that wishes or a part that asks for nothing (tasks, offers, who we are). A
sub-heading that is not known keeps the part of the heading above it; any other unknown heading asks for nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from app.matching import tongue, wordlists
from app.matching.normalize import Token, tokens, word_set
from app.matching.scripts import COLON, SEMICOLONS, SIGNS, STOPS, size, with_plain_marks
from app.matching.tongue import Tongue


class Part(Enum):
    """What a part of a posting is there for."""

    MUST = "must"
    NICE = "nice"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Piece:
    """One sentence of a posting. ``loose``: it stands in no list of requirements and asks only if its words do."""

    part: Part
    text: str
    loose: bool = False
    bulleted: bool = True


@dataclass(frozen=True, slots=True)
class _Row:
    """A line without its marks. ``depth``: 1 to 6 of a marked heading, 7 in bold, 8 before a colon."""

    text: str
    bulleted: bool
    depth: int | None


_BULLET = re.compile(
    r"^\s*(?:[-*\u2022\u25cf\u25cb\u25a0\u25aa\u2023\u2043\u2219\u27a2\u2713\u2714\u00b7\u2013\u2014+>\u203a\u25ba\u2605]"
    r"|[(\uff08]?\d{1,2}(?:[.)\uff09\uff0e]|-(?=\s*[\u0600-\u06ff])|\u3001)|[\u2460-\u2473\uf06c\uf0b7\u25c6]|[a-z][.)])\s*(?<![\w-])\s*(?=\S)"
)
_COUNTED = re.compile(r"^\s*[\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341]{1,3}\s*\u3001")
"""A heading in Chinese bears a number in words."""
_MARKED = re.compile(r"^\s*(#{1,6})\s+")
_RULED = re.compile(rf"^\s*(?:={{2,}}\s*(.*?)\s*={{2,}}|\u3010\s*([^\u3011]*?)\s*\u3011[:{COLON}]?)\s*$")
_BOLD = re.compile(r"^\s*(?:\*\*|__)(.+?)(?:\*\*|__)\s*:?\s*$")
_EMPHASIS = re.compile(r"\*\*|__|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)")
_END_OF_HEADING = re.compile(rf"[:?\u2026](?![^\W{SIGNS}])|\.{{3}}|{COLON}")
_IN_BRACKETS = re.compile(r"\([^()]{0,40}\)|\[[^\[\]]{0,40}\]")
_HEADING_WORDS = 8
_LEAD_IN_WORDS = 12
"""A line that ends in a colon may be a longer one and still only lead in what follows."""
_ANSWERS = word_set("yes no none n a or and ja nein oui non si sim nao nee")
"""What a form's questions at the end of an advertisement leave behind."""
_BOLD_DEPTH, _COLON_DEPTH, _PLAIN_DEPTH = 7, 8, 9
_CONTACT = re.compile(r"@|https?:|www\.", re.IGNORECASE)
_STOP = re.compile(
    rf"[{STOPS}{SEMICOLONS}]\s*|(?<=[{SIGNS}])[;!?]\s*|(?<=[^\W_])[.!?]\s+(?=[^\W\d_a-zà-öø-ÿ])|(?<=\))[.!?]\s+|;\s+"
)
_ABBREVIATED = word_set(
    """
    inkl incl bzw ggf evtl vgl mind min max ca approx nr no st dr mr mrs ms etc ex ej esp exp env niv inc ltd co usw sog
    dipl ing staatl gepr abgeschl zb eg ie vs z b u a d h p g e i
    """
)
_OPENING = word_set(
    """
    the a an our your their ihr ihre dein deine unser unsere das die der le la les votre vos notre nos el los las tu tus
    su nuestro nuestros o os as seu sua nosso il lo i gli tuo tua nostro jouw onze de het
    """
)


def pieces(text: str, spoken: Tongue) -> list[Piece]:
    """All sentences in their order; those of parts that ask for nothing are loose."""
    part, opened, listed = Part.SKIP, _PLAIN_DEPTH, False
    found: list[Piece] = []
    for row in _rows(text):
        heading = None if row.bulleted else _heading(row, spoken)
        rest = row.text
        if heading is not None:
            part, rest = heading
            opened, listed = row.depth or _COLON_DEPTH, False
        elif _is_unknown_heading(row, listed=listed):
            if row.depth is None or row.depth <= opened:
                part, opened = Part.SKIP, row.depth or _COLON_DEPTH
            listed = False
            continue
        listed = listed or row.bulleted
        loose = part is Part.SKIP or (listed and not row.bulleted)
        found += [Piece(part, each, loose, row.bulleted) for each in _sentences(rest)]
    return found


def _rows(text: str) -> Iterator[_Row]:
    """Lines, with those that go on in lower case joined to the line before."""
    held: _Row | None = None
    for raw in text.splitlines():
        row = _row(raw)
        if held and row.text and not row.bulleted and row.depth is None and _goes_on(held, row.text):
            held = _Row(f"{held.text} {row.text}", held.bulleted, None)
            continue
        if held:
            yield held
        held = row if row.text else None
    if held:
        yield held


def _goes_on(held: _Row, text: str) -> bool:
    begins = text[0].islower() or held.text.endswith((",", " and", " or", " und", " oder", " et", " ou"))
    return begins and held.depth is None and not held.text.endswith((".", ":", ";"))


def _row(raw: str) -> _Row:
    ruled = _RULED.match(raw)
    if ruled:
        return _Row(ruled[1] or ruled[2], bulleted=False, depth=1)
    marked = _MARKED.match(raw)
    if marked:
        return _Row(_plain(raw[marked.end() :]), bulleted=False, depth=len(marked[1]))
    bold = _BOLD.match(raw)
    if bold:
        return _Row(_plain(bold[1]), bulleted=False, depth=_BOLD_DEPTH)
    bullet = _BULLET.match(raw)
    text = _plain(raw[bullet.end() :] if bullet else _COUNTED.sub("", raw))
    return _Row(text, bullet is not None, _COLON_DEPTH if not bullet and text.endswith((":", COLON)) else None)


def _plain(text: str) -> str:
    return with_plain_marks(re.sub(r"\s#+$", "", _EMPHASIS.sub("", text).strip()).strip("_ "))


def _heading(row: _Row, spoken: Tongue) -> tuple[Part, str] | None:
    """The part that a heading opens and what follows it on the same line ("Requirements: Java, SQL")."""
    end = _END_OF_HEADING.search(row.text)
    head, rest = (row.text[: end.start()], row.text[end.end() :].strip()) if end else (row.text, "")
    words = tokens(_IN_BRACKETS.sub(" ", head))
    if not words or size([word.text for word in words]) > _HEADING_WORDS or head.rstrip().endswith("."):
        return None
    part = _part(words, spoken, marked=row.depth is not None)
    return (part, rest) if part is not None else None


def _part(words: tuple[Token, ...], spoken: Tongue, *, marked: bool) -> Part | None:
    """A heading is made of known headings and little words; a marked one may hold other words too."""
    part = _named_part(words, spoken, marked=marked)
    if part is None and len(words) > 1 and words[0].text in _OPENING:
        return _part(words[1:], spoken, marked=marked)
    return part


def _named_part(words: tuple[Token, ...], spoken: Tongue, *, marked: bool) -> Part | None:
    hits = wordlists.classes("headings").all(words)
    covered = {at for hit in hits for at in range(hit.first, hit.last)}
    others = [at for at in range(len(words)) if at not in covered and words[at].text not in spoken.filler]
    others = [at for at in others if spoken.joins.at(words, at) is None]
    if not hits or len(others) > (len(covered) if marked else 0) or (others and hits[0].first):
        return None
    if hits[0].name == Part.SKIP.value:
        return Part.SKIP
    said = {hit.name for hit in hits}
    return next(part for part in (Part.NICE, Part.MUST) if part.value in said)


def _is_unknown_heading(row: _Row, *, listed: bool) -> bool:
    if row.bulleted or size(row.text.split()) > (_HEADING_WORDS if row.depth is None else _LEAD_IN_WORDS):
        return False
    return row.depth is not None or (listed and row.text[:1].isupper() and row.text[-1:] not in ".!;,")


def _sentences(text: str) -> Iterator[str]:
    start = 0
    for stop in _STOP.finditer(text):
        before = text[start : stop.start()].split()
        if stop.group()[0] == "." and before and before[-1].strip("(").replace(".", "").casefold() in _ABBREVIATED:
            continue
        yield from _kept(text[start : stop.start()])
        start = stop.end()
    yield from _kept(text[start:])


def _kept(sentence: str) -> Iterator[str]:
    text = sentence.strip().rstrip(".;").strip()
    words = tokens(text)
    empty = all(word.text in _ANSWERS or not any(map(str.isalpha, word.text)) for word in words)
    if empty or text.endswith("?") or _CONTACT.search(text) or wordlists.says(wordlists.sign("boilerplate"), words):
        return
    if wordlists.sign("we").at(words, 0) is None or wordlists.says(wordlists.sign("demands"), words):
        yield text


def language_of(text: str) -> Tongue:
    """The language of a whole posting."""
    return tongue.of(tokens(" ".join(text.split())[:2_000]))
