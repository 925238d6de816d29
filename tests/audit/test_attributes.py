"""From rows in two databases to cells: joined, as of the night, and folded so that nothing counts twice."""

import stat
from contextlib import contextmanager, nullcontext
from dataclasses import astuple, replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text

from app.audit import attributes as counting
from app.audit import folding, outcomes
from app.audit.answer import Night
from app.audit.attributes import Source
from app.audit.folding import fold
from app.audit.run import period
from app.errors import ConflictError
from app.store.attributes import Applicant, AttributeStore, Folded, FoldedCell, FoldedScore, SchemaVersion
from app.store.models import Rejection
from tests.attributes import Applicants, opened
from tests.factories import NOW, make_rejection

DAY = NOW.date()
MORNING = NOW + timedelta(days=1)
LATER = NOW + timedelta(days=40)


@pytest.fixture
def attributes(request, database_url, tmp_path):
    """The separate database, empty, of the same kind as the main one."""
    url = f"sqlite:///{tmp_path / 'attributes' / 'attributes.db'}"
    with opened(url if "sqlite" in database_url else request.getfixturevalue("empty_postgres_url")) as store:
        yield store


@pytest.fixture
def people(session, attributes):
    return Applicants(session, attributes)


def cells(people, night=None):
    found = Source(people.attributes.read).cells(people.session, night or period(DAY, MORNING))
    return replace(found, cells=tuple(sorted(found.cells, key=astuple)))


def in_chunks(monkeypatch, rows):
    """Read so many rows at a time, wherever rows are read."""
    for module in (counting, folding, outcomes):
        monkeypatch.setattr(module, "AT_ONCE", rows)


def as_rows(found):
    return sorted(
        (c.posting.split("/")[-1], c.rejected, c.rules, c.sex, c.n, c.after_ats, c.after_review) for c in found.cells
    )


def test_who_has_no_rejection_here_passed(people):
    people.add(3, sex="female")
    people.add(2, sex="female", rules=["years"])
    people.add(sex="female", rules=["years"], reinstated=True)
    people.add(sex="female", passed=False)  # the file says so, and nothing of it is here
    people.add(sex="male", rules=["years", "degree"])
    people.add(sex="male", rules=["years"], origin="human")  # a person said no: the ATS had let him through
    assert as_rows(cells(people)) == [
        ("J-1", False, (), "female", 3, 3, 3),
        ("J-1", False, (), "male", 1, 1, 1),
        ("J-1", True, (), "female", 1, 0, 0),
        ("J-1", True, ("degree", "years"), "male", 1, 0, 0),
        ("J-1", True, ("years",), "female", 3, 0, 1),
    ]


def test_a_rejection_here_counts_more_than_what_the_file_says(people):
    people.add(2, rules=["years"], passed=True)
    (cell,) = cells(people).cells
    assert (cell.rejected, cell.n, cell.after_ats, cell.contradicted) == (True, 2, 0, 2)


def test_nothing_later_than_the_night_counts(people):
    people.add(rules=["years"], received_at=MORNING + timedelta(hours=1))
    people.add(applied_on=DAY + timedelta(days=1))
    people.add(applied_on=DAY - timedelta(days=28))
    assert as_rows(cells(people)) == [("J-1", False, (), "unknown", 1, 1, 1)]


def test_chunks_do_not_change_the_numbers(people, monkeypatch):
    in_chunks(monkeypatch, 3)
    people.add(7, sex="female", rules=["years"])
    people.add(4, sex="male")
    assert [row[-3:] for row in as_rows(cells(people))] == [(4, 4, 4), (7, 0, 0)]
    assert fold_now(people) == 11
    assert (rows(people, Applicant), rows(people, Folded)) == (0, 11)
    with people.attributes.read() as reading:
        assert reading.scalar(select(func.sum(FoldedCell.n))) == 11


