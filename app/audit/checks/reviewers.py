"""How each reviewer decides: share reinstated, drift, time, answers known beforehand, and going over to the machine.

For coaching: people tire, and rules of thumb creep in. A person is shown under a label, in the order of labels and not
of rates, and a difference is a question and never a penalty.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, Row, and_, case, func, select
from sqlalchemy.orm import Session

from app.audit.answer import (
    Answer,
    Cell,
    Column,
    Kind,
    Night,
    Observed,
    Said,
    Severity,
    Table,
    count,
    said,
    share,
    table,
)
from app.audit.judged import judgements, label_of
from app.audit.switching import KEPT_AGAINST, TO_COMPARISON, switched
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.lifecycle import Action
from app.stats.intervals import clopper_pearson
from app.stats.intervals import share as part_of
from app.stats.two_groups import SIGNIFICANT, Groups, benjamini_hochberg, fisher, z_test
from app.store.models import Rejection
from app.store.night import KnownAnswer
from app.store.people import User

NAME = "reviewers"
QUESTION = N_("Does a reviewer decide otherwise than before, or than colleagues on the same random mix?")

BASELINE = timedelta(days=28)
"""Before the period: a person is compared with themselves then."""
SHORT_SECONDS = 15.0
"""Hardly time to read a resume; asked about, never forbidden."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What one person judged in the period, and the controls of it; and the controls of the baseline."""

    user_id: str
    judged: int
    reinstated: int
    controls: int
    reinstated_controls: int
    base: int
    reinstated_base: int
    timed: int
    short: int


@dataclass(frozen=True, slots=True)
class Compared:
    """Z and the adjusted p-value of a difference; None where there is nothing to compare with."""

    z: float | None = None
    p: float | None = None

    @property
    def or_one(self) -> float:
        """The p-value, 1 where there is none."""
        return 1.0 if self.p is None else self.p


def run(session: Session, night: Night) -> Answer:
    """Judgements of the period by person; drift on controls only, which are the same random mix for all."""
    people = _counts(session, night)
    if not people:
        return Answer(unmeasured=(said(N_("How single reviewers decide: nobody judged anything in the period.")),))
    own = _adjusted(people, lambda one: Groups(one.reinstated_controls, one.controls, one.reinstated_base, one.base))
    peers = _adjusted(people, lambda one: _against_others(one, people))
    tables = [_work(people, _medians(session, night)), _drift(people, own, peers)]
    tables += [*_known(session, night), *_to_machine(session, night)]
    findings = [_drifted(one, own[one.user_id]) for one in people if _differs(own[one.user_id])]
    apart = min(people, key=lambda one: peers[one.user_id].or_one)
    if _differs(peers[apart.user_id]):  # the others differ from everybody only because this one is among them
        findings.append(_apart(apart, people, peers[apart.user_id]))
    return Answer(tuple(findings), tuple(tables), tuple(_gaps(people, own, peers)))


