"""One clause of a posting into one typed requirement: what is asked, of which kind, and how important it is.

How important a clause is by its place in the posting is the business of ``requirements``, how a sentence that asks for
several kinds of things is cut into clauses that of ``cuts``.
"""

import re
from dataclasses import replace

from app.matching import lexicon, tongue, wordlists
from app.matching.alternatives import concept_in, known, sure, terms
from app.matching.amounts import years
from app.matching.circumstances import circumstance, place
from app.matching.cuts import importance_of, without_asides
from app.matching.model import Importance, Kind, Requirement
from app.matching.normalize import Token, tokens
from app.matching.schooling import degree, degree_or_years
from app.matching.scripts import COLON, SIGNS, with_plain_marks, without_gender
from app.matching.speech import language
from app.matching.tongue import Tongue

MAX_CLAUSE = 1_000
"""Characters of one clause that are understood; what is longer is no clause."""
_LABEL = re.compile(rf"^[\w /&'-]{{2,40}}(?::\s+|(?<=[{SIGNS}]):|{COLON}\s*)(?=\S)")


def read(
    clause: str, number: str, importance: Importance, title: str = "", spoken: str = tongue.DEFAULT
) -> Requirement | None:
    """Type one clause; None if it asks for nothing.

    ``title`` stands in where years of "a similar role" are asked; ``spoken`` is the language of the posting.
    """
    text = " ".join(clause.split())
    if not tokens(text):
        return None
    core = _without_label(without_asides(with_plain_marks(without_gender(text[:MAX_CLAUSE]))))
    words = tokens(core)
    speech = tongue.of(words, spoken)
    bare = Requirement(number, text, Kind.OTHER, importance_of(words) or importance)
    typed = _typed(core, words, bare, title, speech)
    if typed is None and all(word.text in speech.filler or not any(map(str.isalpha, word.text)) for word in words):
        return None  # "Required", "5 or more years"
    return typed or bare


def _without_label(text: str) -> str:
    """Take a label off ("Languages: English"), unless it is itself what is asked for."""
    label = _LABEL.match(text)
    return text[label.end() :] if label and concept_in(label.group()) is None else text


def _typed(text: str, words: tuple[Token, ...], bare: Requirement, title: str, speech: Tongue) -> Requirement | None:
    about = circumstance(text, words, bare, speech)
    if about is not None and about.kind is Kind.AUTHORISATION:
        return about
    if any(wordlists.says(wordlists.unscored(name), words) for name in ("gained", "age")):
        return None
    if degree_or_years(text, words, speech):
        return degree(text, words, bare, speech)
    return (
        years(text, words, bare, speech, title)
        or place(text, bare)
        or about
        or language(text, words, bare, speech)
        or degree(text, words, bare, speech)
        or _skill(text, words, bare, speech)
    )


def _skill(text: str, words: tuple[Token, ...], bare: Requirement, speech: Tongue) -> Requirement | None:
    wanted = sure(text, terms(text, speech))
    named = any(known(group) for group in wanted)
    if not wanted or (
        not named and any(wordlists.says(wordlists.unscored(each), words) for each in ("soft", "contract"))
    ):
        return None
    held = any(lexicon.is_licence(lexicon.concept(term) or "") for group in wanted for term in group)
    licence = held or (not named and wordlists.says(wordlists.sign("held"), words))
    return replace(bare, kind=Kind.LICENCE if licence else Kind.SKILL, terms=wanted)
