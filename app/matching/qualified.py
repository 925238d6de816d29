"""Experience "since qualification": the roles after the moment at which somebody qualified.

That moment is the first dated certificate after the last studies: rather too late than too early. The end of the
studies is enough where a trade or a degree is meant ("post-trade"). A role as an apprentice or a trainee never counts.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from app.matching import wordlists
from app.matching.index import Index
from app.matching.model import Finding, Importance, Judgement, Kind, Requirement
from app.matching.normalize import texts, tokens
from app.matching.roles import Role, Span, month_of
from parsers.model import SectionKind

_MONTHS = 12
_DATE = re.compile(r"\b((?:19|20)\d\d)(?:[-/.](0[1-9]|1[0-2]))?\b|\b(0[1-9]|1[0-2])[/.]((?:19|20)\d\d)\b")
_BY_STUDIES = frozenset({"trade", "graduation", "graduate"})
_QUALIFICATIONS = frozenset({Kind.DEGREE, Kind.LICENCE})
_LEARNER = re.compile(
    r"\b(?:apprentice\w*|trainee|intern|student|auszubildende\w*|azubi|praktikant\w*|apprenti\w*|stagiaire|aprendiz|becari[oa]"
    r"|pr\u00e1cticas|apprendista|tirocinante|stagista|leerling|estagi\u00e1ri[oa])\b",
    re.IGNORECASE,
)


def is_event(term: str) -> bool:
    """Whether a term of years names the moment from which they are counted ("post-qualification")."""
    return wordlists.says(wordlists.sign("since"), tokens(term))


def roles_after(index: Index, dated: list[Role], as_of: date, event: str) -> list[Role]:
    """The roles with the months after that moment only; none if no date says when it was."""
    since = _moment(index, month_of(as_of), by_studies=bool(_BY_STUDIES & set(texts(event))))
    if since is None:
        return []
    cut = (_after(role, since) for role in dated if not (role.unpaid or _LEARNER.search(role.title)))
    return [role for role in cut if role is not None]


def _moment(index: Index, now: int, *, by_studies: bool) -> int | None:
    studied = [*_study_ends(index)]
    ended = max((end for end in studied if end <= now), default=None)
    held = [month for month in _certificate_months(index) if month <= now and (ended is None or month >= ended)]
    return min(held, default=ended if by_studies else None)


def _study_ends(index: Index) -> Iterator[int]:
    """The last months of the studies: of the dates in the section, and of years that the reader put together."""
    for period in index.resume.periods:
        if period.end is not None and _stands(index, period.line):
            yield period.end
    for study in index.resume.fields.education:
        if study.end is not None and study.end.year:
            yield study.end.year * _MONTHS + (study.end.month or _MONTHS) - 1


def _stands(index: Index, line: int) -> bool:
    entry = index.numbered.get(line)
    return entry is not None and entry.section is SectionKind.EDUCATION


def _certificate_months(index: Index) -> Iterator[int]:
    """The months written in the certifications; a year without one is taken for its last."""
    for entry in index.lines:
        if entry.section is SectionKind.CERTIFICATIONS:
            for found in _DATE.finditer(entry.line.text):
                year, month = found[1] or found[4], found[2] or found[3] or str(_MONTHS)
                yield int(year) * _MONTHS + int(month) - 1


def _after(role: Role, since: int) -> Role | None:
    least = None if role.least is None else _cut(role.least, since)
    most = _cut(role.most, since)
    return None if most is None else replace(role, least=least, most=most)


def _cut(span: Span, since: int) -> Span | None:
    return (max(span[0], since), span[1]) if span[1] >= since else None


def as_asked(requirements: Sequence[Requirement], judgements: Sequence[Judgement]) -> tuple[Judgement, ...]:
    """The judgements, with years since a qualification only PARTLY if none of those that the posting demands was found.

    Six years after a nursing degree are none "post-qualification" of an accountant.
    """
    pairs = list(zip(requirements, judgements, strict=True))
    held = [
        found.finding for each, found in pairs if each.kind in _QUALIFICATIONS and each.importance is Importance.MUST
    ]
    if not held or Finding.MET in held:
        return tuple(judgements)
    return tuple(_short(found) if _counts_from_one(each, found) else found for each, found in pairs)


def _counts_from_one(requirement: Requirement, judgement: Judgement) -> bool:
    terms = (term for group in requirement.terms for term in group)
    return requirement.kind is Kind.YEARS and judgement.finding is Finding.MET and any(map(is_event, terms))


def _short(judgement: Judgement) -> Judgement:
    note = f"{judgement.note} The qualification that the posting demands was not found, so please look since when."
    return replace(judgement, finding=Finding.PARTLY, note=note.strip())
