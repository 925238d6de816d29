"""Plain text and Markdown: every line of the file is a line of the document, lines of one paragraph share a block."""

import re
from dataclasses import dataclass
from itertools import pairwise

from parsers.encoding import decode
from parsers.lines import Lines, Look
from parsers.markdown import is_markdown, unmarked
from parsers.model import Document
from parsers.refusal import CannotRead
from parsers.wrapping import goes_on, is_full, width

MEDIA_TYPES = ("text/plain", "text/markdown")
VERSION = "3"

_HEADING = re.compile(r"^ {0,3}(#{1,6}) +(\S.*?)(?: +#+)?\s*$")
_UNDERLINE = re.compile(r"^\s{0,3}(={3,}|-{3,})\s*$")
_RULE = re.compile(r"^[\s=_*~#.+-]{3,}$")
_ITEM = re.compile(r"^(\s*)((?:[•▪◦‣●○■□▸►➢➤✓✔\u2043∙·*+-]|[\u2013\u2014])\s+)(?=\S)")
_NUMBERED = re.compile(r"^(\s*)(\d{1,2}[.)]\s+)(?=\S)")
_WIDE = re.compile(r"(?<=\S)[ \u00a0]{3,}(?=\S)")
_SHORT = 80
"""Characters of a heading with a line drawn below."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the file: its text without marks, its looks, and where its text begins."""

    text: str
    level: int = 0
    bullet: bool = False
    bold: bool = False
    indent: int = 0


def read(data: bytes) -> Document:
    """Read a text file in UTF-8, UTF-16 or Windows-1252; zero bytes and control characters are dropped."""
    text = decode(data)
    if text is None:
        raise CannotRead("The file is not a text in an encoding that can be read.")
    marked = is_markdown(text)
    rows = _rows(text.splitlines(), marked=marked)
    limit = _limit(rows)
    lines, block, before = Lines(), 0, None
    for row in rows:
        if row is not None:
            block += not (before and _goes_on(before, row, limit))
            lines.add(_WIDE.sub("\t", row.text), look=Look(0.0, row.bold, row.level, row.bullet, block))
        if lines.full:
            break
        before = row
    kind = MEDIA_TYPES[1] if marked else MEDIA_TYPES[0]
    return Document(media_type=kind, pages=1, lines=lines.finish(), remarks=lines.remarks())


def _rows(lines: list[str], *, marked: bool) -> list[_Row | None]:
    """The lines as rows; None for an empty one, for a drawn line, and for the fence around code."""
    rows: list[_Row | None] = []
    for number, line in enumerate(lines):
        underline = _UNDERLINE.match(lines[number + 1]) if number + 1 < len(lines) else None
        before = number == 0 or not lines[number - 1].strip() or bool(_RULE.match(lines[number - 1]))
        if not line.strip() or _RULE.match(line) or (marked and line.startswith("```")):
            rows.append(None)
        elif underline and len(line) <= _SHORT and before and not _ITEM.match(line):
            text, bold = unmarked(line) if marked else (line, False)
            rows.append(_Row(text, 1 if underline[1][0] == "=" else 2, bold=bold))
        else:
            rows.append(_row(line.expandtabs(8) if not line.strip().count("\t") else line, marked=marked))
    return rows


def _row(line: str, *, marked: bool) -> _Row:
    heading = _HEADING.match(line)
    item = _ITEM.match(line) or (_NUMBERED.match(line) if marked else None)
    indent = len(item[0]) if item else len(line) - len(line.lstrip())
    body = heading[2] if heading else line[len(item[0]) :] if item else line.lstrip()
    text, bold = unmarked(body) if marked else (body, False)
    return _Row(text, len(heading[1]) if heading else 0, bool(item), bold, indent)


def _limit(rows: list[_Row | None]) -> int:
    """The width at which the lines were broken; 0 where none that is as long goes on in a small letter."""
    limit = width(row.indent + len(row.text) for row in rows if row)
    broken = any(
        above
        and row
        and not row.bullet
        and _in_word(row.text)
        and is_full(above.indent + len(above.text), row.text, limit)
        for above, row in pairwise(rows)
    )
    return limit if broken else 0


def _in_word(text: str) -> bool:
    """Begins like the middle of a sentence: with a letter that is no capital, also where a script has none."""
    return text[:1].isalpha() and not text[:1].isupper()


def _goes_on(before: _Row, row: _Row, limit: int) -> bool:
    """Whether a line continues the paragraph or item of the one before."""
    if row.bullet or row.level or before.level:
        return False
    if before.bullet and row.indent >= before.indent:
        return True
    return goes_on(before.indent + len(before.text), row.text, limit)
