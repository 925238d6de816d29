"""HTML of a posting to plain text. Candidates' files are not opened here but in ``parsers``.

One pass of one expression, because ``html.parser`` takes hours for a megabyte of ``<a <a <a`` and stops at ``<![<``.
No branch can run past the next ``<`` and then fail, so the time is proportional to the length.
"""

import re
from html import unescape

LONGEST = 100_000
"""Characters of HTML that are read; the longest real postings have a tenth of it."""

_LINE_ENDS = frozenset({"p", "div", "li", "br", "tr", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6"})
_MARKUP = re.compile(
    r"""
    <!--.*?(?:-->|\Z)                                                 # a comment; an open one lasts to the end
    | <(?P<hidden>script|style|template)(?=[\s/>]).*?(?:</(?P=hidden)[^<>]*+>?|\Z)
    | <(?P<tag>/?[a-z][^\s/<>]*+)(?:"[^"<]*+"|'[^'<]*+'|[^"'<>])*+>   # quoted values may hold a >
    | <[/!?a-z][^<>]*+>                                               # whatever else looks like markup
    | &\#\w{9,}+;?                                                    # no character has such a number
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


def text_of(html: str) -> str:
    """The text of an HTML fragment: one line per block, list items start with a dash. Cut at ``LONGEST``."""
    marked = _MARKUP.sub(_line_end, " ".join(html[:LONGEST].split()))
    lines = (" ".join(line.split()) for line in unescape(marked).splitlines())
    return "\n".join(line for line in lines if line not in {"", "-"})


def _line_end(markup: re.Match[str]) -> str:
    tag = (markup["tag"] or "").lower()
    if tag.removeprefix("/") not in _LINE_ENDS:
        return ""
    return "\n- " if tag == "li" else "\n"
