"""Style rules with simple selectors, within bounds: enough to see what an author hid, and no layout engine.

Rules behind conditions (``@media print``), pseudo classes and attribute selectors are passed over. Rules for what a
sheet adds before or after the content of an element are kept apart from those for the element.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from parsers.xml import Element

MOST_CSS = 400_000
"""Characters of all style sheets of a page together."""

_MOST_RULES = 5_000
_LONGEST_CHAIN = 8
_NOTE = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_BRACE = re.compile(r"[{}]")
_ALWAYS = re.compile(r"@media\s+(?:only\s+)?(?:all|screen)\s*\Z", re.IGNORECASE)
_PART = re.compile(r"([a-z][\w-]*|\*)?((?:[.#][\w-]+)*)", re.IGNORECASE)
_NAME = re.compile(r"[.#][\w-]+")
_COMBINED = re.compile(r"\s*(>)\s*|\s+")
_ADDED = re.compile(r"::?(before|after)\s*\Z", re.IGNORECASE)
_DECLARATION = re.compile(r"\s*([\w-]{1,60})\s*:\s*([^;]{1,500}?)\s*(!\s*important\s*)?(?:;|\Z)", re.IGNORECASE)

Declarations = dict[str, str]
Added = Literal["", "before", "after"]


@dataclass(frozen=True, slots=True)
class _Simple:
    """One compound of a selector: ``p.note#first``; ``child`` where it must stand right above the next one."""

    tag: str
    classes: frozenset[str]
    identity: str
    child: bool = False

    def matches(self, element: Element) -> bool:
        if not isinstance(element.tag, str) or self.tag not in ("", "*", element.tag):
            return False
        if self.identity and element.get("id") != self.identity:
            return False
        return not self.classes or self.classes <= set((element.get("class") or "").split())


@dataclass(frozen=True, slots=True)
class _Rule:
    selector: tuple[_Simple, ...]
    declarations: Declarations
    urgent: frozenset[str]
    order: int

    def weight(self) -> tuple[int, int, int, int]:
        ids = sum(bool(part.identity) for part in self.selector)
        classes = sum(len(part.classes) for part in self.selector)
        return ids, classes, sum(part.tag not in ("", "*") for part in self.selector), self.order


class Sheet:
    """The rules of a page, by what their last part asks for."""

    def __init__(self, css: str) -> None:
        self._rules: dict[tuple[str, str], list[_Rule]] = {}
        self._adds = False
        self.positioned_colour = False
        """Some box with a colour of its own is placed freely, so what is behind a text cannot be told."""
        for order, (selectors, body) in enumerate(_bodies(_NOTE.sub(" ", css[:MOST_CSS]))):
            if order >= _MOST_RULES:
                break
            declarations, urgent = declared(body)
            placed = declarations.get("position") in ("absolute", "fixed") or ":" in selectors
            self.positioned_colour |= placed and any(name.startswith("background") for name in declarations)
            for text in selectors.split(",")[:50]:
                added = _ADDED.search(text)
                selector = _selector(text[: added.start()] if added else text)
                self._adds |= added is not None
                if selector:
                    rule = _Rule(selector, declarations, urgent, order)
                    self._rules.setdefault((added[1].lower() if added else "", _key(selector[-1])), []).append(rule)

    def declarations(self, element: Element, added: Added = "") -> Declarations:
        """What the rules and the element's own ``style`` say, the stronger ones winning.

        ``added``: of what a style sheet puts ``before`` or ``after`` its content.
        """
        if added and not self._adds:
            return {}
        classes = (element.get("class") or "").split()[:50]
        keys = dict.fromkeys([f"#{element.get('id')}", *(f".{name}" for name in classes), str(element.tag), ""])
        rules = [rule for key in keys for rule in self._rules.get((added, key), ()) if _fits(rule.selector, element)]
        rules.sort(key=_Rule.weight)
        found: Declarations = {}
        for rule in rules:
            found |= rule.declarations
        own, urgent = declared("" if added else element.get("style") or "")
        found |= own
        for rule in rules:
            found |= {name: rule.declarations[name] for name in rule.urgent if name not in urgent}
        return found


def declared(body: str) -> tuple[Declarations, frozenset[str]]:
    """The declarations of a rule or a ``style`` attribute, and which of them are marked as important."""
    found, urgent = {}, set()
    for match in _DECLARATION.finditer(body[:5_000]):
        name = match[1].lower()
        value = match[2].strip()
        found[name] = value if name == "content" else value.lower()
        if match[3]:
            urgent.add(name)
    return found, frozenset(urgent)


def _bodies(css: str) -> Iterator[tuple[str, str]]:
    """Selectors and body of each plain rule; what stands behind a condition is passed over."""
    start, depth, conditions, prelude = 0, 0, 0, ""
    for brace in _BRACE.finditer(css):
        text = css[start : brace.start()]
        start = brace.end()
        if brace[0] == "{":
            head = text.rpartition(";")[2].strip()
            if depth == conditions and _ALWAYS.match(head):
                conditions += 1
            elif depth == conditions:
                prelude = head
            depth += 1
        elif depth:
            depth -= 1
            if depth == conditions and prelude and not prelude.startswith("@"):
                yield prelude, text
            conditions = min(conditions, depth)
            prelude = "" if depth == conditions else prelude


def _selector(text: str) -> tuple[_Simple, ...] | None:
    """The parts of a selector; None for one that asks for more than tags, classes, ids and where they stand."""
    parts: list[_Simple] = []
    pieces = _COMBINED.split(text.strip())
    if len(pieces) > 2 * _LONGEST_CHAIN:
        return None
    for piece, following in zip(pieces[::2], [*pieces[1::2], None], strict=True):
        match = _PART.fullmatch(piece)
        if not piece or not match:
            return None
        names = _NAME.findall(match[2])
        identity = next((name[1:] for name in names if name[0] == "#"), "")
        classes = frozenset(name[1:] for name in names if name[0] == ".")
        parts.append(_Simple((match[1] or "").lower(), classes, identity, child=following == ">"))
    return tuple(parts)


def _key(last: _Simple) -> str:
    if last.identity:
        return f"#{last.identity}"
    if last.classes:
        return f".{min(last.classes)}"
    return "" if last.tag in ("", "*") else last.tag


def _fits(selector: tuple[_Simple, ...], element: Element) -> bool:
    """Whether the last part matches the element and the others its ancestors, the nearest ones taken first."""
    if not selector[-1].matches(element):
        return False
    above = element.getparent()
    for part in reversed(selector[:-1]):
        while above is not None and not part.matches(above) and not part.child:
            above = above.getparent()
        if above is None or not part.matches(above):
            return False
        above = above.getparent()
    return True
