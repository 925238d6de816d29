"""Everything one review page or API answer shows, as one frozen value. Nothing here says why a candidate was chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.errors import BadInputError, ForbiddenError, NotFoundError
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.language import translated as _
from app.lifecycle import DECIDED, State
from app.matching.personal import asks_who
from app.review.alone import must_judge_alone
from app.review.at_desk import AtDesk, at_desk
from app.review.findings import Reason, RequirementRow, asked_for, compared
from app.review.lease import has_lease
from app.review.looks import Looking, has_revealed, note_look
from app.review.opinions import Heard, differing, has_said, own_judgement
from app.review.resume_text import ResumeText, read, shown
from app.review.situation import Situation, holds_of, situation
from app.review.stages import stage_words
from app.review.words import checked, code_of, waits_because
from app.store.models import Application, Decision, Rejection, Resume
from app.store.people import Role, User
from app.store.queries import is_in_queue

HIDDEN_ANSWER = N_("hidden until the decision")


@dataclass(frozen=True, slots=True)
class Answer:
    """A question of the application form with the candidate's answer."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One candidate on one page. ``name`` is empty until the decision is final, or until the reader chose to see it."""

    id: str
    code: str
    name: str
    state: str
    waits: bool
    posting_id: str
    posting_title: str
    posting_text: str
    situation: Situation
    rule: str
    reason: str
    rejected_at: datetime
    deadline: datetime | None
    overdue: bool
    waits_because: str
    requirements: tuple[RequirementRow, ...]
    counted: str
    reasons: tuple[Reason, ...]
    pair: tuple[str, str]
    answers: tuple[Answer, ...]
    resume: ResumeText
    has_file: bool
    blind: bool
    holder: str
    lease_until: datetime | None
    mine: bool
    desk: AtDesk
    judge_first: bool
    """This person gives an own judgement before rule, answers and comparison are shown: all of that is empty here,
    and what others wrote about the candidate with it."""
    own_judgement: str
    """What it was, an action; empty where none was asked for or given."""
    said_already: bool
    """This person has said what they think; somebody else looks now."""
    differing: tuple[Heard, ...]
    """What two people thought who did not agree; whoever decides now settles it. Empty before both were heard."""
    stage_words: str
    """What to write as the stage of a reinstated candidate; empty where the ATS chooses."""
    target_stage: str
    """The stage that was written last for this posting."""


@dataclass(frozen=True, slots=True)
class ResumeFile:
    """Where the bytes of a resume are, and what they claim to be."""

    sha256: str
    media_type: str


def show(session: Session, rejection_id: str, user: User, *, now: datetime) -> Shown:
    """Collect what a reviewer needs to decide.

    Raises:
        NotFoundError: no such rejection.

    """
    rejection = _load(session, rejection_id)
    blind = is_blind(session, rejection, user, now=now)
    row = latest_resume(session, rejection_id)
    resume, why_not = read(row)
    judge_first = must_judge_alone(session, rejection, user)
    found = asked_for(session, rejection) if judge_first else compared(session, rejection, resume, blind=blind)
    alone = own_judgement(session, rejection.id, user)
    live = rejection.lease_until is not None and rejection.lease_until > now
    has_file = bool(row and row.sha256)
    holder = session.get(User, rejection.lease_by) if live and rejection.lease_by else None
    return Shown(
        id=rejection.id,
        code=code_of(rejection.id),
        name="" if blind else rejection.application.candidate.name,
        state=rejection.state,
        waits=is_in_queue(rejection),
        posting_id=rejection.posting_id,
        posting_title=rejection.posting.title,
        posting_text=rejection.posting.text,
        situation=situation(
            rejection, holds_of(session, [rejection.id]).get(rejection.id, []), now=now, bare=judge_first
        ),
        rule="" if judge_first else rejection.rule,
        reason="" if judge_first else rejection.reason,
        rejected_at=rejection.rejected_at,
        deadline=rejection.deadline,
        overdue=rejection.state == State.LAPSED or (rejection.deadline is not None and rejection.deadline <= now),
        waits_because=waits_because(rejection.held_because, sha256=row.sha256 if row else None),
        requirements=found.requirements,
        counted=found.counted,
        reasons=found.reasons,
        pair=found.pair,
        answers=() if judge_first else _answers(rejection.application.answers, blind=blind),
        resume=shown(resume, found.marked, blind=blind) if resume else ResumeText(unreadable=why_not),
        has_file=has_file,
        blind=blind,
        holder=holder.name if holder else "",
        lease_until=rejection.lease_until if live else None,
        mine=has_lease(rejection, user, now),
        desk=at_desk(session, rejection, user, now=now, bare=judge_first),
        judge_first=judge_first,
        own_judgement=alone.action if alone else "",
        said_already=is_in_queue(rejection) and has_said(session, rejection, user),
        differing=differing(session, rejection, now=now) if is_in_queue(rejection) and not judge_first else (),
        stage_words=stage_words(rejection.connection),
        target_stage=rejection.posting.target_stage,
    )


