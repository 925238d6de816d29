"""Postings and the current version of their requirements: what importing, screening and editing have in common.

Old versions of a list stay, because matches point at them. Editing by a person lives in ``postings/requirements.py``.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.matching import model
from app.matching.requirements import from_data, read_requirements
from app.store.models import Posting, Requirement, RequirementsVersion

FROM_TEXT = "text"
FROM_ATS = "ats"
"""Values of ``Posting.requirements_from``; anything else is the name of the person who gave the list."""


def remember(
    session: Session,
    connection_id: str,
    external_id: str,
    *,
    title: str,
    text: str,
    now: datetime,
    requirements: Sequence[Mapping[str, Any]] = (),
) -> Posting:
    """Store a posting, or what changed in it; an empty title or text means *not said* and changes nothing.

    ``requirements`` are typed ones that came with the posting. Without them the text is read, anew whenever it changed.
    A list that a person gave stays until a person changes it.

    Raises:
        BadInputError: the typed requirements cannot be used; the message names the item and what would do.

    """
    posting = _find_or_add(session, connection_id, external_id, now)
    changed = bool(text) and text != posting.text
    if changed or (title and title != posting.title):
        posting.updated_at = now
    posting.title, posting.text = title or posting.title, text or posting.text
    given = posting.requirements_from not in {"", FROM_TEXT, FROM_ATS}
    if requirements and not given:
        replace(session, posting, from_data(requirements), source=FROM_ATS, now=now)
    elif changed and posting.requirements_from in {"", FROM_TEXT}:
        replace(session, posting, read_requirements(posting.title, posting.text), source=FROM_TEXT, now=now)
    session.flush()
    return posting


def replace(
    session: Session, posting: Posting, requirements: Sequence[model.Requirement], *, source: str, now: datetime
) -> int:
    """Make these the current requirements; returns their version. The same list again is no new version."""
    posting.requirements_from = source
    if posting.requirements_version and _contents(current(session, posting)) == _contents(requirements):
        return posting.requirements_version
    posting.requirements_version += 1
    posting.updated_at = now
    version = posting.requirements_version
    session.add(RequirementsVersion(posting_id=posting.id, version=version, source=source, made_at=now))
    session.add_all(
        Requirement(
            posting_id=posting.id,
            version=posting.requirements_version,
            position=position,
            text=item.text,
            kind=item.kind,
            importance=item.importance,
            terms=[list(alternatives) for alternatives in item.terms],
            amount=item.amount,
            level=item.level,
            equivalent=item.equivalent,
            source=item.source,
        )
        for position, item in enumerate(requirements)
    )
    session.flush()
    return posting.requirements_version


def rows(session: Session, posting: Posting, version: int = 0) -> Sequence[Requirement]:
    """The rows of a version (the current one), in order; a judgement refers to them by id."""
    return session.scalars(
        select(Requirement)
        .where(Requirement.posting_id == posting.id, Requirement.version == (version or posting.requirements_version))
        .order_by(Requirement.position)
    ).all()


def current(session: Session, posting: Posting) -> tuple[model.Requirement, ...]:
    """The current version as the matcher takes it; ids are those of the rows."""
    return as_model(rows(session, posting))


def as_model(found: Sequence[Requirement]) -> tuple[model.Requirement, ...]:
    """Rows of one version as the matcher takes them."""
    return tuple(
        model.Requirement(
            id=row.id,
            text=row.text,
            kind=model.Kind(row.kind),
            importance=model.Importance(row.importance),
            terms=tuple(tuple(alternatives) for alternatives in row.terms),
            amount=row.amount,
            level=row.level,
            equivalent=row.equivalent,
            source=row.source,
        )
        for row in found
    )


def _find_or_add(session: Session, connection_id: str, external_id: str, now: datetime) -> Posting:
    query = (
        select(Posting)
        .where(Posting.connection_id == connection_id, Posting.external_id == external_id)
        .with_for_update()  # two writers must not make the same version of the requirements
    )
    found = session.scalars(query).one_or_none()
    if found is not None:
        return found
    try:
        with session.begin_nested():
            posting = Posting(connection_id=connection_id, external_id=external_id, updated_at=now)
            session.add(posting)
    except IntegrityError:  # somebody else added it between the two statements
        return session.scalars(query).one()
    return posting


def _contents(requirements: Sequence[model.Requirement]) -> list[tuple[object, ...]]:
    return [dataclasses.astuple(dataclasses.replace(item, id="")) for item in requirements]
