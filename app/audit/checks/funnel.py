"""What became of everybody who was rejected in the period, step by step: the numbers must add up. It finds nothing."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session

from app.audit.answer import Answer, Cell, Chart, Column, Kind, Night, Table, count, said, table
from app.audit.cohort import Arm, lasting, received
from app.audit.counting import NEVER_LOOKED_AT, counted
from app.audit.strata import Counts
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.lifecycle import Effect
from app.store.models import OutboxItem, Rejection
from app.store.transition import DELIVERED

NAME = "funnel"
QUESTION = N_("Is there a step of the period that loses people?")

ARMS: Mapping[Arm, str] = MappingProxyType(
    {
        Arm.FLAGGED: N_("flagged"),
        Arm.DOUBT: N_("in doubt"),
        Arm.CONTROL: N_("control"),
        Arm.HELD_BY_POLICY: N_("held, as everybody is"),
        Arm.UNFLAGGED: N_("let stand"),
        Arm.UNSCREENED: N_("not screened"),
        Arm.HUMAN: N_("rejected by a person"),
    }
)
ORIGINS: Mapping[str, str] = MappingProxyType(
    {
        "auto": N_("received: by a rule"),
        "unknown": N_("received: by whom is not known"),
        "human": N_("received: by a person"),
    }
)

_TELLING = (Effect.REINSTATE, Effect.RELEASE, Effect.REJECT)


def run(session: Session, night: Night) -> Answer:
    """Everybody who came in during the period, as things stood at its end."""
    origins, arms = Counter[str](), dict.fromkeys(Arm, Counts())
    for group in counted(session, night, "origin"):
        origins[group.by[0]] += group.counts.people
        drawn = 0 if group.arm in NEVER_LOOKED_AT else group.counts.people
        arms[group.arm] += replace(group.counts, drawn=drawn)
    told, confirmed = _told(session, night)
    return Answer(tables=(_steps(origins, arms, told, confirmed), _by_arm(arms)))


def _told(session: Session, night: Night) -> tuple[int, int]:
    """Lasting decisions of which the ATS was told by the night's end, and those that it reported back."""
    decisions = lasting(night)
    told = (
        select(func.count(distinct(decisions.c.id)))
        .join(Rejection, Rejection.id == decisions.c.rejection_id)
        .join(OutboxItem, OutboxItem.decision_id == decisions.c.id)
        .where(received(night), OutboxItem.effect.in_(_TELLING), OutboxItem.status == DELIVERED)
        .where(OutboxItem.done_at < night.until)
    )
    confirmed = told.where(OutboxItem.confirmed_at < night.until)
    return session.scalar(told) or 0, session.scalar(confirmed) or 0


def _steps(origins: Counter[str], arms: dict[Arm, Counts], told: int, confirmed: int) -> Table:
    everybody = sum(arms.values(), Counts())
    screened = everybody.people - arms[Arm.HUMAN].people - arms[Arm.UNSCREENED].people
    rows: list[tuple[Cell, ...]] = [(N_("received"), everybody.people)]
    rows += [(ORIGINS.get(origin, origin), many) for origin, many in sorted(origins.items())]
    rows += [(N_("screened"), screened), *((ARMS[arm], arms[arm].people) for arm in ARMS)]
    rows += [
        (N_("decided by a person here"), everybody.decided), (N_("reinstated"), everybody.reinstated),
        (N_("upheld"), everybody.upheld), (N_("hold ended undecided"), everybody.lapsed),
        (N_("closed in the ATS before anybody decided"), everybody.closed), (N_("undecided"), _open(everybody)),
        (N_("decisions told to the ATS"), told), (N_("reported back by the ATS"), confirmed),
    ]  # fmt: skip
    sentence = said(
        N_("Of %(received)s rejections %(screened)s were screened and %(flagged)s flagged; people decided %(decided)s "
           "and reinstated %(reinstated)s; the hold of %(lapsed)s ended undecided."),
        received=f"{everybody.people:,}", screened=f"{screened:,}", flagged=f"{arms[Arm.FLAGGED].people:,}",
        decided=f"{everybody.decided:,}", reinstated=f"{everybody.reinstated:,}", lapsed=f"{everybody.lapsed:,}",
    )  # fmt: skip
    columns = (Column("step", N_("step"), Kind.WORD), count("people", N_("rejections")))
    chart = Chart("bars", "step", "people")
    return table("funnel", said(N_("What became of them")), columns, rows, sentence=sentence, chart=chart)


def _by_arm(arms: dict[Arm, Counts]) -> Table:
    rows = [
        (ARMS[arm], arms[arm].people, arms[arm].decided, arms[arm].reinstated, arms[arm].upheld, arms[arm].lapsed,
         arms[arm].closed, _open(arms[arm]), arms[arm].people - arms[arm].drawn)
        for arm in ARMS
    ]  # fmt: skip
    columns = (
        Column("treated", N_("treated as"), Kind.WORD), count("people", N_("rejections")),
        count("decided", N_("decided")), count("reinstated", N_("reinstated")), count("upheld", N_("upheld")),
        count("lapsed", N_("hold ended undecided")), count("closed", N_("closed undecided")),
        count("open", N_("undecided")), count("unseen", N_("nobody looks")),
    )  # fmt: skip
    sentence = said(
        N_("Decided, hold ended undecided, closed undecided, undecided and nobody looks add up to all of a line.")
    )
    return table("funnel_arms", said(N_("By how they were treated")), columns, rows, sentence=sentence)


def _open(counts: Counts) -> int:
    return counts.undecided - counts.lapsed
