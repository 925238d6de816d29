"""Messages: made once, at the right time, to the right people, with nothing personal, and sent for real."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from app.config import Settings
from app.errors import BadInputError
from app.language import speaking
from app.lifecycle import Action
from app.mail import probe
from app.notices import deliver
from app.notices.make import make
from app.notices.plan import Plan, plan
from app.notices.words import written
from app.review.holds import extend_hold
from app.store.models import Ask, Notice, Posting, Rejection
from app.store.people import User
from tests.notices.sinks import ChatSink, MailSink, chat_sink, mail_sink
from tests.review.desk import Desk, open_desk

WEDNESDAY = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
SATURDAY = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(database_url, tmp_path)
    yield opened
    opened.store.close()


@pytest.fixture
def post() -> Iterator[MailSink]:
    with mail_sink() as sink:
        yield sink


@pytest.fixture
def chat() -> Iterator[ChatSink]:
    with chat_sink() as sink:
        yield sink


def planned(post: MailSink | None = None, chat: ChatSink | None = None, **settings: object) -> Plan:
    values = {"quiet_hours": "", "digest_at": "09:00", "allowed_hosts": "127.0.0.1"} | settings
    if post:
        values |= {"smtp_url": f"smtp://127.0.0.1:{post.port}", "mail_from": "robot@works.example"}
    made = plan(Settings(**values))  # type: ignore[arg-type]  # checked by the settings themselves
    if chat:
        return replace(made, chat=chat.url)
    return made


def due(desk: Desk, wanted: Plan, now: datetime) -> list[str]:
    """Make what is due; the kinds of all messages so far, with their receiver's name."""
    with desk.store.write() as session:
        make(session, now, plan=wanted)
    with desk.store.read() as session:
        names = {user.id: user.email.split("@")[0] for user in session.scalars(select(User))}
        found = session.scalars(select(Notice)).all()
        return sorted(f"{each.kind} {names.get(each.user_id or '', 'chat')}" for each in found)


def sent(desk: Desk, wanted: Plan, now: datetime) -> None:
    """Run the job of every message that was not sent."""
    with desk.store.read() as session:
        waiting = select(Notice.id).where(Notice.sent_at.is_(None), ~Notice.parked)
        ids = list(session.scalars(waiting.order_by(Notice.key)))
    for notice_id in ids:
        with desk.store.write() as session:
            message = deliver.take(session, notice_id, now, plan=wanted)
        if message is not None:
            trouble = deliver.work(message, plan=wanted)
            with desk.store.write() as session:
                deliver.record(session, message, trouble, now)


def test_the_digest_comes_once_on_a_working_morning_to_all_who_review(desk, post, chat):
    desk.hold(until=WEDNESDAY + timedelta(days=2))
    desk.hold(until=WEDNESDAY + timedelta(days=1))
    wanted = planned(post, chat)
    assert due(desk, wanted, WEDNESDAY - timedelta(minutes=1)) == []
    everybody = ["digest ada", "digest ana", "digest ben", "digest chat"]
    assert due(desk, wanted, WEDNESDAY) == everybody
    assert due(desk, wanted, WEDNESDAY + timedelta(minutes=5)) == everybody
    sent(desk, wanted, WEDNESDAY)
    sent(desk, wanted, WEDNESDAY)
    assert len(post.mails) == 3
    assert post.mails[0]["Subject"] == "2 candidates wait for a second look"
    assert "2026-11-19 09:00 UTC" in post.mails[0].get_content()
    assert [each["text"].splitlines()[0] for each in chat.posts] == ["2 candidates wait for a second look."]


def test_nothing_personal_stands_in_a_message(desk, post, chat):
    with desk.store.write() as session:
        session.get_one(Posting, desk.posting_id).title = "Confidential successor"
    desk.hold(name="Maren Ostrowski", until=WEDNESDAY + timedelta(hours=7))
    wanted = planned(post, chat)
    due(desk, wanted, WEDNESDAY)
    sent(desk, wanted, WEDNESDAY)
    text = " ".join([mail.as_string() for mail in post.mails] + [each["text"] for each in chat.posts])
    for secret in ("Maren", "Ostrowski", "Confidential", "SECRET", "Candidate "):
        assert secret not in text


def test_no_digest_on_a_saturday_nor_when_nobody_waits_nor_hours_late(desk, post):
    wanted = planned(post)
    assert due(desk, wanted, WEDNESDAY) == []
    desk.hold(until=SATURDAY + timedelta(days=4))
    assert due(desk, wanted, SATURDAY) == []
    assert due(desk, wanted, WEDNESDAY + timedelta(hours=3)) == []


