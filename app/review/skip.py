"""Leaving a candidate to somebody else. Once two people did, admins get the candidate first in its bucket."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import BadInputError
from app.language import marked as N_  # noqa: N812 - the name that the catalogues look for
from app.language import translated as _
from app.review.lease import end_lease, locked, require_lease
from app.review.looks import Looking, SkipReason, note_look
from app.store.models import Look
from app.store.people import User

SKIP_WORDS: Mapping[SkipReason, str] = MappingProxyType(
    {
        SkipReason.NOT_MY_FIELD: N_("Not my field"),
        SkipReason.KNOWN_PERSON: N_("I know this person"),
        SkipReason.UNJUDGEABLE: N_("I cannot judge this file"),
    }
)


def skip(session: Session, rejection_id: str, user: User, reason: str, *, now: datetime) -> None:
    """Give the candidate one has open back, never to be served it again; opening it by hand stays possible.

    But for those who know the person: they cannot open it again.

    Raises:
        BadInputError: not one of the reasons.
        NotFoundError: no such rejection.
        ConflictError: it is not (any more) leased to this person.

    """
    if reason not in tuple(SkipReason):
        raise BadInputError(_("choose why you skip this candidate: {reasons}").format(reasons=", ".join(SkipReason)))
    rejection = locked(session, rejection_id)
    require_lease(session, rejection, user, now)
    before = select(Look.id).where(
        Look.rejection_id == rejection_id, Look.user_id == user.id, Look.action == Looking.SKIPPED
    )
    if session.scalars(before.limit(1)).first() is None:  # people count, not how often one of them skipped it
        rejection.skips += 1
    end_lease(rejection)
    note_look(session, rejection_id, user, Looking.SKIPPED, now=now, note=reason)
