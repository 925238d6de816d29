"""A reviewer says that two terms mean the same, or do not. It is kept as said; an admin puts it in force."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.errors import NotFoundError
from app.language import translated as _
from app.store import terms
from app.store.models import Rejection, TermRuling
from app.store.people import User


def say(
    session: Session, rejection_id: str, user: User, term: str, form: str, *, same: bool, now: datetime
) -> TermRuling:
    """Keep it, with who said it and on whose page.

    Raises:
        NotFoundError: no such rejection.
        BadInputError: one of the terms cannot be used.
        ConflictError: there are as many rows as can be in force.

    """
    if session.get(Rejection, rejection_id) is None:
        raise NotFoundError(_("there is no rejection {id}; take one from the queue").format(id=rejection_id))
    return terms.say(session, term, form, same=same, by=user.email, now=now, rejection_id=rejection_id)


def said_row(session: Session, ruling_id: str) -> TermRuling:
    """What was said, as it is now."""
    return session.get_one(TermRuling, ruling_id)
