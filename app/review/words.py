"""The sentences of the review, and the bounds of what people may write. What decides lives in the other files.

Controls must not be told from flagged candidates, so nothing here has a word for either.
"""

from datetime import UTC, datetime, time, timedelta

from app.errors import BadInputError
from app.lifecycle import Action
from app.matching.model import Cause, Finding, Strength

NOTE_LIMIT = 2_000

FINDINGS = {
    Finding.MET: "met",
    Finding.PARTLY: "partly met",
    Finding.NOT_FOUND: "not found in this resume",
    Finding.CONTRADICTED: "the resume says otherwise",
}
_CAUSES = {
    Cause.SYNONYM: "Another word for it",
    Cause.SPELLING: "Another spelling",
    Cause.UNREADABLE: "Hard to read for a program",
    Cause.KNOCKOUT_CONFLICT: "Form and resume disagree",
    Cause.YEARS_MISCOUNT: "Years that only add up",
    Cause.GAP_FILTER: "A time without a job",
    Cause.TITLE_MISMATCH: "Another job title",
    Cause.DEGREE_EQUIVALENT: "A degree worth as much",
    Cause.LOCATION: "The location",
    Cause.PREFERRED_AS_REQUIRED: "A wish taken for a demand",
    Cause.NOT_A_MISS: "Not everything was found",
}
_WHERE = {
    Strength.ROLE: "in a dated job",
    Strength.CERTIFICATE: "among certificates",
    Strength.SKILLS: "in a list of skills",
    Strength.SUMMARY: "in the summary",
}
NOT_COMPARED = "not compared with the resume yet"

_WAITS_BECAUSE = {
    Action.HOLD_UNREADABLE: "The program could not read this resume; please open the file itself.",
    Action.HOLD_UNCLEAR_POSTING: "The program did not understand what this posting requires; please compare by hand.",
    Action.HOLD_UNSCREENED: "The program did not get to this resume in time; please compare by hand.",
}

MAY_BE_UNREAD = frozenset({Action.HOLD_UNREADABLE, Action.HOLD_UNSCREENED})
"""Where what to say depends on whether the resume was read."""

NO_FILE = "The original file could not be fetched, so nothing was read; please look at it in the ATS."
READ_LATE = "The program read this resume late, when it waited here already; what it found is shown with it."
NOT_TRIED = "The program failed before it could read this resume; please look at it in the ATS."


def waits_because(held_because: str, *, sha256: str | None) -> str:
    """What the reviewer needs to know about why it waits; empty for everything the program could compare.

    ``sha256`` is that of the file as the screening noted it: empty where there was none, None where it noted nothing.
    """
    if held_because == Action.HOLD_UNSCREENED and sha256 is not None:
        return READ_LATE
    if held_because == Action.HOLD_UNREADABLE and not sha256:
        return NOT_TRIED if sha256 is None else NO_FILE
    return next((words for action, words in _WAITS_BECAUSE.items() if action == held_because), "")


def code_of(rejection_id: str) -> str:
    """What stands for the candidate's name until the decision, from the random end of the id."""
    return f"Candidate {rejection_id[-6:].upper()}"


def finding_words(finding: str) -> str:
    """A finding as the page says it. NOT_FOUND speaks of the resume, never of the person."""
    return FINDINGS.get(Finding(finding), NOT_COMPARED) if finding else NOT_COMPARED


def cause_words(cause: str) -> str:
    """The heading of a reason."""
    return next((words for known, words in _CAUSES.items() if known == cause), "")


def where_words(strength: str) -> str:
    """Where a quotation stands; empty where that says nothing, or an older match did not note it."""
    return next((words for known, words in _WHERE.items() if known == strength), "")


def moment(at: datetime) -> str:
    """A time in a sentence."""
    return f"{at.day} {at:%b %Y, %H:%M} UTC"


def until(at: datetime) -> str:
    """A deadline in a sentence, after "by" or "until". Midnight is said as the end of the day before."""
    if at.astimezone(UTC).time() == time():
        day = at.astimezone(UTC) - timedelta(days=1)
        return f"the end of {day:%a} {day.day} {day:%b}, UTC"
    return f"{at:%a} {moment(at)}"


def checked(text: str, what: str) -> str:
    """What a person wrote, stripped.

    Raises:
        BadInputError: longer than NOTE_LIMIT, or with characters that no database keeps.

    """
    text = text.strip()
    if len(text) > NOTE_LIMIT:
        raise BadInputError(f"the {what} has {len(text)} characters; at most {NOTE_LIMIT} are kept, so shorten it")
    if not storable(text):
        raise BadInputError(f"the {what} holds a character that is not text (NUL or half a pair); remove it")
    return text


def storable(text: str) -> bool:
    """Whether every database keeps this text: no NUL, no half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)
