"""Who has which candidate open, and until when. A lease ends by itself: nothing has to run for that."""

from datetime import datetime, timedelta

from sqlalchemy import and_, case, literal, select, update
from sqlalchemy.orm import Session

from app.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError, SecondLookError
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.language import moment
from app.language import translated as _
from app.review.for_whom import free, may_open
from app.review.looks import Looking, note_look
from app.review.opinions import may_still_say
from app.review.words import checked, state_words
from app.store.models import Look, Policy, Rejection
from app.store.people import Role, User
from app.store.queries import in_queue, is_in_queue
from app.store.types import UtcDateTime

OPENINGS = (Looking.SERVED, Looking.PICKED, Looking.TAKEN_OVER)
"""The looks that begin a lease."""


def claim(session: Session, rejection_id: str, user: User, *, now: datetime) -> datetime:
    """Open one candidate by hand, or keep it open; returns the end of the lease.

    The daily budget binds what is served, not what a person picks.

    Raises:
        NotFoundError: no such rejection.
        ConflictError: it does not wait for a decision, somebody else has it open, or a hiring manager is asked.
        ForbiddenError: the person skipped it because they know the candidate.

    """
    rejection = locked(session, rejection_id)
    until = take(session, rejection_id, user, Looking.PICKED, now=now)
    if until is None:
        raise _refusal(session, rejection, user, now)
    return until


def extend_lease(session: Session, rejection_id: str, user: User, *, now: datetime) -> datetime:
    """Slide the end of one's own lease; returns the new end.

    Raises:
        NotFoundError: no such rejection.
        ConflictError: it is not (any more) leased to this person.

    """
    require_lease(session, locked(session, rejection_id), user, now)
    return claim(session, rejection_id, user, now=now)


def take_over(session: Session, rejection_id: str, user: User, note: str, *, now: datetime) -> datetime:
    """Take a candidate that somebody else has open; returns the end of the new lease.

    An admin may at any time, a reviewer once the holder did nothing for half the lease. The note is for the holder.

    Raises:
        BadInputError: no note.
        NotFoundError: no such rejection.
        ConflictError: nobody else has it open, it is too early, or it does not wait for a decision.
        ForbiddenError: the person skipped it because they know the candidate.

    """
    note = checked(note, N_("note"))
    if not note:
        raise BadInputError(_("taking over needs a note for your colleague, such as 'the deadline is at noon'"))
    rejection = locked(session, rejection_id)
    if not is_in_queue(rejection) or not is_open(rejection, now) or rejection.lease_by == user.id:
        raise _refusal(session, rejection, user, now)
    if user.role != Role.ADMIN and now < take_over_from(session, rejection):
        raise _refusal(session, rejection, user, now)
    rejection.lease_until = now
    session.flush()
    until = take(session, rejection_id, user, Looking.TAKEN_OVER, now=now, note=note)
    if until is None:
        raise _refusal(session, rejection, user, now)
    return until


def take_over_from(session: Session, rejection: Rejection) -> datetime:
    """From when on a reviewer may take this open candidate over: half a lease after its holder's last sign of life."""
    seconds = session.get_one(Policy, rejection.policy_id).lease_seconds
    return (rejection.lease_until or rejection.received_at) - timedelta(seconds=seconds / 2)


def put_back(session: Session, rejection_id: str, user: User, *, now: datetime) -> None:
    """Give one's lease back, so that others are served this candidate.

    Raises:
        NotFoundError: no such rejection.
        ConflictError: it is not (any more) leased to this person.

    """
    rejection = locked(session, rejection_id)
    require_lease(session, rejection, user, now)
    end_lease(rejection)
    note_look(session, rejection_id, user, Looking.PUT_BACK, now=now)


def end_lease(rejection: Rejection) -> None:
    """Nobody has it open any more."""
    rejection.lease_by = rejection.lease_until = rejection.opened_at = None


def locked(session: Session, rejection_id: str) -> Rejection:
    """The row as it is now, locked until the session ends: whoever comes second sees what the first one did.

    Raises:
        NotFoundError: no such rejection.

    """
    rejection = session.get(Rejection, rejection_id, with_for_update=True, populate_existing=True)
    if rejection is None:
        raise NotFoundError(_("there is no rejection {id}; take one from the queue").format(id=rejection_id))
    return rejection


def has_lease(rejection: Rejection, user: User, now: datetime) -> bool:
    """Whether this person has it open right now."""
    return rejection.lease_by == user.id and is_open(rejection, now)


