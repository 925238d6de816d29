"""The words of the record: what compliance reads for each state, action, effect, status of an item, and look.

English; the pages translate them. Reviewers never see these: some of them name controls.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.lifecycle import Action, Effect, State
from app.store.transition import CANCELLED, DELIVERED, PARKED, PENDING, SENDING, SUPERSEDED

STATES: Mapping[str, str] = MappingProxyType(
    {
        State.RECEIVED: N_("received, not screened yet"),
        State.HELD: N_("held for a person"),
        State.STANDS: N_("stands as the ATS ordered"),
        State.REINSTATED: N_("reinstated by a person"),
        State.UPHELD: N_("upheld by a person"),
        State.LAPSED: N_("lapsed: nobody decided in time"),
        State.CLOSED: N_("closed by the ATS"),
    }
)

ACTIONS: Mapping[str, str] = MappingProxyType(
    {
        Action.HOLD_MATCH: N_("held: strong match"),
        Action.HOLD_UNREADABLE: N_("held: resume not readable"),
        Action.HOLD_UNCLEAR_POSTING: N_("held: posting not understood"),
        Action.HOLD_CONTROL: N_("held: control, drawn at random"),
        Action.HOLD_BY_POLICY: N_("held: the policy holds everybody"),
        Action.HOLD_UNSCREENED: N_("held: not screened in time"),
        Action.LET_STAND: N_("let stand"),
        Action.LET_STAND_AND_RELEASE: N_("let stand, and the ATS told so"),
        Action.RECORD_HUMAN: N_("recorded: a person rejected"),
        Action.EXTEND: N_("held longer"),
        Action.REINSTATE: N_("reinstated"),
        Action.UPHOLD: N_("upheld"),
        Action.UNDO: N_("decision undone"),
        Action.REINSTATE_AFTER_ALL: N_("reversed: reinstated after all"),
        Action.UPHOLD_AFTER_ALL: N_("reversed: upheld after all"),
        Action.UNDO_REVERSAL: N_("reversal undone"),
        Action.LAPSE: N_("lapsed, kept held"),
        Action.LAPSE_AND_RELEASE: N_("lapsed, and the rejection took effect"),
        Action.REMIND: N_("still undecided"),
        Action.CLOSE: N_("closed: changed in the ATS"),
    }
)

EFFECTS: Mapping[str, str] = MappingProxyType(
    {
        Effect.HOLD: N_("Hold the rejection"),
        Effect.RELEASE: N_("Let the rejection take effect"),
        Effect.REINSTATE: N_("Take the rejection back"),
        Effect.REJECT: N_("Reject again, since the reinstatement was reversed"),
        Effect.NOTE: N_("Write a note"),
    }
)

STATUSES: Mapping[str, str] = MappingProxyType(
    {
        PENDING: N_("waiting to be sent"),
        SENDING: N_("being sent"),
        DELIVERED: N_("done"),
        PARKED: N_("could not be done; somebody has to look at it"),
        CANCELLED: N_("cancelled before it was sent"),
        SUPERSEDED: N_("not needed: the ATS had changed it itself"),
    }
)

LOOKS: Mapping[str, str] = MappingProxyType(
    {
        "opened": N_("opened the candidate"),  # as it was noted before serving and picking were told apart
        "served": N_("opened the candidate that the queue served"),
        "picked": N_("opened the candidate by hand"),
        "put_back": N_("put the candidate back"),
        "file_opened": N_("opened the original file"),
        "read_by_program": N_("read the candidate through a program"),
        "taken_over": N_("took the candidate over from a colleague"),
        "skipped": N_("skipped the candidate"),
        "asked": N_("asked a hiring manager"),
        "read_when_asked": N_("read the candidate's page, being asked about it"),
        "answered": N_("answered the question"),
        "question_withdrawn": N_("withdrew the question"),
        "revealed": N_("chose to see who it is"),
    }
)

OPENING = ("opened", "served", "picked", "taken_over", "read_by_program")
"""Looks of somebody who may decide, at all of the candidate: what "looked at" means in the night and in lists."""

SKIPS: Mapping[str, str] = MappingProxyType(
    {
        "not_my_field": N_("not my field"),
        "known_person": N_("I know this person"),
        "unjudgeable": N_("I cannot judge this file"),
    }
)
"""The note of a look that is a skip."""
