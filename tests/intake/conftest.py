"""What several files of tests need."""

import pytest

from app.lifecycle import HoldMode
from tests.factories import make_connection, make_policy
from tests.intake.drops import Night


@pytest.fixture
def night(store, tmp_path):
    with store.write() as session:
        make_policy(session, make_connection(session, vendor="file", name="old-ats"), hold_mode=HoldMode.REVERSE)
    return Night(store, tmp_path / "drop")
