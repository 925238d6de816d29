"""A spoken language at the level asked for. Levels are ordered; too little of one is PARTLY, never MET."""

from datetime import date

from app.matching import levels, quoting
from app.matching.align import Mention, mentions
from app.matching.hedges import Standing, standing
from app.matching.index import Index
from app.matching.lexicon import language_forms
from app.matching.model import Evidence, Finding, Judgement, Requirement
from app.matching.normalize import key, texts, tokens, word_set
from app.matching.scripts import with_plain_marks
from parsers.model import SectionKind

_ELSEWHERE = frozenset({SectionKind.SUMMARY, SectionKind.SKILLS, SectionKind.OTHER, SectionKind.CERTIFICATIONS})
_NEAR = 5
_BILINGUAL = word_set("bilingual bilingue zweisprachig tweetalig")
"""Asked of a job, not of how somebody grew up: to be fluent is enough."""


def language(requirement: Requirement, index: Index, as_of: date) -> Judgement:
    """A language at the level asked for: all of the names, or one where the posting says "or"."""
    wanted = levels.LANGUAGES.index(requirement.level) if requirement.level in levels.LANGUAGES else 0
    if _BILINGUAL & set(texts(requirement.text)):
        wanted = min(wanted, levels.LANGUAGES.index("c1"))
    quotes: list[Evidence] = []
    notes: list[str] = []
    met = 0
    for group in requirement.terms:
        shown = [each for name in group if (each := _spoken(index, name.casefold(), as_of)) is not None]
        if not shown:
            continue
        found, rank = max(shown, key=lambda each: -1 if each[1] is None else each[1])
        quotes.append(found)
        if (wanted == 0 and requirement.level is None and rank != 0) or (rank is not None and rank >= max(wanted, 1)):
            met += 1
        else:
            notes.append(_too_little(found.term, rank, wanted if requirement.level else None))
    if not quotes:
        return Judgement(requirement.id, Finding.NOT_FOUND)
    finding = Finding.MET if met == len(requirement.terms) else Finding.PARTLY
    return Judgement(requirement.id, finding, tuple(quoting.in_order(quotes)), " ".join(notes))


def _level_ahead(mention: Mention) -> int | None:
    """The level whose words end where the name begins, unless they belong to a language ahead of them."""
    words, text = mention.entry.words, mention.entry.line.text
    for at in range(max(0, mention.first - 3), mention.first):
        found = levels.language_level_at(words, at)
        if found is None or at + found[0] != mention.first:
            continue
        apart = text[words[mention.first - 1].end : mention.start].strip()
        owned = (
            at > 0
            and levels.language_at(words, at - 1) is not None
            and not text[words[at - 1].end : words[at].start].strip()
        )
        return None if apart or owned else found[1]
    return None


def _too_little(name: str, rank: int | None, wanted: int | None) -> str:
    level = "no level" if rank is None else levels.LANGUAGES[rank].upper()
    asked = "more than a beginning" if wanted is None else levels.LANGUAGES[wanted].upper()
    return f"{name}: {level} is stated, {asked} is asked for."


def _spoken(index: Index, name: str, as_of: date) -> tuple[Evidence, int | None] | None:
    """Where a language is stated, with the rank of its level; the best statement if there are several."""
    best: tuple[Evidence, int | None] | None = None
    for mention in mentions(index, name, language_forms(name)):
        entry = mention.entry
        how = standing(mention, index, as_of)
        if entry.copied or how in {Standing.DENIED, Standing.UNCLEAR, Standing.WISHED}:
            continue
        rank = _level_near(index, mention)
        if entry.section is not SectionKind.LANGUAGES and (rank is None or entry.section not in _ELSEWHERE):
            continue
        if rank is None and how is Standing.LIMITED:
            rank = 0
        if best is None or (rank is not None and (best[1] is None or rank > best[1])):
            best = (quoting.of(mention, "language"), rank)
    return best if best is not None and best[1] is not None else _as_read(index, name, best)


def _as_read(index: Index, name: str, best: tuple[Evidence, int | None] | None) -> tuple[Evidence, int | None] | None:
    """What the reader of the file made of it: a list in the header, or a level in the column below the name."""
    names = {form.key for form in language_forms(name)}
    for tongue in index.resume.fields.languages:
        span = next(iter(tongue.language.spans), None)
        if span is None or key(tongue.language.text) not in names:
            continue
        line = next((each for each in index.header if each.number == span.line), None)
        rank = _rank(tongue.level.text) if tongue.level is not None else None
        if best is not None and best[0].line == span.line:
            return best[0], rank
        if best is None and line is not None:
            return quoting.quote(line, SectionKind.LANGUAGES, span.start, span.end, name, "language"), rank
    return best


def _rank(text: str) -> int | None:
    words = tokens(text)
    found = (levels.language_level_at(words, at) for at in range(len(words)))
    return next((each[1] for each in found if each is not None), None)


def _level_near(index: Index, mention: Mention) -> int | None:
    """The level right before the name ("fluent Spanish"), else the one after it and before the next language.

    Else one that stands a little before it, else one alone on the next line.
    """
    entry, words = mention.entry, mention.entry.words
    led = _level_ahead(mention)
    if led is not None:
        return led
    for at in range(mention.last, min(len(words), mention.last + _NEAR)):
        if levels.language_at(words, at):
            break
        found = levels.language_level_at(words, at)
        if found is not None:
            return found[1]
    for at in range(mention.first - 1, max(-1, mention.first - 3), -1):
        found = levels.language_level_at(words, at)
        between = entry.line.text[words[at].end : mention.start]
        between = with_plain_marks(between)
        if levels.language_at(words, at) or "," in between or ";" in between:
            break
        if found is not None:
            return found[1]
    after = index.numbered.get(entry.line.number + 1)
    alone = after is not None and after.section is SectionKind.LANGUAGES and mention.last == len(words)
    found = levels.language_level_at(after.words, 0) if after is not None and alone else None
    return None if found is None else found[1]