def open_file(session: Session, rejection_id: str, user: User, *, now: datetime) -> ResumeFile:
    """The original file, for the person who has the candidate open, or an admin: it shows the name, so it is noted.

    Raises:
        NotFoundError: no such rejection, or no file with it.
        ForbiddenError: somebody else's candidate.

    """
    rejection = _load(session, rejection_id)
    _require_at_work(rejection, user, _("the original file"), now)
    row = latest_resume(session, rejection_id)
    if row is None or not row.sha256:
        raise NotFoundError(_("there is no resume file with this application"))
    note_look(session, rejection_id, user, Looking.FILE_OPENED, now=now)
    return ResumeFile(row.sha256, row.media_type)


def reveal(session: Session, rejection_id: str, user: User, reason: str, *, now: datetime) -> None:
    """Show this person from now on who it is. It is noted with the reason.

    Raises:
        NotFoundError: no such rejection.
        ForbiddenError: somebody else's candidate.
        BadInputError: no reason, or one that is too long.

    """
    rejection = _load(session, rejection_id)
    _require_at_work(rejection, user, _("the name"), now)
    reason = checked(reason, N_("reason"))
    if not reason:
        raise BadInputError(_("say why you need to know who this is; the reason is kept in the record"))
    note_look(session, rejection_id, user, Looking.REVEALED, now=now, note=reason)


def is_blind(session: Session, rejection: Rejection, user: User, *, now: datetime) -> bool:
    """Whether this person must not see yet who it is: until a decision is final, as whoever can undo decides anew."""
    if has_revealed(session, rejection.id, user):
        return False
    final = select(Decision.id).where(
        Decision.rejection_id == rejection.id, Decision.undone_at.is_(None), Decision.final_at <= now
    )
    return rejection.state not in DECIDED or session.scalars(final.limit(1)).first() is None


def _require_at_work(rejection: Rejection, user: User, what: str, now: datetime) -> None:
    if not has_lease(rejection, user, now) and user.role != Role.ADMIN:
        words = _("{what} is for the person who has this candidate open; open the candidate first")
        raise ForbiddenError(words.format(what=what))


def _load(session: Session, rejection_id: str) -> Rejection:
    rejection = session.scalars(
        select(Rejection)
        .where(Rejection.id == rejection_id)
        .options(
            joinedload(Rejection.posting),
            joinedload(Rejection.policy),
            joinedload(Rejection.connection),
            joinedload(Rejection.application).joinedload(Application.candidate),
        )
    ).one_or_none()
    if rejection is None:
        raise NotFoundError(_("there is no rejection {id}; take one from the queue").format(id=rejection_id))
    return rejection


def latest_resume(session: Session, rejection_id: str) -> Resume | None:
    """The newest file that came with an application, as it was read."""
    return session.scalars(
        select(Resume)
        .where(Resume.rejection_id == rejection_id)
        .order_by(Resume.received_at.desc(), Resume.id.desc())
        .limit(1)
    ).first()


def _answers(answers: Sequence[Any], *, blind: bool) -> tuple[Answer, ...]:
    """Pairs of question and answer, as intake stored them; before the decision without who it is."""
    return tuple(
        Answer(question, _(HIDDEN_ANSWER) if blind and answer and asks_who(question) else answer)
        for question, answer in answers
    )