def _counts(session: Session, night: Night) -> list[Counts]:
    """Everybody who judged in the period."""
    judged = judgements(night)
    now, before = judged.c.at >= night.start, judged.c.at < night.start
    control, reinstated = Rejection.control.is_(True), judged.c.action == Action.REINSTATE

    def number(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
        return func.count(case((and_(*conditions), 1)))

    rows = session.execute(
        select(
            judged.c.user_id, number(now), number(now, reinstated), number(now, control),
            number(now, control, reinstated), number(before, control), number(before, control, reinstated),
            number(now, judged.c.seconds.is_not(None)), number(now, judged.c.seconds < SHORT_SECONDS),
        )
        .join(Rejection, Rejection.id == judged.c.rejection_id)
        .where(judged.c.at >= night.start - BASELINE)
        .group_by(judged.c.user_id)
    ).all()  # fmt: skip
    found = [Counts(*row) for row in rows]
    return sorted((one for one in found if one.judged), key=lambda one: label_of(one.user_id))


def _medians(session: Session, night: Night) -> Mapping[str, float]:
    """Half of a person's judgements in the period took at most so many seconds."""
    judged = judgements(night)
    person = judged.c.user_id
    placed = (
        select(
            judged.c.user_id, judged.c.seconds,
            func.row_number().over(partition_by=person, order_by=judged.c.seconds).label("place"),
            func.count().over(partition_by=person).label("many"),
        )
        .where(judged.c.at >= night.start, judged.c.seconds.is_not(None))
        .subquery()
    )  # fmt: skip
    middle = placed.c.place.in_(((placed.c.many + 1) // 2, (placed.c.many + 2) // 2))
    rows = session.execute(
        select(placed.c.user_id, func.avg(placed.c.seconds)).where(middle).group_by(placed.c.user_id)
    )
    return {user_id: float(seconds) for user_id, seconds in rows}


def _against_others(one: Counts, people: Sequence[Counts]) -> Groups:
    controls, reinstated = sum(each.controls for each in people), sum(each.reinstated_controls for each in people)
    return Groups(
        one.reinstated_controls, one.controls, reinstated - one.reinstated_controls, controls - one.controls
    )  # fmt: skip


def _adjusted(people: Sequence[Counts], groups_of: Callable[[Counts], Groups]) -> dict[str, Compared]:
    """Fisher's exact test for each person, adjusted for the number of people; and z, which courts and audits know."""
    pairs = [(one.user_id, groups_of(one)) for one in people]
    tested = [(user_id, groups) for user_id, groups in pairs if not groups.empty]
    adjusted = benjamini_hochberg([fisher(groups).two_sided for _, groups in tested])
    compared = {user_id: Compared() for user_id, _ in pairs}
    for (user_id, groups), p in zip(tested, adjusted, strict=True):
        compared[user_id] = Compared(z_test(groups)[0], p)
    return compared


def _differs(compared: Compared) -> bool:
    return compared.or_one < SIGNIFICANT


def _work(people: Sequence[Counts], medians: Mapping[str, float]) -> Table:
    rows = [
        (label_of(one.user_id), one.judged, one.reinstated, one.reinstated / one.judged, medians.get(one.user_id),
         part_of(one.short, one.timed))
        for one in people
    ]  # fmt: skip
    judged, reinstated = sum(one.judged for one in people), sum(one.reinstated for one in people)
    words = N_(
        "%(people)s people made %(judged)s judgements, %(reinstated)s of them to reinstate; a second opinion is one, "
        "too."
    )
    return table(
        "reviewers",
        said(N_("Who looked")),
        (
            Column("reviewer", N_("reviewer")), count("judged", N_("judged")), count("reinstated", N_("reinstated")),
            share("share", N_("share")), Column("seconds", N_("half took at most (s)"), Kind.NUMBER, 1),
            share("short", N_("under 15 s")),
        ),
        rows,
        sentence=said(words, people=len(people), judged=judged, reinstated=reinstated),
    )  # fmt: skip


def _drift(people: Sequence[Counts], own: Mapping[str, Compared], peers: Mapping[str, Compared]) -> Table:
    rows = [
        (label_of(one.user_id), one.controls, one.reinstated_controls, one.base, one.reinstated_base,
         own[one.user_id].z, own[one.user_id].p, peers[one.user_id].z, peers[one.user_id].p)
        for one in people
    ]  # fmt: skip
    words = N_(
        "On controls, which nobody chose: %(own)s of %(people)s people decide otherwise than in the 28 days before, "
        "%(peers)s otherwise than the others, beyond what chance explains."
    )
    sentence = said(
        words, people=len(people), own=sum(map(_differs, own.values())), peers=sum(map(_differs, peers.values()))
    )
    return table(
        "reviewers_drift",
        said(N_("Drift of reviewers")),
        (
            Column("reviewer", N_("reviewer")), count("controls", N_("controls")),
            count("reinstated", N_("reinstated")), count("controls_before", N_("controls before")),
            count("reinstated_before", N_("reinstated before")), Column("z_own", N_("z, own"), Kind.NUMBER, 2),
            Column("p_own", N_("adjusted p, own"), Kind.NUMBER, 4), Column("z_peers", N_("z, others"), Kind.NUMBER, 2),
            Column("p_peers", N_("adjusted p, others"), Kind.NUMBER, 4),
        ),
        rows,
        sentence=sentence,
    )  # fmt: skip


def _known(session: Session, night: Night) -> Iterable[Table]:
    """Judgements, up to the night, of candidates for whom somebody else had said before what is right."""
    judged = judgements(night)
    right = judged.c.action == KnownAnswer.action
    good = KnownAnswer.action == Action.REINSTATE
    found = session.execute(
        select(
            judged.c.user_id, func.count(case((good, 1))), func.count(case((and_(good, right), 1))),
            func.count(case((~good, 1))), func.count(case((and_(~good, right), 1))),
        )
        .join(KnownAnswer, KnownAnswer.rejection_id == judged.c.rejection_id)
        .join(User, User.id == judged.c.user_id)
        .where(judged.c.at > KnownAnswer.said_at, User.email != KnownAnswer.said_by)
        .group_by(judged.c.user_id)
    ).all()  # fmt: skip
    if not found:
        return
    rows = sorted(_known_row(row) for row in found)
    caught, seeded = sum(row[2] for row in found), sum(row[1] for row in found)
    words = N_("Of %(seeded)s candidates known to be right for the job, reviewers reinstated %(caught)s.")
    yield table(
        "reviewers_known",
        said(N_("Answers that were known")),
        (
            Column("reviewer", N_("reviewer")), count("right_for_it", N_("known to be right for it")),
            count("caught", N_("reinstated")), share("rate", N_("rate")), share("low", N_("low")),
            share("high", N_("high")), count("not_for_it", N_("known not to be")), count("upheld", N_("upheld")),
        ),
        rows,
        sentence=said(words, seeded=seeded, caught=caught),
    )  # fmt: skip


def _known_row(row: Row[str, int, int, int, int]) -> tuple[Cell, ...]:
    user_id, seeded, caught, others, upheld = row
    low, high = clopper_pearson(caught, seeded) if seeded else (None, None)
    return label_of(user_id), seeded, caught, part_of(caught, seeded), low, high, others, upheld


def _to_machine(session: Session, night: Night) -> Iterable[Table]:
    """Two-step mode: of own judgements that differed from the comparison, how many went over to it."""
    rows: list[tuple[Cell, ...]] = []
    for user_id, counts in sorted(switched(session, night).items(), key=lambda item: label_of(item[0])):
        over, differed = counts[TO_COMPARISON], counts[TO_COMPARISON] + counts[KEPT_AGAINST]
        low, high = clopper_pearson(over, differed) if differed else (None, None)
        rows.append((label_of(user_id), counts.total(), differed, over, part_of(over, differed), low, high))
    if not rows:
        return
    yield table(
        "reviewers_switches",
        said(N_("Who goes over to the comparison")),
        (
            Column("reviewer", N_("reviewer")), count("judged", N_("judged first")),
            count("differed", N_("differed at first")), count("to_comparison", N_("to the comparison")),
            share("rate", N_("rate")), share("low", N_("low")), share("high", N_("high")),
        ),
        rows,
        sentence=said(N_("Own judgements first, up to the night, by person; 95 %% intervals of Clopper and Pearson.")),
    )  # fmt: skip


def _drifted(one: Counts, compared: Compared) -> Observed:
    words = N_(
        "%(who)s reinstated %(now)s of %(controls)s controls, and %(before)s of %(base)s in the 28 days before "
        "(adjusted p %(p)s); it may be the candidates: talk about some of them, it is no judgement of the person"
    )
    text = said(
        words, who=label_of(one.user_id), now=one.reinstated_controls, controls=one.controls,
        before=one.reinstated_base, base=one.base, p=f"{compared.p:.4f}",
    )  # fmt: skip
    return Observed(label_of(one.user_id), text, Severity.NOTE, kind="own")


def _apart(one: Counts, people: Sequence[Counts], compared: Compared) -> Observed:
    others = _against_others(one, people)
    words = N_(
        "%(who)s reinstated %(now)s of %(controls)s controls, the others %(theirs)s of %(of)s (adjusted p %(p)s); "
        "either side may be right: look at some of them together, it is no judgement of the person"
    )
    text = said(
        words, who=label_of(one.user_id), now=one.reinstated_controls, controls=one.controls, theirs=others.ref_passed,
        of=others.ref_n, p=f"{compared.p:.4f}",
    )  # fmt: skip
    return Observed(label_of(one.user_id), text, Severity.NOTE, kind="others")


def _gaps(people: Sequence[Counts], own: Mapping[str, Compared], peers: Mapping[str, Compared]) -> Iterable[Said]:
    for compared, words in (
        (own, N_("Drift of %(nobody)s of %(people)s reviewers: no controls in the period or in the 28 days before.")),
        (peers, N_("How %(nobody)s of %(people)s reviewers differ from others: one side judged no controls.")),
    ):
        nobody = sum(each.p is None for each in compared.values())
        if nobody:
            yield said(words, nobody=nobody, people=len(people))