def test_each_deadline_is_told_eight_and_two_hours_before_in_one_message(desk, post):
    with desk.store.write() as session:
        for user in (desk.ben, desk.admin):
            session.get_one(User, user.id).mails = False
    first = desk.hold(until=WEDNESDAY + timedelta(hours=10))
    desk.hold(until=WEDNESDAY + timedelta(hours=10))
    wanted = planned(post, digest_at="03:00")
    assert due(desk, wanted, WEDNESDAY + timedelta(hours=1)) == []
    assert due(desk, wanted, WEDNESDAY + timedelta(hours=2)) == ["soon_8 ana"]
    assert due(desk, wanted, WEDNESDAY + timedelta(hours=3)) == ["soon_8 ana"]
    desk.hold(until=WEDNESDAY + timedelta(hours=9))  # one that came in late is told, the others not again
    assert due(desk, wanted, WEDNESDAY + timedelta(hours=4)) == ["soon_8 ana", "soon_8 ana"]
    with desk.store.write() as session:
        extend_hold(session, first, desk.ana, days=1, reason="illness", now=WEDNESDAY)
    assert due(desk, wanted, WEDNESDAY + timedelta(hours=8)) == ["soon_2 ana", "soon_8 ana", "soon_8 ana"]
    sent(desk, wanted, WEDNESDAY + timedelta(hours=8))
    assert sorted(mail["Subject"] for mail in post.mails) == [
        "The time of 1 candidate ends within 8 hours",
        "The time of 2 candidates ends within 2 hours",
        "The time of 2 candidates ends within 8 hours",
    ]
    assert due(desk, wanted, WEDNESDAY + timedelta(hours=27)).count("soon_8 ana") == 3  # extended: told anew


def test_what_would_be_due_in_the_quiet_hours_is_told_before_they_begin(desk, post):
    wanted = planned(post, quiet_hours="20:00-07:00", timezone="Europe/Berlin", digest_at="03:00")
    desk.hold(until=datetime(2026, 11, 19, 11, 0, tzinfo=UTC))  # eight hours before is 04:00 in Berlin
    evening = datetime(2026, 11, 18, 18, 30, tzinfo=UTC)  # 19:30 there
    assert due(desk, wanted, evening - timedelta(hours=2)) == []
    assert due(desk, wanted, evening) == ["soon_8 ada", "soon_8 ana", "soon_8 ben"]
    desk.hold(until=datetime(2026, 11, 19, 9, 0, tzinfo=UTC))
    assert len(due(desk, wanted, evening + timedelta(hours=2))) == 3  # it is night: nothing is made
    assert len(due(desk, wanted, datetime(2026, 11, 19, 6, 0, tzinfo=UTC))) == 6


def test_a_hiring_manager_is_told_of_a_question_and_of_its_end(desk, post):
    rejection_id = desk.hold(until=WEDNESDAY + timedelta(days=3))
    with desk.store.write() as session:
        session.add(
            Ask(rejection_id=rejection_id, asked_by=desk.ana.id, asked_of=desk.ben.id, question="Is this enough?",
                asked_at=WEDNESDAY, answer_by=WEDNESDAY + timedelta(days=1))
        )  # fmt: skip
    wanted = planned(post, digest_at="03:00")
    assert due(desk, wanted, WEDNESDAY) == ["asked ben"]
    assert due(desk, wanted, WEDNESDAY + timedelta(hours=17)) == ["asked ben", "asked_8 ben"]
    assert due(desk, wanted, WEDNESDAY + timedelta(hours=17, minutes=5)) == ["asked ben", "asked_8 ben"]
    sent(desk, wanted, WEDNESDAY)
    assert f"/review/{rejection_id}" in post.mails[0].get_content()
    assert "Is this enough?" not in post.mails[0].as_string()


def test_a_refusal_is_tried_again_then_parked_with_its_reason(desk, post):
    desk.hold(until=WEDNESDAY + timedelta(days=2))
    post.refuse = 550
    wanted = planned(post)
    due(desk, wanted, WEDNESDAY)
    for _ in range(deliver.TRIES_AT_MOST + 2):
        sent(desk, wanted, WEDNESDAY)
    with desk.store.read() as session:
        notices = session.scalars(select(Notice)).all()
    assert {(each.parked, each.attempts, each.remark) for each in notices} == {
        (True, deliver.TRIES_AT_MOST, "the mail server refused the recipient's address")
    }
    assert post.mails == []


