"""What is true about one rejection, in sentences: who rejected, where the mail is, and what follows from each way out.

The only place that turns origin, mode, hold and policy into words, so that a page and the API cannot say different
things, and neither can promise what the connection does not keep. Nothing here depends on why a candidate was chosen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ats.registry import ADAPTERS
from app.language import moment
from app.language import translated as _
from app.lifecycle import Effect, HoldMode, LapsePolicy, State
from app.review.words import until
from app.store.models import OutboxItem, Policy, Rejection
from app.store.queries import is_in_queue
from app.store.transition import CANCELLED, DELIVERED, PARKED, PENDING, SENDING, SUPERSEDED


@dataclass(frozen=True, slots=True)
class Situation:
    """Sentences; all but ``rejected`` and ``lapsed`` are empty where nobody waits."""

    rejected: str
    mail: str
    undecided: str
    reinstating: str
    upholding: str
    lapsed: str
    not_held: bool
    """The ATS could not be told to hold the mail: it may leave."""
    extendable: bool


def situation(rejection: Rejection, holds: Sequence[OutboxItem], *, now: datetime, bare: bool = False) -> Situation:
    """Say it all. ``rejection`` comes with its policy and connection; ``holds`` as ``holds_of`` gives them.

    ``bare`` leaves out by whom and by which rule.
    """
    policy = rejection.policy
    waits = is_in_queue(rejection)
    by_file = not ADAPTERS[rejection.connection.vendor].CAN.modes
    upholding, reinstating = _ways_out(_mode_in_effect(rejection), by_file=by_file)
    return Situation(
        rejected=_("{done} on {at}.").format(done=_done(rejection), at=moment(rejection.rejected_at))
        if bare
        else _rejected(rejection),
        mail=_mail(rejection, holds, now) if waits else "",
        undecided=_undecided(rejection, policy, failed=hold_failed(holds)) if waits else "",
        reinstating=reinstating if waits else "",
        upholding=upholding if waits else "",
        lapsed=_lapsed(rejection, policy, waits=waits),
        not_held=waits and hold_failed(holds),
        extendable=rejection.state == State.HELD and policy.hold_mode is not HoldMode.REVERSE,
    )


def holds_of(session: Session, rejection_ids: Iterable[str]) -> dict[str, list[OutboxItem]]:
    """What the ATS was, or is to be, told to hold, by rejection, oldest first."""
    found: dict[str, list[OutboxItem]] = {}
    items = session.scalars(
        select(OutboxItem)
        .where(
            OutboxItem.rejection_id.in_(list(rejection_ids)),
            OutboxItem.effect == Effect.HOLD,
            OutboxItem.status.not_in((CANCELLED, SUPERSEDED)),
        )
        .order_by(OutboxItem.created_at, OutboxItem.id)
    )
    for item in items:
        found.setdefault(item.rejection_id, []).append(item)
    return found


def hold_failed(holds: Sequence[OutboxItem]) -> bool:
    """Whether the newest hold has been tried and has not reached the ATS."""
    if not holds:
        return False
    newest = holds[-1]
    tried_before = newest.attempt_count > (1 if newest.status == SENDING else 0)
    return newest.status == PARKED or (newest.status in (PENDING, SENDING) and tried_before)


def _mode_in_effect(rejection: Rejection) -> HoldMode:
    """What gate mode keeps from being rejected and was rejected in the ATS all the same can only be undone."""
    mode = rejection.policy.hold_mode
    return HoldMode.REVERSE if mode is HoldMode.GATE and rejection.in_ats != "parked" else mode


def _done(rejection: Rejection) -> str:
    return _("Set aside") if rejection.in_ats == "parked" else _("Rejected")


def _rejected(rejection: Rejection) -> str:
    at = moment(rejection.rejected_at)
    rule = _("the rule “{name}”").format(name=rejection.rule) if rejection.rule else _("a rule of the ATS")
    done = _done(rejection)
    if rejection.origin == "auto":
        return _("{done} automatically by {rule} on {at}.").format(done=done, rule=rule, at=at)
    if rejection.origin == "human":
        return _("{done} by a person in the ATS on {at}.").format(done=done, at=at)
    said = _("{done} on {at}; we do not know by whom, a rule or a person.").format(done=done, at=at)
    return said + " " + _("The ATS names {rule}.").format(rule=rule) if rejection.rule else said


def _mail(rejection: Rejection, holds: Sequence[OutboxItem], now: datetime) -> str:
    mode = rejection.policy.hold_mode
    if mode is HoldMode.GATE:
        if rejection.in_ats == "parked":
            return _("Nothing has been sent to the candidate.")
        return _("The ATS reports this one as rejected already, so whether a mail was sent has to be looked up there.")
    if mode is HoldMode.REVERSE:
        return _("The rejection has taken effect: its mail has left, or is not ours to stop.")
    if hold_failed(holds):
        return _could_not_hold(rejection, holds, now)
    held = _last_delivered(holds)
    if held is not None and held.hold_until is not None and held.done_at is not None:
        sentence = _("The ATS holds the mail until {until}; it confirmed that at {at}.")
        said = [sentence.format(until=moment(held.hold_until), at=moment(held.done_at))]
        if holds[-1] is not held:
            said.append(_("It has not confirmed yet that it holds it longer."))
        if rejection.mail_at is not None and held is holds[0] and held.done_at >= rejection.mail_at:
            late = _("The mail was due at {at} already and may have left before.")
            said.append(late.format(at=moment(rejection.mail_at)))
        return " ".join(said)
    return _("The ATS has not confirmed the hold yet; {may_leave}.").format(
        may_leave=_may_leave(rejection.mail_at, now)
    )


def _could_not_hold(rejection: Rejection, holds: Sequence[OutboxItem], now: datetime) -> str:
    newest, held = holds[-1], _last_delivered(holds)
    why = f" ({newest.remark.rstrip('.')})" if newest.remark else ""
    trying = _("Nobody tries again by itself.") if newest.status == PARKED else _("It is tried again.")
    leaves_at = held.hold_until if held is not None else rejection.mail_at
    said = (
        _("The ATS could not be told to hold the mail{why}; {may_leave}.")
        if held is None
        else _("The ATS could not be told to hold the mail longer{why}; {may_leave}.")
    )
    return f"{said.format(why=why, may_leave=_may_leave(leaves_at, now))} {trying}"


def _may_leave(at: datetime | None, now: datetime) -> str:
    if at is None:
        return _("the mail may leave at any time")
    words = _("the mail may leave at {at}") if at > now else _("the mail may have left at {at}")
    return words.format(at=moment(at))


def _last_delivered(holds: Sequence[OutboxItem]) -> OutboxItem | None:
    return next((item for item in reversed(holds) if item.status == DELIVERED), None)


def _undecided(rejection: Rejection, policy: Policy, *, failed: bool) -> str:
    mode = _mode_in_effect(rejection)
    if rejection.state == State.LAPSED:
        return "" if mode is HoldMode.REVERSE or failed else _("It stays held until somebody decides.")
    keep = policy.lapse_policy is LapsePolicy.KEEP
    follows = {
        (HoldMode.GATE, True): _("nothing is sent, and the candidate stays here as overdue"),
        (HoldMode.GATE, False): _("the ATS is told to reject, and its mail goes out"),
        (HoldMode.DELAY, True): _("the mail stays held, and the candidate stays here as overdue"),
        (HoldMode.DELAY, False): _("the hold ends, and the mail leaves"),
        (HoldMode.REVERSE, True): _("the candidate stays here as overdue, and nothing changes in the ATS"),
        (HoldMode.REVERSE, False): _("the rejection stands, and the candidate leaves the queue"),
    }[mode, keep]
    if failed and keep:
        follows = _("the candidate stays here as overdue; that does not stop the mail")
    by = until(rejection.deadline) if rejection.deadline else _("the deadline")
    words = _("If nobody decides by {by}, {follows}; {who} chose that.")
    return words.format(by=by, follows=follows, who=policy.chosen_by)


def _ways_out(mode: HoldMode, *, by_file: bool) -> tuple[str, str]:
    if mode is HoldMode.GATE:
        return (
            _("Uphold: the ATS is told to reject; its mail goes out as set up there."),
            _("Reinstate: the candidate goes on in the ATS; no rejection is sent."),
        )
    if mode is HoldMode.DELAY:
        return (
            _("Uphold: the ATS is told to end the hold, and the mail leaves."),
            _("Reinstate: the ATS is told to take the rejection back, so that its mail does not leave."),
        )
    if by_file:
        return (
            _("Uphold: the rejection stays as it is; only what you write goes to the outcome file."),
            _("Reinstate: that is written to the outcome file, for somebody to undo the rejection in the ATS."),
        )
    return (
        _("Uphold: the rejection stays as it is; only what you write goes to the ATS."),
        _("Reinstate: the ATS is told to undo the rejection; a mail that has left stays with the candidate."),
    )


def _lapsed(rejection: Rejection, policy: Policy, *, waits: bool) -> str:
    if rejection.state != State.LAPSED:
        return ""
    if not waits:
        words = _("Nobody decided in time, and the rejection took effect, as {who} chose for this connection.")
        return words.format(who=policy.chosen_by)
    if _mode_in_effect(rejection) is HoldMode.REVERSE:
        return _("Nobody decided in time; this candidate still waits.")
    return _("Nobody decided in time; the rejection is still held back, and this candidate still waits.")
