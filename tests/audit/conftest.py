"""What the tests of the night share."""

import pytest

from tests.audit.world import World


@pytest.fixture
def world(session):
    """One connection in gate mode, one posting, one recruiter."""
    return World(session)
