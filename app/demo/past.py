"""Last month of the demo: rejections exported from an older ATS, screened, decided and audited day by day.

Nothing is made up but the people: each step is the product's own function, told that it is that day. So the history,
the controls, the decisions and the nights are what they would be. One rule of the older ATS is bad on purpose: it looks
for a word that many good people spell otherwise.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import engine
from app.accounts.users import add_user
from app.ats.base import Event, EventKind, Origin
from app.audit.answer import Night
from app.audit.rates import set_rates
from app.audit.run import period
from app.demo import docx
from app.demo.dice import draw, pick, share
from app.demo.people import Case, Person, Truth, invent
from app.demo.postings import BACKEND, POSTINGS
from app.demo.rule import Reason, reject_reason
from app.intake.batch import file_connection
from app.intake.reject import record_application, record_rejection
from app.lifecycle import Action, HoldMode, LapsePolicy, UnflaggedPolicy
from app.matching.model import Importance
from app.review.decide import decide
from app.review.lease import claim
from app.screening import read, screen
from app.store import blobs
from app.store.models import Connection, Opinion, OutboxItem, Posting, Rejection, Requirement
from app.store.people import Role, User
from app.store.policies import choose_policy, current_policy
from app.store.postings import remember
from app.store.queries import in_queue
from app.store.transition import PENDING
from app.writeback import deliver

CONNECTION = "last-month"
SEED = 20_261
DAYS = 28
APPLICANTS_A_DAY = 64
REVIEWERS = (
    ("mara@demo.example", "Mara Lindqvist"), ("tom@demo.example", "Tom Okafor"), ("ines@demo.example", "Ines Vidal"),
)  # fmt: skip
COMPLIANCE = ("compliance@demo.example", "Dana Whitfield")
BAD_FOR = BACKEND
KEPT_GOOD, KEPT_BAD = 0.2, 0.5
"""Of the good people whom other rules reject, and of the others whom the bad rule rejects: so that it stands out."""
CONTROLS = 0.3
"""Far more than anybody would review: a month of a small company has to be enough to say something."""
OPENS_AT, NIGHT_AT = time(9), time(3)
TOLD_EVERY = 7
NIGHTS = 7
"""Reports are made of the last days only; before, a night did no more than set the rates of draw."""

_SEXES = ("female", "female", "female", "male", "male", "male", "")
_RACES = ("White", "White", "White", "Black or African American", "Hispanic or Latino", "Asian", "")

Opener = Callable[[], Any]


class Past:
    """Where last month is written: the opener of sessions, the reader of resumes, the folder of outcomes."""

    def __init__(self, write: Opener, reader: read.Reader, outcomes: Path) -> None:
        self._write, self._reader, self._outcomes = write, reader, outcomes
        everybody = invent(SEED, DAYS * APPLICANTS_A_DAY)
        self._rejected = _rejected(everybody)
        self._everybody = [person for person in everybody if person in self._rejected or not _reason(person)]
        self._first = datetime.min.replace(tzinfo=UTC)
        self._connection_id = ""
        self._reviewers: list[str] = []

    def begin(self, now: datetime) -> None:
        """Make the connection, its postings and the people who review, as of the first day of last month.

        It ends with the newest night that is over: nothing of it happens later than now.
        """
        last_night = now - timedelta(hours=NIGHT_AT.hour)
        self._first = datetime.combine(last_night.date() - timedelta(days=DAYS), OPENS_AT, UTC)
        self._open(self._first)

    def applicants(self) -> Iterator[dict[str, str]]:
        """What a company would know of everybody who applied: rows for ``second-look audit attributes import``."""
        for person in self._everybody:
            number = self._rejected.index(person) if person in self._rejected else person.number
            yield {
                "application_id": _application_id(person),
                "connection": CONNECTION,
                "posting": person.posting.id,
                "applied_at": (self._first + timedelta(days=number % DAYS)).date().isoformat(),
                "sex": pick(_SEXES, SEED, "sex", person.number),
                "race": pick(_RACES, SEED, "race", person.number),
                "age_band": pick(("under 40", "under 40", "40+", ""), SEED, "age", person.number),
            }

    def live(self, tell: Callable[[str], None], audit: Callable[[Night, datetime], object]) -> int:
        """Live through the month, day by day; returns how many it rejected. ``audit`` makes a night's report."""
        for number in range(DAYS):
            morning = self._first + timedelta(days=number)
            truths = self._screened(morning, self._rejected[number::DAYS])
            self._decided(morning + timedelta(hours=1), truths)
            night = datetime.combine(morning.date() + timedelta(days=1), NIGHT_AT, UTC)
            self._told(night)
            if number < DAYS - NIGHTS:
                with self._writing() as session:
                    set_rates(session, morning.date())
            else:
                audit(period(morning.date(), night), night)
            if (number + 1) % TOLD_EVERY == 0:
                tell(f"inventing last month: day {number + 1} of {DAYS}")
        with self._writing() as session:  # or a decision of today may wait for the second opinion of people not there
            for reviewer in session.scalars(select(User).where(User.id.in_(self._reviewers))):
                reviewer.active = False
        return len(self._rejected)

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        """A write session that asks for no jobs: what they would do is done here, on its day."""
        with self._write() as session:
            session.info["enqueuer"] = _Nobody()
            yield session

    def _open(self, now: datetime) -> None:
        with self._writing() as session:
            connection = file_connection(
                session, CONNECTION, unflagged=UnflaggedPolicy.SAMPLE_THEN_RELEASE, lapse=LapsePolicy.KEEP,
                chosen_by="the demo", now=now,
            )  # fmt: skip
            choose_policy(
                session, connection, hold_mode=HoldMode.REVERSE, unflagged_policy=UnflaggedPolicy.SAMPLE_THEN_RELEASE,
                lapse_policy=LapsePolicy.KEEP, chosen_by="the demo", now=now, control_share=CONTROLS,
                controls_at_least=0,
            )  # fmt: skip
            for posting in POSTINGS:
                remember(
                    session, connection.id, posting.id, title=posting.title, text=posting.text,
                    requirements=posting.requirements, now=now,
                )  # fmt: skip
            reviewers = [add_user(session, *each, Role.RECRUITER, now=now) for each in REVIEWERS]
            add_user(session, *COMPLIANCE, Role.COMPLIANCE, now=now)
            self._connection_id, self._reviewers = connection.id, [reviewer.id for reviewer in reviewers]

    def _screened(self, morning: datetime, people: Sequence[Person]) -> Mapping[str, Truth]:
        """Take in and screen those who were rejected that morning; the truth about each by rejection id."""
        truths = {}
        for place, person in enumerate(people):
            at = morning + timedelta(minutes=3 * place)
            digest = blobs.put(self._reader.blobs, docx.write(person.resume))  # the quickest to read
            with self._writing() as session:
                rejection_id = self._received(session, person, digest, at)
            truths[rejection_id] = person.truth
            self._screen(rejection_id, at + timedelta(seconds=20))
        return truths

    def _received(self, session: Session, person: Person, digest: str, at: datetime) -> str:
        reason = _reason(person)
        assert reason is not None, "only those whom the rule rejects are taken"  # noqa: S101 - see _rejected
        connection = session.get_one(Connection, self._connection_id)
        posting = session.scalars(
            select(Posting).where(Posting.connection_id == connection.id, Posting.external_id == person.posting.id)
        ).one()
        event = Event(
            event_id=f"past:{person.number}", kind=EventKind.REJECTED, occurred_at=at,
            application_id=_application_id(person), posting_id=person.posting.id, candidate_name=person.name,
            candidate_email=person.email, origin=Origin.AUTO, origin_evidence=f"rule {reason.id}", reason=reason.name,
            rule=reason.name, resume_url=f"{read.STORED}{digest}", resume_name=person.file_name,
            answers=tuple(person.answers.items()),
        )  # fmt: skip
        application = record_application(session, connection, posting, event)
        policy = current_policy(session, connection.id)
        return record_rejection(session, application, posting, policy, event, queue=engine.BATCH, now=at).id

    def _screen(self, rejection_id: str, at: datetime) -> None:
        with self._writing() as session:
            job = screen.take(session, rejection_id, at)
        if job is not None:
            result = read.work(job, reader=self._reader)
            with self._writing() as session:
                screen.record(session, job, result, at)

    def _decided(self, at: datetime, truths: Mapping[str, Truth]) -> None:
        """Let the reviewers decide everybody who waits, one after the other, as attentive people would."""
        turns = cycle(self._reviewers)
        for _ in range(len(self._reviewers)):  # a second opinion, and who settles two that differ
            with self._writing() as session:
                waiting = select(Rejection.id).where(Rejection.connection_id == self._connection_id, in_queue())
                ids = list(session.scalars(waiting.order_by(Rejection.place)))
            for rejection_id in ids:
                seconds = 25 + draw(SEED, "seconds", at) % 90
                self._decide(rejection_id, truths[rejection_id], next(turns), at, at + timedelta(seconds=seconds))
                at += timedelta(seconds=seconds + 20)

    def _decide(self, rejection_id: str, truth: Truth, reviewer_id: str, opened: datetime, at: datetime) -> None:
        with self._writing() as session:
            said = set(session.scalars(select(Opinion.user_id).where(Opinion.rejection_id == rejection_id)))
            if reviewer_id in said:
                reviewer_id = next(each for each in self._reviewers if each not in said)
            reviewer = session.get_one(User, reviewer_id)
            claim(session, rejection_id, reviewer, now=opened)
            rejection = session.get_one(Rejection, rejection_id)
            wanted = select(Requirement.id).where(
                Requirement.posting_id == rejection.posting_id, Requirement.importance == Importance.MUST
            )
            action = Action.REINSTATE if _convinces(truth, reviewer.email, rejection.place) else Action.UPHOLD
            requirements = list(session.scalars(wanted.order_by(Requirement.position).limit(1)))
            decide(session, rejection_id, reviewer, action=action, requirement_ids=requirements, now=at)

    def _told(self, now: datetime) -> None:
        """Write the outcomes of the day."""
        with self._writing() as session:
            due = select(OutboxItem.id).where(OutboxItem.connection_id == self._connection_id)
            ids = list(session.scalars(due.where(OutboxItem.status == PENDING).order_by(OutboxItem.due_at)))
        for item_id in ids:
            with self._writing() as session:
                job = deliver.take(session, item_id, now)
            if job is not None:
                outcome = deliver.work(job, outcomes=self._outcomes)
                with self._writing() as session:
                    deliver.record(session, job, outcome, now)


