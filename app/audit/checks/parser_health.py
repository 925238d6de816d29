"""Whether files can be read, by their type and by the ATS they come from.

An unreadable resume goes to a person and no harm is done; a type of file that suddenly fails fills the queue with them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from app.audit.answer import Answer, Column, Kind, Night, Observed, Severity, Table, bounds, count, said, share, table
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.matching.model import Verdict
from app.stats.two_groups import SIGNIFICANT, Groups, benjamini_hochberg, fisher
from app.store.models import Connection, Match, Rejection, Resume

NAME = "parser_health"
QUESTION = N_("Does a type of file, or an ATS, suddenly send what cannot be read?")

BASELINE = timedelta(days=28)
"""Before the last day: what is usual."""
WORSE_BY = 0.05
"""A share of unreadable files that rose by less is not worth anybody's time."""
AT_LEAST = 5
"""Unreadable files of the day, below which nothing is said."""
REASONS = 20
VERSIONS = 50
NO_TYPE = N_("not known")
"""Nothing came, or nobody could tell what it was."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Files of one type from one ATS: in the period, on its last day, and in the 28 days before that day."""

    files: int = 0
    unreadable: int = 0
    by_ocr: int = 0
    doubts: int = 0
    day: int = 0
    unreadable_day: int = 0
    before: int = 0
    unreadable_before: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        """Both together."""
        return Counts(*(one + more for one, more in zip(astuple(self), astuple(other), strict=True)))


def run(session: Session, night: Night) -> Answer:
    """Files as they were read, by type and by ATS; which types and ATSs fail more than before; versions in the data."""
    counted = _counted(session, night)
    by_type, by_source = _sum(counted, lambda key: key[0] or NO_TYPE), _sum(counted, lambda key: key[1])
    findings = [
        *_failing("type", by_type),
        *_failing("source", by_source),
    ]
    tables = [
        _table("files_by_type", N_("Files by type"), Column("type", N_("type"), Kind.WORD), by_type),
        _table("files_by_source", N_("Files by ATS"), Column("source", N_("connection")), by_source),
        _reasons(session, night),
        _versions(session, night),
    ]
    gap = said(N_("How long reading a file took: it is not kept with the file."))
    return Answer(tuple(findings), tuple(one for one in tables if one.rows), (gap,))


def _counted(session: Session, night: Night) -> dict[tuple[str, str], Counts]:
    day = bounds(night.day)[0]
    first = min(night.start, day - BASELINE)
    unreadable, period = Resume.unreadable != "", Resume.received_at >= night.start
    today, before = Resume.received_at >= day, and_(Resume.received_at >= day - BASELINE, Resume.received_at < day)
    doubts = (
        select(Match.resume_id)
        .where(Match.verdict == Verdict.DOUBT, Match.made_at >= night.start, Match.made_at < night.until)
        .distinct()
        .subquery()
    )
    rows = session.execute(
        select(
            Resume.media_type, Connection.name,
            _number(period), _number(period, unreadable), _number(period, Resume.reader.startswith("ocr/")),
            _number(period, doubts.c.resume_id.is_not(None)), _number(today), _number(today, unreadable),
            _number(before), _number(before, unreadable),
        )
        .join(Rejection, Rejection.id == Resume.rejection_id)
        .join(Connection, Connection.id == Rejection.connection_id)
        .outerjoin(doubts, doubts.c.resume_id == Resume.id)
        .where(Resume.received_at >= first, Resume.received_at < night.until)
        .group_by(Resume.media_type, Connection.name)
    )  # fmt: skip
    return {(media_type, name): Counts(*numbers) for media_type, name, *numbers in rows}


def _number(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((and_(*conditions), 1)))


def _sum(
    counted: Mapping[tuple[str, str], Counts], name_of: Callable[[tuple[str, str]], str]
) -> list[tuple[str, Counts]]:
    """Most files first."""
    found: dict[str, Counts] = {}
    for key, counts in counted.items():
        name = name_of(key)
        found[name] = found.get(name, Counts()) + counts
    return sorted(found.items(), key=lambda item: (-item[1].files, item[0]))


