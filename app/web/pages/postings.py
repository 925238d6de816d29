"""Postings: what each asks for, changed by a person who sees first what the change would do."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response

from app.errors import BadInputError, NotFoundError
from app.language import counted as ngettext
from app.language import translated as _
from app.matching import levels, proxies
from app.matching.model import Importance, Kind, Requirement
from app.matching.requirements import MAX_REQUIREMENTS
from app.postings import requirements as edits
from app.postings import two_step
from app.postings.listed import listed
from app.postings.terms_in_words import from_words, in_words
from app.postings.versions import versions
from app.review.words import code_of
from app.screening.preview import LAST, Effect, Preview
from app.store import postings
from app.store.models import Posting
from app.store.people import REVIEWERS, User
from app.web.deps import Admin, Now, ReadSession, TheStore, WriteSession, briefly
from app.web.pages.posting_words import KINDS, LEVELS, row_in_words
from app.web.pages.queue import Reader, Reviewer
from app.web.render import go, page

router = APIRouter(include_in_schema=False)

EMPTY_ROWS = 2


def _posting_id(posting_id: str) -> str:
    if not re.fullmatch(r"[0-9a-f-]{36}", posting_id):
        raise NotFoundError(_("there is no posting at this address; take one from the list of postings"))
    return posting_id


PostingId = Annotated[str, Depends(_posting_id)]


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One requirement as its fields hold it; ``source`` is the posting's sentence, empty if it was written by hand."""

    text: str = ""
    kind: str = ""
    importance: str = Importance.MUST
    terms: str = ""
    amount: str = ""
    level: str = ""
    equivalent: bool = False
    source: str = ""


async def sent_rows(request: Request) -> list[DraftRow]:
    """The rows of the form, in order, without those that are empty or were ticked to be removed."""
    form = await request.form()

    def field(name: str, number: int) -> str:
        value = form.get(f"{name}-{number}", "")
        return value.strip() if isinstance(value, str) else ""

    rows = [
        DraftRow(
            text=field("text", number),
            kind=field("kind", number),
            importance=field("importance", number),
            terms=field("terms", number),
            amount=field("amount", number),
            level=field("level", number),
            equivalent=bool(field("equivalent", number)),
        )
        for number in range(MAX_REQUIREMENTS + EMPTY_ROWS)
        if not field("remove", number)
    ]
    return [row for row in rows if row.text]


Rows = Annotated[list[DraftRow], Depends(sent_rows)]


@router.get("/postings")
def show_postings(
    request: Request,
    _user: Reader,
    session: ReadSession,
    find: Annotated[str, Query(max_length=200)] = "",
    cursor: Annotated[str, Query(max_length=36)] = "",
) -> Response:
    """List postings."""
    return page(
        request, "postings.html", listed=listed(session, find=find, cursor=cursor or None), find=find, first=not cursor
    )


@router.get("/postings/{posting_id}")
def show_posting(
    request: Request, posting_id: PostingId, user: Reader, session: ReadSession, *, read: bool = False
) -> Response:
    """Show the requirements to be edited; ``?read=true`` shows what the program reads in the text instead."""
    posting = edits.posting_with(session, posting_id)
    shown = edits.propose(posting) if read else postings.current(session, posting)
    return _editor(request, posting, user, [_row(each) for each in shown], proposed=read)


@router.post("/postings/{posting_id}/requirements")
def save(
    request: Request,
    posting_id: PostingId,
    user: Reviewer,
    session: WriteSession,
    now: Now,
    rows: Rows,
) -> Response:
    """Make the rows the posting's requirements."""
    posting = edits.posting_with(session, posting_id)
    before = posting.requirements_version
    try:
        with session.begin_nested():
            version = edits.give(session, posting_id, _items(rows), by=user.email, now=now)
    except BadInputError as refusal:
        return _editor(request, posting, user, rows, refusal=str(refusal))
    if version == before:
        return go(f"/postings/{posting_id}", _("Nothing differs from the present version, so none was added."))
    text = _("Saved as version %(number)s. It counts for everybody who is compared from now on.") % {"number": version}
    return go(f"/postings/{posting_id}", text)


@router.post("/postings/{posting_id}/preview")
async def preview(request: Request, posting_id: PostingId, user: Reviewer, store: TheStore, rows: Rows) -> Response:
    """Show what the rows would change, and the rows again."""
    posting = await briefly(store, lambda session: _detached(session, posting_id))
    try:
        effect = await _effect(store, posting_id, rows)
    except BadInputError as refusal:
        return _editor(request, posting, user, rows, refusal=str(refusal))
    return _editor(request, posting, user, rows, effect=effect)


@router.post("/postings/{posting_id}/effect")
async def effect_only(posting_id: PostingId, _user: Reviewer, store: TheStore, rows: Rows) -> Response:
    """The same as one sentence, for the page's own module."""
    try:
        effect = await _effect(store, posting_id, rows)
    except BadInputError as refusal:
        return JSONResponse({"says": str(refusal)})
    return JSONResponse({"says": effect_in_words(effect)})


