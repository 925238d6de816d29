"""The list of postings, with how much waits on each, whose requirements count, and what its words may shut out."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import BadInputError
from app.language import translated as _
from app.store.models import Connection, Posting, Rejection
from app.store.queries import in_queue

LIMIT = 50


@dataclass(frozen=True, slots=True)
class PostingLine:
    """One posting. ``version`` is 0 until requirements were read or given; ``source`` as ``requirements_from``."""

    id: str
    external_id: str
    title: str
    connection: str
    version: int
    source: str
    waiting: int


@dataclass(frozen=True, slots=True)
class PostingPage:
    """A page of postings by title; ``next_cursor`` is the last id, or None on the last page."""

    items: tuple[PostingLine, ...]
    next_cursor: str | None


def listed(session: Session, *, find: str = "", cursor: str | None = None, limit: int = LIMIT) -> PostingPage:
    """List postings by title. ``find`` is part of a title or the ATS's id of a posting.

    Raises:
        BadInputError: a cursor that this list did not give.

    """
    query = select(Posting, Connection.name).join(Connection, Connection.id == Posting.connection_id)
    if find:
        query = query.where(Posting.title.icontains(find, autoescape=True) | (Posting.external_id == find))
    if cursor:
        title = session.scalars(select(Posting.title).where(Posting.id == cursor)).first()
        if title is None:
            raise BadInputError(_("the cursor is not one that this list gave; begin again without it"))
        query = query.where((Posting.title > title) | ((Posting.title == title) & (Posting.id > cursor)))
    rows = session.execute(query.order_by(Posting.title, Posting.id).limit(limit + 1)).all()
    shown = [(row[0], row[1]) for row in rows[:limit]]
    waiting = _waiting(session, [posting.id for posting, _ in shown])
    return PostingPage(
        items=tuple(
            PostingLine(
                id=posting.id,
                external_id=posting.external_id,
                title=posting.title,
                connection=connection,
                version=posting.requirements_version,
                source=posting.requirements_from,
                waiting=waiting.get(posting.id, 0),
            )
            for posting, connection in shown
        ),
        next_cursor=shown[-1][0].id if len(rows) > limit else None,
    )


def _waiting(session: Session, posting_ids: Sequence[str]) -> dict[str, int]:
    rows = session.execute(
        select(Rejection.posting_id, func.count())
        .where(Rejection.posting_id.in_(posting_ids), in_queue())
        .group_by(Rejection.posting_id)
    ).all()
    return {row[0]: row[1] for row in rows}
