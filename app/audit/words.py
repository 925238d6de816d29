"""The words of the record: what compliance reads for each state, action, effect, status of an item, and look.

Reviewers never see these: some of them name controls.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.lifecycle import Action, Effect, State
from app.store.transition import CANCELLED, DELIVERED, PARKED, PENDING, SENDING, SUPERSEDED

STATES: Mapping[str, str] = MappingProxyType(
    {
        State.RECEIVED: "received, not screened yet",
        State.HELD: "held for a person",
        State.STANDS: "stands as the ATS ordered",
        State.REINSTATED: "reinstated by a person",
        State.UPHELD: "upheld by a person",
        State.LAPSED: "lapsed: nobody decided in time",
        State.CLOSED: "closed by the ATS",
    }
)

ACTIONS: Mapping[str, str] = MappingProxyType(
    {
        Action.HOLD_MATCH: "held: strong match",
        Action.HOLD_UNREADABLE: "held: resume not readable",
        Action.HOLD_UNCLEAR_POSTING: "held: posting not understood",
        Action.HOLD_CONTROL: "held: control, drawn at random",
        Action.HOLD_BY_POLICY: "held: the policy holds everybody",
        Action.HOLD_UNSCREENED: "held: not screened in time",
        Action.LET_STAND: "let stand",
        Action.LET_STAND_AND_RELEASE: "let stand, and the ATS told so",
        Action.RECORD_HUMAN: "recorded: a person rejected",
        Action.EXTEND: "held longer",
        Action.REINSTATE: "reinstated",
        Action.UPHOLD: "upheld",
        Action.UNDO: "decision undone",
        Action.LAPSE: "lapsed, kept held",
        Action.LAPSE_AND_RELEASE: "lapsed, and the rejection took effect",
        Action.REMIND: "still undecided",
        Action.CLOSE: "closed: changed in the ATS",
    }
)

EFFECTS: Mapping[str, str] = MappingProxyType(
    {
        Effect.HOLD: "Hold the rejection",
        Effect.RELEASE: "Let the rejection take effect",
        Effect.REINSTATE: "Take the rejection back",
        Effect.NOTE: "Write a note",
    }
)

STATUSES: Mapping[str, str] = MappingProxyType(
    {
        PENDING: "waiting to be sent",
        SENDING: "being sent",
        DELIVERED: "done",
        PARKED: "could not be done; somebody has to look at it",
        CANCELLED: "cancelled before it was sent",
        SUPERSEDED: "not needed: the ATS had changed it itself",
    }
)

LOOKS: Mapping[str, str] = MappingProxyType(
    {
        "opened": "opened the candidate",
        "put_back": "put the candidate back",
        "file_opened": "opened the original file",
        "revealed": "chose to see who it is",
    }
)
