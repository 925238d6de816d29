"""Composes the words of one invented resume: sections, jobs with dates, bullets. Files are made of it in ``resumes``.

Layout words differ from person to person: headings, date formats, order of sections, which bullets appear.
"""

from dataclasses import dataclass

from app.demo.dice import draw, pick, shuffled
from app.demo.trades import Trade

_THIS_YEAR = 2026
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE_STYLES = ("words", "digits", "iso")
_HEADINGS = {
    "work": ("Experience", "Work experience", "Employment history", "Professional experience"),
    "school": ("Education", "Education and training", "Qualifications"),
    "skills": ("Skills", "Key skills", "Skills and certificates"),
    "about": ("Profile", "Summary", "About me"),
}
_SPARE_YEARS = 4
_Month = tuple[int, int]
_LAST_MONTH = 12 * _THIS_YEAR + 8
"""September, counted like ``parsers.model.Period``."""
_SHARE_OF_SPLIT = 9
"""Months of each of two jobs for every year that is asked for: together one and a half times what is needed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A job, a course, or (without title and period) a plain list."""

    title: str
    period: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it; ``side`` sections go into the narrow column where there is one."""

    heading: str
    entries: tuple[Entry, ...]
    side: bool = False


@dataclass(frozen=True, slots=True)
class ResumeText:
    """The words of a resume before it becomes a file."""

    name: str
    title: str
    contact: tuple[str, ...]
    sections: tuple[Section, ...]

    def as_text(self) -> str:
        """All words in reading order, one line each."""
        lines = [self.name, self.title, *self.contact]
        for section in self.sections:
            lines.append(section.heading)
            for entry in section.entries:
                lines += [line for line in (entry.title, entry.period, *entry.lines) if line]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the resume must say and leave out. ``keyword_as_in_rule``: None leaves that skill out altogether.

    ``split``: the years are reached by two jobs together, and by neither alone.
    """

    name: str
    contact: tuple[str, ...]
    trade: Trade
    needed_years: int
    junior: bool
    knockout: bool
    keyword_as_in_rule: bool | None
    split: bool = False


def write_resume(wish: Wish, seed: object) -> ResumeText:
    """A resume that says exactly what the wish asks for."""
    titles = wish.trade.titles if wish.knockout else wish.trade.titles_without_knockout
    title = pick(titles, seed, "title")
    proofs = _proofs(wish, seed)
    about = Section(pick(_HEADINGS["about"], seed, "about"), (Entry("", "", (_summary(title, seed),)),))
    work = Section(pick(_HEADINGS["work"], seed, "work"), _jobs(wish, titles, proofs, seed))
    school = Section(pick(_HEADINGS["school"], seed, "school"), (_course(wish, seed),), side=True)
    nice = tuple(shuffled(wish.trade.nice, seed, "nice")[: draw(seed, "nices") % 3])
    certificates = tuple(proofs[:2]) if wish.knockout else tuple(proofs[:1])
    listed = Entry("", "", (*wish.trade.skills, *certificates, *nice))
    skills = Section(pick(_HEADINGS["skills"], seed, "skills"), (listed,), side=True)
    orders = ((about, work, school, skills), (about, skills, work, school), (skills, work, school))
    return ResumeText(wish.name, title, wish.contact, pick(orders, seed, "order"))


def _proofs(wish: Wish, seed: object) -> list[str]:
    """The lines that prove what the posting demands, apart from the years; what is to be missing is missing here."""
    lines = [pick(wish.trade.knockout, seed, "knockout")] if wish.knockout else []
    if wish.keyword_as_in_rule is not None:
        wordings = wish.trade.keyword if wish.keyword_as_in_rule else wish.trade.keyword_other
        lines.append(pick(wordings, seed, "keyword"))
    return lines + [pick(wordings, seed, "must", place) for place, wordings in enumerate(wish.trade.musts)]


def _summary(title: str, seed: object) -> str:
    wordings = (
        f"{title} who likes calm work in busy places.",
        f"{title}, reliable and used to shared responsibility.",
        f"I work as a {title.lower()} and am looking for a team to stay with.",
    )
    return pick(wordings, seed, "summary")


def _course(wish: Wish, seed: object) -> Entry:
    end = _THIS_YEAR - wish.needed_years - _SPARE_YEARS - 2 - draw(seed, "course") % 6
    return Entry(pick(wish.trade.degrees, seed, "degree"), f"{end - 3} - {end}", ())


def _jobs(wish: Wish, titles: tuple[str, ...], proofs: list[str], seed: object) -> tuple[Entry, ...]:
    """Two jobs without a gap, or one short closed one for a junior; the newest first."""
    style = pick(_DATE_STYLES, seed, "dates")
    employers = shuffled(wish.trade.employers, seed, "employers")
    fillers = shuffled(wish.trade.fillers, seed, "fillers")
    if wish.junior:
        period = _period(style, (_THIS_YEAR, 1), (_THIS_YEAR, 6))
        return (Entry(f"{titles[0]}, {employers[0]}", period, (*proofs[2:], fillers[0])),)
    start, change, end = _dates(wish, seed)
    newer = Entry(
        f"{pick(titles, seed, 'newer')}, {employers[0]}",
        _period(style, change, end),
        (*proofs[1:3], *fillers[:2]),
    )
    older = Entry(
        f"{pick(titles, seed, 'older')}, {employers[1]}",
        _period(style, start, change),
        (*proofs[3:], *fillers[2:4]),
    )
    return newer, older


def _dates(wish: Wish, seed: object) -> tuple[_Month, _Month, _Month | None]:
    """When the older job began, when the newer one followed it, and when that ended; None for "present"."""
    if wish.split:  # Closed, so that it stays true however late the demo is shown.
        months = [_LAST_MONTH - part * (_SHARE_OF_SPLIT * wish.needed_years) for part in (2, 1, 0)]
        start, change, end = (divmod(month, 12) for month in months)
        return _plain(start), _plain(change), _plain(end)
    month = 1 + draw(seed, "month") % 12
    change_year = _THIS_YEAR - 1 - draw(seed, "change") % 2
    start_year = change_year - wish.needed_years - 1 - draw(seed, "start") % _SPARE_YEARS
    return (start_year, month), (change_year, month), None


def _plain(counted: _Month) -> _Month:
    """Year and month from 1, from year and month from 0."""
    return counted[0], counted[1] + 1


def _period(style: str, start: tuple[int, int], end: tuple[int, int] | None) -> str:
    return f"{_month(style, start)} - {_month(style, end) if end else 'present'}"


def _month(style: str, moment: tuple[int, int]) -> str:
    year, month = moment
    if style == "words":
        return f"{_MONTHS[month - 1]} {year}"
    return f"{month:02d}/{year}" if style == "digits" else f"{year}-{month:02d}"
