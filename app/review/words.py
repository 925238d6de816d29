"""The sentences of the review, and the bounds of what people may write. What decides lives in the other files.

Controls must not be told from flagged candidates, so nothing here has a word for either.
"""

from datetime import UTC, datetime, time, timedelta

from app.errors import BadInputError
from app.language import dated
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.language import translated as _
from app.lifecycle import Action, State
from app.matching.model import Cause, Finding, Strength
from app.pseudonym import pseudonym

NOTE_LIMIT = 2_000

FINDINGS = {
    Finding.MET: N_("met"),
    Finding.PARTLY: N_("partly met"),
    Finding.NOT_FOUND: N_("not found in this resume"),
    Finding.CONTRADICTED: N_("the resume says otherwise"),
}
_CAUSES = {
    Cause.SYNONYM: N_("Another word for it"),
    Cause.SPELLING: N_("Another spelling"),
    Cause.UNREADABLE: N_("Hard to read for a program"),
    Cause.KNOCKOUT_CONFLICT: N_("Form and resume disagree"),
    Cause.YEARS_MISCOUNT: N_("Years that only add up"),
    Cause.GAP_FILTER: N_("A time without a job"),
    Cause.TITLE_MISMATCH: N_("Another job title"),
    Cause.DEGREE_EQUIVALENT: N_("A degree worth as much"),
    Cause.LOCATION: N_("The location"),
    Cause.PREFERRED_AS_REQUIRED: N_("A wish taken for a demand"),
    Cause.NOT_A_MISS: N_("Not everything was found"),
}
_WHERE = {
    Strength.ROLE: N_("in a dated job"),
    Strength.CERTIFICATE: N_("among certificates"),
    Strength.SKILLS: N_("in a list of skills"),
    Strength.SUMMARY: N_("in the summary"),
}
NOT_COMPARED = N_("not compared with the resume yet")

_STATES = {
    State.RECEIVED: N_("not compared yet"),
    State.HELD: N_("held"),
    State.STANDS: N_("in effect"),
    State.REINSTATED: N_("taken back"),
    State.UPHELD: N_("upheld"),
    State.LAPSED: N_("overdue"),
    State.CLOSED: N_("closed by the ATS"),
}

_WAITS_BECAUSE = {
    Action.HOLD_UNREADABLE: N_("The program could not read this resume; please open the file itself."),
    Action.HOLD_UNCLEAR_POSTING: N_(
        "The program did not understand what this posting requires; please compare by hand."
    ),
    Action.HOLD_UNSCREENED: N_("The program did not get to this resume in time; please compare by hand."),
}

MAY_BE_UNREAD = frozenset({Action.HOLD_UNREADABLE, Action.HOLD_UNSCREENED})
"""Where what to say depends on whether the resume was read."""

NO_FILE = N_("The original file could not be fetched, so nothing was read; please look at it in the ATS.")
READ_LATE = N_("The program read this resume late, when it waited here already; what it found is shown with it.")
NOT_TRIED = N_("The program failed before it could read this resume; please look at it in the ATS.")


def waits_because(held_because: str, *, sha256: str | None) -> str:
    """What the reviewer needs to know about why it waits; empty for everything the program could compare.

    ``sha256`` is that of the file as the screening noted it: empty where there was none, None where it noted nothing.
    """
    if held_because == Action.HOLD_UNSCREENED and sha256 is not None:
        return _(READ_LATE)
    if held_because == Action.HOLD_UNREADABLE and not sha256:
        return _(NOT_TRIED if sha256 is None else NO_FILE)
    return next((_(words) for action, words in _WAITS_BECAUSE.items() if action == held_because), "")


def state_words(state: str) -> str:
    """Where a rejection has got to, at the end of a sentence."""
    return _(_STATES[State(state)])


def code_of(rejection_id: str) -> str:
    """What stands for the candidate's name until the decision is final."""
    return _("Candidate {code}").format(code=pseudonym(rejection_id))


def finding_words(finding: str) -> str:
    """A finding as the page says it. NOT_FOUND speaks of the resume, never of the person."""
    return _(FINDINGS.get(Finding(finding), NOT_COMPARED) if finding else NOT_COMPARED)


def cause_words(cause: str) -> str:
    """The heading of a reason."""
    return next((_(words) for known, words in _CAUSES.items() if known == cause), "")


def where_words(strength: str) -> str:
    """Where a quotation stands; empty where that says nothing, or an older match did not note it."""
    return next((_(words) for known, words in _WHERE.items() if known == strength), "")


def until(at: datetime) -> str:
    """A deadline in a sentence, after "by" or "until". Midnight is said as the end of the day before."""
    if at.astimezone(UTC).time() == time():
        day = at.astimezone(UTC) - timedelta(days=1)
        return _("the end of {day}, UTC").format(day=dated(day, N_("EEE d MMM")))
    return dated(at, N_("EEE d MMM y, HH:mm 'UTC'"))


def checked(text: str, what: str) -> str:
    """What a person wrote, stripped; ``what`` it is, is a sentence of the catalogue.

    Raises:
        BadInputError: longer than NOTE_LIMIT, or with characters that no database keeps.

    """
    text = text.strip()
    if len(text) > NOTE_LIMIT:
        words = _("the {what} has {count} characters; at most {most} are kept, so shorten it")
        raise BadInputError(words.format(what=_(what), count=len(text), most=NOTE_LIMIT))
    if not storable(text):
        words = _("the {what} holds a character that is not text (NUL or half a pair); remove it")
        raise BadInputError(words.format(what=_(what)))
    return text


def storable(text: str) -> bool:
    """Whether every database keeps this text: no NUL, no half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)
