"""The screening of one rejection: take it, and record what follows from what read.py found in between."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from app import engine
from app.ats.base import Application as Asked
from app.ats.base import AtsState, Origin, PostingDetails, unsupported
from app.ats.registry import ADAPTERS
from app.ats.transport import Target, target_for
from app.errors import BadInputError
from app.lifecycle import Action, HoldMode, State, Who, add_working_days, unflagged_action
from app.matching.lexicon import Alias
from app.matching.model import Match, MatchPolicy, Requirement, Verdict
from app.matching.model import Rejection as Said
from app.screening.rows import store_match, store_resume, strength
from app.stats.sampling import is_control
from app.store import models, terms
from app.store.policies import named
from app.store.postings import current, remember
from app.store.queries import alarm, control_rate
from app.store.session import seal_of
from app.store.transition import PROGRAM, Actor, apply
from parsers.model import Resume, Unreadable

log = structlog.get_logger(__name__)

TRIES_AT_MOST = 6
LOST_AFTER = timedelta(minutes=10)
REDRIVEN_AT_ONCE = 200
WITH_RULES = (joinedload(models.Rejection.policy), joinedload(models.Rejection.connection))


@dataclass(frozen=True, slots=True)
class Screening:
    """What the work needs, as plain values: no session is open while files are fetched and read."""

    rejection_id: str
    vendor: str
    target: Target
    application: Asked
    answers: tuple[tuple[str, str], ...]
    fetch_posting: bool
    requirements: tuple[Requirement, ...]
    requirements_version: int
    policy: MatchPolicy
    rejection: Said
    title: str
    aliases: tuple[Alias, ...]
    rejected_at: datetime
    last_try: bool


@dataclass(frozen=True, slots=True)
class Retry:
    """A passing fault outside; try again after ``after`` seconds, or after our own backoff."""

    why: str
    after: float | None = None
    credentials: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """The ATS does not have it as rejected any more; somebody acted there first."""

    state: AtsState


@dataclass(frozen=True, slots=True)
class Screened:
    """The resume as read, or why not, and the match where there was something to match."""

    sha256: str
    size: int
    resume: Resume | Unreadable
    match: Match | None


@dataclass(frozen=True, slots=True)
class Scan:
    """The resume is a picture of text: it is read in a queue where nobody waits behind it."""


Result = Retry | Moved | PostingDetails | Scan | Screened


def take(
    session: Session, rejection_id: str, now: datetime, *, allowed_hosts: tuple[str, ...] = ()
) -> Screening | None:
    """Lead a rejection into screening; None when there is nothing (any more) to screen."""
    rejection = session.get_one(
        models.Rejection,
        rejection_id,
        options=[
            joinedload(models.Rejection.application).joinedload(models.Application.candidate),
            joinedload(models.Rejection.posting),
            joinedload(models.Rejection.policy),
            joinedload(models.Rejection.connection),
        ],
    )
    if rejection.state != State.RECEIVED and not _waits_unread(session, rejection):
        return None
    if (
        rejection.state == State.RECEIVED and rejection.origin == Origin.HUMAN and rejection.in_ats != "parked"
    ):  # what was parked waits for us, whoever did it
        why = rejection.origin_evidence or "the applicant tracking system names a person"
        apply(session, rejection, Action.RECORD_HUMAN, by=PROGRAM, now=now, why=f"a person rejected: {why}")
        return None
    rejection.screen_attempts += 1
    connection, posting, application = rejection.connection, rejection.posting, rejection.application
    return Screening(
        rejection_id=rejection.id,
        vendor=connection.vendor,
        target=target_for(
            ADAPTERS[connection.vendor],
            connection=connection.name,
            base_url=connection.base_url,
            token=seal_of(session).open(connection.token),
            options=connection.options,
            allowed_hosts=allowed_hosts,
        ),
        application=Asked(
            application_id=application.external_id,
            candidate_id=application.candidate.external_id,
            posting_id=posting.external_id,
            resume_url=application.resume_url,
            resume_name=application.resume_name,
            options=connection.options,
        ),
        answers=tuple((question, answer) for question, answer in application.answers),
        fetch_posting=not posting.text and not posting.requirements_version,
        requirements=current(session, posting),
        requirements_version=posting.requirements_version,
        policy=MatchPolicy(version=str(rejection.policy.version), allowed_missing=rejection.policy.allowed_missing),
        rejection=Said(rejection.rule, rejection.reason),
        title=posting.title,
        aliases=terms.confirmed(session),
        rejected_at=rejection.rejected_at,
        last_try=rejection.screen_attempts >= TRIES_AT_MOST,
    )


def record(session: Session, job: Screening, result: Result, now: datetime) -> None:
    """Write down what was found and take the arrow that follows from it."""
    rejection = session.get_one(
        models.Rejection, job.rejection_id, options=WITH_RULES, with_for_update={"of": models.Rejection}
    )
    if rejection.state != State.RECEIVED:  # the sweep, or the ATS, was faster; what they decided counts
        if _waits_unread(session, rejection):
            _record_late(session, rejection, job, result, now)
        return
    match result:
        case Retry():
            _retry(session, rejection, result)
        case PostingDetails():
            _take_posting(session, rejection, result, now)
        case Scan():
            attempt = rejection.screen_attempts
            engine.enqueue(session, "screen_scan", rejection.id, queue=engine.SCAN, attempt=attempt)
        case Moved():
            why = f"the applicant tracking system has it as {result.state}: somebody acted there first"
            apply(session, rejection, Action.CLOSE, by=Actor(Who.ATS, job.vendor), now=now, why=why)
        case Screened():
            _conclude(session, rejection, job, result, now)


def _record_late(session: Session, rejection: models.Rejection, job: Screening, result: Result, now: datetime) -> None:
    """Let the person who will look have what was found, without any arrow: nobody is taken off the queue for it."""
    match result:
        case Retry():
            _retry(session, rejection, result)
        case PostingDetails():
            _take_posting(session, rejection, result, now)
        case Screened():
            _keep(session, rejection, job, result, now)
        case Moved():
            pass  # the write-back reads the state itself, and says what it found


def _waits_unread(session: Session, rejection: models.Rejection) -> bool:
    """Whether it went to a person because the time was up, and its resume has not been read since."""
    if rejection.state not in {State.HELD, State.LAPSED} or rejection.held_because != Action.HOLD_UNSCREENED:
        return False
    read = select(models.Resume.id).where(models.Resume.rejection_id == rejection.id).limit(1)
    return session.scalars(read).first() is None


def give_up(session: Session, rejection_id: str, why: str, now: datetime) -> None:
    """Hold a rejection that could not be screened: doubt goes to a person."""
    rejection = session.get_one(models.Rejection, rejection_id, options=WITH_RULES)
    if rejection.state == State.RECEIVED:
        apply(
            session, rejection, Action.HOLD_UNREADABLE, by=PROGRAM, now=now, why=why, until=hold_until(rejection, now)
        )


def redrive(session: Session, now: datetime) -> None:
    """Ask again, once an hour, for rejections whose job was lost; the row's state makes that harmless."""
    read = select(models.Resume.id).where(models.Resume.rejection_id == models.Rejection.id)
    waits_unread = and_(
        models.Rejection.state == State.HELD,
        models.Rejection.held_because == Action.HOLD_UNSCREENED,
        models.Rejection.screen_attempts < TRIES_AT_MOST,
        ~read.exists(),
    )
    lost = select(models.Rejection.id).where(
        or_(models.Rejection.state == State.RECEIVED, waits_unread), models.Rejection.received_at < now - LOST_AFTER
    )
    stuck = session.scalars(lost.order_by(models.Rejection.received_at).limit(REDRIVEN_AT_ONCE)).all()
    waiting = engine.waiting_for(session, "screen") | engine.waiting_for(session, "screen_scan") if stuck else set()
    for rejection_id in set(stuck) - waiting:
        engine.enqueue(session, "screen", rejection_id, queue=engine.BATCH, series=f"lost{now:%Y%m%d%H}-")


