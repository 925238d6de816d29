"""The log of rejection mails: which left and when. Nothing is ever sent; a line in the log stands for the mail."""

from datetime import datetime

from app.demo.book import Book, stamp

_SUBJECT = "Your application"


def send_due(book: Book, now: datetime) -> int:
    """Log the mail of every rejected application whose time has come and that nobody holds; says how many left."""
    moment = stamp(now)
    with book.turn() as rows:
        due = rows.execute(
            "SELECT id, email FROM application WHERE state = 'rejected' AND mail_sent_at IS NULL AND mail_at <= ?"
            " AND (held_until IS NULL OR held_until <= ?)",
            (moment, moment),
        ).fetchall()
        for application in due:
            rows.execute(
                "INSERT INTO mail (application_id, recipient, subject, sent_at) VALUES (?, ?, ?, ?)",
                (application["id"], application["email"], _SUBJECT, moment),
            )
            rows.execute("UPDATE application SET mail_sent_at = ? WHERE id = ?", (moment, application["id"]))
    return len(due)
