"""From a posting's text, or from data given by an ATS, to the list of requirements that a resume is matched with."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import Enum
from typing import Any

from app.errors import BadInputError
from app.matching import advert, clauses, levels
from app.matching.model import Importance, Kind, Requirement

MAX_REQUIREMENTS = 60
MAX_POSTING = 60_000
"""Characters of a posting that are read."""


class _Part(Enum):
    MUST = "must"
    NICE = "nice"
    SKIP = "skip"


_HEADINGS = (
    (_Part.NICE, advert.NICE_HEADING),
    (_Part.MUST, advert.MUST_HEADING),
    (_Part.SKIP, advert.SKIPPED_HEADING),
)
_HEADING_WORDS = 8
_BULLET = re.compile(r"^\s*(?:[-*\u2022\u25cf\u25aa\u2023\u00b7\u2013\u2014+>]|\(?\d{1,2}[.)]|[a-z]\))\s+")
_SENTENCE_END = re.compile(r"(?<=[a-z0-9)]{2})[.!?]\s+(?=[A-Z])|;\s+")


def read_requirements(title: str, text: str) -> tuple[Requirement, ...]:
    """Read a posting: bullets and clauses under its headings, typed, with importance; empty if nothing was understood.

    Without any heading that says "requirements", only sentences that demand something in so many words are read.
    """
    pieces = _pieces(text[:MAX_POSTING])
    found: list[Requirement] = []
    seen: set[str] = set()
    for part, clause in pieces[: MAX_REQUIREMENTS * 4]:
        importance = Importance.NICE if part is _Part.NICE else Importance.MUST
        requirement = clauses.read(clause, f"r{len(found) + 1}", importance, title)
        if requirement is not None and requirement.text.casefold() not in seen and len(found) < MAX_REQUIREMENTS:
            seen.add(requirement.text.casefold())
            found.append(requirement)
    return tuple(found)


def _pieces(text: str) -> list[tuple[_Part, str]]:
    """Clauses with the part of the posting they stand in."""
    part = _Part.SKIP
    structured = False
    inside: list[tuple[_Part, str]] = []
    loose: list[tuple[_Part, str]] = []
    for raw in text.splitlines():
        line = _BULLET.sub("", raw).strip().lstrip("#").strip("*_ ")
        bulleted = _BULLET.match(raw) is not None
        heading = None if bulleted else _heading(line)
        if heading is not None:
            part, line = heading
            structured = structured or part is not _Part.SKIP
        elif not bulleted and line.endswith(":") and len(line.split()) <= _HEADING_WORDS:
            part, line = _Part.SKIP, ""
        for clause in _SENTENCE_END.split(line):
            if clause.strip() and not (advert.BOILERPLATE.search(clause) or advert.CONTACT.search(clause)):
                (inside if part is not _Part.SKIP else loose).append((part, clause.strip().rstrip(".")))
    if structured:
        return inside
    return [(_Part.MUST, clause) for _, clause in loose if advert.DEMANDS.search(clause)]


def _heading(line: str) -> tuple[_Part, str] | None:
    """The part that a heading opens and what follows it on the same line ("Requirements: Java, SQL")."""
    for part, pattern in _HEADINGS:
        match = pattern.match(line)
        if match and (match.end() == len(line) or match.group().rstrip().endswith((":", "?"))):
            return part, line[match.end() :]
    return None


def from_data(items: Sequence[Mapping[str, Any]]) -> tuple[Requirement, ...]:
    """Requirements given as data: ``{"id"?, "text", "kind"?, "importance"?, "terms"?: [[str]], "amount"?, "level"?}``.

    What is left out is read from the text. Raises ``BadInputError`` naming the entry (from 0) and the field.
    """
    if len(items) > MAX_REQUIREMENTS:
        raise BadInputError(
            f"requirements: {len(items)} entries were sent, at most {MAX_REQUIREMENTS} are taken; join some."
        )
    found: list[Requirement] = []
    for at, item in enumerate(items):
        if not isinstance(item, Mapping):
            raise BadInputError(f"requirements[{at}] is not an object; send at least a text.")
        requirement = _from_item(at, item)
        if any(other.id == requirement.id for other in found):
            raise BadInputError(f"requirements[{at}].id {requirement.id!r} stands twice; give each entry its own id.")
        found.append(requirement)
    return tuple(found)


def _from_item(at: int, item: Mapping[str, Any]) -> Requirement:
    text = item.get("text")
    if not isinstance(text, str) or not text.strip():
        raise _bad(at, "text", "is missing or empty; write what is asked for")
    number = item.get("id", f"r{at + 1}")
    if not isinstance(number, str) or not number:
        raise _bad(at, "id", "is not a text; send a short name or leave it out")
    stated = _one_of(at, "importance", item, Importance)
    requirement = clauses.read(text, number, stated or Importance.MUST) or Requirement(
        number, text, Kind.OTHER, Importance.MUST
    )
    if stated is not None:
        requirement = replace(requirement, importance=stated)
    wanted, amount, level = _terms(at, item), _amount(at, item), item.get("level")
    kind = _one_of(at, "kind", item, Kind)
    if wanted is not None:
        requirement = replace(requirement, terms=wanted)
        if kind is None and requirement.kind is Kind.OTHER:
            kind = Kind.SKILL
    if amount is not None:
        requirement = replace(requirement, amount=amount, kind=Kind.YEARS)
    if kind is not None:
        requirement = replace(requirement, kind=kind)
    if level is not None:
        requirement = replace(requirement, level=_level(at, level, requirement.kind))
    return _checked(at, requirement)


def _checked(at: int, requirement: Requirement) -> Requirement:
    if requirement.kind is Kind.YEARS and requirement.amount is None:
        raise _bad(at, "amount", "is missing; a years requirement needs a number of years")
    if requirement.kind is Kind.DEGREE and requirement.level is None:
        raise _bad(at, "level", f"is missing; use one of {', '.join(levels.DEGREES)}")
    needs_terms = requirement.kind in {Kind.SKILL, Kind.LICENCE, Kind.LANGUAGE, Kind.LOCATION}
    if needs_terms and not requirement.terms:
        raise _bad(
            at, "terms", f'are missing; a {requirement.kind} requirement needs at least one, such as [["excel"]]'
        )
    return requirement


def _terms(at: int, item: Mapping[str, Any]) -> tuple[tuple[str, ...], ...] | None:
    given = item.get("terms")
    if given is None:
        return None
    shape = isinstance(given, list) and all(isinstance(group, list) and group for group in given)
    if not shape or not all(isinstance(term, str) and term.strip() for group in given for term in group):
        raise _bad(at, "terms", 'must be lists of texts such as [["java", "c#"], ["sql"]]: (java or c#) and sql')
    return tuple(tuple(group) for group in given)


def _amount(at: int, item: Mapping[str, Any]) -> float | None:
    given = item.get("amount")
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, (int, float)) or not 0 <= given <= 60:  # noqa: PLR2004 - a working life
        raise _bad(at, "amount", "must be a number of years from 0 to 60")
    return float(given)


def _level(at: int, given: object, kind: Kind) -> str:
    known = levels.LANGUAGES if kind is Kind.LANGUAGE else levels.DEGREES
    if not isinstance(given, str) or given.casefold() not in known:
        raise _bad(at, "level", f"must be one of {', '.join(known)}")
    return given.casefold()


def _one_of(at: int, field: str, item: Mapping[str, Any], words: Any) -> Any:
    given = item.get(field)
    if given is None:
        return None
    if given not in list(words):
        raise _bad(at, field, f"must be one of {', '.join(words)}")
    return words(given)


def _bad(at: int, field: str, reason: str) -> BadInputError:
    return BadInputError(f"requirements[{at}].{field} {reason}.")
