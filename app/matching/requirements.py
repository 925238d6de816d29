"""From a posting's text, or from data given by an ATS, to the list of requirements that a resume is matched with."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.errors import BadInputError
from app.matching import clauses, cuts, levels, sections, tongue, wordlists
from app.matching.alternatives import known
from app.matching.model import Importance, Kind, Requirement
from app.matching.normalize import tokens
from app.matching.scripts import size, with_plain_marks

MAX_REQUIREMENTS = 60
MAX_POSTING = 60_000
"""Characters of a posting that are read."""

_HARD = frozenset({Kind.YEARS, Kind.DEGREE, Kind.LICENCE, Kind.LANGUAGE, Kind.AUTHORISATION, Kind.CONDITION})
"""Kinds that a plain demand outside of the list of requirements is taken for: "you must hold a driving licence"."""

_SHORT = 5
"""Words of a line that may stand in a list without a bullet and name something that no table knows."""


def read_requirements(title: str, text: str) -> tuple[Requirement, ...]:
    """Read a posting: bullets and clauses under its headings, typed, with importance; empty if nothing was understood.

    Without any heading that says "requirements", only sentences that demand or wish something in so many words are
    read. A posting in a script other than that of its language, or in one that is not read, gives nothing.
    """
    text = text[:MAX_POSTING]
    spoken = sections.language_of(text)
    if not tongue.readable(text, spoken):
        return ()
    pieces = sections.pieces(text, spoken)
    listed = any(not piece.loose for piece in pieces)
    found: list[Requirement] = []
    seen: set[str] = set()
    for piece in pieces[: MAX_REQUIREMENTS * 4]:
        for requirement in _read(piece, title, spoken.code) if _asks(piece, listed=listed) else ():
            wanted = _worth(piece, requirement, listed=listed)
            if wanted and requirement.text.casefold() not in seen and len(found) < MAX_REQUIREMENTS:
                seen.add(requirement.text.casefold())
                found.append(replace(requirement, id=f"r{len(found) + 1}"))
    return tuple(_literal(each, text) for each in found)


def _literal(requirement: Requirement, text: str) -> Requirement:
    """With the commas and brackets that the posting has; it was read with Latin ones in their places."""
    written = " ".join(text.split())
    plain = with_plain_marks(written)
    if plain == written:
        return requirement

    def of(part: str) -> str:
        start = plain.find(part)
        return written[start : start + len(part)] if start >= 0 else part

    return replace(requirement, text=of(requirement.text), source=of(requirement.source))


def _worth(piece: sections.Piece, requirement: Requirement, *, listed: bool) -> bool:
    """Whether to keep what was read: beside a list only hard demands, of running text only what is known by name."""
    named = requirement.kind is not Kind.SKILL or any(map(known, requirement.terms))
    if piece.loose:
        return requirement.kind in _HARD or (not listed and named and requirement.kind is not Kind.OTHER)
    if piece.bulleted:
        return True
    words = tokens(requirement.text)
    if requirement.kind is Kind.OTHER:
        return any(wordlists.says(wordlists.unscored(name), words) for name in ("soft", "gained", "age"))
    return named or size([word.text for word in words]) <= _SHORT


def _asks(piece: sections.Piece, *, listed: bool) -> bool:
    """Whether a sentence is taken for a demand: by its place, else by its words; beside a list only by plain ones."""
    if not piece.loose:
        return True
    words = tokens(piece.text)
    said = cuts.importance_of(words)
    return said is Importance.MUST or (
        not listed and (said is not None or wordlists.says(wordlists.sign("demands"), words))
    )


def _read(piece: sections.Piece, title: str, spoken: str) -> Iterator[Requirement]:
    by_place = Importance.NICE if piece.part is sections.Part.NICE else Importance.MUST
    for clause, said in cuts.clauses(piece.text, spoken):
        requirement = clauses.read(clause, "", said or by_place, title, spoken)
        if requirement is not None:
            whole = requirement.text == " ".join(piece.text.split())
            yield replace(requirement, importance=said or by_place, source="" if whole else piece.text)


def from_data(items: Sequence[Mapping[str, Any]]) -> tuple[Requirement, ...]:
    """Requirements given as data: mappings with a ``text``, and with what is known of it.

    That is ``id``, ``kind``, ``importance``, ``terms`` (``[["java", "c#"]]``), ``amount``, ``level``, ``equivalent``.

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
    wanted, amount, kind = _terms(at, item), _amount(at, item), _one_of(at, "kind", item, Kind)
    if kind is None and wanted is not None and requirement.kind is Kind.OTHER:
        kind = Kind.SKILL
    given = {
        "importance": stated,
        "terms": wanted,
        "amount": amount,
        "kind": kind or (Kind.YEARS if amount is not None else None),
        "equivalent": _equivalent(at, item),
    }
    requirement = replace(requirement, **{name: value for name, value in given.items() if value is not None})
    if item.get("level") is not None:
        requirement = replace(requirement, level=_level(at, item["level"], requirement.kind))
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


def _equivalent(at: int, item: Mapping[str, Any]) -> bool | None:
    given = item.get("equivalent")
    if given is not None and not isinstance(given, bool):
        raise _bad(at, "equivalent", "must be true or false")
    return given


def _level(at: int, given: object, kind: Kind) -> str:
    order = levels.LANGUAGES if kind is Kind.LANGUAGE else levels.DEGREES
    if not isinstance(given, str) or given.casefold() not in order:
        raise _bad(at, "level", f"must be one of {', '.join(order)}")
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
