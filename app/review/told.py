"""How far a decision has reached the ATS, from what was to be told."""

from collections.abc import Sequence
from enum import StrEnum

from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.lifecycle import Effect
from app.store.models import Decision, OutboxItem
from app.store.transition import CANCELLED, DELIVERED, PARKED, PENDING, SENDING, SUPERSEDED


class Told(StrEnum):
    """How far it came; COLLEAGUE where a second person has to look first."""

    UNDONE = "undone"
    COLLEAGUE = "colleague"
    WAITING = "waiting"
    DELIVERED = "delivered"
    CONFIRMED = "confirmed"
    PARKED = "parked"
    OVERTAKEN = "overtaken"
    REVERSED = "reversed"
    NOTHING = "nothing"


TOLD_WORDS = {
    Told.UNDONE: N_("Undone: nothing was sent."),
    Told.COLLEAGUE: N_("A colleague looks as well before anything is sent."),
    Told.WAITING: N_("Waiting to tell the ATS."),
    Told.DELIVERED: N_("The ATS was told."),
    Told.CONFIRMED: N_("The ATS was told and has confirmed it."),
    Told.PARKED: N_("The ATS could not be told; somebody has to look at it."),
    Told.OVERTAKEN: N_("It did not arrive as decided: the application was changed in the ATS before."),
    Told.REVERSED: N_("It was reversed before it had reached the ATS."),
    Told.NOTHING: N_("There was nothing to tell the ATS."),
}


def told(row: Decision, items: Sequence[OutboxItem], *, turned: bool) -> Told:
    """How far, from the items of this decision; ``turned`` where a later one reverses it."""
    if row.undone_at:
        return Told.UNDONE
    if _overtaken(items):
        return Told.REVERSED if turned else Told.OVERTAKEN
    statuses = {item.status for item in items}
    if PARKED in statuses:
        return Told.PARKED
    if statuses & {PENDING, SENDING}:
        return Told.WAITING
    changes = [item for item in items if item.status == DELIVERED and item.effect != Effect.NOTE]
    if changes and all(item.confirmed_at for item in changes):
        return Told.CONFIRMED
    return Told.DELIVERED if DELIVERED in statuses else Told.NOTHING


def remark(how_far: Told, items: Sequence[OutboxItem]) -> str:
    """Why it is parked or was overtaken, from the write-back."""
    if how_far is Told.OVERTAKEN:
        return _overtaken(items)[0].remark
    return next((item.remark for item in items if item.status == PARKED), "")


def _overtaken(items: Sequence[OutboxItem]) -> list[OutboxItem]:
    """What did not arrive because somebody was faster. A note that arrived says nothing about the change itself."""
    weighty = [item for item in items if item.effect != Effect.NOTE] or items
    return [item for item in weighty if item.status in {CANCELLED, SUPERSEDED}]
