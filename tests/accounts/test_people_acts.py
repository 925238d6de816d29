"""Acts on accounts, the first admin, and slowed-down guessing, on both databases."""

from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import pytest
from sqlalchemy import select

from app.accounts import attempts, keys, links, passwords, sessions, users
from app.accounts.events import What, events_of
from app.accounts.first import first_link
from app.errors import BadInputError, ForbiddenError, NotFoundError, UnauthenticatedError
from app.store.people import User
from app.store.session import open_store

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
FIRST = "admin@localhost"


@pytest.fixture
def ada(session):
    return users.add_user(session, "ada@example.org", "Ada", "admin", now=NOW)


def add(session, name, role="recruiter"):
    return users.add_user(session, f"{name}@example.org", name.title(), role, now=NOW)


def test_the_first_admin_gets_a_link_at_each_start_until_he_came_in(session):
    first, second = first_link(session, FIRST, now=NOW), first_link(session, FIRST, now=NOW)
    assert first
    assert second
    user = links.use_link(session, second, now=NOW)
    assert (user.email, user.role) == (FIRST, "admin")
    assert first_link(session, FIRST, now=NOW) == ""
    with pytest.raises(UnauthenticatedError):  # the other link ended with the use of this one
        links.use_link(session, first, now=NOW)
    users.deactivate(session, user, now=NOW)
    assert first_link(session, FIRST, now=NOW) == ""


def test_there_is_no_first_admin_where_there_is_an_admin_or_none_is_wanted(session):
    assert first_link(session, "", now=NOW) == ""
    add(session, "robin")
    ada = add(session, "ada", "admin")
    assert first_link(session, FIRST, now=NOW) == ""
    users.deactivate(session, ada, now=NOW)
    assert first_link(session, FIRST, now=NOW)  # she never came in


def test_an_address_of_somebody_without_the_role_is_not_made_admin(session):
    robin = add(session, "robin")
    assert first_link(session, robin.email, now=NOW) == ""
    assert robin.role == "recruiter"


def test_nobody_changes_the_own_account_so_one_admin_stays(session, ada):
    with pytest.raises(ForbiddenError, match="another admin"):
        users.somebody_else(session, ada, ada.id)
    with pytest.raises(NotFoundError):
        users.somebody_else(session, ada, "nobody")
    bea = add(session, "bea", "admin")
    users.change_role(session, users.somebody_else(session, ada, bea.id), "recruiter", now=NOW, by=ada)
    with pytest.raises(ForbiddenError, match="no admin any more"):  # as if bea had clicked at the same moment
        users.somebody_else(session, bea, ada.id)


def test_two_admins_who_remove_each_other_at_the_same_moment_leave_one(database_url, tmp_path):
    store = open_store(database_url, tmp_path)
    with store.write() as session:
        one, two = add(session, "one", "admin"), add(session, "two", "admin")
    chosen, second_began, refused = Event(), Event(), []

    def remove_the_other():
        chosen.wait(10)
        second_began.set()
        try:
            with store.write() as session:
                users.change_role(session, users.somebody_else(session, two, one.id), "recruiter", now=NOW, by=two)
        except ForbiddenError as refusal:
            refused.append(str(refusal))

    second = Thread(target=remove_the_other)
    second.start()
    with store.write() as session:
        victim = users.somebody_else(session, one, two.id)
        chosen.set()
        second_began.wait(10)
        users.change_role(session, victim, "recruiter", now=NOW, by=one)
    second.join(30)
    with store.read() as session:
        admins = session.scalars(select(User.email).where(User.role == "admin")).all()
    store.close()
    assert admins == ["one@example.org"]
    assert refused == ["you are no admin any more"]


