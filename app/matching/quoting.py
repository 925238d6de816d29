"""Literal quotations of a resume's lines, each with the strength of the place where it stands."""

from collections.abc import Iterable

from app.matching.align import Mention
from app.matching.model import Evidence, Strength
from parsers.model import Line, SectionKind

_QUOTES_AT_MOST = 3
_STRENGTH = {
    SectionKind.EXPERIENCE: Strength.ROLE,
    SectionKind.VOLUNTEER: Strength.ROLE,
    SectionKind.CERTIFICATIONS: Strength.CERTIFICATE,
    SectionKind.EDUCATION: Strength.CERTIFICATE,
    SectionKind.SKILLS: Strength.SKILLS,
    SectionKind.LANGUAGES: Strength.SKILLS,
    SectionKind.SUMMARY: Strength.SUMMARY,
}
_ORDER = tuple(Strength)


def quote(line: Line, section: SectionKind, start: int, end: int, term: str, how: str) -> Evidence:
    """A literal quotation of a line."""
    strength = _STRENGTH.get(section, Strength.OTHER)
    return Evidence(line.number, line.page, start, end, line.text[start:end], term, how, strength)


def whole(line: Line, section: SectionKind, term: str, how: str) -> Evidence:
    """A quotation of all of a line but the blanks around it."""
    start = len(line.text) - len(line.text.lstrip())
    return quote(line, section, start, max(start, len(line.text.rstrip())), term, how)


def of(mention: Mention, how: str = "") -> Evidence:
    """The words of a mention; ``how`` stands in for the mention's own."""
    entry = mention.entry
    return quote(entry.line, entry.section, mention.start, mention.end, mention.term, how or mention.how)


def strongest(found: list[Mention]) -> tuple[Evidence, ...]:
    """Quotations, one per line and the strongest places first, of equal ones the more literal."""
    by_line: dict[int, Evidence] = {}
    for mention in found:
        by_line.setdefault(mention.entry.line.number, of(mention))
    return tuple(in_order(by_line.values())[:_QUOTES_AT_MOST])


def in_order(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Sorted by strength, otherwise as they come."""
    return sorted(evidence, key=lambda each: _ORDER.index(each.strength))
