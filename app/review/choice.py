"""What a person chose and why, checked: the same for a decision, an opinion beside one, and a reversal."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import BadInputError
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.language import translated as _
from app.lifecycle import Action
from app.review.stages import stage_words_of
from app.review.words import checked
from app.store.models import Rejection, Requirement

REQUIREMENTS_AT_MOST = 100
STAGE_AT_MOST = 100
LONGEST_ID = 36


class Reason(StrEnum):
    """Reasons that are not a requirement; each needs a note that says more."""

    KNOWN_TO_US = "known_to_us"
    OTHER = "other"


REASON_WORDS = {Reason.KNOWN_TO_US: N_("known to us from before"), Reason.OTHER: N_("another reason")}
REASON_NUMBERS: Mapping[Reason, int] = MappingProxyType({Reason.KNOWN_TO_US: 9, Reason.OTHER: 0})
"""The key of each; requirements have their own number, and those from the ninth on have no key."""
DECISIONS = (Action.REINSTATE, Action.UPHOLD)


@dataclass(frozen=True, slots=True)
class Choice:
    """One way out with what it rests on. ``stage`` is empty where the ATS chooses, ``named`` are requirements."""

    action: Action
    named: tuple[Requirement, ...] = ()
    reason: str = ""
    note: str = ""
    stage: str = ""
    changed_because: str = ""

    @property
    def requirement_ids(self) -> list[str]:
        """As the tables keep them."""
        return [requirement.id for requirement in self.named]

    def why(self) -> str:
        """For the history. The note itself can be personal and must be erasable one day; its hash proves it."""
        parts = [f"requirements: {', '.join(self.requirement_ids)}"] if self.named else []
        if self.reason:
            parts.append(f"reason: {self.reason}")
        if self.stage:
            parts.append(f"stage: {self.stage}")
        if self.note:
            parts.append(f"note sha256 {hashlib.sha256(self.note.encode()).hexdigest()}")
        return "; ".join(parts) or "after a look, without naming a reason"


def choose(
    session: Session,
    rejection: Rejection,
    *,
    action: Action,
    requirement_ids: Sequence[str] = (),
    reason: str = "",
    note: str = "",
    stage: str = "",
    changed_because: str = "",
) -> Choice:
    """Check what somebody wrote.

    Raises:
        BadInputError: no such action, requirement, reason or stage; upholding without saying why, or with free text
            that no reason asks for.

    """
    if action not in DECISIONS:
        raise BadInputError(f"a person decides {Action.REINSTATE} or {Action.UPHOLD}, not {action}")
    if reason and reason not in tuple(Reason):
        raise BadInputError(f"the reason must be one of {', '.join(Reason)}, or empty")
    note, changed_because = checked(note, N_("note")), checked(changed_because, N_("reason for the change"))
    if action is Action.UPHOLD:
        _must_say_why(requirement_ids, reason, note)
    return Choice(
        action=action,
        named=requirements_named(session, rejection, requirement_ids),
        reason=reason,
        note=note,
        stage=_stage(session, rejection, stage) if action is Action.REINSTATE else "",
        changed_because=changed_because,
    )


def _must_say_why(requirement_ids: Sequence[str], reason: str, note: str) -> None:
    if not requirement_ids and not reason:
        raise BadInputError(
            _("upholding needs a reason: name at least one requirement, or choose a reason and write a note")
        )
    if reason and not note:
        raise BadInputError(
            _("the reason “{reason}” needs a note that says more").format(reason=_(REASON_WORDS[Reason(reason)]))
        )
    if note and not reason:
        raise BadInputError(
            _("a free note on a rejection goes with the reason “another reason”: choose that, or leave the note empty")
        )


def _stage(session: Session, rejection: Rejection, stage: str) -> str:
    stage = checked(stage, N_("stage"))
    if len(stage) > STAGE_AT_MOST:
        words = _("the stage has {count} characters; its name or id has at most {most}")
        raise BadInputError(words.format(count=len(stage), most=STAGE_AT_MOST))
    if stage and not stage_words_of(session, rejection):
        raise BadInputError(_("this applicant tracking system chooses the stage itself; leave it empty"))
    return stage


def requirements_named(session: Session, rejection: Rejection, ids: Sequence[str]) -> tuple[Requirement, ...]:
    """The requirements that somebody named as what their judgement rests on.

    Raises:
        BadInputError: too many, or one that is not of this posting.

    """
    wanted = set(ids)
    if not wanted:
        return ()
    if len(wanted) > REQUIREMENTS_AT_MOST or any("\x00" in one or len(one) > LONGEST_ID for one in wanted):
        raise BadInputError(_("these are not requirement ids of this posting; take them from the review page"))
    found = session.scalars(
        select(Requirement)
        .where(Requirement.posting_id == rejection.posting_id, Requirement.id.in_(wanted))
        .order_by(Requirement.version, Requirement.position)
    ).all()
    if len(found) != len(wanted):
        raise BadInputError(
            _("a requirement that was named is not one of this posting; reload the page and choose again")
        )
    return tuple(found)
