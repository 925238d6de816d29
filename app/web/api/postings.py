"""Postings over the API, and giving the requirements of one."""

from typing import Annotated

from fastapi import APIRouter
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.matching import proxies
from app.postings.requirements import give
from app.store.models import Posting, Requirement
from app.web.api.answers import READING, WRITING, refusals
from app.web.api.schemas import (
    Limit,
    PathId,
    PostingOut,
    PostingPageOut,
    ProxyOut,
    QueryId,
    RequirementOut,
    RequirementsIn,
    VersionOut,
)
from app.web.deps import Now, Principal, ReadSession, WriteSession, scoped

router = APIRouter(prefix="/api/v1", tags=["postings"])


@router.get("/postings", responses=refusals(*READING))
def list_postings(
    _by: Annotated[Principal, scoped("review:read")], session: ReadSession, cursor: QueryId = None, limit: Limit = 50
) -> PostingPageOut:
    """List postings with their present requirements, oldest first. The cursor is the last id."""
    query = select(Posting).order_by(Posting.id).limit(limit + 1)
    rows = session.scalars(query.where(Posting.id > cursor) if cursor else query).all()
    shown = rows[:limit]
    asked = _requirements(session, [posting.id for posting in shown])
    items = [
        PostingOut(
            id=posting.id,
            external_id=posting.external_id,
            title=posting.title,
            requirements_version=posting.requirements_version,
            requirements_from=posting.requirements_from,
            requirements=asked.get(posting.id, []),
            proxies=[ProxyOut.model_validate(each) for each in proxies.warnings(posting.text)],
        )
        for posting in shown
    ]
    return PostingPageOut(items=items, next_cursor=shown[-1].id if len(rows) > limit else None)


@router.put("/postings/{posting_id}/requirements", responses=refusals(*WRITING))
def put_requirements(
    posting_id: PathId,
    wanted: RequirementsIn,
    by: Annotated[Principal, scoped("postings:write")],
    session: WriteSession,
    now: Now,
) -> VersionOut:
    """Give the requirements of a posting. Sending the same list again changes nothing."""
    items = [item.model_dump(exclude_none=True) for item in wanted.requirements]
    return VersionOut(requirements_version=give(session, posting_id, items, by=by.user.email, now=now))


def _requirements(session: Session, posting_ids: list[str]) -> dict[str, list[RequirementOut]]:
    found: dict[str, list[RequirementOut]] = {}
    rows = session.scalars(
        select(Requirement)
        .join(Posting, (Posting.id == Requirement.posting_id) & (Posting.requirements_version == Requirement.version))
        .where(Posting.id.in_(posting_ids))
        .order_by(Requirement.posting_id, Requirement.position)
    )
    for row in rows:
        found.setdefault(row.posting_id, []).append(RequirementOut.model_validate(row))
    return found
