"""People whom the ATS rejected and whom nobody told. Silence is what candidates complain of most."""

from datetime import timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.audit.answer import Answer, Night, Observed, Said, observe, said
from app.audit.cohort import lasting
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.lifecycle import Action, Effect
from app.store.models import Connection, HistoryEntry, OutboxItem, Rejection
from app.store.transition import DELIVERED

NAME = "never_told"
QUESTION = N_("Does somebody who was rejected more than a week ago wait for an answer that nobody sends?")

LONG = timedelta(days=7)


def run(session: Session, night: Night) -> Answer:
    """Everybody rejected in the ATS, longest ago first, whose mail has not left and will not by itself."""
    waiting = _waiting(night)
    blind = _connections_without_mail_times(session, night)
    query = (
        select(Rejection)
        .where(*waiting, Rejection.connection_id.not_in(blind))
        .order_by(Rejection.rejected_at, Rejection.id)
    )
    return Answer(observe(session, query, _say), unmeasured=_gaps(session, blind, waiting))


def _waiting(night: Night) -> tuple[ColumnElement[bool], ...]:
    decisions, until = lasting(night), night.until
    reinstated = select(decisions.c.rejection_id).where(decisions.c.action == Action.REINSTATE)
    closed = select(HistoryEntry.seq).where(
        HistoryEntry.rejection_id == Rejection.id, HistoryEntry.action == Action.CLOSE, HistoryEntry.at < until
    )
    mail_left = and_(
        Rejection.mail_at <= until, ~_delivered(night, Effect.HOLD, OutboxItem.hold_until > until).exists()
    )
    return (
        Rejection.in_ats == "rejected",
        Rejection.rejected_at < until - LONG,
        or_(Rejection.mail_at.is_(None), ~mail_left),
        ~_delivered(night, Effect.RELEASE).exists(),
        ~_delivered(night, Effect.REJECT).exists(),
        Rejection.id.not_in(reinstated),
        ~closed.exists(),
    )


def _delivered(night: Night, effect: Effect, *more: ColumnElement[bool]) -> Select[str]:
    """What the ATS has taken for a rejection by the night's end."""
    return select(OutboxItem.id).where(
        OutboxItem.rejection_id == Rejection.id,
        OutboxItem.effect == effect,
        OutboxItem.status == DELIVERED,
        OutboxItem.done_at < night.until,
        *more,
    )


def _connections_without_mail_times(session: Session, night: Night) -> list[str]:
    """Connections whose ATS has never said when a mail leaves: there, nothing follows from not knowing it."""
    known = aliased(Rejection)
    said_once = select(known.id).where(
        known.connection_id == Connection.id, known.mail_at.is_not(None), known.received_at < night.until
    )
    return list(session.scalars(select(Connection.id).where(~said_once.exists()).order_by(Connection.id)))


def _gaps(session: Session, blind: list[str], waiting: tuple[ColumnElement[bool], ...]) -> tuple[Said, ...]:
    unknown = session.execute(
        select(Connection.name, func.count())
        .join(Rejection, Rejection.connection_id == Connection.id)
        .where(*waiting, Connection.id.in_(blind))
        .group_by(Connection.name)
        .order_by(Connection.name)
    )
    return tuple(
        said(
            N_("Whether %(people)s people of %(connection)s were told: its ATS does not say when mails leave."),
            people=f"{people:,}", connection=name,
        )
        for name, people in unknown
    )  # fmt: skip


def _say(rejection: Rejection) -> Observed:
    mail = f"{rejection.mail_at:%Y-%m-%d}" if rejection.mail_at else ""
    since = f"{rejection.rejected_at:%Y-%m-%d}"
    text = said(N_("rejected on %(since)s, and no mail is known of; tell them, or have the ATS do it"), since=since)
    if mail:
        text = said(
            N_("rejected on %(since)s, and the mail of %(mail)s has not left; decide, or extend no longer"),
            since=since, mail=mail,
        )  # fmt: skip
    return Observed(rejection.id, text, weight=1.0)
