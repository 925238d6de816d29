"""How to reach somebody: e-mail, telephone numbers and links, found by their shape, also where a line breaks."""

import re
from collections.abc import Iterator, Sequence

from parsers.model import Document, Field, Line
from parsers.resume import cells
from parsers.resume.flow import Flow, whole

_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}(?![\w@])")
_HALF_EMAIL = re.compile(r"@[\w.-]*[.-]$|[\w.+-]+@?$")
_NUMBER = re.compile(r"(?<![\w@/.,:=_-])(?:\+\s?|00)?\(?\+?\d[\d \u00a0().\u2010-\u2013/-]{5,24}\d(?![\w@])")
_NO_NUMBER = re.compile(
    r"(?:19|20)\d\d\s?[-\u2010-\u2015/]\s?(?:19|20)?\d\d|\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d(?:\D.*)?"
    r"|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}(?:\D.*)?|(?:\d{1,2}[./-])?(?:19|20)\d\d\s?[-\u2010-\u2015]\s.*"
    r"|\d{1,2}[/.](?:19|20)\d\d.*"
)
_CALL = re.compile(
    r"(?:\b(?:tel|telefon|telephone|phone|mobile|mobil|handy|cell|cellphone|call|telefono|telefone|movil|celular|"
    r"cellulare|portable|gsm|mob|whatsapp|telefoon|mobiel|natel)\b|\u7535\u8bdd|\u624b\u673a|\u96fb\u8a71|"
    r"\u0647\u0627\u062a\u0641|\u062c\u0648\u0627\u0644|\b[tmp])\W*(?:\([\w ]+\)\W*)?$"
)
_BEFORE = 40
"""Characters in front of a number in which a word for it may stand."""

_FAX = re.compile(r"\b(?:tele)?fax\b\W*$")
_LEAST, _MOST = 7, 15
"""Digits of a telephone number; 15 is the most that E.164 allows."""

_ENDINGS = (
    "com|org|net|io|dev|me|info|eu|app|page|site|online|tech|design|studio|edu|co|ai|biz|name|blog|works|pro|xyz|cv|"
    "de|at|ch|fr|be|es|pt|it|nl|uk|ie|us|ca|au|nz|br|mx|ar|cl|pl|cz|se|dk|fi|hu|ro|gr|tr|in|cn|jp|kr|za|eg|ma|lu"
)
_ALL_ENDINGS = frozenset((*_ENDINGS.split("|"), "edu", "gov", "mil", "int"))
_LINK = re.compile(
    rf"(?<![\w@.-])(?:https?://[^\s|\u00b7\u2022<>]{{3,200}}|www\.[^\s|\u00b7\u2022<>]{{3,200}}"
    rf"|(?:[a-z0-9][a-z0-9-]{{0,62}}\.){{1,4}}(?:{_ENDINGS})(?![\w@.-])(?:/[^\s|\u00b7\u2022<>,]{{0,200}})?)",
    re.IGNORECASE,
)
_SOFTWARE = re.compile(r"(?:asp|ado|vb|ml)\.net|socket\.io", re.IGNORECASE)
_TRAILING = ".,;:)]}>\u3002"
_MORE = re.compile(r"[\w./~%?=&#-]+(?=$|\s\()")
_BREAKS = ("-", "/", ".", "_", "=", "?")


def emails(document: Document, lines: Sequence[Line]) -> Iterator[Field]:
    """E-mail addresses, in the order of the lines."""
    for n, line in enumerate(lines):
        text = Flow(document.lines, (whole(line),))
        found = list(_EMAIL.finditer(text.text))
        for match in found:
            if match.end() < len(text.text) or _known_ending(match[0]):
                yield from _fields(text, match.start(), match.end())
            else:
                yield from _broken_email(document, lines[n : n + 2], match.start(), match.end())
        if not found:
            yield from _wrapped_email(document, lines[n : n + 2])


def _known_ending(address: str) -> bool:
    return address.rpartition(".")[2].lower() in _ALL_ENDINGS


def _broken_email(document: Document, pair: Sequence[Line], start: int, end: int) -> Iterator[Field]:
    """An address whose last word is broken by a narrow column: ``jo@example.or`` and ``g``."""
    text = Flow(document.lines, map(whole, pair), joint="")
    match = _EMAIL.match(text.text, start)
    longer = match is not None and match.end() == len(text.text) and _known_ending(match[0])
    yield from _fields(text, start, match.end() if longer and match else end)


def _wrapped_email(document: Document, pair: Sequence[Line]) -> Iterator[Field]:
    if len(pair) != 2 or "@" not in pair[0].text + pair[1].text[:1] or not _HALF_EMAIL.search(pair[0].text):  # noqa: PLR2004
        return
    text = Flow(document.lines, map(whole, pair), joint="")
    match = _EMAIL.search(text.text)
    if match and match.start() < len(pair[0].text) < match.end():
        yield from _fields(text, match.start(), match.end())


def phones(document: Document, lines: Sequence[Line], *, sure: bool = False) -> Iterator[Field]:
    """Telephone numbers that are not fax numbers; ``sure``: only those with a word for it or a plus in front."""
    for line in lines:
        for cell in cells.cells(line):
            text = Flow(document.lines, (cell.span,))
            for match in _NUMBER.finditer(text.text):
                before = text.folded[max(0, match.start() - _BEFORE) : match.start()]
                called = _CALL.search(before) is not None or "+" in match[0]
                if _is_number(match[0]) and not _FAX.search(before) and (called or not sure):
                    yield from _fields(text, match.start(), match.end())


def _is_number(text: str) -> bool:
    """Shape alone: numbers reserved for fiction are in no plan, and people do write them wrongly."""
    digits = sum(character.isdigit() for character in text)
    return _LEAST <= digits <= _MOST and not _NO_NUMBER.fullmatch(text) and text.count("(") == text.count(")")


def links(document: Document, lines: Sequence[Line]) -> Iterator[Field]:
    """Addresses of pages, with or without ``https``, also where they go on in the next line."""
    for n, line in enumerate(lines):
        text = Flow(document.lines, (whole(line),))
        for match in _LINK.finditer(text.text):
            end = match.end() - (len(match[0]) - len(match[0].rstrip(_TRAILING)))
            if _SOFTWARE.fullmatch(match[0]):
                continue
            if match.end() == len(text.text) and text.text.endswith(_BREAKS):
                yield from _wrapped_link(document, lines[n : n + 2], match.start(), match.end())
            else:
                yield from _fields(text, match.start(), end)


def _wrapped_link(document: Document, pair: Sequence[Line], start: int, end: int) -> Iterator[Field]:
    text = Flow(document.lines, map(whole, pair), joint="")
    more = _MORE.match(text.text, end)
    yield from _fields(text, start, more.end() if more and not _LINK.match(text.text, end) else end)


def _fields(text: Flow, start: int, end: int) -> Iterator[Field]:
    field = text.field(start, end)
    if field:
        yield field
