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
        Action.REINSTATE_AFTER_ALL: "reversed: reinstated after all",
        Action.UPHOLD_AFTER_ALL: "reversed: upheld after all",
        Action.UNDO_REVERSAL: "reversal undone",
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
        Effect.REJECT: "Reject again, since the reinstatement was reversed",
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
        "opened": "opened the candidate",  # as it was noted before serving and picking were told apart
        "served": "opened the candidate that the queue served",
        "picked": "opened the candidate by hand",
        "put_back": "put the candidate back",
        "file_opened": "opened the original file",
        "taken_over": "took the candidate over from a colleague",
        "skipped": "skipped the candidate",
        "asked": "asked a hiring manager",
        "read_when_asked": "read the candidate's page, being asked about it",
        "answered": "answered the question",
        "question_withdrawn": "withdrew the question",
        "revealed": "chose to see who it is",
    }
)

SKIPS: Mapping[str, str] = MappingProxyType(
    {
        "not_my_field": "not my field",
        "known_person": "I know this person",
        "unjudgeable": "I cannot judge this file",
    }
)
"""The note of a look that is a skip."""
