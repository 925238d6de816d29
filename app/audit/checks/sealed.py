"""Whether the rows that everything is counted from still say what the sealed history says.

The chain shows that the history was not rewritten; this shows that the columns beside it were not. Who is a control,
why somebody was held and what people decided could otherwise be edited in the database, and every number would follow.
"""

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from app.audit.answer import LISTED, Answer, Night, Observed, Severity, and_more, count, said, table
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.lifecycle import Action, State
from app.store.models import Decision, HistoryEntry, Rejection

NAME = "sealed"
QUESTION = N_("Does a candidate's row say something else than the sealed history?")

HELD = (
    Action.HOLD_MATCH, Action.HOLD_UNREADABLE, Action.HOLD_UNCLEAR_POSTING, Action.HOLD_CONTROL, Action.HOLD_BY_POLICY,
    Action.HOLD_UNSCREENED,
)  # fmt: skip
NOT_DRAWN = (Action.HOLD_BY_POLICY, Action.LET_STAND, Action.LET_STAND_AND_RELEASE)
"""What became of those who were not flagged and whom the draw left out: they have a rate below 1."""
DECIDING = {
    Action.REINSTATE: Action.REINSTATE, Action.REINSTATE_AFTER_ALL: Action.REINSTATE,
    Action.UPHOLD: Action.UPHOLD, Action.UPHOLD_AFTER_ALL: Action.UPHOLD,
}  # fmt: skip
"""How the history calls a decision, and how its row does."""
UNDOING = (Action.UNDO, Action.UNDO_REVERSAL)

Found = Select[str, str]
"""Id of a rejection, and what is wrong with it."""


def run(session: Session, night: Night) -> Answer:
    """Compare what the history says of the period with rejections and decisions; both ways for decisions."""
    found = union_all(_treated(night), _decided(night), _undone(night), _made_up(night), _taken_back(night)).subquery()
    wrong, what = found.c
    many = session.scalar(select(func.count()).select_from(found)) or 0
    rows = session.execute(select(wrong, what).order_by(wrong, what).limit(LISTED)).all()
    numbers = table(
        "sealed",
        said(N_("Rows against the sealed history")),
        (count("entries", N_("entries of the period")), count("differ", N_("differ"))),
        [(session.scalar(select(func.count()).where(*_of(night))) or 0, many)],
    )
    findings = [
        Observed(rejection_id, WORDS[kind], Severity.URGENT, kind=kind, weight=1.0) for rejection_id, kind in rows
    ]
    return Answer((*findings, *and_more(many, Severity.URGENT)), (numbers,))


WORDS = {
    "treated": said(N_("why it was held, or that and how it was drawn, is not what the history says")),
    "decided": said(N_("the history has a decision of which there is no row like it")),
    "undone": said(N_("the history has a decision taken back that still counts, or was taken back at another time")),
    "made_up": said(N_("there is a decision that the history does not have")),
    "taken_back": said(N_("a decision does not count any more, and the history does not have that it was taken back")),
}


def _of(night: Night) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return HistoryEntry.at >= night.start, HistoryEntry.at < night.until


def _treated(night: Night) -> Found:
    """Of the one arrow that leaves RECEIVED: reason of the hold, control, and probability."""
    action, likely = HistoryEntry.action, Rejection.inclusion_probability
    reason = case((action.in_(HELD), action), else_="")
    wrong = or_(
        Rejection.held_because != reason,
        and_(action == Action.HOLD_CONTROL, Rejection.control.is_(False)),
        and_(action != Action.HOLD_CONTROL, Rejection.control.is_(True)),
        and_(action == Action.HOLD_CONTROL, or_(likely.is_(None), likely <= 0, likely > 1)),
        and_(action == Action.HOLD_MATCH, or_(likely.is_(None), likely != 1)),
        and_(action.in_(NOT_DRAWN), or_(likely.is_(None), likely >= 1)),
    )
    first = HistoryEntry.from_state == State.RECEIVED, action != Action.CLOSE
    return _entries(night, "treated").join(Rejection, Rejection.id == HistoryEntry.rejection_id).where(*first, wrong)


def _decided(night: Night) -> Found:
    """Each decision in the history has its row, of the same moment."""
    named = case(*((HistoryEntry.action == said_, as_) for said_, as_ in DECIDING.items()))
    row = exists().where(
        Decision.rejection_id == HistoryEntry.rejection_id, Decision.decided_at == HistoryEntry.at,
        Decision.action == named,
    )  # fmt: skip
    return _entries(night, "decided").where(HistoryEntry.action.in_(DECIDING), ~row)


def _undone(night: Night) -> Found:
    row = exists().where(
        Decision.rejection_id == HistoryEntry.rejection_id, Decision.undone_at == HistoryEntry.at
    )  # fmt: skip
    return _entries(night, "undone").where(HistoryEntry.action.in_(UNDOING), ~row)


def _made_up(night: Night) -> Found:
    """Each decision has its entry."""
    named = case(*((HistoryEntry.action == said_, as_) for said_, as_ in DECIDING.items()), else_="")
    entry = exists().where(
        HistoryEntry.rejection_id == Decision.rejection_id, HistoryEntry.at == Decision.decided_at,
        Decision.action == named,
    )  # fmt: skip
    of = Decision.decided_at >= night.start, Decision.decided_at < night.until
    return select(Decision.rejection_id, _kind("made_up")).where(*of, ~entry).distinct()


def _taken_back(night: Night) -> Found:
    entry = exists().where(
        HistoryEntry.rejection_id == Decision.rejection_id, HistoryEntry.at == Decision.undone_at,
        HistoryEntry.action.in_(UNDOING),
    )  # fmt: skip
    of = Decision.decided_at >= night.start, Decision.decided_at < night.until, Decision.undone_at.is_not(None)
    return select(Decision.rejection_id, _kind("taken_back")).where(*of, ~entry).distinct()


def _entries(night: Night, kind: str) -> Found:
    return select(HistoryEntry.rejection_id, _kind(kind)).where(*_of(night)).distinct()


def _kind(kind: str) -> ColumnElement[str]:
    return cast(literal(kind), String(40)).label("kind")