def test_the_two_databases_may_be_of_different_kinds(session, tmp_path):
    with opened(f"sqlite:///{tmp_path / 'attributes' / 'attributes.db'}") as store:
        people = Applicants(session, store)
        people.add(2, sex="female", rules=["years"])
        assert fold_now(people) == 2


def test_ids_are_matched_whatever_their_order(people, monkeypatch):
    """Databases sort capitals, digits and accents each in their way; both sides must be read in the same."""
    in_chunks(monkeypatch, 2)
    ids = ["b-1", "B-2", "a 3", "A4", "10", "9", "_5", "é6", "Z-7", "ä8", "a-3", "a3", "\U0001f600"]
    for application_id in ids:
        people.add(rules=["years"], application_id=application_id)
    people.add(sex="female", application_id="A-b")
    other = Applicants(people.session, people.attributes)
    other.add(sex="male", application_id="b-1")  # the same id in another ATS is somebody else
    assert [row[1:] for row in as_rows(cells(other))] == [
        (False, (), "female", 1, 1, 1), (False, (), "male", 1, 1, 1), (True, ("years",), "unknown", 13, 0, 0),
    ]  # fmt: skip
    assert fold_now(people) == 15


def test_no_cursor_is_left_open_behind_the_last_applicant(people):
    """A connection may have rejections that sort behind all of its applicants."""
    people.add(sex="female", application_id="a")
    for number in range(3):
        people.add(rules=["years"], application_id=f"z{number}", applied_on=DAY + timedelta(days=1))
    assert as_rows(cells(people)) == [("J-1", False, (), "female", 1, 1, 1)]
    if people.session.get_bind().dialect.name == "postgresql":
        assert people.session.scalar(text("SELECT count(*) FROM pg_cursors WHERE name <> ''")) == 0


def test_the_newest_rejection_of_an_application_counts(people):
    people.add(rules=["years"], reinstated=True)
    first = people.session.scalars(select(Rejection)).one()
    second = make_rejection(people.session, connection=people.connection, policy=people.policy, rule="degree")
    second.application_id, second.number = first.application_id, 2
    people.session.flush()
    (row,) = as_rows(cells(people))
    assert (row[2], row[-1]) == (("degree",), 0)


def test_a_source_counts_a_night_once(people):
    source = Source(people.attributes.read)
    night = period(DAY, MORNING)
    before = source.cells(people.session, night)
    people.add()
    assert source.cells(people.session, night) is before


def test_the_state_changes_with_what_is_imported_and_cannot_fail(people, tmp_path):
    assert Source(people.attributes.read).state().startswith("(0,")
    (tmp_path / "file").touch()
    assert Source(AttributeStore(f"sqlite:///{tmp_path / 'file' / 'a.db'}").read).state() == "unreadable"


def fold_now(people, now=LATER, days=30):
    with people.attributes.write() as writing:
        return fold(lambda: nullcontext(people.session), writing, people.session.info["seal"], days=days, now=now)


def rows(people, what):
    with people.attributes.read() as reading:
        return reading.scalar(select(func.count()).select_from(what))


def test_folding_deletes_rows_and_keeps_the_counts(people):
    people.add(6, sex="female", race="Asian", score=8)
    people.add(7, sex="female", race="White", rules=["years"], score=4)
    people.add(5, sex="female", race="White", rules=["degree"], reinstated=True)
    month = Night(DAY.replace(day=1), date(2026, 11, 30), LATER)
    before = cells(people, month)
    assert before.people == 18
    assert fold_now(people) == 18
    assert (rows(people, Applicant), rows(people, Folded)) == (0, 18)
    assert cells(people, month) == before
    assert fold_now(people) == 0
    assert cells(people, month) == before