def _retry(session: Session, rejection: models.Rejection, result: Retry) -> None:
    attempt = rejection.screen_attempts
    delay = result.after if result.after is not None else engine.backoff(attempt)
    engine.enqueue(
        session, "screen", rejection.id, queue=engine.INTAKE, attempt=attempt + 1, delay=delay, series="later"
    )
    if result.credentials:
        connection = session.get_one(models.Connection, rejection.connection_id)
        connection.trouble = result.why


def _take_posting(session: Session, rejection: models.Rejection, details: PostingDetails, now: datetime) -> None:
    posting = session.get_one(models.Posting, rejection.posting_id)
    # A posting without any text is remembered as such: it is not understood, and its candidates are held.
    title, text = details.title, details.text or details.title or "(no text)"
    connection_id, external_id = rejection.connection_id, posting.external_id
    try:
        with session.begin_nested():
            typed = details.requirements
            remember(session, connection_id, external_id, title=title, text=text, requirements=typed, now=now)
    except BadInputError as error:  # typed requirements that cannot be used; its text still can
        log.warning("requirements of a posting cannot be used", posting=posting.id, why=str(error))
        remember(session, connection_id, external_id, title=title, text=text, now=now)
    engine.enqueue(session, "screen", rejection.id, queue=engine.INTAKE, series="posting")


