"""Names of concepts and the writings that show them, from the tables and from an installation's own rows.

A ``Lexicon`` is a value. Whoever matches gets one for the rows that the installation has (``lexicon_with``); nothing is
set or changed, so the same rows always give the same lexicon, and it is made once. Postings are read with the tables
alone: their requirements do not move when a row is added, it is the search in resumes that finds more.

Nothing here looks at a resume or a posting. How words and concepts relate is in ``relations``, ordered words are in
``levels``.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from itertools import permutations

from app.matching import relations, scripts, tables, writings
from app.matching.endings import LITTLE_WORDS, bare
from app.matching.normalize import LONGEST, Token, key, runs_from, texts, tokens

_Parts = dict[str, tuple[str, ...]]
_BENDS_FROM = 5
_BETWEEN = ("", " ", "-", "/", ".")


@dataclass(frozen=True, slots=True)
class Alias:
    """A row of an installation: the two name the same thing, or, as a recruiter said, they do not."""

    form: str
    term: str
    same: bool = True


@dataclass(frozen=True, slots=True)
class Form:
    """A writing that shows a term, and how: ``exact``, ``alias``, ``includes``, ``paraphrase``, ``suggests``.

    ``suggests`` is never enough on its own. ``slips`` says whether a misspelling counts: not of a word of another
    language, which may be an English word, and not in a paraphrase. ``tongue`` is the tag of that other language.
    """

    text: str
    how: str
    words: tuple[Token, ...]
    rule: relations.Writing | None
    slips: bool
    tongue: str = ""
    key: str = field(init=False)
    """Equal for writings that differ in case, spacing and punctuation only."""

    def __post_init__(self) -> None:
        """Make the key once: every search in every resume asks for it."""
        object.__setattr__(self, "key", "".join(word.text for word in self.words))

    @property
    def bends(self) -> bool:
        """Whether it is met inflected, too: not what is ambiguous unless in capitals, and no short ambiguous word."""
        return self.rule is None or (self.rule.any_case and len(self.key) >= _BENDS_FROM)


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Concept to its forms as they stand in the tables, key of a form to the concepts that it can mean.

    ``apart`` holds what somebody said is not the same: a concept, or the key of a word, and the key of another.
    ``version`` is equal for equal tables and rows.
    """

    version: str
    parts: Mapping[str, tuple[str, ...]]
    names: Mapping[str, tuple[str, ...]]
    apart: frozenset[tuple[str, str]] = frozenset()

    def concept(self, text: str) -> str | None:
        """The name of the concept that a phrase names; None if there is none, or if it can be one of several."""
        names = self.names.get(key(text), ())
        return names[0] if len(names) == 1 else None

    def forms(self, term: str) -> tuple[Form, ...]:
        """All writings that show a term, itself first."""
        return _forms(self, term)

    def field_forms(self, term: str) -> tuple[Form, ...]:
        """All writings that show a field of study, itself first."""
        return _field_forms(self, term)

    def lookalike(self, one: str, other: str) -> bool:
        """Whether two different words must not be taken for misspellings of each other."""
        return relations.lookalike(one, other) or (one, other) in self.apart


@lru_cache(maxsize=4)
def lexicon_with(aliases: tuple[Alias, ...] = ()) -> Lexicon:
    """The tables with an installation's rows on top, in any order.

    "Same" lets each of the two show the other, and gives a form that no table knows the whole family of the other.
    "Not the same" takes each out of the other's family and makes neither a misspelling of the other.
    """
    if not aliases:
        return _shipped()
    parts, names = dict(_shipped().parts), dict(_shipped().names)
    apart: set[tuple[str, str]] = set()
    for alias in aliases:
        one, other = (alias.form, alias.term)
        if not (key(one) and key(other)):
            continue
        if alias.same:
            _join(parts, names, one, other)
        else:
            apart.update(_part(parts, names, one, other))
    rows = hashlib.sha256(repr(aliases).encode()).hexdigest()[:8]
    return Lexicon(f"{_shipped().version}-{rows}", parts, names, frozenset(apart))


def concept(text: str) -> str | None:
    """The name of the concept that a phrase of a posting names, or None."""
    return lexicon_with().concept(text)


