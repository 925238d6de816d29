"""The chain of the history: nothing in it was changed, removed or put in between."""

from itertools import islice

from sqlalchemy.orm import Session

from app.audit.answer import LISTED, Answer, Column, Night, Observed, Severity, count, said, table
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.store.chain import GENESIS, verify
from app.store.models import HistoryHead

NAME = "history"
QUESTION = N_("Was something changed, removed or put into the record of all transitions?")


def run(session: Session, _night: Night) -> Answer:
    """What is wrong with the chain, reading it once from its beginning, and where it ends."""
    head = session.get(HistoryHead, 1)
    wrong = islice(verify(session), LISTED)
    end = table(
        "chain",
        said(N_("The sealed history")),
        (count("entries", N_("entries")), Column("hash", N_("hash of the last one"))),
        [(head.seq if head else 0, head.hash if head else GENESIS)],
        sentence=said(N_("Write this hash down elsewhere, and nobody can rewrite the history unnoticed.")),
    )
    return Answer(tuple(Observed("", text, Severity.URGENT, kind=str(n)) for n, text in enumerate(wrong)), (end,))
