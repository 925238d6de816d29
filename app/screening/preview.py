"""What an edit of a posting's requirements would change among those who were rejected last. Nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.matching.model import Requirement, Verdict
from app.screening.replay import Replay, Row, Stored, Trial

LAST = 50
"""Rejections that are compared again."""


@dataclass(frozen=True, slots=True)
class Effect:
    """Of ``compared`` people: who would be flagged besides, who no more, and who would go to a person in doubt."""

    compared: int
    flagged: tuple[Row, ...]
    no_longer: tuple[Row, ...]
    doubtful: tuple[Row, ...]

    @property
    def changes(self) -> int:
        """How many flags change."""
        return len(self.flagged) + len(self.no_longer) + len(self.doubtful)


class Preview:
    """Read in one session, compared without one: fifty comparisons take a good part of a second."""

    def __init__(self, posting_id: str, requirements: Sequence[Requirement]) -> None:
        self._replay = Replay(Trial(requirements=tuple(requirements)), posting_id=posting_id, shown_at_most=LAST)
        self._stored: list[Stored] = []

    def read(self, session: Session) -> None:
        """Fetch those who were rejected last."""
        self._stored = self._replay.latest(session, LAST)

    def effect(self) -> Effect:
        """Compare them again."""
        for stored in self._stored:
            self._replay.add(stored)
        kinds = self._replay.tally.rows.items()
        return Effect(
            compared=self._replay.tally.compared,
            flagged=tuple(row for (_, after), rows in kinds if after == Verdict.STRONG for row in rows),
            no_longer=tuple(row for (before, after), rows in kinds if _lost(before, after) for row in rows),
            doubtful=tuple(row for (_, after), rows in kinds if after == Verdict.DOUBT for row in rows),
        )


def _lost(before: str, after: str) -> bool:
    return after == Verdict.WEAK and before in {Verdict.STRONG, Verdict.DOUBT}
