"""An ATS that answers at once: what it was told, and what it says next."""

import pytest

from app.ats import transport
from app.ats.base import Done


@pytest.fixture
def told(monkeypatch):
    """Talks that were played, and what the next one comes to."""
    played = []

    def run(talk, _target, **_limits):
        talk.close()
        played.append(talk.__name__)
        return run.outcome

    run.outcome = Done(None)
    run.played = played
    monkeypatch.setattr(transport, "run", run)
    return run
