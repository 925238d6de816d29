"""A resume made ready for searching: its lines as tokens, with section, what may count and what may not.

Names, addresses, schools, employers, references, interests and hidden text are shut out here, once, so that no rule
after this file can see them by mistake.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile, pairwise

from app.matching import levels
from app.matching.effort import Effort
from app.matching.endings import LITTLE_WORDS
from app.matching.lexicon import Alias, Lexicon, field_of, lexicon_with
from app.matching.masked import covered, organisation_ranges, unmatched_ranges
from app.matching.normalize import Token, tokens, word_set
from app.matching.places import Places, gather
from app.matching.scripts import BRACKETS, COLON, COMMAS, SEMICOLONS, STOPS, organisations, size, stands_in
from parsers.model import Line, Resume, SectionKind

NEVER_EVIDENCE = frozenset({SectionKind.HEADER, SectionKind.REFERENCES, SectionKind.INTERESTS})
_ORGANISATION = word_set(
    """
    university universite universidad universidade universitat college school institute institution academy
    polytechnic hochschule faculty lyceum lycee tafe conservatory ltd limited inc llc plc gmbh corp corporation
    pty ag bv hospital clinic holdings group
    """
)
_CONTROLLER = frozenset({"plc"})
"""In a bullet a machine ("Maintained Allen Bradley PLC panels"), in the line of an employer a kind of company."""
_NAMES_ORGANISATIONS = frozenset(
    {SectionKind.EDUCATION, SectionKind.EXPERIENCE, SectionKind.VOLUNTEER, SectionKind.OTHER}
)
_OCCUPATION = re.compile(r"(?:[^v]er|or|ist|ian|ant|nurse|clerk|cook|chef|head|aide|matron)s?$")
_WORKPLACE = re.compile(
    r"(?<!(?i:good))(?<!(?i:skilled))(?<!(?i:excellent))(?<!(?i:proficient))(?<!(?i:expert))\s+at\s+(?:the\s+)?"
    r"(?P<name>[A-Z][\w&.'-]*(?:\s+(?:of|and|the|&|[A-Z][\w&.'-]*))*)"
)
"""A name after "at" is a place of work where work is told."""
_PARTS = re.compile(
    rf"\s+[-\u2013\u2014|\u00b7\u2022]\s+|[,;|\t\u00b7\u2022(){COMMAS}{BRACKETS}]|\s+(?:at|from)\s+|\s{{3,}}"
)
_COPIED_WORDS = 4
"""So many words of a requirement in a row are its sentence, not somebody's own."""
_COPIED_GAP = 3
_JOINS = frozenset({"and", "or"})
_BESIDE_A_NAME = word_set("a an certificate certification certified current license the valid")
_OPEN_END = re.compile(rf"[.;:!?{STOPS}{SEMICOLONS}{COLON}]\s*$")
_BULLET = re.compile(r"\s*(?:[-*+>]\s|[\u2022\u25cf\u25aa\u2023\u00b7\u2013\u2014])")


@dataclass(frozen=True, slots=True)
class IndexedLine:
    """One line that may be quoted; ``words``, and ``bag`` with each once, exclude names of schools and employers."""

    line: Line
    section: SectionKind
    words: tuple[Token, ...]
    bag: frozenset[str]
    copied: bool = False


@dataclass(frozen=True, slots=True)
class Index:
    """The searchable resume. ``numbered`` leads from a line's number to the line, ``effort`` is what may be spent.

    ``lexicon`` says which writings show a term. ``header`` is what stands before the first heading: it shows no skill,
    and only where somebody lives or may work is read from it. A resume without any heading has no header
    (``unparted``): all of it but the contact details may count then, as what stands nowhere in particular.
    """

    resume: Resume
    lines: tuple[IndexedLine, ...]
    header: tuple[Line, ...]
    numbered: dict[int, IndexedLine]
    places: Places
    effort: Effort
    lexicon: Lexicon
    unparted: bool = False


def build(resume: Resume, requirement_texts: Sequence[str], aliases: tuple[Alias, ...] = ()) -> Index:
    """Index a resume; lines that repeat the posting's own sentences are marked as copied."""
    lines: list[IndexedLine] = []
    full: list[tuple[Token, ...]] = []
    header: list[Line] = []
    sections = _section_by_line(resume)
    unparted = set(sections.values()) <= {SectionKind.HEADER}
    headings = {section.heading for section in resume.sections}
    private, organisations = unmatched_ranges(resume), organisation_ranges(resume)
    for line in resume.document.lines:
        section = SectionKind.OTHER if unparted else sections.get(line.number, SectionKind.HEADER)
        if section is SectionKind.HEADER:
            header.append(line)
        if section not in NEVER_EVIDENCE and line.number not in headings:
            text = covered(line.text, private.get(line.number, ()), " ")
            full.append(tokens(text))
            named = covered(text, organisations.get(line.number, ()), "\x00")
            words = _own_words(full[-1], named, section, in_bullet=is_item(line))
            lines.append(IndexedLine(line, section, words, frozenset(word.text for word in words)))
    lexicon = lexicon_with(aliases)
    copied = _copied(full, [text for text in requirement_texts if not _is_a_name(text, lexicon)])
    lines = [replace(entry, copied=True) if at in copied else entry for at, entry in enumerate(lines)]
    numbered = {entry.line.number: entry for entry in lines}
    places = gather(entry.words for entry in lines)
    return Index(resume, tuple(lines), tuple(header), numbered, places, Effort(), lexicon, unparted)


