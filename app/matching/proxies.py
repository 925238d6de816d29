"""Words of a posting that stand for something else: they shut people out for their age, their school, a gap, a place.

Only a warning to whoever wrote the posting; nothing here touches a requirement or a match.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.matching import wordlists
from app.matching.normalize import tokens
from app.matching.requirements import MAX_POSTING

_LONGEST_LINE = 2_000

ADVICE = {
    "age": (
        "Words about youth or age ask for people of one age, whatever they can do.",
        "Say what the work demands, such as the tools used or the hours worked.",
    ),
    "culture": (
        "\u201cFit\u201d is judged by likeness to those who are there already.",
        "Name the way of working that is meant, such as pairing, written decisions or work without supervision.",
    ),
    "digital native": (
        "The phrase means a year of birth and not a skill.",
        "Name the tools that must be known.",
    ),
    "gaps": (
        "A gap says nothing about skill, and most people have one for care, illness or the end of a contract.",
        "Ask for the years of experience in total, wherever in the resume they stand.",
    ),
    "graduate": (
        "A recent degree stands for youth; those who studied late or changed trade are left out.",
        "Write \u201centry level, no experience needed\u201d.",
    ),
    "graduation year": (
        "A year of graduation tells an age.",
        "Ask for the degree, or for years of experience.",
    ),
    "native speaker": (
        "Where somebody was born is no measure of how well they speak.",
        "Ask for a level, such as C1 or C2 of the Common European Framework.",
    ),
    "photo": (
        "A photo shows age, origin and sex, and nothing that the work needs.",
        "Ask for a resume without a photo.",
    ),
    "place": (
        "An address stands for income and origin in many towns.",
        "Say how often somebody has to be on site, and by when.",
    ),
    "school": (
        "The name of a school says more about the parents' means than about what was learned.",
        "Ask for the degree and its field, or for the skill itself.",
    ),
}
"""What a proxy is about to the reason against it and a better wording, a sentence each."""
_UNIT = r"(?:years?|jahren?|ans|años|anos|anni|jaar)"
_OF_AGE = r"(?:old|of\s+age|alt|de\s+edad|de\s+idade|di\s+età|oud)"
_RANGE = r"[1-6]\d\s*(?:-|\u2013|to|and|und|et|y|e|en)\s*[2-6]\d"
_AGES = re.compile(
    rf"""
    \b(?:
      (?:aged?|ages|between\s+the\s+ages\s+of)\s+{_RANGE}
    | (?:between|zwischen|entre|tra(?:\s+i)?|tussen)\s+{_RANGE}\s+{_UNIT}(?:\s+{_OF_AGE})?
    | (?:maximum|maximal|max\.?|under|up\s+to|unter|bis(?:\s+zu)?|moins\s+de|hasta|menor(?:es)?\s+de|até|massimo
      |fino\s+a|onder|younger\s+than|jünger\s+als)\s+(?:the\s+age\s+of\s+)?[2-6]\d\s+{_UNIT}\s+{_OF_AGE}
    | maximum\s+age|age\s+limit|under\s+the\s+age\s+of|höchstalter|edad\s+máxima|âge\s+maximum|età\s+massima
    | limite\s+de\s+idade|idade\s+máxima|maximumleeftijd
    )\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_EXPERIENCE = re.compile(
    r"\W*(?:\w+\W+){0,2}(?:experien|erfahr|berufserf|expérien|experiên|esperien|ervar)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Proxy:
    """A warning: ``quote`` is literally in the posting; ``reason`` and ``better`` are a sentence each."""

    about: str
    quote: str
    reason: str
    better: str


def warnings(text: str) -> tuple[Proxy, ...]:
    """The proxies in a posting in the order of its lines, each wording once. Any text is fine."""
    found: dict[tuple[str, str], Proxy] = {}
    for line in text[:MAX_POSTING].splitlines():
        for about, quote in _quotes(line):
            found.setdefault((about, quote.casefold()), Proxy(about, quote, *ADVICE[about]))
    return tuple(found.values())


def _quotes(line: str) -> Iterator[tuple[str, str]]:
    words = tokens(line)
    for hit in wordlists.classes("proxies").all(words):
        yield hit.name, line[words[hit.first].start : words[hit.last - 1].end]
    for match in _AGES.finditer(line[:_LONGEST_LINE]):
        if not _EXPERIENCE.match(line, match.end()):
            yield "age", match.group()
