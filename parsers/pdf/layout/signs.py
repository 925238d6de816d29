"""Signs in front of list items, as glyphs: dots and squares, dashes, and the letters that symbol fonts leave behind."""

_DOTS = frozenset("•▪▫◦‣●○■□◆◇▸▹▶►➢➤✓✔✗★☆\u2043∙·*\u25aa\u25fc\u25fe\u2756\u27a4\u00a7\u2666")
DASHES = frozenset("-\u2013\u2014")
_PRIVATE = range(0xE000, 0xF900)
_LETTERS = frozenset("o")
"""Word's second level is an o in Courier; believed only where it stands alone at least twice on a page."""


def is_sign(text: str) -> bool:
    """Whether this one glyph is a sign and nothing else; a dash is one only before a blank, which is not seen here."""
    return text in _DOTS or (len(text) == 1 and is_icon(text))


def is_icon(text: str) -> bool:
    """A glyph of a symbol font, or one that has no known character."""
    return ord(text[0]) in _PRIVATE or text == "\ufffd" if text else False


def is_lone_letter(text: str) -> bool:
    """A letter that may be a sign where nothing else stands near it."""
    return text in _LETTERS
