"""Stored matches under other rules: what is repeated, what is counted, and that nothing is written."""

from datetime import timedelta

from sqlalchemy import func, select

from app.matching.lexicon import Alias
from app.matching.model import MatchPolicy
from app.matching.requirements import from_data
from app.matching.score import match
from app.screening import replay
from app.screening.preview import Preview
from app.screening.replay import Replay, Trial
from app.screening.rows import store_match, store_resume
from app.store import models, postings, terms
from parsers.model import Unreadable
from parsers.read import read
from tests.factories import NOW, make_connection, make_policy, make_posting, make_rejection

RESUME = b"""Ines Okafor
ines@example.org

Experience
Ward nurse, Hillside Clinic, 01/2015 - 12/2021
Wound care for surgical patients. Flubbing at the bedside.
"""


def asks(store, posting_id, *texts):
    with store.write() as session:
        items = from_data([{"text": text, "terms": [[text]], "kind": "skill"} for text in texts])
        postings.replace(session, session.get_one(models.Posting, posting_id), items, source="Ana Ruiz", now=NOW)


def screened(store, *texts, count=1, resume=RESUME):
    """So many rejections at one posting that asks for this, each matched; the posting's id and those of the rows."""
    with store.write() as session:
        connection = make_connection(session)
        policy, posting_id = make_policy(session, connection), make_posting(session, connection).id
    asks(store, posting_id, *texts)
    ids = []
    with store.write() as session:
        posting = session.get_one(models.Posting, posting_id)
        for _ in range(count):
            rejection = make_rejection(session, connection=connection, policy=policy, posting=posting)
            ids.append(rejection.id)
            add_match(session, rejection, posting, resume)
    return posting_id, ids


def add_match(session, rejection, posting, resume=RESUME, now=NOW):
    parsed, asked = read(resume), postings.current(session, posting)
    row = store_resume(session, rejection, parsed, sha256="", size=len(resume), now=now)
    found = match(parsed, asked, policy=MatchPolicy("1"), as_of=NOW.date())
    store_match(session, row, found, requirements_version=posting.requirements_version, now=now)


def ran(store, trial=None, **more):
    run = Replay(trial or Trial(), **more)
    while True:
        with store.read() as session:
            page = run.next_page(session)
        if not page:
            return run.tally
        for stored in page:
            run.add(stored)


def test_the_same_rules_change_nothing(store):
    screened(store, "wound care", "dialysis", count=3)
    tally = ran(store)
    assert (tally.compared, dict(tally.verdicts), dict(tally.findings)) == (3, {}, {})


def test_a_policy_that_allows_one_silent_must_have_would_flag(store):
    _, (rejection_id,) = screened(store, "wound care", "dialysis")
    tally = ran(store, Trial(allowed_missing=1))
    assert dict(tally.verdicts) == {("weak", "strong"): 1}
    (row,) = tally.rows["weak", "strong"]
    assert (row.id, row.before, row.after) == (rejection_id, "weak", "strong")
    assert "dialysis" in row.why


def test_the_newest_policy_of_the_connection_counts(store):
    posting_id, _ = screened(store, "wound care", "dialysis")
    with store.write() as session:
        connection = session.get_one(models.Connection, session.get_one(models.Posting, posting_id).connection_id)
        make_policy(session, connection, allowed_missing=1)
    assert dict(ran(store).verdicts) == {("weak", "strong"): 1}


def test_one_more_name_for_a_thing_would_flag(store):
    screened(store, "wound care", "dialysis")
    tally = ran(store, Trial(aliases=(Alias("flubbing", "dialysis"),)))
    assert dict(tally.verdicts) == {("weak", "strong"): 1}
    assert dict(tally.findings) == {("not_found", "met"): 1}


def test_names_in_force_count_and_those_that_only_wait_do_not(store):
    screened(store, "wound care", "dialysis")
    with store.write() as session:
        waiting = terms.say(session, "dialysis", "flubbing", same=True, by="Ana Ruiz", now=NOW).id
    assert dict(ran(store).verdicts) == {}
    with store.write() as session:
        terms.accept(session, waiting, by="Ada Admin", now=NOW)
    assert dict(ran(store).verdicts) == {("weak", "strong"): 1}


