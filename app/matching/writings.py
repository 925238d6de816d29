"""Other writings of one name, by its form alone: "Security+ (CompTIA)", "Level 3 NVQ", "PLC programming".

Words are only moved where the order says nothing, and only exchanged for a writing of the very thing that they name.
"""

import re
from collections.abc import Iterator

from app.matching.normalize import key, texts

_BRACKET = re.compile(r"^(?P<name>[^()\[\]]+?)\s*[(\[](?P<inner>[^()\[\]]+)[)\]]\s*(?P<rest>[^()\[\]]*)$")
_LEVEL = re.compile(
    r"(?P<level>\b(?:level|grade|class|band|stage|tier|type|part|stufe|klasse|niveau|nivel)\s+(?:\d{1,2}|[ivx]{1,4}|[a-e])\b"
    r"(?:\s+(?:diploma|certificate|award)\b)?)",
    re.IGNORECASE,
)
_CLASS = re.compile(
    r"\b(?i:class|klasse|category|categor[i\u00eda]a|cat\.?|level|type|clase|classe)\s+(?=(?:[A-E]1?E?|\d{1,2}|I{1,3}V?)\b)"
)
_LITTLE = frozenset({"and", "of", "in", "for", "the", "to", "with", "as", "a", "an"})
_SHORTEST_INITIALS = 2
_LONG = 4
"""Great words of a name whose acronym is hardly the acronym of something else, too."""


def others(text: str) -> tuple[str, ...]:
    """The other writings of a name, without the name itself, each once."""
    found = dict.fromkeys([*_unbracketed(text), *_levels_moved(text), *_without_class(text)])
    return tuple(each for each in found if each != text and key(each))


def initials(name: str, short: str) -> bool:
    """Whether ``short`` is the first letters of the words of ``name``, its little words taken or left: ACLS."""
    words, wanted = texts(name), key(short)
    if len(wanted) < _SHORTEST_INITIALS or not wanted.isalpha():
        return False
    great = "".join(word[0] for word in words if word not in _LITTLE)
    return bool({wanted, wanted.removesuffix("s")} & {great, "".join(word[0] for word in words)})


def acronym(name: str) -> str:
    """The first letters of a name of at least four great words, in capitals; empty for a shorter name."""
    great = [word for word in texts(name) if word not in _LITTLE]
    return "".join(word[0] for word in great).upper() if len(great) >= _LONG and all(map(str.isalpha, great)) else ""


def _unbracketed(text: str) -> Iterator[str]:
    """A bracket holds the acronym, or whose the thing is: then its words may stand in front, too."""
    match = _BRACKET.match(text)
    if match is None:
        return
    name, inner, rest = match["name"].strip(), match["inner"].strip(), match["rest"].strip()
    if initials(name, inner) or initials(inner, name):
        yield f"{name} {rest}".strip()
        yield f"{inner} {rest}".strip()
    elif not rest:
        yield f"{inner} {name}"
        yield f"{name} {inner}"


def _levels_moved(text: str) -> Iterator[str]:
    match = _LEVEL.search(text)
    if match is None:
        return
    rest = f"{text[: match.start()]} {text[match.end() :]}".split()
    if not rest:
        return
    for at in (0, 1, len(rest)):
        yield " ".join([*rest[:at], match["level"], *rest[at:]])


def _without_class(text: str) -> Iterator[str]:
    """CDL Class A is CDL A: behind a name the letter says enough."""
    match = _CLASS.search(text)
    if match is not None and match.start() > 0:
        yield text[: match.start()] + text[match.end() :]
