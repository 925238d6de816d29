"""Whose resume it is: the line that looks most like a person's name, by its size, its place and the e-mail address."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers.model import Document, Field, Line, Span
from parsers.resume import cells
from parsers.resume.cells import Cell
from parsers.resume.flow import Flow
from parsers.resume.fold import fold
from parsers.resume.furniture import furniture
from parsers.resume.items import items
from parsers.resume.languages import speaks
from parsers.resume.place import surely_place
from parsers.resume.sections import heading
from parsers.resume.vocabulary import school_sign, title_sign

_LINES = 120
"""Lines in which the name is looked for: a long sidebar may stand before it."""

_MOST_WORDS, _LONGEST = 6, 60
_USUAL = range(2, 5)
"""Words that most names have."""

_LONG = 4
"""Letters of a word that is hardly found in another by chance."""

_DISPLAY = 1.4
"""How much larger than the text letters are that are set for display."""

_TOGETHER = 0.75
"""What speaks for two lines set alike, against the first of them alone."""

_NO_SPACES = "\u3000"
"""Names in letters from here on are short and stand on one line."""

_LEAST = 2.9
"""Below this mark nobody is named: a place on top is not enough for what looks like a job title."""

_SURE = 4
"""A mark from which a name is not guessed: one strong sign or two weak ones."""

_TITLES = """
curriculum vitae, curriculum, vitae, resume, cv, lebenslauf, tabellarischer lebenslauf, bewerbung, hoja de vida,
europass, europass cv, europass curriculum vitae, europass lebenslauf, bewerbungsunterlagen, personal resume,
curriculo, curriculum vitae europeo, formato europeo, background, highlights, profiles, hobbies, page,
confidential, personal profile, introduction, 个人简历, 简历, 履歴書, 職務経歴書, 이력서, السيرة الذاتية, резюме,
βιογραφικο
σημειωμα, cv de, zyciorys, ozgecmis, strengths, achievements, portfolio, contact me, contact info, get in touch,
email, e-mail, phone, address, website, linkedin, github, twitter, telefon, telephone, mobile, adresse, location
"""
"""What stands on top of a resume and is nobody's name."""

_TITLE_WORDS = frozenset(" ".join(title.split()) for title in _TITLES.split(","))
_LEAD = re.compile(
    r"(?:(?:curriculum vitae|resume|lebenslauf|cv)\s?(?:of|von|de|di|van|-|\u2013|:|\|)\s*"
    r"|(?:full name|name|first name ?/ ?surname|nom et prenom|nom|nombre|nome|naam|vor- und nachname"
    r"|\u59d3\u540d|\u0627\u0644\u0627\u0633\u0645)\s?[:\uff1a]\s*)"
)
_PARTICLES = "de da do dos das del della di du van von der den la le el al bin ibn ben y e zu zum af av ter ten"
_BAD = re.compile(
    r"[:\uff1a\d@/\\=<>{}\[\]#%$_!?;]|www\.|[.\u3002]$|\bgmbh\b|\b(?:resume|curriculum|vitae|lebenslauf|cv)\b|\bltd\b|\binc\b"
)
_POSTNOMINAL = re.compile(
    r",\s*(?:(?=\w*[A-Z.]\w*[A-Z.])[A-Z][\w.]{0,7}(?:[-/][A-Z]\w{0,5})?(?:\s?\([\w. ]{1,12}\))?(?:,\s*|\s|$)){1,6}$"
)
_SPACED = re.compile(r"(?:\S ){3,40}\S")


@dataclass(frozen=True, slots=True)
class Named:
    """The name, and the lines and the end of the last of them, behind which a label may follow."""

    field: Field
    last: Span


@dataclass(frozen=True, slots=True)
class _Try:
    flow: Flow
    start: int
    end: int
    first: Cell

    @property
    def text(self) -> str:
        return self.flow.text[self.start : self.end]


