"""What people of this installation say about terms: the same thing, or not. Only what was accepted enters matching.

A recruiter says it on a review page or through the API, an admin accepts it; an alias from the command line is both.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.clock import new_id
from app.errors import BadInputError, ConflictError, NotFoundError
from app.matching.lexicon import Alias
from app.matching.normalize import key
from app.store.models import TermRuling

LONGEST = 100
LISTED = 1_000
"""So many rows at most are in force: each is looked for in every resume."""


def confirmed(session: Session) -> tuple[Alias, ...]:
    """The rows in force, in an order that depends on their contents only: the version of a match is made of them."""
    found = session.scalars(_living().where(TermRuling.accepted_at.is_not(None)).limit(LISTED))
    return tuple(sorted({Alias(row.form, row.term, row.same) for row in found}, key=_order))


def rulings(session: Session) -> Sequence[TermRuling]:
    """Everything that was said and not removed, waiting or in force, oldest first."""
    return session.scalars(_living().order_by(TermRuling.said_at, TermRuling.id).limit(LISTED)).all()


def say(
    session: Session,
    term: str,
    form: str,
    *,
    same: bool,
    by: str,
    now: datetime,
    rejection_id: str | None = None,
    accepted_by: str = "",
) -> TermRuling:
    """Keep what somebody said. It is in force at once where ``accepted_by`` names who answers for it.

    Raises:
        BadInputError: a term is empty, too long, without a letter or digit, or both are one and the same writing.
        ConflictError: there are as many rows as can be in force.

    """
    term, form = _checked(term, "first term"), _checked(form, "second term")
    if key(term) == key(form):
        raise BadInputError("both terms are written the same but for capitals and spaces; give two different ones")
    if len(rulings(session)) >= LISTED:
        raise ConflictError(f"{LISTED} rows are the most; remove one with `second-look aliases remove`")
    row = TermRuling(
        id=new_id(), term=term, form=form, same=same, said_by=by, said_at=now, rejection_id=rejection_id,
        accepted_by=accepted_by, accepted_at=now if accepted_by else None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def accept(session: Session, ruling_id: str, *, by: str, now: datetime) -> TermRuling:
    """Put what a recruiter said in force, for resumes that are matched from now on.

    Raises:
        NotFoundError: no such row, or it was removed.
        ConflictError: it is in force already.

    """
    row = _row(session, ruling_id)
    if row.accepted_at is not None:
        raise ConflictError(f"this is in force since {row.accepted_at:%Y-%m-%d}; nothing was changed")
    row.accepted_by, row.accepted_at = by, now
    return row


def remove(session: Session, ruling_id: str, *, by: str, now: datetime) -> TermRuling:
    """End a row; what was matched with it stays as it is.

    Raises:
        NotFoundError: no such row, or it was removed before.

    """
    row = _row(session, ruling_id)
    row.removed_by, row.removed_at = by, now
    return row


def _living() -> Select[TermRuling]:
    return select(TermRuling).where(TermRuling.removed_at.is_(None))


def _row(session: Session, ruling_id: str) -> TermRuling:
    row = session.get(TermRuling, ruling_id)
    if row is None or row.removed_at is not None:
        raise NotFoundError(f"there is no row {ruling_id}; see `second-look aliases list`")
    return row


def _order(alias: Alias) -> tuple[str, str, bool]:
    return alias.term, alias.form, alias.same


def _checked(text: str, what: str) -> str:
    text = " ".join(text.split())
    if len(text) > LONGEST:
        raise BadInputError(f"the {what} has {len(text)} characters; a term has at most {LONGEST}")
    if "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text) or not key(text):
        raise BadInputError(f"the {what} holds no word; write it as it stands in a resume or a posting")
    return text
