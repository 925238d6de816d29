"""The policy of a connection: versions, and the newest one. A rejection keeps the version it came under."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import BadInputError
from app.lifecycle import HoldMode, LapsePolicy, UnflaggedPolicy
from app.store.models import Connection, Policy


def current_policy(session: Session, connection_id: str) -> Policy:
    """The newest version.

    Raises:
        BadInputError: nobody chose a policy for this connection yet.

    """
    newest = select(Policy).where(Policy.connection_id == connection_id).order_by(Policy.version.desc()).limit(1)
    policy = session.scalars(newest).first()
    if policy is None:
        raise BadInputError("no policy was chosen for this connection; run `second-look connect` and choose one")
    return policy


def choose_policy(
    session: Session,
    connection: Connection,
    *,
    hold_mode: HoldMode,
    unflagged_policy: UnflaggedPolicy,
    lapse_policy: LapsePolicy,
    chosen_by: str,
    now: datetime,
    **others: Any,
) -> Policy:
    """Add a version. ``others`` are columns of Policy that differ from their defaults.

    Raises:
        BadInputError: no name of a person; the history has to name one.

    """
    if not chosen_by.strip():
        raise BadInputError("a policy needs the name of the person who chooses it; pass --chosen-by")
    newest = (
        select(Policy.version).where(Policy.connection_id == connection.id).order_by(Policy.version.desc()).limit(1)
    )
    policy = Policy(
        connection_id=connection.id,
        version=(session.scalars(newest).first() or 0) + 1,
        hold_mode=hold_mode,
        unflagged_policy=unflagged_policy,
        lapse_policy=lapse_policy,
        chosen_by=chosen_by.strip(),
        chosen_at=now,
        **others,
    )
    session.add(policy)
    session.flush()
    return policy


def named(policy: Policy, choice: str) -> str:
    """How the history names a policy and the person behind it: ``lapse_policy release, version 2, chosen by ...``."""
    return f"{choice} {getattr(policy, choice)}, policy version {policy.version}, chosen by {policy.chosen_by}"


def in_words(policy: Policy) -> str:
    """A whole policy in a sentence: what was chosen, which version, by whom."""
    return (
        f"{policy.hold_mode} mode, unflagged: {policy.unflagged_policy}, on lapse: {policy.lapse_policy} "
        f"(version {policy.version}, chosen by {policy.chosen_by})"
    )
