"""Connections by name. Their policies are in ``policies``; what a vendor can do is in ``ats``."""

import re
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import BadInputError, NotFoundError
from app.store.models import Connection

NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
"""Names stand in addresses: ``/hooks/{connection}``."""


def find_connection(session: Session, name: str) -> Connection | None:
    """The connection with this name, active or not."""
    return session.scalars(select(Connection).where(Connection.name == name)).one_or_none()


def connection_named(session: Session, name: str) -> Connection:
    """The connection with this name.

    Raises:
        NotFoundError: there is none; the message names those that exist.

    """
    connection = find_connection(session, name)
    if connection is None:
        names = session.scalars(select(Connection.name).order_by(Connection.name).limit(20)).all()
        raise NotFoundError(f"there is no connection {name!r}; there is {', '.join(names) or 'none yet'}")
    return connection


def add_connection(session: Session, name: str, vendor: str, *, now: datetime) -> Connection:
    """Add a connection without secrets and policy.

    Raises:
        BadInputError: the name cannot stand in an address.

    """
    if not NAME.fullmatch(name):
        raise BadInputError(f"{name!r} cannot name a connection; use 1 to 63 lower-case letters, digits and dashes")
    connection = Connection(name=name, vendor=vendor, created_at=now)
    session.add(connection)
    session.flush()
    return connection
