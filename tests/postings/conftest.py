"""A posting that an ATS sent, on both databases."""

from datetime import UTC, datetime

import pytest

from app.store import postings
from tests.factories import make_connection

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TEXT = "Requirements:\n- Nursing degree\n- CPR certification\n"


@pytest.fixture
def remember(session):
    connection = make_connection(session)

    def call(**values):
        fields = {"title": "Nurse", "text": TEXT, "now": NOW} | values
        return postings.remember(session, connection.id, "P1", **fields)

    return call