def known_span(words: tuple[Token, ...], at: int, language: str = "en") -> tuple[int, str] | None:
    """The longest concept that starts at a token of a posting: how many tokens it takes, and its name.

    An ambiguous form counts as it is spelled; what stands near is not asked, a clause is too short for that. Forms of
    the posting's own ``language`` are known in another number or gender and with other little words, too.
    """
    named = ((length, _shipped().names.get(text, ())) for length, text in runs_from(words, at))
    spans = [(length, names[0]) for length, names in named if len(names) == 1]
    found = next((span for span in reversed(spans) if _as_spelled(words[at : at + span[0]], span[1])), None)
    bent = _bent_span(words, at, language)
    return bent if bent and (found is None or bent[0] > found[0]) else found


def _bent_span(words: tuple[Token, ...], at: int, language: str) -> tuple[int, str] | None:
    known = _bent_names(language)
    text, found = "", None
    for length, word in enumerate(words[at : at + LONGEST], start=1):
        if word.text in LITTLE_WORDS:
            if length == 1:
                return None
            continue
        text = f"{text} {bare(word.text, language)}" if text else bare(word.text, language)
        name = known.get(text)
        found = (length, name) if name else found
    return found


@cache
def _bent_names(language: str) -> dict[str, str]:
    """The forms of a language without endings and little words, with their concepts; none that could mean two."""
    found: dict[str, set[str]] = {}
    for name, parts in _shipped().parts.items():
        for tag, text in map(tables.tagged, parts):
            if tag == language and len(key(text)) >= _BENDS_FROM and relations.rule(text, name) is None:
                words = [bare(word, language) for word in texts(text) if word not in LITTLE_WORDS]
                found.setdefault(" ".join(words), set()).add(name)
    return {text: next(iter(names)) for text, names in found.items() if text and len(names) == 1}


def _as_spelled(words: tuple[Token, ...], name: str) -> bool:
    rule = relations.rule_of_key("".join(word.text for word in words), name)
    raw = [word.raw for word in words]
    return rule is None or any(rule.is_spelled(sign.join(raw), words) for sign in _BETWEEN)


def is_licence(name: str) -> bool:
    """Whether a concept is something one holds: a licence, certificate, card or membership."""
    return name in _licences()


@cache
def vocabulary() -> frozenset[str]:
    """Every word that the tables know: a known word is never taken for a misspelling of another."""
    more = (part for name in ("languages", "fields", "paraphrases") for row in tables.rows(name) for part in row)
    return _concepts()[2].union(*relations.lookalikes(), *map(_cut, more))


def field_of(text: str) -> str | None:
    """The name of the field of study that a phrase names, or None."""
    return _fields().get(key(text))


@lru_cache(maxsize=200)
def language_forms(name: str) -> tuple[Form, ...]:
    """All writings of a language; a name that no table knows is its own only one."""
    parts = next((row for row in tables.rows("languages") if row[0] == name), (name,))
    return tuple(_read(parts, "alias", None))


def _cut(part: str) -> list[str]:
    return texts(tables.tagged(part)[1])


@cache
def _shipped() -> Lexicon:
    parts, names, _ = _concepts()
    return Lexicon(tables.digest(), parts, names)


@cache
def _concepts() -> tuple[_Parts, _Parts, frozenset[str]]:
    """Concept to its parts, key of a form to its concepts, and all words: in one pass, there are many forms."""
    parts: _Parts = {}
    names: _Parts = {}
    words: set[str] = set()
    for row in (row for kind in ("skills", "licences") for rows in tables.sectors(kind).values() for row in rows):
        parts[row[0]] = row
        for cut in map(_cut, row):
            words.update(cut)
            own = "".join(cut)
            if row[0] not in names.get(own, ()):
                names[own] = (*names.get(own, ()), row[0])
    return parts, names, frozenset(words)


@cache
def _licences() -> frozenset[str]:
    return frozenset(row[0] for rows in tables.sectors("licences").values() for row in rows)


@cache
def _fields() -> dict[str, str]:
    return {key(tables.tagged(part)[1]): row[0] for row in tables.rows("fields") for part in row}


@cache
def _field_rows() -> dict[str, tables.Row]:
    return {row[0]: row for row in tables.rows("fields")}


def _join(parts: _Parts, names: _Parts, one: str, other: str) -> None:
    for form, term in permutations((one, other)):
        name = names.get(key(term), (term,))[0]
        parts[name] = (*parts.get(name, (name,)), form)
        for each in (name, form):
            names.setdefault(key(each), (name,))


