"""The ends of holds: moving one, and what happens when nobody decided in time."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import BadInputError, ConflictError
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.language import moment
from app.language import translated as _
from app.lifecycle import Action, HoldMode, State, Who, add_working_days, deadline_action
from app.review.lease import locked
from app.review.words import checked, state_words
from app.store.models import Policy, Rejection
from app.store.people import User
from app.store.queries import is_in_queue
from app.store.transition import PROGRAM, Actor, apply

SWEEP_AT_MOST = 500
DAYS_AT_MOST = 30


def extend_hold(session: Session, rejection_id: str, user: User, *, days: int, reason: str, now: datetime) -> datetime:
    """Move the end of a hold by working days; returns the new end. Anybody who reviews may: a hold harms nobody.

    Raises:
        BadInputError: fewer than one day, or no reason.
        NotFoundError: no such rejection.
        ConflictError: it is not held, or the hold would become longer than the policy allows.

    """
    reason = checked(reason, N_("reason"))
    if not reason:
        raise BadInputError(_("a longer hold needs a reason, since the candidate waits longer for an answer"))
    if not 1 <= days <= DAYS_AT_MOST:
        raise BadInputError(_("a hold is extended by 1 to {most} working days").format(most=DAYS_AT_MOST))
    rejection = locked(session, rejection_id)
    if rejection.state != State.HELD or not is_in_queue(rejection):
        raise ConflictError(
            _("only a held rejection can be held longer; this one is {state}").format(
                state=state_words(rejection.state)
            )
        )
    policy = session.get_one(Policy, rejection.policy_id)
    until = add_working_days(rejection.deadline or now, days)
    latest = add_working_days(rejection.held_at or now, policy.hold_working_days_at_most)
    if until > latest:
        raise ConflictError(
            _(
                "the policy holds nobody for more than {days} working days, here until {until}; "
                "extend by fewer days, or decide"
            ).format(days=policy.hold_working_days_at_most, until=moment(latest))
        )
    apply(session, rejection, Action.EXTEND, by=Actor(Who.PERSON, user.email), now=now, why=reason, until=until)
    rejection.warned = 0  # of the new deadline nobody was warned
    return until


def sweep(session: Session, now: datetime) -> int:
    """Act on deadlines that have passed, oldest first; returns on how many. Safe to run at any time, by anybody.

    A deadline is a promise to the candidate. In gate mode alone, where no mail leaves by itself, a person who has the
    candidate open may finish: until the lease ends, and at most one lease past the deadline.
    """
    due = session.execute(
        select(Rejection, Policy)
        .join(Policy, Policy.id == Rejection.policy_id)
        .where(Rejection.deadline <= now)
        .order_by(Rejection.deadline, Rejection.id)
        .limit(SWEEP_AT_MOST)
        .with_for_update(of=Rejection, skip_locked=True)  # SQLite has one writer and needs (and knows) no row locks
        .execution_options(populate_existing=True)
    ).all()
    count = 0
    for rejection, policy in due:
        action = deadline_action(rejection.state, policy.lapse_policy)
        if action is None or _being_decided(rejection, policy, now):
            continue
        apply(session, rejection, action, by=PROGRAM, now=now, why=_why(action, policy))
        count += 1
    return count


def _being_decided(rejection: Rejection, policy: Policy, now: datetime) -> bool:
    return (
        policy.hold_mode == HoldMode.GATE
        and rejection.state == State.HELD
        and rejection.lease_until is not None
        and rejection.lease_until > now
        and rejection.deadline is not None
        and now < rejection.deadline + timedelta(seconds=policy.lease_seconds)
    )


def _why(action: Action, policy: Policy) -> str:
    if action is Action.HOLD_UNSCREENED:
        return "not screened in time; held so that a person looks"
    return f"lapse_policy {policy.lapse_policy}, version {policy.version}, chosen by {policy.chosen_by}"
