"""Reading every table before the first match needs it: that one would take ten times as long as the next ones."""

from datetime import date

from app.matching.model import MatchPolicy
from app.matching.requirements import read_requirements
from app.matching.score import match
from parsers.model import Document, Line, Resume, Section, SectionKind

_POSTING = """Requirements
- 3+ years of nursing experience
- Bachelor's degree in nursing
- RN license in Texas
- Fluent Spanish
- Night shifts and travel up to 50 %
- Based in Leeds
- Authorised to work in the US
- Senior Java 17 developer"""
_RESUME = ("Registered nurse, Texas RN license, night shifts", "Java 17, Spanish (C1), BSc Nursing, 2019", "de: Pflege")


def load() -> None:
    """Match an invented resume with a posting that asks for something of each kind."""
    lines = tuple(Line(number, 1, text) for number, text in enumerate(_RESUME, start=1))
    section = Section(SectionKind.SUMMARY, None, 1, len(lines))
    asked = read_requirements("", _POSTING)
    match(Resume(Document("text/plain", 1, lines), (section,)), asked, policy=MatchPolicy(), as_of=date(2026, 1, 1))