def is_open(rejection: Rejection, now: datetime) -> bool:
    """Whether anybody has it open right now."""
    return rejection.lease_by is not None and rejection.lease_until is not None and rejection.lease_until > now


def require_lease(session: Session, rejection: Rejection, user: User, now: datetime) -> None:
    """Pass only the person who has it open.

    Raises:
        ConflictError: names who has it open until when, who took it over, or says that the lease ended.

    """
    if not is_in_queue(rejection) or not has_lease(rejection, user, now):
        raise _refusal(session, rejection, user, now)


def take(
    session: Session, rejection_id: str, user: User, how: Looking, *, now: datetime, note: str = ""
) -> datetime | None:
    """Begin or slide a lease; its end. The update decides between two reviewers: None when the other one was first."""
    seconds = session.scalars(
        select(Policy.lease_seconds)
        .join(Rejection, Rejection.policy_id == Policy.id)
        .where(Rejection.id == rejection_id)
    ).one()
    until = now + timedelta(seconds=seconds)
    still_mine = and_(Rejection.lease_by == user.id, Rejection.lease_until > now)
    open_already = session.scalars(select(Rejection.id).where(Rejection.id == rejection_id, still_mine)).first()
    taken = session.scalars(
        update(Rejection)
        .where(Rejection.id == rejection_id, in_queue(), free(user, now), may_open(user))
        .values(
            lease_by=user.id,
            lease_until=until,
            opened_at=case((still_mine, Rejection.opened_at), else_=literal(now, UtcDateTime())),
        )
        .returning(Rejection.id)
        .execution_options(synchronize_session=False)
    ).first()
    if taken is None:
        return None
    locked(session, rejection_id)  # what the session knows of the row is old now
    if open_already is None:
        note_look(session, rejection_id, user, how, now=now, note=note)
    return until


def _refusal(session: Session, rejection: Rejection, user: User, now: datetime) -> SecondLookError:
    """Why this person cannot go on with it, who has it, and what to do. Begins with who took it over, if anybody."""
    before = _taken_over(session, rejection, user)
    if not is_in_queue(rejection):
        gone = _("this candidate does not wait for a decision: the rejection is {state}").format(
            state=state_words(rejection.state)
        )
        return ConflictError(f"{before}{gone}")
    if rejection.asked_until is not None and rejection.asked_until > now:
        return ConflictError(
            _("a hiring manager is asked about this candidate until {until}; withdraw the question to open it").format(
                until=moment(rejection.asked_until)
            )
        )
    if is_open(rejection, now):
        return ConflictError(before + _who_has_it(session, rejection, user, now))
    here = select(Rejection.id).where(Rejection.id == rejection.id)
    if session.scalars(here.where(~may_still_say(user))).first():
        return ConflictError(_("you have said what you think of this candidate; somebody else looks now"))
    if not session.scalars(here.where(may_open(user))).first():
        return ForbiddenError(_("you said that you know this person, so somebody else decides; take the next one"))
    return ConflictError(
        before + _("you do not have this candidate open (any more); open it again, nobody else has it")
    )


def _who_has_it(session: Session, rejection: Rejection, user: User, now: datetime) -> str:
    until = moment(rejection.lease_until or now)
    if rejection.lease_by == user.id:
        return _("you have this candidate open yourself until {until}; decide, or put it back").format(until=until)
    name = session.get_one(User, rejection.lease_by).name
    begins = take_over_from(session, rejection)
    if user.role == Role.ADMIN or begins <= now:
        words = _("{name} has this candidate open until {until}; take the next one, or take it over with a note")
    else:
        words = _("{name} has this candidate open until {until}; take the next one, or take it over from {begins} on")
    return words.format(name=name, until=until, begins=moment(begins))


def _taken_over(session: Session, rejection: Rejection, user: User) -> str:
    """The sentence for somebody whose lease a colleague took, until anybody opens it anew; empty for everybody else."""
    latest = session.execute(
        select(Look, User)
        .join(User, User.id == Look.user_id)
        .where(Look.rejection_id == rejection.id, Look.action.in_(OPENINGS))
        .order_by(Look.at.desc(), Look.id.desc())
        .limit(2)
    ).all()
    if len(latest) < 2:  # noqa: PLR2004 - the taking over and the opening before it
        return ""
    (look, by), (before, _holder) = latest
    if look.action != Looking.TAKEN_OVER or before.user_id != user.id:
        return ""
    words = _("{name} took this over at {at}: “{note}”. ")
    return words.format(name=by.name, at=moment(look.at), note=look.note)
