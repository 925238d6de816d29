"""Markdown: how to tell it from plain text, and what a line of it says without its marks."""

import re

from parsers.links import spelled_out

_HEADING = re.compile(r"^#{1,6} \S", re.MULTILINE)
_MARKS = (
    re.compile(r"\*\*[^*\n]{1,200}\*\*|__[^_\n]{1,200}__"),
    re.compile(r"\[[^\]\n]{1,200}\]\([^)\s]{1,300}\)"),
    re.compile(r"^(?:```|\|.*\|$)", re.MULTILINE),
    re.compile(r"^#{2,6} \S", re.MULTILINE),
)
_SAMPLE = 20_000
_LONGEST = 5_000
"""Characters of a line in which marks are looked for."""

_IMAGE = re.compile(r"!\[[^\]]{0,200}\]\([^)\s]{0,300}\)")
_LINK = re.compile(r"\[([^\]]{1,200})\]\(([^)\s]{1,300})\)|<((?:https?://|mailto:)?[^\s<>@]{1,100}@?[^\s<>]{1,200})>")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.{1,500}?\S|\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*])([*_])(?=[^\s*_])([^*_]{1,500}?)(?<=\S)\1(?![\w*])")
_CODE = re.compile(r"`([^`]{1,200})`")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|-])")
_ROW = re.compile(r"^\s*\|(.*)\|\s*$")
_RULE = re.compile(r"^[\s|:-]*-[\s|:-]*$")


def is_markdown(text: str) -> bool:
    """Headings with number signs, and one more kind of mark: plain text has neither, or only one by chance."""
    sample = text[:_SAMPLE]
    kinds = sum(bool(mark.search(sample)) for mark in _MARKS)
    return bool(_HEADING.search(sample)) and kinds >= 1 and not sample.startswith("#!")


def unmarked(line: str) -> tuple[str, bool]:
    """The text of a line without marks, and whether all of it is strong. Cells of a table come with tabulators."""
    if len(line) > _LONGEST:
        return line, False
    row = _ROW.match(line)
    if row:
        line = "" if _RULE.match(line) else "\t".join(cell.strip() for cell in row[1].split("|"))
    line = _IMAGE.sub("", line)
    around = _LINK.sub(r"\1\3", line)
    line = _LINK.sub(lambda match: _spelled(match, around), line)
    stripped = line.strip().strip("|").strip()
    strong = bool(stripped) and bool(_STRONG.fullmatch(stripped))
    for pattern, text in ((_STRONG, r"\2"), (_EMPHASIS, r"\2"), (_CODE, r"\1"), (_ESCAPED, r"\1")):
        line = pattern.sub(text, line)
    return line, strong


def _spelled(match: re.Match[str], around: str) -> str:
    if match[3]:
        return match[3].removeprefix("mailto:")
    address = spelled_out(match[2], match[1], around)
    return f"{match[1]} {address}" if address else match[1]
