"""Requirements given by a person or through the API; ``matching.requirements`` reads them from a posting's text."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.errors import NotFoundError
from app.matching.requirements import from_data
from app.store import postings
from app.store.models import Posting


def give(session: Session, posting_id: str, items: Sequence[Mapping[str, Any]], *, by: str, now: datetime) -> int:
    """Make ``items`` the requirements of a posting; returns the version. They stay until a person changes them.

    Raises:
        NotFoundError: no such posting.
        BadInputError: an item cannot be used; the message names it and what would do.

    """
    posting = session.get(Posting, posting_id, with_for_update=True)
    if posting is None:
        raise NotFoundError(f"there is no posting {posting_id}; list the postings to see their ids")
    return postings.replace(session, posting, from_data(items), source=by, now=now)