def _part(parts: _Parts, names: _Parts, one: str, other: str) -> Iterator[tuple[str, str]]:
    """Take the one out of the other's concept if both stand in the same, and say what is apart from now on."""
    for form, term in permutations((one, other)):
        yield key(term), key(form)
        for name in names.get(key(term), ()):
            if name in names.get(key(form), ()) and key(form) != key(name):
                parts[name] = tuple(each for each in parts[name] if key(tables.tagged(each)[1]) != key(form))
                names[key(form)] = tuple(each for each in names[key(form)] if each != name)
                if not names[key(form)]:
                    del names[key(form)]
            elif key(form) != key(name):
                yield name, key(form)


@lru_cache(maxsize=1_000)
def _forms(lexicon: Lexicon, term: str) -> tuple[Form, ...]:
    name = lexicon.concept(term)
    family = tuple(_family(lexicon, name)) if name is not None else ()
    own = Form(term, "exact", tokens(term), relations.rule(term, name), slips=True)
    tongue = next((form.tongue for form in family if form.key == own.key), "")
    kept = {own.key: replace(own, tongue=tongue)}  # "Soudeur" is met as "soudeuse", too.
    for form in (*family, *_rewritten(lexicon, term), *_exchanged(own)):
        if (name, form.key) not in lexicon.apart:
            kept.setdefault(form.key, form)
    return tuple(kept.values())


def _rewritten(lexicon: Lexicon, term: str) -> Iterator[Form]:
    """The other writings of a name that no table knows as it stands, and the family of each that one does know."""
    for other in writings.others(term):
        name = lexicon.concept(other)
        yield Form(other, "alias", tokens(other), relations.rule(other, name), slips=True)
        if name is not None:
            yield from _family(lexicon, name)
    short = writings.acronym(term)
    if short and not any(_spells_out(lexicon, name, short) for name in lexicon.names.get(key(short), ())):
        rule = relations.Writing(frozenset({short}), frozenset(), frozenset())
        yield Form(short, "alias", tokens(short), rule, slips=False)


def _spells_out(lexicon: Lexicon, name: str, short: str) -> bool:
    """Whether a concept says in words what an acronym stands for: then it stands for nothing else."""
    return any(writings.initials(tables.tagged(part)[1], short) for part in lexicon.parts[name] if " " in part)


def _exchanged(own: Form) -> Iterator[Form]:
    """The name with an acronym in it spelled out, or the other way round: "PLC programming"."""
    for at in range(len(own.words) if len(own.words) > 1 else 0):
        span = known_span(own.words, at)
        if span is None or span[0] == len(own.words):
            continue
        rest = (own.words[:at], own.words[at + span[0] :])
        beside = {word.text for side in rest for word in side}
        part = " ".join(word.raw for word in own.words[at : at + span[0]])
        row = _shipped().parts[span[1]]
        short = [each for each in row if writings.initials(each, part) or writings.initials(part, each)]
        for form in _read(tuple(short), "alias", span[1]):
            if form.rule is not None and form.rule.near and not form.rule.near & beside:
                continue
            text = " ".join([*(word.raw for word in rest[0]), form.text, *(word.raw for word in rest[1])])
            rule = None if form.rule is None else replace(form.rule, near=frozenset())
            yield Form(text, "alias", tokens(text), rule, slips=True)


@lru_cache(maxsize=200)
def _field_forms(lexicon: Lexicon, term: str) -> tuple[Form, ...]:
    name = field_of(term)
    names = () if name is None else (name, *relations.satisfied_by(name))
    rows = [(_field_rows().get(each, ()), "alias" if each == name else "includes") for each in names]
    found = [form for row, how in rows for form in _read(row, how, None)]
    return (*lexicon.forms(term), *found)


def _family(lexicon: Lexicon, name: str) -> Iterator[Form]:
    near = {"alias": (name,), "includes": relations.satisfied_by(name), "suggests": relations.suggested_by(name)}
    for how, names in near.items():
        for each in names:
            yield from _read(lexicon.parts.get(each, (each,)), how, each)
    for phrase in relations.paraphrases(name):
        yield Form(phrase, "paraphrase", tokens(phrase), None, slips=False)


def _read(parts: tuple[str, ...], how: str, name: str | None) -> Iterator[Form]:
    for part in parts:
        tag, text = tables.tagged(part)
        words = tokens(text)
        own = "".join(word.text for word in words)
        ruled = name in _shipped().names.get(own, ())  # A customer's own row needs no word near it.
        yield Form(text, how, words, relations.rule_of_key(own, name) if ruled else None, slips=not tag, tongue=tag)
        turned = scripts.turned(text) if tag == "zh" else ""
        if turned:
            yield Form(turned, how, tokens(turned), None, slips=False, tongue=tag)