def test_every_act_is_written_down_with_who_did_it(session, ada):
    robin = users.add_user(session, "robin@example.org", "Robin", "recruiter", now=NOW, by=ada)
    links.use_link(session, links.make_link(session, robin, NOW, by=ada), now=NOW)
    users.store_password(session, robin, "hash", now=NOW, by=robin)
    secret = keys.make_key(session, robin, "export", ["review:read"], now=NOW, by=robin)
    keys.revoke(session, keys.check_key(session, secret, now=NOW), now=NOW, by=ada)
    users.change_role(session, robin, "recruiter", now=NOW, by=ada)  # no change, no event
    users.change_role(session, robin, "compliance", now=NOW, by=ada)
    users.sign_out(session, robin, now=NOW, by=ada)
    users.deactivate(session, robin, now=NOW)
    users.reactivate(session, robin, now=NOW, by=ada)
    first = events_of(session, robin, limit=7)
    rest = events_of(session, robin, cursor=first.next_cursor, limit=7)
    assert rest.next_cursor == 0
    told = [(one.what, one.by.name if one.by else "", one.detail) for one in [*first.rows, *rest.rows]]
    assert told == [
        (What.REACTIVATED, "Ada", ""),
        (What.DEACTIVATED, "", ""),
        (What.SIGNED_OUT, "Ada", ""),
        (What.ROLE, "Ada", "recruiter → compliance"),
        (What.KEY_REVOKED, "Ada", "export"),
        (What.KEY_MADE, "Robin", "export"),
        (What.PASSWORD, "Robin", ""),
        (What.CAME_BY_LINK, "Robin", ""),
        (What.LINK, "Ada", ""),
        (What.ADDED, "Ada", "recruiter"),
    ]
    with pytest.raises(BadInputError):
        users.change_role(session, robin, "root", now=NOW, by=ada)


def test_lists_come_in_pages(session, ada):
    everybody = sorted([ada, *(add(session, f"p{number}") for number in range(4))], key=lambda user: user.email)
    first = users.people(session, limit=3)
    rest = users.people(session, cursor=first.next_cursor, limit=3)
    assert [*first.rows, *rest.rows] == everybody
    assert rest.next_cursor == ""
    for number in range(3):
        keys.make_key(session, ada if number else everybody[1], f"k{number}", ["review:read"], now=NOW)
    found = keys.keys_of(session, None, limit=2)
    assert len(found.rows) == 2
    assert len(keys.keys_of(session, None, cursor=found.next_cursor, limit=2).rows) == 1
    assert {key.user.email for key in keys.keys_of(session, ada).rows} == {"ada@example.org"}
    assert keys.keys_of(session, everybody[1]).rows[0].name == "k0"


def test_one_browser_is_signed_out_and_only_ones_own(session, ada):
    robin = add(session, "robin")
    here, there = (sessions.start(session, ada, now=NOW, about=about) for about in ("Firefox", "Chrome"))
    row = sessions.find(session, there, now=NOW)
    assert {one.about for one in sessions.running(session, ada, now=NOW)} == {"Firefox", "Chrome"}
    sessions.end_one(session, robin, row.id)
    assert sessions.find(session, there, now=NOW) is not None
    sessions.end_one(session, ada, row.id)
    assert sessions.find(session, there, now=NOW) is None
    sessions.end_all(session, ada, keep=sessions.find(session, here, now=NOW).id)
    assert [one.about for one in sessions.running(session, ada, now=NOW)] == ["Firefox"]
    assert sessions.running(session, ada, now=NOW + timedelta(hours=12)) == []


@pytest.mark.parametrize(
    ("address", "network"),
    [("192.0.2.7", "192.0.2.7"), ("2001:db8:1:2:3::9", "2001:db8:1:2::/64"), ("::ffff:192.0.2.7", "192.0.2.7"),
     ("fe80::1%eth0", "fe80::/64"), ("testclient", "testclient"), ("", "")],
)  # fmt: skip
def test_a_network_is_what_one_guesser_usually_has(address, network):
    assert attempts.network_of(address) == network


def test_guesses_count_for_the_account_and_for_the_network(session, ada):
    for number in range(attempts.PER_NETWORK):
        assert not attempts.must_wait(session, network="192.0.2.7", now=NOW)
        attempts.record_failure(session, email=f"{number}@example.org", network="192.0.2.7", now=NOW)
    assert passwords.look_up(session, "ada@example.org", network="192.0.2.7", now=NOW).must_wait
    assert not passwords.look_up(session, "ada@example.org", network="192.0.2.8", now=NOW).must_wait
    assert not passwords.look_up(session, "ada@example.org", network="192.0.2.7", now=NOW + attempts.WINDOW).must_wait
    for _ in range(attempts.PER_ADDRESS):
        attempts.record_failure(session, email=" ADA@example.org", now=NOW)
    assert passwords.look_up(session, "ada@example.org", network="192.0.2.8", now=NOW).must_wait
    assert not attempts.must_wait(session, now=NOW)  # what is not known counts for nobody
