"""The terms of a requirement as people write them in one line: ``Java or C#, SQL`` is (Java or C#) and SQL."""

import re
from collections.abc import Sequence

from app.errors import BadInputError
from app.language import translated as _

_OR = re.compile(r"\s+or\s+", re.IGNORECASE)
_NEEDS_QUOTES = re.compile(r'[,"]|\s+or\s+', re.IGNORECASE)


def in_words(terms: Sequence[Sequence[str]]) -> str:
    """One line; a term that holds a comma, a quotation mark or "or" stands in quotation marks."""
    return ", ".join(" or ".join(map(_quoted, alternatives)) for alternatives in terms)


def from_words(line: str) -> list[list[str]]:
    """Read the line back; empty for an empty one.

    Raises:
        BadInputError: a quotation mark that does not end.

    """
    terms: list[list[str]] = []
    group: list[str] = []
    for term, ends in _pieces(line):
        group.extend([term] if term else [])
        if ends and group:
            terms.append(group)
            group = []
    return terms


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"' if _NEEDS_QUOTES.search(term) else term


def _pieces(line: str) -> list[tuple[str, bool]]:
    """Each term, and whether a comma or the end of the line follows it."""
    found: list[tuple[str, bool]] = []
    rest = line.strip()
    while rest:
        if rest.startswith('"'):
            quoted = re.match(r'"((?:[^"]|"")*)"', rest)
            if quoted is None:
                words = _("a quotation mark in {line} does not end; write it twice, or take it out")
                raise BadInputError(words.format(line=repr(line)))
            term, rest = quoted.group(1).replace('""', '"'), rest[quoted.end() :]
        else:
            plain = re.match(r"(?:(?!,|\s+or\s+).)*", rest, re.IGNORECASE | re.DOTALL)
            term = plain.group() if plain else ""
            rest = rest[len(term) :]
        alternative = _OR.match(rest)
        rest = rest[alternative.end() :] if alternative else rest.lstrip().removeprefix(",").lstrip()
        found.append((" ".join(term.split()), alternative is None))
    return found
