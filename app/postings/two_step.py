"""Two-step review of a posting: reviewers judge the bare resume before they see what the rule and the program say."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.postings.requirements import posting_with


def choose(session: Session, posting_id: str, *, two_step: bool, now: datetime) -> None:
    """Switch it on or off for those who are opened from now on.

    Raises:
        NotFoundError: no such posting.

    """
    posting = posting_with(session, posting_id, lock=True)
    posting.two_step, posting.updated_at = two_step, now
    session.flush()