def _table(name: str, title: str, first: Column, named: Sequence[tuple[str, Counts]]) -> Table:
    rows = [
        (what, one.files, one.unreadable, _part(one.unreadable, one.files), _part(one.by_ocr, one.files),
         one.doubts, one.day, one.unreadable_day, _part(one.unreadable_before, one.before))
        for what, one in named
    ]  # fmt: skip
    files, unreadable = sum(one.files for _, one in named), sum(one.unreadable for _, one in named)
    return table(
        name,
        said(title),
        (
            first, count("files", N_("files")), count("unreadable", N_("not read")), share("share", N_("share")),
            share("by_ocr", N_("by recognising pictures")), count("doubts", N_("compared in doubt")),
            count("day", N_("on the last day")), count("unreadable_day", N_("not read that day")),
            share("before", N_("share in the 28 days before")),
        ),
        rows,
        sentence=said(N_("%(unreadable)s of %(files)s files could not be read."), unreadable=unreadable, files=files),
    )  # fmt: skip


def _part(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _failing(kind: str, named: Sequence[tuple[str, Counts]]) -> Iterable[Observed]:
    """The last day against the 28 before it: Fisher's exact test, adjusted for how many were compared."""
    tested = [(name, one) for name, one in named if one.day and one.before]
    adjusted = benjamini_hochberg([fisher(_groups(one)).two_sided for _, one in tested])
    for (name, one), p in zip(tested, adjusted, strict=True):
        now, usual = one.unreadable_day / one.day, one.unreadable_before / one.before
        if p < SIGNIFICANT and now > usual + WORSE_BY and one.unreadable_day >= AT_LEAST:
            yield _worse(kind, name, one, now - usual)
    for name, one in named:  # never seen before, so there is nothing to compare with
        if not one.before and one.unreadable_day >= AT_LEAST and 2 * one.unreadable_day > one.day:
            yield _worse(kind, name, one, 1.0)


def _groups(one: Counts) -> Groups:
    return Groups(one.unreadable_day, one.day, one.unreadable_before, one.before)


def _worse(kind: str, name: str, one: Counts, rise: float) -> Observed:
    words = {
        "type": N_(
            "of the files of type %(name)s, %(now)s of %(day)s could not be read on the last day, and %(before)s of "
            "%(usual)s in the 28 days before"
        ),
        "source": N_(
            "of the files from %(name)s, %(now)s of %(day)s could not be read on the last day, and %(before)s of "
            "%(usual)s in the 28 days before"
        ),
    }[kind]
    text = said(
        words, name=name, now=one.unreadable_day, day=one.day, before=one.unreadable_before, usual=one.before
    )  # fmt: skip
    return Observed(name, text, Severity.SERIOUS, kind=kind, weight=round(rise * one.day, 1))


def _reasons(session: Session, night: Night) -> Table:
    many = func.count()
    rows = session.execute(
        select(Resume.media_type, Resume.unreadable, many)
        .where(Resume.unreadable != "", Resume.received_at >= night.start, Resume.received_at < night.until)
        .group_by(Resume.media_type, Resume.unreadable)
        .order_by(many.desc(), Resume.media_type, Resume.unreadable)
        .limit(REASONS)
    )
    return table(
        "unreadable_because",
        said(N_("Why files could not be read")),
        (Column("type", N_("type"), Kind.WORD), Column("why", N_("why")), count("files", N_("files"))),
        [(media_type or NO_TYPE, why, files) for media_type, why, files in rows],
        sentence=said(N_("The %(most)s most frequent reasons."), most=REASONS),
    )


def _versions(session: Session, night: Night) -> Table:
    """What read and what compared, so that a change of numbers can be told from a change of program."""
    rows: list[tuple[str, str, int, str, str]] = []
    for what, version, at in (
        (N_("reader"), Resume.reader, Resume.received_at),
        (N_("matcher"), Match.matcher_version, Match.made_at),
    ):
        found = session.execute(
            select(version, func.count(), func.min(at), func.max(at))
            .where(at >= night.start, at < night.until, version != "")
            .group_by(version)
            .order_by(version)
            .limit(VERSIONS)
        )
        rows += [(what, name, many, _day(first), _day(last)) for name, many, first, last in found]
    return table(
        "versions_in_the_data",
        said(N_("Versions in the data")),
        (
            Column("what", N_("what"), Kind.WORD), Column("version", N_("version")), count("number", N_("number")),
            Column("first", N_("first")), Column("last", N_("last")),
        ),
        rows,
        sentence=said(N_("Where one version gives way to another, numbers before and after are not quite alike.")),
    )  # fmt: skip


def _day(at: datetime) -> str:
    return at.date().isoformat()
