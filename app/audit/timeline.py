"""One rejection from its first moment to its last, in order: who did what, when, on what ground."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from app.audit.record import Record
from app.audit.words import ACTIONS, EFFECTS, LOOKS, STATUSES
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.lifecycle import Action, Who

OPINIONS: Mapping[str, str] = MappingProxyType(
    {
        "alone": N_("own judgement before rule and comparison were shown"),
        "first": N_("first of two opinions"),
        "second": N_("second of two opinions"),
        "asked": N_("answer of the hiring manager"),
    }
)
WAYS: Mapping[str, str] = MappingProxyType(
    {Action.REINSTATE: N_("reinstate"), Action.UPHOLD: N_("uphold the rejection")}
)

Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. ``seq`` is its number in the sealed history; None for what stands beside that."""

    at: datetime
    kind: str
    """history, look, opinion or ats."""
    what: str
    who: str
    why: str
    policy: str = ""
    seq: int | None = None


def timeline(record: Record, say: Say = str) -> tuple[Event, ...]:
    """All events, oldest first; at one moment what the program did, then looks and opinions, then decisions.

    What happened is said in English, or as ``say`` turns it; the grounds are as they were stored.
    """
    by_program, by_people = list(_steps(record, say, people=False)), list(_steps(record, say, people=True))
    found = [*by_program, *_looks(record, say), *_opinions(record, say), *by_people, *_told(record, say)]
    return tuple(sorted(found, key=lambda event: event.at))  # stable, so the order above decides between equals


def _looks(record: Record, say: Say) -> Iterator[Event]:
    for look in record.looks:
        yield Event(look.at, "look", say(LOOKS[look.action]), look.user.email, look.note)


def _opinions(record: Record, say: Say) -> Iterator[Event]:
    for said in record.opinions:
        opinion = said.opinion
        grounds = [*said.requirements, opinion.reason, opinion.note]
        grounds += [f"changed because: {opinion.changed_because}"] if opinion.changed_because else []
        grounds += [f"withdrawn at {opinion.withdrawn_at.isoformat()}"] if opinion.withdrawn_at else []
        what = f"{say(OPINIONS[opinion.kind])}: {say(WAYS[opinion.action])}"
        yield Event(opinion.at, "opinion", what, opinion.user.email, "; ".join(filter(None, grounds)))


def _steps(record: Record, say: Say, *, people: bool) -> Iterator[Event]:
    decided = {one.decision.decided_at: one.decision for one in record.decisions}
    for step in record.steps:
        if (step.entry.who == Who.PERSON) != people:
            continue
        decision = decided.get(step.entry.at) if people else None
        more = ""
        if decision is not None:
            more = f"; note: {decision.note}" if decision.note else ""
            more += f"; changed because: {decision.changed_because}" if decision.changed_because else ""
        yield Event(
            step.entry.at, "history", say(ACTIONS[step.entry.action]), step.entry.by, step.why + more, step.policy,
            step.entry.seq,
        )  # fmt: skip


def _told(record: Record, say: Say) -> Iterator[Event]:
    for told in record.told:
        item = told.item
        confirmed = f"confirmed by the ATS at {item.confirmed_at.isoformat()}" if item.confirmed_at else ""
        tries = f"tries: {len(told.attempts)}" if len(told.attempts) > 1 else ""
        why = "; ".join(filter(None, (tries, item.remark, confirmed)))
        what = f"ATS: {say(EFFECTS[item.effect])}: {say(STATUSES[item.status])}"
        yield Event(item.done_at or item.created_at, "ats", what, "second-look", why)
