"""The record of one rejection as a page, found by application id or code: who looked, when, why, under whose policy."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response, StreamingResponse

from app.audit import by_rule
from app.audit.by_rule import Looked
from app.audit.export import as_csv, as_json
from app.audit.known import say_known
from app.audit.record import Record, find, record
from app.audit.timeline import timeline
from app.audit.words import ACTIONS, EFFECTS, LOOKS, SKIPS, STATES, STATUSES
from app.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.language import translated as _
from app.lifecycle import Action
from app.pseudonym import ending_of, pseudonym
from app.review.words import NOTE_LIMIT, code_of, storable
from app.store.models import Decision, Rejection
from app.store.night import KnownAnswer
from app.store.people import REVIEWERS, Role, User
from app.store.queries import is_in_queue
from app.web.deps import Now, ReadSession, TheStore, WriteSession, require
from app.web.render import go, page

router = APIRouter(include_in_schema=False)

HELD = N_("held for a person")
_WHY_HELD = frozenset(words for action, words in ACTIONS.items() if action.startswith("hold_"))
_ACTIONS_WITHOUT_WHY = {action: HELD if words in _WHY_HELD else words for action, words in ACTIONS.items()}

PLAIN = r"^[^\u0000]*$"
"""Words without the one character that no database keeps."""

KEEPERS = (Role.COMPLIANCE, Role.ADMIN)
Keeper = Annotated[User, require(*KEEPERS)]


@router.get("/records")
def show_records(
    request: Request,
    user: Keeper,
    session: ReadSession,
    now: Now,
    words: Annotated[str, Query(max_length=300)] = "",
    rule: Annotated[str, Query(max_length=320)] = "",
    looked: Looked = Looked.YES,
    cursor: Annotated[str, Query(max_length=300)] = "",
) -> Response:
    """Look for a rejection by an id or a code, or list those of a rule with who looked, as links do."""
    if not (rule and storable(rule)):
        return _found(request, session, words, user, now)
    return page(
        request, "records_of_rule.html", rule=rule, looked=looked, cursor=cursor, code_of=code_of, states=STATES,
        actions=ACTIONS, listed=by_rule.rejected_by(session, rule, looked, cursor=cursor),
    )  # fmt: skip


@router.post("/records")
def look_up(
    request: Request, user: Keeper, session: ReadSession, now: Now, words: Annotated[str, Form(max_length=300)] = ""
) -> Response:
    """Look for a rejection by anything. A name in an address would end up in the logs of whatever stands before us."""
    return _found(request, session, words, user, now)


@router.get("/records/by-rule.csv")
def export_of_rule(
    _user: Keeper,
    store: TheStore,
    rule: Annotated[str, Query(min_length=1, max_length=320, pattern=PLAIN)],
    looked: Looked = Looked.YES,
) -> Response:
    """Everybody of such a list as CSV. It says no more than the list does, so whoever may see that may take it."""
    text = by_rule.as_csv(store.read, rule, looked)
    headers = {"Content-Disposition": f'attachment; filename="rejected-by-rule-{looked}.csv"'}
    return StreamingResponse(text, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/records/{rejection_id}")
def show_record(request: Request, user: Keeper, session: ReadSession, now: Now, rejection_id: str) -> Response:
    """Everything that happened to one rejection."""
    return _shown(request, session, _opened(session, rejection_id, user, now), user)


@router.post("/records/{rejection_id}/known")
def say_what_is_known(
    request: Request,
    user: Keeper,
    session: WriteSession,
    now: Now,
    rejection_id: str,
    action: Annotated[Literal["reinstate", "uphold"], Form()],
    why: Annotated[str, Form(max_length=NOTE_LIMIT)] = "",
) -> Response:
    """Say what is right for somebody whom nobody has opened, to measure reviewers by."""
    found = _opened(session, rejection_id, user, now)
    try:
        say_known(session, rejection_id, Action(action), by=user.email, why=why if storable(why) else "", now=now)
    except BadInputError as refusal:
        return _shown(request, session, found, user, refusal=str(refusal))
    return go(f"/records/{rejection_id}", _("Kept. No reviewer sees it; the night compares it with what they decide."))


def _shown(request: Request, session: Session, found: Record, user: User, *, refusal: str = "") -> Response:
    decides = user.role in REVIEWERS
    known = session.scalars(select(KnownAnswer).where(KnownAnswer.rejection_id == found.rejection.id)).one_or_none()
    found = _without_why_held(found) if decides else found
    unseen = not (found.looks or found.decisions or found.opinions)
    return page(
        request,
        "record.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK,
        decides=decides,
        known=None if decides else known,
        may_say=known is None and unseen and not decides and is_in_queue(found.rejection),
        refusal=refusal[:1].upper() + refusal[1:],
        record=found,
        events=timeline(found, _unspecified if decides else _),
        code_of=code_of,
        actions=_ACTIONS_WITHOUT_WHY if decides else ACTIONS,
        states=STATES,
        effects=EFFECTS,
        statuses=STATUSES,
        looks=LOOKS,
        skips=SKIPS,
    )


@router.get("/records/{rejection_id}/export.{ending}")
def export(user: Keeper, session: ReadSession, now: Now, rejection_id: str, ending: Literal["json", "csv"]) -> Response:
    """The record as a file. It says why the candidate was held, so it is not for who may decide."""
    if user.role in REVIEWERS:
        raise ForbiddenError(_("the file says why the candidate was held; compliance can take it along"))
    found = _opened(session, rejection_id, user, now)
    text = as_json(found) if ending == "json" else as_csv(found)
    name = f"record-{pseudonym(found.rejection.id).lower().replace(' ', '-')}.{ending}"
    media = "application/json" if ending == "json" else "text/csv; charset=utf-8"
    return Response(text, media_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _opened(session: Session, rejection_id: str, user: User, now: datetime) -> Record:
    """The record; whoever may decide does not see it before the decision is final."""
    if not storable(rejection_id):
        raise NotFoundError(_("there is no such rejection"))
    found = record(session, rejection_id)
    if _is_shut(found.rejection, [one.decision for one in found.decisions], user, now):
        words = _(
            "this candidate waits for a decision that may be yours, and the record says why; it opens to you when the "
            "decision is final, and to compliance at any time"
        )
        raise ConflictError(words)
    return found


def _is_shut(rejection: Rejection, decisions: Iterable[Decision], user: User, now: datetime) -> bool:
    open_still = any(decision.undone_at is None and now < decision.final_at for decision in decisions)
    return user.role in REVIEWERS and (open_still or is_in_queue(rejection))


def _without_why_held(found: Record) -> Record:
    """For who may decide, afterwards too: they could reverse, and no decision may follow from how it is counted."""
    steps = (replace(step, why="") if ACTIONS[Action(step.entry.action)] in _WHY_HELD else step for step in found.steps)
    return replace(found, steps=tuple(steps), match=None)


def _unspecified(words: str) -> str:
    return _(HELD if words in _WHY_HELD else words)


def _found(request: Request, session: Session, words: str, user: User, now: datetime) -> Response:
    """Who waits is left out for who may decide: a search by name would tell who it is."""
    found = find(session, ending_of(words) or words) if words.strip() and storable(words) else ()
    ids = [rejection.id for rejection in found]
    decided: defaultdict[str, list[Decision]] = defaultdict(list)
    for decision in session.scalars(select(Decision).where(Decision.rejection_id.in_(ids))):
        decided[decision.rejection_id].append(decision)
    listed = [one for one in found if not _is_shut(one, decided[one.id], user, now)]
    return page(
        request, "records.html", words=words, found=listed, decides=user.role in REVIEWERS, code_of=code_of,
        states=STATES,
    )  # fmt: skip
