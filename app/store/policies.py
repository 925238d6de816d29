"""The policy of a connection: versions, and the newest one. A rejection keeps the version it came under."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import BadInputError
from app.lifecycle import HoldMode, LapsePolicy, UnflaggedPolicy
from app.store.models import Connection, Policy

OFFERED = frozenset({UnflaggedPolicy.HOLD_ALL, UnflaggedPolicy.SAMPLE_THEN_RELEASE})
"""What can be chosen. RELEASE_WITH_APPEAL promises a way to appeal, and there is none yet."""

BOUNDS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "allowed_missing": (0, 20),
        "hold_working_days": (1, 7),
        "hold_working_days_at_most": (1, 7),
        "lease_seconds": (60, 3600),
        "undo_seconds": (1, 600),
        "budget_per_day": (1, 1000),
        "control_share": (0, 1),
        "controls_at_least": (0, 100),
        "second_review_share": (0, 1),
        "ask_working_days": (1, 5),
        "accepted_miss_rate": (0.001, 0.5),
        "alarming_miss_rate": (0.002, 0.9),
    }
)
"""What a person may choose besides modes, from and to. The hold ends in 7 working days at most: a hold is no answer."""

MISS_RATES: Mapping[str, float] = MappingProxyType({"accepted_miss_rate": 0.02, "alarming_miss_rate": 0.05})
"""What the monitor tells apart where nobody chose otherwise."""

_KEPT = (
    *BOUNDS,
    "mail_margin_seconds",
    "screening_seconds_at_most",
    "attempts_at_most",
)


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
    """Add a version. ``others`` are columns of Policy that change; the rest is as in the version before.

    In delay mode a connection takes deliveries only once its hold test has passed.

    Raises:
        BadInputError: no name of a person (the history has to name one), or a number beyond ``BOUNDS``.

    """
    if not chosen_by.strip():
        raise BadInputError("a policy needs the name of the person who chooses it; pass --chosen-by")
    for name, (least, most) in BOUNDS.items():
        if not least <= others.get(name, least) <= most:
            raise BadInputError(f"{name.replace('_', ' ')} must be between {least:g} and {most:g}")
    newest = select(Policy).where(Policy.connection_id == connection.id).order_by(Policy.version.desc()).limit(1)
    before = session.scalars(newest.with_for_update()).first()
    if before is not None:
        others = {name: getattr(before, name) for name in _KEPT} | others
    if others.get("hold_working_days", 1) > others.get("hold_working_days_at_most", BOUNDS["hold_working_days"][1]):
        raise BadInputError("the usual hold cannot be longer than the longest; raise that first")
    accepted, alarming = (others.get(name, default) for name, default in MISS_RATES.items())
    if accepted >= alarming:
        raise BadInputError("the alarming miss rate must be above the accepted one; the monitor tells the two apart")
    policy = Policy(
        connection_id=connection.id,
        version=(before.version if before else 0) + 1,
        hold_mode=hold_mode,
        unflagged_policy=unflagged_policy,
        lapse_policy=lapse_policy,
        chosen_by=chosen_by.strip(),
        chosen_at=now,
        **others,
    )
    session.add(policy)
    # Un-rejecting is not the same as stopping the mail: delay mode takes deliveries only once that has been seen.
    connection.active = hold_mode is not HoldMode.DELAY or connection.hold_tested_at is not None
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
