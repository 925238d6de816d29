"""The things that a text names, with "and" and "or" kept apart, as a conjunction of alternatives.

``and`` binds weaker than ``or``; commas follow the word that ends their list ("A, B or C"); "such as" and "one of" make
alternatives, "two of" every choice that holds two; a bracket belongs to what stands before it. Whatever is nested is
multiplied out: (Java and Spring) or Go is (Java or Go) and (Spring or Go).
"""

import re
from dataclasses import dataclass, field
from itertools import combinations, dropwhile, product

from app.matching import lexicon, wordlists
from app.matching.heads import with_shared_heads
from app.matching.normalize import Token, tokens, word_set
from app.matching.scripts import COLON, joined, size, without_category
from app.matching.tongue import Tongue

Asked = tuple[tuple[str, ...], ...]
"""A conjunction of alternatives; empty asks for nothing."""

MAX_GROUPS = 20
MAX_ALTERNATIVES = 50
_OWN_WORDS_AT_MOST = 3
_SHORT_CLAUSE = 10
_LONGEST_CODE = 2
_CLASS_WORDS = word_set(
    "class klasse category categoria categorie kategorie cat level niveau nivel stufe grade type typ tipo number no nr"
)
_HOW_MANY = {"one of": 1, "two of": 2, "three of": 3}
_PUNCTUATION = re.compile(rf"[()\[\]/;:{COLON},.|\u2022\u2026]|\s[-\u2013\u2014+]\s|\u2014")
_CUTS = re.compile(r"[()\[\];,|\u2022]")
_MEANS_AS = frozenset({"like", "wie", "como", "come", "comme", "etwa", "quali"})
"""Open examples only behind a thing: "databases like MySQL", but "experience as a nurse"."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """The text that is read, in its language; ``exact`` keeps its own words where a known name is only a part."""

    text: str
    tongue: Tongue
    exact: bool

    def is_little(self, word: Token) -> bool:
        """Whether a word never says what is asked for; a capital letter does ("categoria E"), but for the first "A"."""
        return word.text in self.tongue.filler and not (_is_letter(word) and word.start > 0)

    def without_ends(self, own: list[str]) -> list[str]:
        """The words without the little ones at both ends."""
        kept = list(dropwhile(self.tongue.ends.__contains__, own))
        return list(dropwhile(self.tongue.ends.__contains__, kept[::-1]))[::-1]


class _TooManyError(Exception):
    """Multiplied out, a nested demand would be too long to check or to read."""


@dataclass(frozen=True, slots=True)
class _Item:
    """A run of words, a bracket (``inner``), or a mark: ``,`` ``;`` ``and`` ``or`` ``examples`` ``one of``."""

    mark: str = ""
    words: tuple[Token, ...] = ()
    inner: tuple["_Item", ...] | None = None


@dataclass(slots=True)
class _Joint:
    """What parts one thing from the next: of several marks in a row the strongest counts."""

    marks: set[str] = field(default_factory=set)

    def take(self) -> str:
        marks, self.marks = self.marks, set()
        if ";" in marks:
            return ";"
        if "or" in marks:
            return ", or" if "," in marks else "or"
        return next((mark for mark in ("and", ",") if mark in marks), "")


def terms(text: str, tongue: Tongue, *, exact: bool = False) -> Asked:
    """The things named in a text; empty if nothing in it can be searched for, or if it is too entangled to say.

    ``exact`` keeps the text's own words wherever a known name is only a part of what is named.
    """
    reading = _Reading(with_shared_heads(without_category(text), tongue.code), tongue, exact)
    try:
        return _unique(_asked(_items(reading), reading))
    except _TooManyError:
        return ()


def _is_letter(word: Token) -> bool:
    return len(word.raw) == 1 and word.raw.isupper()


def _has_a_code_left(phrase: tuple[Token, ...], reading: _Reading) -> bool:
    """Whether a class or number follows a known licence that its name does not have: class C is not class B."""
    for at in range(len(phrase)):
        span = concept_at(reading.text, phrase, at, reading.tongue.code)
        if span and lexicon.is_licence(span[1]):
            behind = (word for word in phrase[at + span[0] : at + span[0] + 2] if word.text not in _CLASS_WORDS)
            code = next(behind, None)
            return (
                code is not None and len(code.raw) <= _LONGEST_CODE and (code.raw.isupper() or code.raw[-1].isdigit())
            )
    return False


def known(group: tuple[str, ...]) -> bool:
    """Whether some alternative is a concept of the lexicon."""
    return any(lexicon.concept(term) for term in group)


def _unique(asked: Asked) -> Asked:
    return tuple(dict.fromkeys(tuple(dict.fromkeys(group)) for group in asked if group))


def _any_of(all_of: list[Asked]) -> Asked:
    """At least one of these; a member that names nothing searchable is passed over."""
    named = [each for each in all_of if each]
    if not named:
        return ()
    size = 1
    for each in named:
        size *= len(each)
        if size > MAX_GROUPS:
            raise _TooManyError
    groups = tuple(tuple(term for group in choice for term in group) for choice in product(*named))
    if any(len(group) > MAX_ALTERNATIVES for group in groups):
        raise _TooManyError
    return groups


def _some_of(count: int, all_of: list[Asked]) -> Asked:
    """At least ``count`` of these: of every choice that leaves out one fewer, one has to be there."""
    named = [each for each in all_of if each]
    size = max(1, len(named) - count + 1)
    found: list[tuple[str, ...]] = []
    for choice in combinations(named, size):
        found += _any_of(list(choice))
        if len(found) > MAX_GROUPS:
            raise _TooManyError
    return tuple(found)


def _items(reading: _Reading) -> tuple[_Item, ...]:
    """Cut a text into runs of words, brackets and marks; concepts are never cut ("health and safety", "CI/CD")."""
    stack: list[list[_Item]] = [[]]
    text = reading.text
    found, run, at, end = tokens(text), list[Token](), 0, 0
    while at < len(found):
        marks = [match.group().strip() for match in _PUNCTUATION.finditer(text[end : found[at].start])]
        length, mark = _next(reading, found, at, run)
        if (marks or mark) and run:
            stack[-1].append(_Item(words=tuple(run)))
            run = []
        for each in marks:
            _punctuate(stack, each)
        if mark:
            stack[-1].append(_Item(mark))
        else:
            run.extend(found[at : at + length])
        end = found[at + length - 1].end
        at += length
    if run:
        stack[-1].append(_Item(words=tuple(run)))
    while len(stack) > 1:
        _punctuate(stack, ")")
    return tuple(stack[0])


def _punctuate(stack: list[list[_Item]], mark: str) -> None:
    if mark in "([":
        stack.append([])
    elif mark in ")]":
        if len(stack) > 1:
            inner = tuple(stack.pop())
            stack[-1].append(_Item(inner=inner))
    else:
        stack[-1].append(_Item({"/": "or", ";": ";", ":": ";", COLON: ";", "+": "and"}.get(mark, ",")))


def _next(reading: _Reading, found: tuple[Token, ...], at: int, run: list[Token]) -> tuple[int, str]:
    """How many words belong together here, and the mark that they are, if they are one."""
    joint = None if _is_letter(found[at]) else reading.tongue.joins.at(found, at)
    span = concept_at(reading.text, found, at, reading.tongue.code)
    if span and (joint is None or span[0] > joint.last - at):
        return span[0], ""
    if joint is not None:
        return joint.last - at, joint.name
    sign = wordlists.classes("marks").at(found, at)
    if sign is not None and not (found[at].text in _MEANS_AS and not _after_a_thing(run)):
        return sign.last - at, sign.name
    return 1, ""


def _after_a_thing(run: list[Token]) -> bool:
    before = tuple(run[-1:])
    return bool(before) and not any(wordlists.says(wordlists.sign(name), before) for name in ("experience", "work"))


def concept_at(text: str, found: tuple[Token, ...], at: int, language: str = "en") -> tuple[int, str] | None:
    """The longest concept that starts at a word, without crossing a comma or bracket: words taken, and its name."""
    span = lexicon.known_span(found, at, language)
    while span and _CUTS.search(text, found[at].end, found[at + span[0] - 1].start):
        span = lexicon.known_span(found[: at + span[0] - 1], at, language)
    return span


def _asked(items: tuple[_Item, ...], reading: _Reading) -> Asked:
    """The demand of one level: what stands outside of brackets, each with the bracket behind it."""
    parts: list[tuple[str, Asked]] = []
    joint = _Joint()
    for at, item in enumerate(items):
        if item.mark in _HOW_MANY or item.mark == "examples":
            rest = [each for _, each in _parts(items[at + 1 :], reading)]
            if item.mark == "examples":
                last = [parts.pop()[1]] if parts and not joint.marks & {";", "and"} else []
                return (*_joined(parts), *_any_of([*last, *rest]))
            return (*_joined(parts), *_some_of(_HOW_MANY[item.mark], rest))
        _take(parts, joint, item, reading)
    return _joined(parts)


def _parts(items: tuple[_Item, ...], reading: _Reading) -> list[tuple[str, Asked]]:
    parts: list[tuple[str, Asked]] = []
    joint = _Joint()
    for item in items:
        _take(parts, joint, item, reading)
    return parts


def _take(parts: list[tuple[str, Asked]], joint: _Joint, item: _Item, reading: _Reading) -> None:
    if item.inner is not None:
        before = parts.pop() if parts and not joint.marks else (joint.take(), ())
        parts.append((before[0], _with_bracket(before[1], item.inner, reading)))
    elif item.words:
        behind_bracket = bool(parts) and not joint.marks
        asked = _named(item.words, reading)
        if not behind_bracket or all(map(known, asked)):
            parts.append((joint.take(), asked[:1]))
            parts += [("and", (group,)) for group in asked[1:]]  # "6G TIG or stick": the card, and one of two skills
    elif item.mark in {",", ";", "and", "or"}:
        joint.marks.add(item.mark)


def _with_bracket(before: Asked, inner: tuple[_Item, ...], reading: _Reading) -> Asked:
    """A bracket names, lists or narrows what stands before it."""
    asked = _asked(inner, reading)
    if not asked:
        return before
    if inner[0].mark == "examples":
        return _any_of([before, asked])
    if not all(map(known, asked)):
        return before if before and all(map(known, before)) else (*before, *asked)
    listed = {item.mark for item in inner if item.mark} == {","}
    asked = _any_of([(group,) for group in asked]) if listed else asked
    return (*before, *asked) if before and all(map(known, before)) else asked


def _joined(parts: list[tuple[str, Asked]]) -> Asked:
    done: list[Asked] = []
    pending: list[Asked] = []
    closed, ended = 0, False
    for joint, asked in parts:
        if joint in {"or", ", or"}:
            start = 0 if joint == ", or" else closed
            pending[start:] = [_any_of([*pending[start:], asked])]
            closed, ended = start, True
            continue
        if joint in {"and", ";"}:
            done += pending
            pending, closed = [], 0
        elif ended:
            closed = len(pending)
        ended = False
        pending.append(asked)
    return tuple(group for each in (*done, *pending) for group in each)


def _named(phrase: tuple[Token, ...], reading: _Reading) -> Asked:
    """What a run of words names: known concepts with little around them, or up to three words of its own.

    Of several skills the most telling one; a licence is demanded beside the skill ("6G TIG welding").
    """
    names, rest = _known_and_rest(phrase, reading)
    held = [name for _, name in names if lexicon.is_licence(name)]
    if held and _has_a_code_left(phrase, reading):
        return ((joined([word.text for word in dropwhile(reading.is_little, phrase)]),),)
    if names and (not rest or not reading.exact) and (size(rest) <= 1 or held):
        skills = [each for each in names if each[1] not in held]
        telling = skills[-1:] if reading.tongue.code == "zh" else [max(skills)] if skills else []
        return tuple((name,) for name in (*held, *(name for _, name in telling)))
    if not names and wordlists.says(wordlists.sign("alike"), phrase):
        return ()  # "or a related discipline" cannot be searched for
    own = reading.without_ends([word.text for word in phrase if not reading.is_little(word)])
    says = any(word.isalpha() and len(word) > 1 for word in joined(own).split()) and not _is_work(phrase, own)
    if says and size(own) <= _OWN_WORDS_AT_MOST + len(names):
        return ((joined(own),),)
    return () if reading.exact or not names else ((max(names)[1],),)


def _known_and_rest(
    phrase: tuple[Token, ...], reading: _Reading
) -> tuple[list[tuple[tuple[bool, int], str]], list[str]]:
    """The concepts of a run of words, each with how telling its name is, and the other words that are not little."""
    names: list[tuple[tuple[bool, int], str]] = []
    rest: list[str] = []
    at = 0
    while at < len(phrase):
        span = concept_at(reading.text, phrase, at, reading.tongue.code)
        little = reading.is_little(phrase[at])
        if span:
            names.append(((span[0] > 1 or not little, len(span[1])), span[1]))
        elif not little:
            rest.append(phrase[at].raw)
        at += span[0] if span else 1
    return names, rest


def _is_work(phrase: tuple[Token, ...], own: list[str]) -> bool:
    """Whether the only word left is work itself: "work experience" names no thing, "derecho del trabajo" does."""
    return len(own) == 1 and any(word.text in own and wordlists.sign("work").at((word,), 0) for word in phrase)


def sure(text: str, groups: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """Of a short clause all groups; of a long sentence, whose fragments may be anything, those that name a concept."""
    if size([word.text for word in tokens(text)]) <= _SHORT_CLAUSE:
        return groups
    return tuple(group for group in groups if known(group))


def concept_in(text: str) -> str | None:
    """The first concept named in a text."""
    words = tokens(text)
    found = (concept_at(text, words, at) for at in range(len(words)))
    return next((span[1] for span in found if span), None)