def test_requirements_of_now_or_those_of_then(store):
    posting_id, _ = screened(store, "wound care")
    asks(store, posting_id, "wound care", "dialysis")
    assert dict(ran(store).verdicts) == {("strong", "weak"): 1}
    assert dict(ran(store).findings) == {("new", "not_found"): 1}
    assert dict(ran(store, Trial(kept_requirements=True)).verdicts) == {}


def test_all_pages_are_read_and_few_rows_are_named(store, monkeypatch):
    monkeypatch.setattr(replay, "PAGE", 2)
    screened(store, "wound care", "dialysis", count=5)
    tally = ran(store, Trial(allowed_missing=1), shown_at_most=3)
    assert (tally.compared, tally.verdicts["weak", "strong"], len(tally.rows["weak", "strong"])) == (5, 5, 3)


def test_one_posting_only(store):
    one, _ = screened(store, "wound care", count=2)
    screened(store, "dialysis")
    assert ran(store, posting_id=one).compared == 2
    with store.read() as session:
        assert Replay(Trial(), posting_id=one).total(session) == 2
        assert Replay(Trial()).total(session) == 3


def test_only_the_newest_match_of_a_rejection_is_repeated(store):
    posting_id, (rejection_id,) = screened(store, "dialysis")
    asks(store, posting_id, "wound care")
    with store.write() as session:
        rejection = session.get_one(models.Rejection, rejection_id)
        add_match(session, rejection, session.get_one(models.Posting, posting_id), now=NOW + timedelta(hours=1))
    tally = ran(store)
    assert (tally.compared, dict(tally.verdicts)) == (1, {})


def test_what_an_older_reader_kept_is_counted_and_not_matched(store):
    screened(store, "wound care")
    with store.write() as session:
        session.scalars(select(models.Resume)).one().content = {"document": "of another time"}
    tally = ran(store)
    assert (tally.compared, tally.unreadable) == (0, 1)


def test_who_was_never_matched_is_left_out(store):
    with store.write() as session:
        store_resume(session, make_rejection(session), Unreadable("A scan."), sha256="", size=1, now=NOW)
    assert ran(store).compared == 0


def test_nothing_is_written(store):
    screened(store, "wound care", "dialysis")
    tables = (models.Match, models.Judgement, models.Resume, models.HistoryEntry, models.Requirement)

    def rows():
        with store.read() as session:
            counts = [session.scalar(select(func.count()).select_from(table)) for table in tables]
            return counts, session.execute(select(models.Rejection.state, models.Rejection.version)).all()

    before = rows()
    ran(store, Trial(allowed_missing=1))
    assert rows() == before


def previewed(store, posting_id, *texts):
    tried = Preview(posting_id, from_data([{"text": text, "terms": [[text]], "kind": "skill"} for text in texts]))
    with store.read() as session:
        tried.read(session)
    return tried.effect()


def test_an_edit_is_tried_on_those_who_were_rejected_last(store):
    posting_id, ids = screened(store, "wound care", count=3)
    assert previewed(store, posting_id, "wound care").changes == 0
    harder = previewed(store, posting_id, "wound care", "forklift")
    assert (harder.compared, {row.id for row in harder.no_longer}, harder.flagged) == (3, set(ids), ())
    assert len(previewed(store, posting_id).doubtful) == 3  # no requirement: a person has to look


def test_an_edit_that_finds_more_people_names_them(store):
    posting_id, ids = screened(store, "forklift", count=2)
    effect = previewed(store, posting_id, "wound care")
    assert {row.id for row in effect.flagged} == set(ids)
    assert effect.changes == 2
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(models.Match)) == 2  # nothing was written


def test_a_posting_without_anybody_has_nothing_to_try_on(store):
    posting_id, _ = screened(store, "forklift", count=0)
    assert previewed(store, posting_id, "wound care").compared == 0
