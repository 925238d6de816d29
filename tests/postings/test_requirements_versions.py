import pytest
from sqlalchemy import func, select

from app.errors import BadInputError, NotFoundError
from app.postings.requirements import give
from app.store import postings
from app.store.models import Requirement
from tests.postings.conftest import NOW, TEXT

GIVEN = [{"text": "Forklift licence", "kind": "licence", "importance": "must", "terms": [["forklift"]]}]


def texts(session, posting):
    return [item.text for item in postings.current(session, posting)]


def test_the_text_is_read_once_and_again_only_when_it_changed(session, remember):
    first = remember()
    assert first.requirements_version == 1
    assert first.requirements_from == postings.FROM_TEXT
    assert len(texts(session, first)) == 2
    assert remember().requirements_version == 1
    assert remember(title="Ward nurse").requirements_version == 1
    changed = remember(text=TEXT + "- Fluent Spanish\n")
    assert (changed.id, changed.requirements_version) == (first.id, 2)
    assert len(texts(session, changed)) == 3
    assert session.scalar(select(func.count(Requirement.id)).where(Requirement.version == 1)) == 2


def test_what_an_event_does_not_say_is_not_forgotten(session, remember):
    remember()
    posting = remember(title="", text="")
    assert (posting.title, posting.text, posting.requirements_version) == ("Nurse", TEXT, 1)


def test_a_posting_known_by_name_only_has_no_requirements_yet(session, remember):
    posting = remember(title="", text="")
    assert (posting.requirements_version, postings.current(session, posting)) == (0, ())


def test_what_a_person_gave_stays_whatever_the_ats_sends(session, remember):
    posting = remember()
    assert give(session, posting.id, GIVEN, by="ada@example.org", now=NOW) == 2
    remember(text="Requirements:\n- Something else\n")
    remember(requirements=[{"text": "Java"}])
    assert texts(session, posting) == ["Forklift licence"]
    assert posting.requirements_from == "ada@example.org"


def test_typed_requirements_of_the_ats_count_before_the_text(session, remember):
    posting = remember(requirements=GIVEN)
    assert texts(session, posting) == ["Forklift licence"]
    assert remember(requirements=GIVEN).requirements_version == 1
    assert remember(text=TEXT + "more").requirements_version == 1


def test_requirements_carry_the_ids_of_their_rows(session, remember):
    posting = remember(requirements=GIVEN)
    (found,) = postings.current(session, posting)
    assert found.terms == (("forklift",),)
    assert found.id == postings.rows(session, posting)[0].id


def test_giving_to_no_posting_and_giving_nonsense(session, remember):
    with pytest.raises(NotFoundError):
        give(session, "nowhere", GIVEN, by="ada", now=NOW)
    with pytest.raises(BadInputError):
        give(session, remember().id, [{"kind": "skill"}], by="ada", now=NOW)


def test_what_was_cut_from_a_sentence_keeps_it_and_a_degree_its_way_around(session, remember):
    text = "Requirements:\n- Degree in nursing or equivalent experience, and 2 years of intensive care\n"
    degree, years = postings.current(session, remember(text=text))
    assert (degree.equivalent, degree.source) == (True, text.splitlines()[1].removeprefix("- "))
    assert (years.amount, years.source) == (2.0, degree.source)