def _keep(session: Session, rejection: models.Rejection, job: Screening, result: Screened, now: datetime) -> None:
    resume = store_resume(session, rejection, result.resume, sha256=result.sha256, size=result.size, now=now)
    if result.match is not None:
        store_match(session, resume, result.match, requirements_version=job.requirements_version, now=now)
        rejection.strength = strength(result.match, job.requirements)


def _conclude(session: Session, rejection: models.Rejection, job: Screening, result: Screened, now: datetime) -> None:
    _keep(session, rejection, job, result, now)
    action, why = _choose(session, rejection, result, now)
    until = hold_until(rejection, now) if action not in {Action.LET_STAND, Action.LET_STAND_AND_RELEASE} else None
    apply(session, rejection, action, by=PROGRAM, now=now, why=why, until=until)


def _choose(session: Session, rejection: models.Rejection, result: Screened, now: datetime) -> tuple[Action, str]:
    """The action, and the sentence for the history. Controls are drawn here, before anything can leave."""
    rejection.inclusion_probability = 1.0
    if isinstance(result.resume, Unreadable):
        return Action.HOLD_UNREADABLE, result.resume.why
    if result.match is None or result.match.verdict is Verdict.DOUBT:
        return Action.HOLD_UNCLEAR_POSTING, result.match.why if result.match else "the posting has no requirements"
    if result.match.verdict is Verdict.STRONG:
        return Action.HOLD_MATCH, f"{result.match.why} (matcher {result.match.matcher_version})"
    rate = control_rate(session, rejection.posting_id, rejection.rule, now.astimezone(UTC).date())
    rejection.inclusion_probability = rate
    if is_control(seal_of(session).derive("controls"), rejection.id, rate):
        rejection.control = True
        return Action.HOLD_CONTROL, "drawn at random for a look"
    policy = rejection.policy
    action = unflagged_action(policy.unflagged_policy, policy.hold_mode)
    because = named(policy, "unflagged_policy")
    alarmed_on = None if action is Action.HOLD_BY_POLICY else alarm(session, rejection.connection_id)
    if alarmed_on is not None:  # what is let stand is what the controls say is missed too often
        action = Action.HOLD_BY_POLICY
        because = (
            f"held all the same: the monitor of misses has an alarm of {alarmed_on} that nobody has reset; {because}"
        )
    return action, f"not flagged: {result.match.why}; {because}"


def hold_until(rejection: models.Rejection, now: datetime) -> datetime:
    """When a new hold ends. Where the ATS cannot hold its mail back, that is before the mail leaves."""
    policy = rejection.policy
    until = add_working_days(now, policy.hold_working_days)
    mail_at = rejection.mail_at
    cannot_wait = policy.hold_mode is HoldMode.DELAY and mail_at is not None and mail_at > now and not _holds(rejection)
    if cannot_wait and mail_at is not None:
        return max(now, min(until, mail_at - timedelta(seconds=policy.mail_margin_seconds)))
    return until


def _holds(rejection: models.Rejection) -> bool:
    return ADAPTERS[rejection.connection.vendor].hold is not unsupported