def is_item(line: Line) -> bool:
    """Whether a line begins an item of a list, by its looks or by the sign in front."""
    return line.bullet or _BULLET.match(line.text) is not None


def goes_on(line: Line, following: Line) -> bool:
    """Whether a text goes on in the next line: in one paragraph or, where the looks are unknown, in one sentence."""
    if line.block and following.block:
        return line.block == following.block
    starts = following.text.lstrip()[:1]
    return starts.islower() and not (_OPEN_END.search(line.text) or is_item(following))


def _section_by_line(resume: Resume) -> dict[int, SectionKind]:
    return {number: section.kind for section in resume.sections for number in range(section.first, section.last + 1)}


def _own_words(words: tuple[Token, ...], text: str, section: SectionKind, *, in_bullet: bool) -> tuple[Token, ...]:
    """Words without the names of organisations: those that the parser found (signs of zero here), and likely ones."""
    words = tuple(word for word in words if "\x00" not in text[word.start : word.end])
    if section not in _NAMES_ORGANISATIONS:
        return words
    text = _WORKPLACE.sub(lambda match: "\x00" * len(match.group()), text)
    if stands_in(text) and not in_bullet:
        text = organisations().sub(lambda match: "\x00" * len(match.group()), text)
    shut = {at for at, word in enumerate(words) if "\x00" in text[word.start : word.end]}
    starts, ends = [word.start for word in words], [word.end for word in words]
    for first, last in _spans(text):
        part = range(bisect_left(starts, first), bisect_right(ends, last))
        shut.update(
            _organisation(
                part, words, text, _ORGANISATION - _CONTROLLER if in_bullet or stands_in(text) else _ORGANISATION
            )
        )
    return tuple(word for at, word in enumerate(words) if at not in shut)


def _spans(text: str) -> list[tuple[int, int]]:
    cuts = [(0, 0), *(match.span() for match in _PARTS.finditer(text)), (len(text), len(text))]
    return [(left[1], right[0]) for left, right in pairwise(cuts)]


def _organisation(part: range, words: tuple[Token, ...], text: str, signs: frozenset[str]) -> range:
    """The tail of a part from the capitalised name before a word like "University" to the part's end."""
    if any(words[at].text in {"diploma", "ged"} for at in part):
        return range(0)  # "High school diploma" names what was reached, not a school.
    named = next((at for at in part if words[at].text in signs and text[words[at].start].isupper()), None)
    if named is None or any(_OCCUPATION.search(words[at].text) for at in range(named + 1, part.stop)):
        return range(0)  # "Primary School Teacher" is an occupation.
    first = named
    while first - 1 in part and text[words[first - 1].start].isupper():
        first -= 1
    return range(first, part.stop)


def _is_a_name(text: str, lexicon: Lexicon) -> bool:
    """Whether a requirement is nothing but the name of a thing: whoever has it writes it so ("First aid at work")."""
    words = tuple(word for word in tokens(text) if word.text not in _BESIDE_A_NAME)
    return lexicon.concept(" ".join(word.raw for word in words)) is not None or _is_a_degree(words)


def _is_a_degree(words: tuple[Token, ...]) -> bool:
    """Whether the words are the name of a degree and its field: "Grado en Administración y Dirección de Empresas"."""
    first = next(levels.spans(levels.degree_at, words), None)
    if first is None or first[0]:
        return False
    field = tuple(dropwhile(lambda word: word.text in LITTLE_WORDS, words[first[1] :]))
    return not field or field_of(" ".join(word.raw for word in field)) is not None


def _copied(lines: list[tuple[Token, ...]], texts: Sequence[str]) -> set[int]:
    """Positions of lines that carry a requirement's sentence; with two such sentences also what stands between them."""
    stream = [(at, word.text) for at, words in enumerate(lines) for word in words]
    flat = "\x00" + "\x00".join(text for _, text in stream) + "\x00"
    starts: list[int] = []
    offset = 1
    for _, text in stream:
        starts.append(offset)
        offset += len(text) + 1
    position = {start: number for number, start in enumerate(starts)}
    marked: set[int] = set()
    sentences = {tuple(word.text for word in tokens(text)) for text in texts}
    for sentence in (
        each for each in sentences if size([word for word in each if word not in _JOINS]) >= _COPIED_WORDS
    ):
        found = flat.find("\x00" + "\x00".join(sentence) + "\x00")
        if found >= 0:
            number = position[found + 1]
            marked.update(at for at, _ in stream[number : number + len(sentence)])
    ordered = sorted(marked)
    for left, right in pairwise(ordered):
        if right - left <= _COPIED_GAP:
            marked.update(range(left, right))
    return marked
