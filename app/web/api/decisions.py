"""Deciding over the API: an own judgement first where it is asked for, the decision, undoing and reversing it."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints
from starlette.responses import Response

from app.lifecycle import Action
from app.review import decide as decisions
from app.review.alone import judge_alone
from app.review.choice import STAGE_AT_MOST
from app.review.decided import Which, decided, one_decision
from app.review.decided_filter import DecidedFilter
from app.review.reverse import reverse
from app.web.api.answers import READING, WRITING, refusals
from app.web.api.idempotency import Once, TheOnce
from app.web.api.rejections import Reads, Reviews, RowReceipt, shown
from app.web.api.schemas import NO_NUL, Cursor, HeardOut, Id, Limit, PathId, QueryId, RejectionOut, Text
from app.web.api.shapes import In, Out
from app.web.deps import Now, Principal, ReadSession

router = APIRouter(prefix="/api/v1", tags=["decisions"])

RequirementIds = Annotated[list[Id], Field(default_factory=list, max_length=100)]
Way = Literal["reinstate", "uphold"]
Stage = Annotated[
    str,
    StringConstraints(max_length=STAGE_AT_MOST, pattern=NO_NUL),
    Field(description="where a reinstated candidate goes, as `stage_words` says; empty leaves it to the ATS"),
]


class DecisionIn(In):
    """A decision and what it rests on. Upholding needs requirements or a reason; a reason needs a note."""

    action: Way
    requirement_ids: RequirementIds
    reason: Literal["", "known_to_us", "other"] = ""
    note: Text = ""
    stage: Stage = ""
    changed_because: Text = Field("", description="in two-step mode, if it differs from your own judgement: why")


class JudgementIn(In):
    """An own judgement on the bare resume."""

    action: Way
    requirement_ids: RequirementIds


class ReversalIn(In):
    """Why a final decision is reversed, and what the other way rests on."""

    why: Annotated[str, StringConstraints(min_length=1, max_length=2000, pattern=NO_NUL)]
    requirement_ids: RequirementIds
    stage: Stage = ""


class DecisionOut(Out):
    """A decision and how far it has reached the ATS.

    `told` is `colleague` where it counts only once a second person has looked: then nobody is named, and nothing sent.
    """

    id: str
    rejection_id: str
    name: str
    posting_title: str
    action: str
    reason: str
    note: str
    stage: str
    changed_because: str
    requirements: list[str]
    decided_by: str
    decided_at: datetime
    final_at: datetime
    undone_at: datetime | None
    can_undo: bool
    reverses: bool
    reversed: bool
    can_reverse: bool
    heard: list[HeardOut] = Field(description="what two people said before it; empty while it can be undone")
    told: str
    told_words: str
    remark: str


class DecisionPageOut(Out):
    """A page of decisions."""

    items: list[DecisionOut]
    next_cursor: str | None


@router.post("/rejections/{rejection_id}/judgement", response_model=RejectionOut, responses=refusals(*WRITING))
def judge(rejection_id: PathId, made: JudgementIn, once: TheOnce, by: Reviews) -> Response:
    """Give an own judgement where `judge_first` asks for it. It decides nothing; the answer shows all there is."""

    def act() -> RowReceipt:
        judge_alone(
            once.session, rejection_id, by.user, action=Action(made.action), requirement_ids=made.requirement_ids,
            now=once.now,
        )  # fmt: skip
        return RowReceipt(id=rejection_id)

    return once.answer(RowReceipt, act, lambda receipt: shown(once, by, receipt.id))


@router.post("/rejections/{rejection_id}/decision", response_model=DecisionOut, responses=refusals(*WRITING))
def decide(rejection_id: PathId, made: DecisionIn, once: TheOnce, by: Reviews) -> Response:
    """Decide on the candidate one has open. The ATS is told when the undo window is over."""

    def act() -> RowReceipt:
        decision = decisions.decide(
            once.session,
            rejection_id,
            by.user,
            action=Action(made.action),
            requirement_ids=made.requirement_ids,
            reason=made.reason,
            note=made.note,
            stage=made.stage,
            changed_because=made.changed_because,
            now=once.now,
        )
        return RowReceipt(id=decision.id)

    return once.answer(RowReceipt, act, lambda receipt: _decision(once, by, receipt.id))


@router.post("/rejections/{rejection_id}/undo", response_model=DecisionOut, responses=refusals(*WRITING))
def undo(rejection_id: PathId, once: TheOnce, by: Reviews) -> Response:
    """Take the last decision back before it leaves; the lease comes back with it."""

    def act() -> RowReceipt:
        return RowReceipt(id=decisions.undo(once.session, rejection_id, by.user, now=once.now).id)

    return once.answer(RowReceipt, act, lambda receipt: _decision(once, by, receipt.id))


def _in_utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise ValueError("this time is beyond what a calendar holds") from None


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]


def _decided_filter(
    posting: QueryId = None,
    action: Annotated[Way | None, Query()] = None,
    by: Annotated[str | None, Query(max_length=300, description="the address of the person who decided")] = None,
    since: Annotated[Moment | None, Query(description="decided at this time or later")] = None,
) -> DecidedFilter:
    return DecidedFilter(posting, action, by, since)


@router.get("/decisions", responses=refusals(*READING))
def list_decisions(
    by: Reads,
    session: ReadSession,
    now: Now,
    only: Annotated[DecidedFilter, Depends(_decided_filter)],
    which: Annotated[Which, Query(description="`undoable`: what the key's user can still undo")] = Which.ALL,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> DecisionPageOut:
    """List decisions, newest first, with how far each has reached the ATS."""
    page = decided(session, by.user, now=now, which=which, only=only, cursor=cursor, limit=limit)
    return DecisionPageOut.model_validate(page)


@router.post("/decisions/{decision_id}/reverse", response_model=DecisionOut, responses=refusals(*WRITING))
def reverse_decision(decision_id: PathId, made: ReversalIn, once: TheOnce, by: Reviews) -> Response:
    """Decide the other way once a decision is final. What has left stays with the candidate: write to them."""

    def act() -> RowReceipt:
        decision = reverse(
            once.session, decision_id, by.user, why=made.why, requirement_ids=made.requirement_ids, stage=made.stage,
            now=once.now,
        )  # fmt: skip
        return RowReceipt(id=decision.id)

    return once.answer(RowReceipt, act, lambda receipt: _decision(once, by, receipt.id))


def _decision(once: Once, by: Principal, decision_id: str) -> DecisionOut:
    return DecisionOut.model_validate(one_decision(once.session, decision_id, by.user, now=once.now))