def test_a_chat_that_is_down_says_so_without_its_secret_address(desk, chat):
    desk.hold(until=WEDNESDAY + timedelta(days=2))
    chat.status = 500
    wanted = planned(None, chat)
    due(desk, wanted, WEDNESDAY)
    sent(desk, wanted, WEDNESDAY)
    with desk.store.read() as session:
        remark = session.scalars(select(Notice.remark)).one()
    assert "did not take it" in remark
    assert "SECRET" not in remark
    assert "SECRET" not in repr(wanted)


def test_a_chat_inside_the_own_network_must_be_allowed_by_name(desk, chat):
    desk.hold(until=WEDNESDAY + timedelta(days=2))
    wanted = planned(None, chat, allowed_hosts="")
    due(desk, wanted, WEDNESDAY)
    sent(desk, wanted, WEDNESDAY)
    assert chat.posts == []


def test_killed_between_sending_and_writing_down_it_comes_again_with_the_same_id(desk, post):
    desk.hold(until=WEDNESDAY + timedelta(days=2))
    with desk.store.write() as session:
        for user in (desk.ben, desk.admin):
            session.get_one(User, user.id).mails = False
    wanted = planned(post)
    due(desk, wanted, WEDNESDAY)
    with desk.store.write() as session:
        notice_id = session.scalars(select(Notice.id)).one()
        message = deliver.take(session, notice_id, WEDNESDAY, plan=wanted)
    assert message is not None
    assert deliver.work(message, plan=wanted) == ""  # and here the process dies
    sent(desk, wanted, WEDNESDAY)
    assert len({mail["Message-ID"] for mail in post.mails}) == 1
    assert len(post.mails) == 2


def test_a_message_that_says_nothing_true_any_more_is_not_sent(desk, post):
    desk.hold(until=WEDNESDAY + timedelta(days=2))
    wanted = planned(post)
    due(desk, wanted, WEDNESDAY)
    with desk.store.write() as session:
        session.get_one(User, desk.ana.id).active = False
    sent(desk, wanted, WEDNESDAY + timedelta(hours=1))
    assert len(post.mails) == 2
    with desk.store.read() as session:
        assert session.scalars(select(Notice.remark).where(Notice.parked)).all() == ["the receiver is gone"]


def test_people_are_written_to_in_their_language(desk):
    notice = Notice(kind="soon_8", number=3, first_deadline=WEDNESDAY, path="/queue", user_id=desk.ana.id)
    wanted = planned(timezone="Europe/Berlin")
    with speaking("de"):
        _, body = written(notice, wanted)
    assert "2026-11-18 10:00 CET" in body


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"smtp_url": "smtp://127.0.0.1"}, "MAIL_FROM"),
        ({"chat_webhook_file": "/nonexistent/file"}, "CHAT_WEBHOOK_FILE"),
        ({"smtp_password_file": "/nonexistent/file"}, "SMTP_PASSWORD_FILE"),
    ],
)
def test_a_plan_that_cannot_work_names_the_variable(values, says):
    with pytest.raises(BadInputError, match=says):
        plan(Settings(**values))


def test_quiet_hours_over_midnight_and_by_day():
    night = planned(quiet_hours="20:00-07:00")
    assert night.is_quiet(WEDNESDAY.replace(hour=23))
    assert night.is_quiet(WEDNESDAY.replace(hour=6, minute=59))
    assert not night.is_quiet(WEDNESDAY.replace(hour=7))
    assert night.quiet_end(WEDNESDAY.replace(hour=23)) == datetime(2026, 11, 19, 7, 0, tzinfo=ZoneInfo("UTC"))
    assert night.quiet_end(WEDNESDAY.replace(hour=2)) == datetime(2026, 11, 18, 7, 0, tzinfo=ZoneInfo("UTC"))
    assert planned(quiet_hours="12:00-13:00").is_quiet(WEDNESDAY.replace(hour=12, minute=30))


def test_doctor_can_ask_the_mail_server_without_sending(post):
    wanted = planned(post)
    assert wanted.mail is not None
    assert probe(wanted.mail) == ""
    gone = planned(MailSink(port=9))
    assert gone.mail is not None
    assert "could not be used" in probe(gone.mail)
    assert post.mails == []


def test_controls_and_flagged_count_alike(desk, post):
    """A message must not tell how many of those who wait were drawn at random."""
    desk.hold(until=WEDNESDAY + timedelta(days=2))
    desk.hold(Action.HOLD_CONTROL, until=WEDNESDAY + timedelta(days=2))
    due(desk, planned(post), WEDNESDAY)
    with desk.store.read() as session:
        assert set(session.scalars(select(Notice.number))) == {2}
        assert session.scalars(select(Rejection.warned)).all() == [0, 0]
