"""The word lists of postings, from their tables: finders that know their phrases in all nine languages."""

from functools import cache

from app.matching import tables
from app.matching.normalize import Token
from app.matching.phrases import Finder


@cache
def classes(name: str) -> Finder:
    """A table whose rows begin with a class that is no form itself; hits bear the name of the class."""
    return Finder((row[0], tables.tagged(part)[1]) for row in tables.rows(name) for part in row[1:])


@cache
def names(name: str) -> Finder:
    """A table whose rows begin with a name that is also a form of itself."""
    return Finder((row[0], tables.tagged(part)[1]) for row in tables.rows(name) for part in row)


@cache
def some(table: str, *chosen: str) -> Finder:
    """Some classes of such a table."""
    rows = (row for row in tables.rows(table) if row[0] in chosen)
    return Finder((row[0], tables.tagged(part)[1]) for row in rows for part in row[1:])


@cache
def sign(name: str) -> Finder:
    """One class of the table ``signs``: what tells of what kind a clause is."""
    return some("signs", name)


@cache
def unscored(name: str) -> Finder:
    """One class of the table ``unscored``: what no resume can settle."""
    return some("unscored", name)


def says(finder: Finder, words: tuple[Token, ...]) -> bool:
    """Whether any phrase of the list stands in the text."""
    return any(finder.at(words, at) for at in range(len(words)))
