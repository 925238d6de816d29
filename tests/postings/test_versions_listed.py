"""The list of postings, the versions of a list with their differences, and texts that the ATS did not send."""

from datetime import timedelta

import pytest

from app.errors import BadInputError, NotFoundError
from app.matching.model import Importance
from app.postings.listed import listed
from app.postings.requirements import give, propose, write_text
from app.postings.versions import versions
from app.store import postings
from app.store.models import Posting
from tests.postings.conftest import NOW
from tests.review.desk import open_desk

TEXT = "Requirements:\n- Nursing degree and at least 3 years of experience in critical care\n- CPR certification\n"


@pytest.fixture
def posting(session, remember):
    return remember(text=TEXT)


def test_a_version_says_who_made_it_when_and_what_it_changed(session, posting):
    first = [{"text": each.text, "importance": each.importance} for each in postings.current(session, posting)]
    later = NOW + timedelta(hours=1)
    changed = [first[0] | {"importance": Importance.NICE}, *first[2:], {"text": "Fluent Spanish"}]
    give(session, posting.id, changed, by="ana@example.org", now=later)
    newest, oldest = versions(session, posting).items
    assert (newest.number, newest.source, newest.made_at) == (2, "ana@example.org", later)
    assert (oldest.number, oldest.source, oldest.made_at) == (1, postings.FROM_TEXT, NOW)
    kinds = {(bool(change.before), bool(change.after)) for change in newest.changes}
    assert kinds == {(True, True), (True, False), (False, True)}
    assert {change.before.text for change in newest.changes if not change.after} == {first[1]["text"]}


def test_what_still_says_the_same_keeps_its_sentence(session, posting):
    items = [{"text": each.text} for each in postings.current(session, posting)]
    sources = {each.text: each.source for each in postings.current(session, posting)}
    assert any(sources.values())
    give(session, posting.id, [*items, {"text": "Fluent Spanish"}], by="ana@example.org", now=NOW)
    after = {each.text: each.source for each in postings.current(session, posting)}
    assert after == sources | {"Fluent Spanish": ""}


def test_versions_are_paged(session, posting):
    for number in range(12):
        give(session, posting.id, [{"text": f"Forklift licence class {number}"}], by="ana", now=NOW)
    first = versions(session, posting, limit=10)
    assert [each.number for each in first.items] == list(range(13, 3, -1))
    assert [each.number for each in versions(session, posting, newest=first.older).items] == [3, 2, 1]


def test_a_text_is_pasted_only_where_the_ats_sent_none(session, posting, remember):
    with pytest.raises(BadInputError, match="has a text already"):
        write_text(session, posting.id, "Other", now=NOW)
    bare = Posting(connection_id=posting.connection_id, external_id="P2", title="Nurse", text="Nurse", updated_at=NOW)
    session.add(bare)
    session.flush()
    with pytest.raises(BadInputError, match="paste the posting's text"):
        write_text(session, bare.id, "  ", now=NOW)
    write_text(session, bare.id, TEXT, now=NOW)
    assert len(propose(bare)) > 1
    with pytest.raises(NotFoundError):
        write_text(session, "0" * 36, TEXT, now=NOW)


def test_postings_are_listed_by_title_found_and_paged(session, remember):
    made = remember()
    for title in ("Zoo keeper", "100% remote clerk", "Baker"):
        session.add(Posting(connection_id=made.connection_id, external_id=title, title=title, updated_at=NOW))
    session.flush()
    first = listed(session, limit=3)
    assert [each.title for each in first.items] == ["100% remote clerk", "Baker", "Nurse"]
    assert [each.title for each in listed(session, cursor=first.next_cursor).items] == ["Zoo keeper"]
    assert [each.title for each in listed(session, find="%").items] == ["100% remote clerk"]
    assert [each.title for each in listed(session, find="P1").items] == ["Nurse"]
    with pytest.raises(BadInputError, match="cursor"):
        listed(session, cursor="0" * 36)


def test_the_list_counts_who_waits(tmp_path, database_url):
    desk = open_desk(database_url, tmp_path)
    desk.hold()
    desk.hold()
    with desk.store.read() as session:
        assert [each.waiting for each in listed(session).items] == [2]
    desk.store.close()