def test_a_group_with_a_count_of_a_few_people_is_kept_without_posting_and_rules(people):
    people.add(4, sex="female", rules=["years"])
    people.add(9, sex="female", rules=["degree"], reinstated=True)
    people.add(6, sex="female")
    people.add(5, sex="male", rules=["years"])
    fold_now(people)
    assert as_rows(cells(people, Night(DAY.replace(day=1), date(2026, 11, 30), LATER))) == [
        ("", False, (), "female", 6, 6, 6), ("", True, (), "female", 13, 0, 9),
        ("J-1", True, ("years",), "male", 5, 0, 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("scores", "kept"),
    [
        ((61.2345, 87.5, 100), [60, 90, 100]), ((0.6123, 0.8751, 1), [0.6, 0.9, 1]), ((0, 0), [0, 0]),
        ((-3.2, 712.4), [0, 700]),
    ],
)  # fmt: skip
def test_of_a_score_only_one_of_ten_bands_is_kept(people, scores, kept):
    for score in scores:
        people.add(score=score)
    fold_now(people)
    with people.attributes.read() as reading:
        found = reading.execute(select(FoldedScore.score, FoldedScore.n)).all()
    assert sorted(score for score, n in found for _ in range(n)) == kept


def test_folded_months_that_lie_partly_in_the_period_are_named_not_counted(people):
    people.add(5)
    fold_now(people)
    found = cells(people)  # 27 October to 23 November
    assert (found.people, found.outside) == (0, 5)
    assert cells(people, Night(date(2026, 10, 1), date(2026, 11, 30), LATER)).people == 5
    assert cells(people, Night(date(2026, 12, 1), date(2026, 12, 31), LATER)).outside == 0


def test_only_what_is_old_and_settled_is_folded(people):
    people.add(rules=["years"], state="held")  # somebody still has to look
    people.add(imported_at=LATER - timedelta(days=29))
    people.add(rules=["years"], reinstated=True)
    assert fold_now(people) == 1
    assert rows(people, Applicant) == 2


def test_a_fold_that_is_killed_did_nothing(people):
    people.add(3)

    def killed():
        with people.attributes.write() as writing:
            fold(lambda: nullcontext(people.session), writing, people.session.info["seal"], days=30, now=LATER)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        killed()
    assert (rows(people, Applicant), rows(people, FoldedCell), rows(people, Folded)) == (3, 0, 0)
    assert fold_now(people) == 3


def test_the_main_database_is_given_back_before_the_counts_are_written(people):
    """PostgreSQL ends a session that idles for a minute, and a million people have many counts."""
    people.add(3)
    seen = []

    @contextmanager
    def read():
        yield people.session
        seen.append(writing.scalar(select(func.count()).select_from(FoldedCell)))

    with people.attributes.write() as writing:
        fold(read, writing, people.session.info["seal"], days=30, now=LATER)
    assert (seen, rows(people, FoldedCell)) == ([0], 1)


def test_scores_above_the_median_of_everybody(people):
    for sex, scores in {"female": (1, 2, 3), "male": (2, 4), "unknown": (9,)}.items():
        for score in scores:
            people.add(sex=sex, score=score)
    found = cells(people).scores  # 1 2 2 3 4 9: the median is 2.5
    assert [(one.sex, one.median, one.n, one.above) for one in found] == [
        ("female", 2.5, 3, 1), ("male", 2.5, 2, 1), ("unknown", 2.5, 1, 1),
    ]  # fmt: skip
    fold_now(people)
    assert cells(people, Night(date(2026, 11, 1), date(2026, 11, 30), LATER)).scores == found


def test_file_and_folder_are_for_their_owner_only(tmp_path):
    folder = tmp_path / "data" / "attributes"
    with opened(f"sqlite:///{folder / 'attributes.db'}") as store:
        assert not folder.exists()  # nobody asked for it yet
        with store.write() as writing:
            writing.add(Folded(digest="0" * 64))
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert set(modes.values()) == {0o600}, modes


def test_tables_of_a_newer_program_are_refused(attributes):
    with attributes.write() as writing:
        writing.query(SchemaVersion).update({"version": 99})
    attributes.close()
    with pytest.raises(ConflictError, match="99"), attributes.read():
        pass
