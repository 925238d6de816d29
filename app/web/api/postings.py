"""Postings over the API, and giving the requirements of one."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.matching import proxies
from app.postings.requirements import draft, give, posting_with
from app.postings.versions import versions
from app.screening.preview import Preview
from app.store.models import Posting, Requirement
from app.web.api.answers import READING, WRITING, refusals
from app.web.api.posting_schemas import (
    EffectOut,
    ListVersionPageOut,
    PostingOut,
    PostingPageOut,
    ProxyOut,
    RequirementOut,
    RequirementsIn,
    VersionOut,
)
from app.web.api.schemas import Limit, PathId, QueryId
from app.web.deps import Now, Principal, ReadSession, TheStore, WriteSession, briefly, scoped

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


@router.post("/postings/{posting_id}/effect", responses=refusals(*WRITING))
async def try_requirements(
    posting_id: PathId, wanted: RequirementsIn, _by: Annotated[Principal, scoped("postings:write")], store: TheStore
) -> EffectOut:
    """Try a list on those who were rejected last, without storing anything."""
    items = [item.model_dump(exclude_none=True) for item in wanted.requirements]

    def read(session: Session) -> Preview:
        tried = Preview(posting_id, draft(session, posting_with(session, posting_id), items))
        tried.read(session)
        return tried

    tried = await briefly(store, read)
    return EffectOut.model_validate(await run_in_threadpool(tried.effect))


@router.get("/postings/{posting_id}/versions", responses=refusals(*READING, 404))
def list_versions(
    posting_id: PathId,
    _by: Annotated[Principal, scoped("review:read")],
    session: ReadSession,
    newest: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> ListVersionPageOut:
    """List the versions of a posting's requirements with what each one changed, newest first."""
    posting = posting_with(session, posting_id)
    return ListVersionPageOut.model_validate(versions(session, posting, newest=newest, limit=limit))


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