class _Nobody:
    """In place of the engine's enqueuer."""

    def put(self, *_job: object) -> None:
        """Ask for nothing."""


def _application_id(person: Person) -> str:
    return f"M-{person.number:04d}"


def _reason(person: Person) -> Reason | None:
    return reject_reason(person.posting.rule, person.text_seen_by_rule, person.answers)


def _rejected(people: Iterable[Person]) -> list[Person]:
    """Those whom the older ATS rejects: mostly as today, but one of its rules alone loses many good people."""
    return [
        person
        for person in people
        if _reason(person) is not None
        and person.truth is not Truth.UNREADABLE
        and share(SEED, "kept", person.number) < _kept(person)
    ]


def _kept(person: Person) -> float:
    """Which share of people like this one is kept, so that the bad rule stands out."""
    good = person.truth is Truth.STRONG
    by_the_bad_rule = person.posting is BAD_FOR and person.case in {Case.OTHER_WORDS, Case.NO_KEYWORD_SKILL}
    if good == by_the_bad_rule:
        return 1.0
    return KEPT_GOOD if good else KEPT_BAD


def _convinces(truth: Truth, reviewer: str, place: float) -> bool:
    """Whether a reviewer advances somebody: mostly as the truth is, for people differ."""
    chance = {Truth.STRONG: 0.92, Truth.FIT: 0.97, Truth.WEAK: 0.025}[truth]
    return share(SEED, reviewer, f"{place:.9f}") < chance
