"""The reviewed facts in the folder ``tables`` beside this file, read as rows; what they mean is told in ``lexicon``.

They are package data and count as code: written by hand, shipped in the wheel, read once and never changed at run time.

One statement a line, UTF-8. Its parts are separated by `` | ``; ``#`` at the start of a line, or after a blank and
followed by one, opens a comment; blank lines are free. Rows are sorted by their first part.
"""

import hashlib
import re
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

Row = tuple[str, ...]

_COMMENT = re.compile(r"(?:^|\s)#(?:\s.*)?$")
_TAG = re.compile(r"([a-z]{2}):\s*(?=\S)")
_EDGE = re.compile(r"\s+(~?>)\s+")
_EDGE_PARTS = 3


@cache
def rows(name: str) -> tuple[Row, ...]:
    """The rows of ``tables/<name>.txt`` in their order, each as its parts. Raises ``FileNotFoundError``."""
    return _rows(_folder() / f"{name}.txt")


@cache
def sectors(kind: str) -> dict[str, tuple[Row, ...]]:
    """Sector to rows, for every file of the folder ``tables/<kind>`` (``skills``, ``licences``)."""
    return {path.name.removesuffix(".txt"): _rows(path) for path in _texts(_folder() / kind)}


@cache
def digest() -> str:
    """A short name of the contents of all tables: equal for equal tables, eight hexadecimal digits."""
    found = [*_texts(_folder()), *(path for kind in ("skills", "licences") for path in _texts(_folder() / kind))]
    return hashlib.sha256(b"\x00".join(path.read_bytes() for path in found)).hexdigest()[:8]


def _folder() -> Traversable:
    return files("app.matching") / "tables"


def _texts(folder: Traversable) -> list[Traversable]:
    return sorted((path for path in folder.iterdir() if path.name.endswith(".txt")), key=lambda path: path.name)


def _rows(path: Traversable) -> tuple[Row, ...]:
    lines = (_COMMENT.sub("", line) if "#" in line else line for line in path.read_text("utf-8").splitlines())
    return tuple(tuple(map(str.strip, line.split("|"))) for line in lines if line.strip())


def tagged(part: str) -> tuple[str, str]:
    """Language and form of a part: ``de:Pflege`` is (``de``, ``Pflege``); without a tag the language is empty."""
    match = _TAG.match(part) if part[2:3] == ":" else None
    return (match[1], part[match.end() :]) if match else ("", part)


def labelled(row: Row) -> dict[str, str]:
    """The parts behind the first that begin with a label, by label: ``near: ledger invoice``. Others are left out."""
    parts = (part.partition(":") for part in row[1:])
    return {label: text.strip() for label, colon, text in parts if colon}


def edges(name: str) -> tuple[tuple[str, str, str], ...]:
    """Rows of the form ``a > b`` or ``a ~> b`` as (a, sign, b). Raises ``ValueError`` for any other row."""
    found = tuple(_EDGE.split(row[0]) for row in rows(name))
    wrong = next((parts for parts in found if len(parts) != _EDGE_PARTS), None)
    if wrong is not None:
        raise ValueError(
            f"tables/{name}.txt: {' '.join(wrong)!r} is not a row of the form 'a > b'; write one edge a line."
        )
    return tuple((parts[0], parts[1], parts[2]) for parts in found)
