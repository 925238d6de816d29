"""How many good people were set aside without being flagged. Nobody sees them; only controls drawn at random tell."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.answer import Answer, Chart, Column, Kind, Night, Observed, Said, Table, count, said, share, table
from app.audit.cohort import NOT_FLAGGED, Arm
from app.audit.counting import Group, counted
from app.audit.estimate import Estimate, estimate
from app.audit.monitors import rates_at
from app.audit.reviewer_errors import Errors, errors
from app.audit.strata import ENOUGH, REST, Counts, Kinds, together
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.stats.intervals import clopper_pearson, upper_bound_one_sided, wilson
from app.stats.intervals import share as part
from app.stats.misses import rogan_gladen
from app.stats.planning import reviews_needed
from app.store.models import Connection, Posting

NAME = "misses"
QUESTION = N_("Are more people set aside wrongly and unseen than was accepted?")

LARGEST = 50
"""Strata that are listed; the others are counted."""
NIGHTS_OF_A_MONTH = 21
PLANS = (5, 10, 20, 50)
"""Reviews a night that the plan is made for, besides as many as there are now."""


class _Frame:
    """Who was not flagged, by kinds; who was; and who waits, because everybody is looked at."""

    def __init__(self) -> None:
        self.kinds: dict[tuple[str, ...], Counts] = {}
        self.flagged = Counts()
        self.doubt = 0
        self.waiting: Counter[str] = Counter()
        self.closed_waiting: Counter[str] = Counter()

    def apart(self, connection: str | None = None) -> int:
        """Not flagged and in no kind: who waits because everybody is looked at, or was closed meanwhile."""
        if connection is None:
            return self.waiting.total() + self.closed_waiting.total()
        return self.waiting[connection] + self.closed_waiting[connection]

    def add(self, path: tuple[str, ...], group: Group) -> None:
        each = group.counts
        if group.arm is Arm.FLAGGED:
            self.flagged += each
        if group.arm is Arm.DOUBT:
            self.doubt += each.people
        if group.arm not in NOT_FLAGGED:
            return
        drawn = each.people if group.arm is Arm.CONTROL else 0
        if group.arm is Arm.HELD_BY_POLICY:  # looked at one after the other, not drawn: who waits says nothing yet
            self.waiting[path[0]] += each.people - each.resolved - each.closed
            self.closed_waiting[path[0]] += each.closed
            each = replace(each, people=each.resolved, closed=0)
            drawn = each.people
        if each.people:
            self.kinds[path] = self.kinds.get(path, Counts()) + replace(each, drawn=drawn)


@dataclass(frozen=True, slots=True)
class _Line:
    """One connection: what it accepts, its kinds, and who is in none of them (``_Frame.apart``)."""

    name: str
    limit: float
    kinds: Kinds
    found: Estimate | None
    apart: int


def run(session: Session, night: Night) -> Answer:
    """The estimate for all that came in during the period and were not flagged, from those who were looked at.

    A control whose hold ended undecided counts as missed: leaving people must never make this number look better.
    """
    frame = _framed(session, night)
    kinds = together(frame.kinds)
    names = {row.id: row.name for row in session.execute(select(Connection.id, Connection.name))}
    accepted = {name: rates[0] for name, rates in rates_at(session, night).items()}
    found = estimate(kinds)
    tables = [_people(found, kinds), _rates(session, night, found, kinds, frame)] if found else []
    tops = {*(path[0] for path in frame.kinds), *frame.waiting}
    each = [(top, accepted.get(top, 1.0), kinds.of(top)) for top in sorted(tops, key=lambda top: names[top])]
    lines = [_Line(names[top], limit, of, estimate(of), frame.apart(top)) for top, limit, of in each]
    tables += [
        _sample(frame, kinds), *([_by_connection(lines)] if lines else []), _strata(session, kinds, names),
        _plan(kinds, night, max((limit for _, limit, _ in each), default=0.0)),
    ]  # fmt: skip
    findings = tuple(
        _too_many(line, line.found) for line in lines if line.found is not None and line.found.interval[0] > line.limit
    )
    return Answer(findings, tuple(tables), tuple(_gaps(frame, kinds, found)))


def _framed(session: Session, night: Night) -> _Frame:
    frame = _Frame()
    for group in counted(session, night, "connection_id", "posting_id", "rule", "inclusion_probability"):
        connection, posting, rule, rate = group.by
        kind = _HELD if group.arm is Arm.HELD_BY_POLICY else f"{rule} | {rate or 0:.4f}"
        frame.add((connection, posting, kind), group)
    return frame


_HELD = "| everybody"
"""The kind of those who are held because everybody is; no rule is named so."""
_WHICH = {_HELD: N_("held, as everybody is"), REST: N_("the rest, taken together")}
"""Kinds that are not of one rule and one rate."""


def _people(found: Estimate, kinds: Kinds) -> Table:
    sample = kinds.in_all
    rows: list[tuple[str, float | None, float | None, float | None]] = [
        (N_("estimate, with its 95 % range"), found.total, *_times(found.interval, found.people)),
        (N_("approximate range (Korn and Graubard)"), None, *_times(found.approximate, found.people)),
    ]
    if sample.undecided or kinds.left_out.people:
        rows.append((N_("estimate if none, and if all, of the undecided are missed"), None, *kinds.bounds()))
    low, high = _times(found.interval, found.people)
    sentence = said(
        N_("About %(missed)s of %(people)s rejections that were not flagged would have been overturned by a recruiter; "
           "with 95 %% confidence between %(low)s and %(high)s. %(found)s of them were found, because %(looked)s were "
           "looked at."),
        missed=f"{found.total:,.0f}", people=f"{found.people:,}", low=f"{low:,.0f}", high=f"{high:,.0f}",
        found=f"{sample.reinstated:,}", looked=f"{sample.decided:,}",
    )  # fmt: skip
    columns = (
        Column("how", N_("how"), Kind.WORD), count("people", N_("rejections")), count("low", N_("low")),
        count("high", N_("high")),
    )  # fmt: skip
    return table("misses", said(N_("People missed")), columns, rows, sentence=sentence)


def _times(interval: tuple[float, float], people: int) -> tuple[float, float]:
    return interval[0] * people, interval[1] * people


def _rates(session: Session, night: Night, found: Estimate, kinds: Kinds, frame: _Frame) -> Table:
    sample = kinds.in_all
    drawn, wrongful = sample.resolved, sample.wrongful
    rows: list[tuple[str, float | None, float | None, float | None]] = [
        (N_("miss rate, weighted"), found.rate, *found.interval),
        (N_("approximate range (Korn and Graubard)"), None, *found.approximate),
        (N_("as one sample: Wilson"), wrongful / drawn, *wilson(wrongful, drawn)),
        (N_("as one sample: Clopper and Pearson"), wrongful / drawn, *clopper_pearson(wrongful, drawn)),
        (N_("as one sample: at most, one-sided"), None, None, upper_bound_one_sided(wrongful, drawn)),
        (N_("warning, no result: all reviews without weights, flagged too"), _naive(sample, frame), None, None),
    ]
    known = errors(session, night)
    if known and known.informative:
        rate, low, high = (_corrected(each, found, kinds, known) for each in (found.rate, *found.interval))
        rows.append((known.name, rate, low, high))
    rows.append((N_("flag recall, as reviewers judge"), *_recall(found, frame.flagged)))
    columns = (
        Column("how", N_("how"), Kind.WORD),
        share("rate", N_("rate")),
        share("low", N_("low")),
        share("high", N_("high")),
    )
    return table("miss_rates", said(N_("The miss rate")), columns, rows, sentence=_found(sample, found))


def _found(sample: Counts, found: Estimate) -> Said:
    words = N_(
        "%(reinstated)s of %(decided)s who were looked at were reinstated. Kinds of people were drawn at different "
        "rates; when each counts for as many as were not drawn, that is %(rate)s %% of all."
    )
    if sample.lapsed:
        words = N_(
            "%(reinstated)s of %(decided)s who were looked at were reinstated, and %(left)s were left undecided and "
            "count as missed. Kinds of people were drawn at different rates; when each counts for as many as were not "
            "drawn, that is %(rate)s %% of all."
        )
    return said(
        words, reinstated=f"{sample.reinstated:,}", decided=f"{sample.decided:,}", left=f"{sample.lapsed:,}",
        rate=f"{found.rate * 100:.2f}",
    )  # fmt: skip


def _corrected(rate: float, found: Estimate, kinds: Kinds, known: Errors) -> float:
    """``rate`` with the part that somebody decided corrected; nobody erred about those who were left."""
    left = sum(each.people * each.lapsed / each.resolved for each in kinds.known.values() if each.resolved)
    of_all = rate * left / found.total if left else 0.0
    decided = 1 - of_all
    if decided <= 0:
        return rate
    return of_all + decided * min(1.0, rogan_gladen((rate - of_all) / decided, known.sensitivity, known.specificity))


def _naive(sample: Counts, frame: _Frame) -> float:
    looked, wrong = sample.decided + frame.flagged.decided, sample.reinstated + frame.flagged.reinstated
    return wrong / looked if looked else 0.0


def _recall(found: Estimate, flagged: Counts) -> tuple[float | None, float | None, float | None]:
    """Of the wrongful rejections, the share that was flagged; nothing where too few flagged people were looked at.

    The ends go with those of the missed, and with none or all of the flagged who were not decided.
    """
    if flagged.decided != flagged.people and flagged.decided < ENOUGH:
        return None, None, None
    caught = flagged.people * flagged.reinstated / flagged.decided if flagged.decided else 0.0
    fewest, most = _times(found.interval, found.people)
    surely, at_best = flagged.reinstated, flagged.people - flagged.upheld
    return part(caught, caught + found.total), part(surely, surely + most), part(at_best, at_best + fewest)


def _sample(frame: _Frame, kinds: Kinds) -> Table:
    sample, apart = sum(frame.kinds.values(), Counts()), frame.apart()
    rows = [
        (N_("not flagged"), sample.people + apart), (N_("drawn or held"), sample.drawn + apart),
        (N_("decided"), sample.decided),
        (N_("reinstated"), sample.reinstated), (N_("left until the hold ended"), sample.lapsed),
        (N_("closed in the ATS before anybody decided"), sample.closed + frame.closed_waiting.total()),
        (N_("still to be decided"), sample.undecided - sample.lapsed),
        (N_("held because everybody is, and waiting"), frame.waiting.total()),
        (N_("of a kind about which nothing can be said"), kinds.left_out.people),
    ]  # fmt: skip
    words = N_(
        "Of %(people)s rejections that were not flagged %(drawn)s were to be looked at; %(decided)s were decided."
    )
    if sample.lapsed:
        words = N_(
            "Of %(people)s rejections that were not flagged %(drawn)s were to be looked at; %(decided)s were decided, "
            "and %(lapsed)s left until it was too late, who count as missed."
        )
    sentence = said(
        words, people=f"{sample.people + apart:,}", drawn=f"{sample.drawn + apart:,}", decided=f"{sample.decided:,}",
        lapsed=f"{sample.lapsed:,}",
    )  # fmt: skip
    columns = (Column("who", N_("who"), Kind.WORD), count("people", N_("rejections")))
    return table("misses_sample", said(N_("Who was looked at")), columns, rows, sentence=sentence)


def _by_connection(lines: Iterable[_Line]) -> Table:
    rows = []
    for line in lines:
        sample, one = line.kinds.in_all + line.kinds.left_out, line.found
        rate = (one.rate, *one.interval) if one else (None, None, None)
        rows.append(
            (line.name, sample.people + line.apart, sample.drawn + line.apart, sample.resolved, sample.wrongful, *rate,
             line.limit)
        )  # fmt: skip
    columns = (
        Column("connection", N_("connection")), count("people", N_("not flagged")), count("drawn", N_("drawn")),
        count("resolved", N_("looked at or left")), count("found", N_("found")), share("rate", N_("miss rate")),
        share("low", N_("low")), share("high", N_("high")), share("accepted", N_("accepted")),
    )  # fmt: skip
    chart = Chart("intervals", "connection", "rate", "low", "high")
    return table("misses_connections", said(N_("People missed, by connection")), columns, rows, chart=chart)


def _strata(session: Session, kinds: Kinds, names: dict[str, str]) -> Table:
    largest = sorted(kinds.known.items(), key=lambda item: (-item[1].people, item[0]))[:LARGEST]
    postings = {path[1] for path, _ in largest}
    external = select(Posting.id, Posting.external_id).where(Posting.id.in_(postings))
    titles = {row.id: row.external_id for row in session.execute(external)}
    rows = []
    for path, each in largest:
        posting, kind = titles.get(path[1], REST), path[2] if len(path) > 2 else REST  # noqa: PLR2004 - a whole path
        rule, _, rate = kind.rpartition(" | ")
        which = _WHICH.get(kind, N_("of this rule, drawn at one rate"))
        of_rule, at = (None, None) if kind in _WHICH else (rule, float(rate))
        rows.append(
            (names[path[0]], posting, which, of_rule, at, each.people, each.resolved, each.wrongful,
             each.people / each.resolved, each.wrongful / each.resolved)
        )  # fmt: skip
    shown = sum(each.people for _, each in largest)
    words = N_("Those looked at stand for the others of their kind: same posting, rule and rate of draw.")
    if len(largest) < len(kinds.known):
        words = N_(
            "The %(shown)s largest of %(kinds)s kinds of rejections; the others are %(people)s in the same estimate."
        )
    sentence = said(
        words, shown=len(largest), kinds=len(kinds.known), people=f"{kinds.in_all.people - shown:,}",
    )  # fmt: skip
    columns = (
        Column("connection", N_("connection")), Column("posting", N_("posting")),
        Column("which", N_("which"), Kind.WORD), Column("rule", N_("rule")), share("rate", N_("drawn at")),
        count("people", N_("not flagged")), count("resolved", N_("looked at or left")), count("found", N_("found")),
        Column("weight", N_("each counts for"), Kind.NUMBER, 1),
        share("share", N_("found of these")),
    )  # fmt: skip
    return table("misses_strata", said(N_("Kinds of rejections")), columns, rows, sentence=sentence)


def _plan(kinds: Kinds, night: Night, accepted: float) -> Table:
    now = kinds.in_all.decided // night.days
    rows = []
    for nightly in sorted({*PLANS, now} - {0}):
        reviews = nightly * NIGHTS_OF_A_MONTH
        rows.append((nightly, reviews, upper_bound_one_sided(0, reviews), upper_bound_one_sided(1, reviews)))
    sentence = None
    if 0 < accepted <= 1:  # there is somebody, and a policy
        sentence = said(
            N_("%(now)s controls a night were decided. If %(needed)s were looked at and none of them reinstated, at "
               "most %(accepted)s %% would be missed."),
            now=now, needed=reviews_needed(accepted), accepted=f"{accepted * 100:g}",
        )  # fmt: skip
    columns = (
        count("nightly", N_("reviews a night")), count("reviews", N_("in a month of 21 working days")),
        share("none", N_("at most, if none is found")), share("one", N_("at most, if one is found")),
    )  # fmt: skip
    return table("misses_plan", said(N_("What reviews could show")), columns, rows, sentence=sentence)


def _too_many(line: _Line, one: Estimate) -> Observed:
    low, high = _times(one.interval, one.people)
    words = N_(
        "%(connection)s: about %(missed)s of %(people)s rejections that were not flagged would have been overturned "
        "(%(low)s to %(high)s), more than the accepted %(accepted)s %%"
    )
    if line.kinds.in_all.lapsed:
        words = N_(
            "%(connection)s: about %(missed)s of %(people)s rejections that were not flagged would have been "
            "overturned (%(low)s to %(high)s), more than the accepted %(accepted)s %%; %(lapsed)s of the controls were "
            "left undecided and count as missed"
        )
    text = said(
        words, connection=line.name, missed=f"{one.total:,.0f}", people=f"{one.people:,}", low=f"{low:,.0f}",
        high=f"{high:,.0f}", accepted=f"{line.limit * 100:g}", lapsed=line.kinds.in_all.lapsed,
    )  # fmt: skip
    return Observed(line.name, text, kind="rate", weight=one.total)


def _gaps(frame: _Frame, kinds: Kinds, found: Estimate | None) -> Iterable[Said]:
    left = kinds.left_out
    if found is None:
        low, high = kinds.bounds()
        yield said(
            N_("How many were missed: fewer than two controls were decided; it may be %(low)s to %(high)s "
               "rejections."),
            low=f"{low:,.0f}", high=f"{high:,.0f}",
        )  # fmt: skip
    elif left.people:
        yield said(
            N_("%(people)s rejections that were not flagged are of kinds of which fewer than two were looked at; they "
               "are in no estimate, only in what it is if none, and if all, of the undecided are missed."),
            people=f"{left.people:,}",
        )  # fmt: skip
    if frame.waiting.total():
        yield said(
            N_("%(people)s rejections that were not flagged wait for their look, because everybody is looked at; they "
               "are in no estimate."),
            people=f"{frame.waiting.total():,}",
        )  # fmt: skip
    if found is not None and frame.doubt:
        yield said(
            N_("%(people)s rejections in doubt, where nothing could be compared, are in neither part of the flag "
               "recall: a person looks at all of them."),
            people=f"{frame.doubt:,}",
        )  # fmt: skip