@router.post("/postings/{posting_id}/text")
def write_text(
    request: Request,
    posting_id: PostingId,
    user: Reviewer,
    session: WriteSession,
    now: Now,
    posting_text: Annotated[str, Form()] = "",
) -> Response:
    """Keep a text that the ATS did not send, and show what the program reads in it."""
    posting = edits.posting_with(session, posting_id)
    try:
        with session.begin_nested():
            edits.write_text(session, posting_id, posting_text, now=now)
    except BadInputError as refusal:
        return _editor(request, posting, user, [], refusal=str(refusal))
    return go(f"/postings/{posting_id}?read=true", _("Kept. Below is what the program reads in it; save it to use it."))


@router.post("/postings/{posting_id}/two-step")
def choose_two_step(
    posting_id: PostingId, _user: Admin, session: WriteSession, now: Now, on: Annotated[str, Form()] = ""
) -> Response:
    """Switch two-step review on or off."""
    two_step.choose(session, posting_id, two_step=on == "yes", now=now)
    return go(f"/postings/{posting_id}", _("Kept. It counts for candidates that are opened from now on."))


@router.get("/postings/{posting_id}/versions")
def show_versions(
    request: Request,
    posting_id: PostingId,
    _user: Reader,
    session: ReadSession,
    newest: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
) -> Response:
    """List the versions with what each one changed."""
    posting = edits.posting_with(session, posting_id)
    shown = versions(session, posting, newest=newest)
    return page(request, "posting_versions.html", posting=posting, versions=shown, words=row_in_words, first=not newest)


def effect_in_words(effect: Effect) -> str:
    """The effect of an edit in a sentence or two."""
    if not effect.compared:
        return _("Nobody who applied here has been compared yet, so there is nothing to try this on.")
    if not effect.changes:
        return _("This edit changes no flag among the last %(count)s rejected.") % {"count": effect.compared}
    return ngettext(
        "This edit changes %(changes)s flag among the last %(count)s rejected: %(flagged)s would be flagged besides, "
        "%(lost)s no more, %(doubtful)s would go to a person in doubt.",
        "This edit changes %(changes)s flags among the last %(count)s rejected: %(flagged)s would be flagged besides, "
        "%(lost)s no more, %(doubtful)s would go to a person in doubt.",
        effect.changes,
    ) % {
        "changes": effect.changes,
        "count": effect.compared,
        "flagged": len(effect.flagged),
        "lost": len(effect.no_longer),
        "doubtful": len(effect.doubtful),
    }  # fmt: skip


async def _effect(store: Any, posting_id: str, rows: Sequence[DraftRow]) -> Effect:
    """Read in a short session, compare without one."""

    def read(session: Session) -> Preview:
        posting = edits.posting_with(session, posting_id)
        tried = Preview(posting_id, edits.draft(session, posting, _items(rows)))
        tried.read(session)
        return tried

    tried = await briefly(store, read)
    return await run_in_threadpool(tried.effect)


def _detached(session: Session, posting_id: str) -> Posting:
    posting = edits.posting_with(session, posting_id)
    session.expunge(posting)
    return posting


def _editor(
    request: Request,
    posting: Posting,
    user: User,
    rows: Sequence[DraftRow],
    *,
    proposed: bool = False,
    effect: Effect | None = None,
    refusal: str = "",
) -> Response:
    sources = {each.text: each.source or each.text for each in edits.propose(posting)}
    return page(
        request,
        "posting.html",
        status=422 if refusal else 200,
        posting=posting,
        rows=[*rows, *[DraftRow()] * EMPTY_ROWS][: MAX_REQUIREMENTS + EMPTY_ROWS],
        sources=sources,
        filled=len(rows),
        proposed=proposed,
        effect=effect,
        says=effect_in_words(effect) if effect else "",
        refusal=refusal,
        kinds=KINDS,
        levels=LEVELS,
        warnings=proxies.warnings(posting.text),
        editor=user.role in REVIEWERS,
        last=LAST,
        code_of=code_of,
    )


def _row(requirement: Requirement) -> DraftRow:
    amount = requirement.amount
    return DraftRow(
        text=requirement.text,
        kind=requirement.kind,
        importance=requirement.importance,
        terms=in_words(requirement.terms),
        amount="" if amount is None else f"{amount:g}",
        level=requirement.level or "",
        equivalent=requirement.equivalent,
        source=requirement.source,
    )


def _items(rows: Sequence[DraftRow]) -> list[dict[str, Any]]:
    """The rows as ``matching.requirements.from_data`` takes them; what is left open is read from the text."""
    return [_item(number, row) for number, row in enumerate(rows, start=1)]


def _item(number: int, row: DraftRow) -> dict[str, Any]:
    try:
        terms, amount = from_words(row.terms), float(row.amount.replace(",", ".")) if row.amount else None
    except ValueError:
        raise BadInputError(
            _("Requirement %(number)s: the years must be a number such as 5 or 1.5") % {"number": number}
        ) from None
    level = row.level if row.kind in {Kind.DEGREE, Kind.LANGUAGE} else ""
    given: dict[str, Any] = {
        "kind": row.kind or None,
        "importance": row.importance or None,
        "terms": terms or None,
        "amount": amount,
        "level": level if level in levels.DEGREES or level in levels.LANGUAGES else None,
        "equivalent": row.equivalent or None,
    }
    return {"text": row.text} | {name: value for name, value in given.items() if value is not None}
