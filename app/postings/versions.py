"""The versions of a posting's requirements: when each was made, by whom, and what it changed. Old ones never change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.matching.model import Requirement
from app.store import postings
from app.store.models import Posting, RequirementsVersion

LIMIT = 10


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a difference: ``before`` is None where a requirement is new, ``after`` None where it went."""

    before: Requirement | None
    after: Requirement | None


@dataclass(frozen=True, slots=True)
class Version:
    """One version. ``source`` and ``made_at`` are empty for those made before this was written down."""

    number: int
    source: str
    made_at: datetime | None
    requirements: tuple[Requirement, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class VersionPage:
    """Versions, newest first; ``older`` is the number to go on from, or 0."""

    items: tuple[Version, ...]
    older: int


def versions(session: Session, posting: Posting, *, newest: int = 0, limit: int = LIMIT) -> VersionPage:
    """List versions from ``newest`` (the current one) down."""
    top = min(newest or posting.requirements_version, posting.requirements_version)
    bottom = max(1, top - limit + 1)
    made = {
        row.version: row
        for row in session.scalars(
            select(RequirementsVersion).where(
                RequirementsVersion.posting_id == posting.id, RequirementsVersion.version.between(bottom, top)
            )
        )
    }
    lists = {
        number: postings.as_model(postings.rows(session, posting, number))
        for number in range(max(1, bottom - 1), top + 1)
    }
    items = []
    for number in range(top, bottom - 1, -1):
        row = made.get(number)
        items.append(
            Version(
                number=number,
                source=row.source if row else "",
                made_at=row.made_at if row else None,
                requirements=lists[number],
                changes=difference(lists.get(number - 1, ()), lists[number]),
            )
        )
    return VersionPage(tuple(items), bottom - 1)


def difference(before: Sequence[Requirement], after: Sequence[Requirement]) -> tuple[Change, ...]:
    """What changed between two lists, by the words of each requirement; their order does not count."""
    old, new = {each.text: each for each in before}, {each.text: each for each in after}
    changed = [
        Change(old.get(text), requirement)
        for text, requirement in new.items()
        if text not in old or not _alike(old[text], requirement)
    ]
    return (*changed, *(Change(requirement, None) for text, requirement in old.items() if text not in new))


def _alike(one: Requirement, other: Requirement) -> bool:
    def asked(each: Requirement) -> tuple[object, ...]:
        return each.kind, each.importance, each.terms, each.amount, each.level, each.equivalent

    return asked(one) == asked(other)
