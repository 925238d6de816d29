"""Requirements given by a person, on the page or through the API; ``matching.requirements`` reads them from a text."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.errors import BadInputError, NotFoundError
from app.language import translated as _
from app.matching.model import Requirement
from app.matching.requirements import MAX_POSTING, from_data, read_requirements
from app.store import postings
from app.store.models import Posting


def give(session: Session, posting_id: str, items: Sequence[Mapping[str, Any]], *, by: str, now: datetime) -> int:
    """Make ``items`` the requirements of a posting; returns the version. They stay until a person changes them.

    Raises:
        NotFoundError: no such posting.
        BadInputError: an item cannot be used; the message names it and what would do.

    """
    posting = posting_with(session, posting_id, lock=True)
    return postings.replace(session, posting, draft(session, posting, items), source=by, now=now)


def draft(session: Session, posting: Posting, items: Sequence[Mapping[str, Any]]) -> tuple[Requirement, ...]:
    """What ``give`` would store. What still says the same keeps the sentence of the posting that it was cut from.

    Raises:
        BadInputError: an item cannot be used.

    """
    known = (*read_requirements(posting.title, posting.text), *postings.current(session, posting))
    sources = {requirement.text: requirement.source for requirement in known}
    return tuple(replace(requirement, source=sources.get(requirement.text, "")) for requirement in from_data(items))


def propose(posting: Posting, text: str = "") -> tuple[Requirement, ...]:
    """What the program reads in the posting's text, or in another one that somebody pasted."""
    return read_requirements(posting.title, text or posting.text)


def write_text(session: Session, posting_id: str, text: str, *, now: datetime) -> None:
    """Give a posting the text that the ATS did not send. A text that came from the ATS is the ATS's to change.

    Raises:
        NotFoundError: no such posting.
        BadInputError: it has a text, or the new one is empty or too long.

    """
    posting = posting_with(session, posting_id, lock=True)
    text = text.strip()
    if posting.text and posting.text != posting.title:
        raise BadInputError(_("this posting has a text already; change it in the applicant tracking system"))
    if not text or len(text) > MAX_POSTING or "\x00" in text:
        words = _("paste the posting's text: something, at most {most} characters, and only text")
        raise BadInputError(words.format(most=MAX_POSTING))
    posting.text, posting.updated_at = text, now
    session.flush()


def posting_with(session: Session, posting_id: str, *, lock: bool = False) -> Posting:
    """The posting with this id.

    Raises:
        NotFoundError: there is none.

    """
    posting = session.get(Posting, posting_id, with_for_update=True if lock else None)
    if posting is None:
        words = _("there is no posting {id}; list the postings to see their ids")
        raise NotFoundError(words.format(id=posting_id))
    return posting