def name(document: Document, email: str) -> Named | None:
    """The best candidate. ``guessed`` where neither the address nor its size nor its place on top speaks for it."""
    lines = [line for line in document.lines[:_LINES] if not furniture(line)]
    if not lines:
        return None
    largest = max((_size(line) for line in lines if line.page == lines[0].page), default=0.0)
    usual = sorted(map(_size, lines))[len(lines) // 2]
    repeated = Counter(fold(line.text) for line in document.lines)
    feet = " ".join(fold(line.text) for line in document.lines if furniture(line))
    best, mark = None, _LEAST
    for candidate in _candidates(document, lines, email):
        text = fold(candidate.text)
        found = _mark(candidate, lines[0], email, largest, usual)
        found += 0.5 * (repeated[text] > 1) + 3 * (len(text) >= _LONG and text in feet)
        if found > mark:
            best, mark = candidate, found
    if best is None:
        return None
    field = _field(best, email, guessed=mark < _SURE)
    return Named(field, field.spans[-1]) if field else None


def _candidates(document: Document, lines: Sequence[Line], email: str) -> Iterator[_Try]:
    """Every line or cell that could be a name, and pairs of lines set alike."""
    flat = [cell for line in lines for cell in cells.cells(line)]
    for n, cell in enumerate(flat):
        single = _attempt(document, [cell])
        if single is None:
            continue
        yield single
        following = flat[n + 1] if n + 1 < len(flat) else None
        if following and _goes_on(single.text, cell, following, email):
            pair = _attempt(document, [cell, following])
            if pair and (single.text.endswith("-") or _attempt(document, [following])):
                yield pair


def _goes_on(first: str, cell: Cell, following: Cell, email: str) -> bool:
    """Whether a name may go on in the next cell: on the line below, or behind a wide space of display type."""
    more = _words_in(following.text, email)
    if cell.line.number == following.line.number:
        return len(first.split()) == len(following.text.split()) == 1 and bool(more)
    half = len(first.split()) == 1 or first.endswith("-") or bool(more)
    known = _size(cell.line) > 0 or (bool(more) and bool(_words_in(first, email)))
    return half and known and first[-1] < _NO_SPACES and _alike(cell, following)


def _attempt(document: Document, part: list[Cell]) -> _Try | None:
    flow = cells.flow(document, part)
    lead = _LEAD.match(flow.folded)
    start = lead.end() if lead else 0
    rest = list(items(flow.text, start))
    if not rest or surely_place(flow.text[start:]):
        return None
    start, end = rest[0]
    cut = re.search(r"\s[-\u2013\u2014|]\s", flow.text[start:end])
    if cut:
        end = start + cut.start()
    elif len(rest) > 1 and flow.text[end : end + 1] == ",":
        turned = len(rest) == len(("Doe", "Jane")) and len(flow.text) < _LONGEST and not _POSTNOMINAL.search(flow.text)
        end = rest[1][1] if turned else end
    found = _Try(flow, start, end, part[0])
    return found if _could_be(found.text) else None


def _could_be(text: str) -> bool:
    folded = fold(text)
    plain = " ".join(re.sub(r"[\W\d_]+", " ", folded).split())
    words = plain.split()
    if not words or len(text) > _LONGEST or _BAD.search(folded) or plain in _TITLE_WORDS or folded in _TITLE_WORDS:
        return False
    if len(words) > _MOST_WORDS and not _SPACED.fullmatch(text):
        return False
    if heading(text) is not None or speaks(text) or surely_place(text):
        return False
    return not any(
        word[0].islower() and fold(word) not in _PARTICLES.split() for word in text.split() if word[0].isalpha()
    )


def _mark(candidate: _Try, top: Line, email: str, largest: float, usual: float) -> float:
    """How much speaks for a candidate; the sizes are those of the largest and of the usual letters."""
    cell, text = candidate.first, candidate.text
    words = re.findall(r"[^\W\d_]+", fold(text))
    size = _size(cell.line)
    found = 2.5 * _in_address(words, email) + 3 * (cell.line.level == 1) + 0.5 * cell.line.bold
    if largest > 0:
        found += 2.5 * (size >= 0.97 * largest > _DISPLAY * usual)
        found += (
            4 + _TOGETHER * (len(candidate.flow.pieces) > 1)
            if size >= 0.97 * largest
            else 1.5
            if size >= 0.7 * largest
            else 0
        )
    found += 1.0 * (cell.line.number == top.number)
    found += 2.5 * (cell.line.number <= top.number + 1) + 1.0 * (cell.line.number <= top.number + 5)
    found += 1.0 * (len(words) in _USUAL) - 1.5 * (len(words) == 1 and text.isascii())
    rest = " ".join(word for word in text.split() if not _words_in(word, email))
    return found - 1.5 * title_sign(rest) - 1.5 * school_sign(rest) - 2.0 * cell.line.bullet


def _in_address(words: list[str], email: str) -> float:
    """How much of a name the local part of an address has: 1 for each word of it, up to 2, less for initials."""
    parts = _local_parts(email)
    spelled = _words_in(" ".join(words), email)
    if spelled:
        rest = [word for word in words if word not in spelled]
        start = "".join(parts)[:1]
        initial = any(word[0] in parts or (len(spelled) == 1 and word[0] == start) for word in rest)
        return min(2.0, len(spelled) + 0.5 * initial)
    initials = "".join(word[0] for word in words)
    return 0.6 if len(words) > 1 and initials in parts else 0.0


def _words_in(name: str, email: str) -> list[str]:
    """The words of a name that an address spells out."""
    parts = _local_parts(email)
    return [word for word in re.findall(r"[^\W\d_]+", fold(name)) if _spelled(word, "".join(parts), parts)]


def _local_parts(email: str) -> list[str]:
    local = re.sub(r"\d", "", fold(email.partition("@")[0]))
    return [part for part in re.split(r"[._+-]", local) if part]


def _spelled(word: str, local: str, parts: list[str]) -> bool:
    forms = {word, word.replace("a", "ae"), word.replace("o", "oe"), word.replace("u", "ue")}
    return any(form in parts or (len(form) >= _LONG and form in local) for form in forms)


def _alike(a: Cell, b: Cell) -> bool:
    """Set in the same size below each other, as a first and a last name in display type."""
    if a.line.page != b.line.page or fold(a.text) == fold(b.text) or a.line.number == b.line.number:
        return False
    sizes = _size(a.line), _size(b.line)
    if a.line.box and b.line.box and b.line.box[1] - a.line.box[1] > 2.2 * sizes[0]:
        return False
    same = abs(sizes[0] - sizes[1]) <= 0.05 * max(sizes)
    return same and max(len(a.text.split()), len(b.text.split())) < _MOST_WORDS / 2 + 1 and a.line.bold == b.line.bold


def _size(line: Line) -> float:
    return line.size or (line.box[3] - line.box[1] if line.box else 0.0)


def _field(found: _Try, email: str, *, guessed: bool) -> Field | None:
    field = found.flow.field(found.start, found.end, guessed=guessed)
    if field is None or not _SPACED.fullmatch(field.text):
        return field
    letters = field.text.replace(" ", "")
    for part in re.split(r"[._+-]", fold(email.partition("@")[0])):
        at = fold(letters).find(part)
        if len(part) >= _LONG - 1 and at == 0 and len(part) < len(letters):
            letters = f"{letters[: len(part)]} {letters[len(part) :]}"
            break
    return Field(letters, field.spans, guessed)
