"""What an unwelcome HTTP status means for a talk; the passing ones (429, 502 to 504) never reach a talk."""

from app.ats.base import Refused, Reply, RetryLater

MISSING = frozenset({404, 410})
CONFLICT = frozenset({409, 412})
DENIED = frozenset({401, 403})
PASSING = frozenset({408, 423, 425, 500})


def is_success(reply: Reply) -> bool:
    """True for 200 to 299."""
    return reply.status // 100 == 2  # noqa: PLR2004 - the class of a status is its first digit


def refusal(reply: Reply, doing: str, *, authorised: bool = True) -> Refused | RetryLater:
    """Sort a status that is no success into "try again" and "never".

    ``authorised`` is False for a call without our credentials: a file's dead link says nothing about the connection.
    """
    why = f"{doing}: the ATS answered {reply.status}"
    if reply.status in PASSING:
        return RetryLater(why)
    if reply.status in DENIED and authorised:
        return Refused(f"{why}; check the connection's credentials and what they may do", credentials=True)
    return Refused(why)


def passing_conflict(doing: str) -> RetryLater:
    """The application changed between our look and our write: the next attempt looks again and decides anew."""
    return RetryLater(f"{doing}: the application changed in the ATS just now")


def not_found() -> RetryLater:
    """Say that the application is not where it was: an outage, a moved server or a narrowed token look the same.

    So it is doubt, never a change that somebody made: the outbox asks again and parks it, visibly, when that is no use.
    """
    return RetryLater("the ATS does not find this application right now; check there that it exists")
