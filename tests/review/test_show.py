"""What a reviewer sees, and what nobody may see before the decision."""

import json
from dataclasses import asdict, replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.errors import ForbiddenError
from app.lifecycle import Action
from app.review.decide import decide
from app.review.holds import sweep
from app.review.lease import claim
from app.review.queue import waiting
from app.review.resume_text import Quote, ShownLine, shown
from app.review.show import open_file, show
from app.screening import screen
from app.store.models import Match
from app.store.models import Resume as ResumeRow
from parsers.model import (
    Contact,
    Document,
    Field,
    Fields,
    HiddenLine,
    Line,
    Notice,
    NoticeKind,
    Resume,
    Role,
    Section,
    SectionKind,
    Span,
)
from parsers.wire import decode, encode
from tests.review.desk import NOW, Desk


def text_of(line: ShownLine) -> str:
    return "".join(piece.text for piece in line.pieces)


def test_requirements_and_marks_are_the_same_objects(desk: Desk) -> None:
    one = desk.hold()
    with desk.store.read() as session:
        seen = show(session, one, desk.ana, now=NOW)
    python, german = seen.requirements
    assert (python.words, german.words) == ("met", "not found in this resume")
    [quote] = python.quotes
    marked = [piece.text for line in seen.resume.lines for piece in line.pieces if quote.mark in piece.marks]
    assert marked == ["Python"]
    assert seen.answers[0].answer == "No"
    assert seen.rule == "German = No"


def test_reasons_quote_the_same_marks_and_number_only_what_is_new(desk: Desk) -> None:
    one = desk.hold()
    with desk.store.read() as session:
        seen = show(session, one, desk.ana, now=NOW)
    [python] = seen.requirements[0].quotes
    conflict, synonym = seen.reasons
    assert seen.counted == "1 of 2 must-haves with evidence, 1 not found"
    assert (conflict.words, conflict.numbers) == ("Form and resume disagree", (1,))
    assert (conflict.question, conflict.answer) == ("Do you speak German?", "No")
    assert [(quote.text, quote.mark, quote.own) for quote in conflict.quotes] == [
        ("Python", python.mark, False), ("PostgreSQL", 2, True),
    ]  # fmt: skip
    assert [(quote.mark, quote.own) for quote in synonym.quotes] == [(2, False)]
    pieces = {mark: piece.text for line in seen.resume.lines for piece in line.pieces for mark in piece.marks}
    assert pieces == {1: "Python", 2: "PostgreSQL"}
    assert seen.pair == ("sql", "PostgreSQL")


def test_an_older_match_says_neither_where_a_quotation_stands_nor_why_it_was_missed(desk: Desk) -> None:
    one = desk.hold()
    with desk.store.write() as session:
        session.scalars(select(Match)).one().diagnoses = []
    with desk.store.read() as session:
        seen = show(session, one, desk.ana, now=NOW)
    assert seen.reasons == ()
    assert [quote.where for quote in seen.requirements[0].quotes] == [""]


def test_what_was_not_read_is_not_said_to_be_missing(desk: Desk) -> None:
    """A resume that nobody got to is there all the same, and one that a fault kept from us was fetched all right."""
    unscreened, failed = desk.receive(deadline=NOW), desk.receive(deadline=NOW)
    with desk.store.write() as session:
        screen.give_up(session, failed, "KeyError while running screen", NOW)
        assert sweep(session, NOW) == 1
    with desk.store.read() as session:
        pages = {one: show(session, one, desk.ana, now=NOW) for one in (unscreened, failed)}
        listed = {item.id: item.waits_because for item in waiting(session, desk.ana, now=NOW).items}
    for one, page in pages.items():
        assert page.resume.unreadable == "The resume has not been read yet."
        assert listed[one] == page.waits_because
    assert "did not get to this resume in time" in listed[unscreened]
    assert "failed before it could read" in listed[failed]


def test_nothing_names_the_person_before_the_decision(desk: Desk) -> None:
    one = desk.hold()
    with desk.store.write() as session:
        claim(session, one, desk.ana, now=NOW)
        before = show(session, one, desk.ana, now=NOW)
        decide(session, one, desk.ana, action=Action.REINSTATE, now=NOW)
        undoable = show(session, one, desk.ana, now=NOW + timedelta(seconds=29))
        after = show(session, one, desk.ana, now=NOW + timedelta(seconds=30))
    assert "Maren" not in repr(before)
    assert "Maren" not in repr(undoable)  # whoever can undo could decide anew
    assert "Lindenweg" not in repr(before)
    assert before.resume.withheld == 2
    assert after.name == "Maren Ostrowski"
    assert next(text_of(line) for line in after.resume.lines) == "Maren Ostrowski"


def test_a_control_looks_like_its_flagged_twin(desk: Desk) -> None:
    ids = ["0190aaaa-0000-7000-8000-00000000000" + digit for digit in "12"]
    flagged = desk.hold(Action.HOLD_MATCH, rejection_id=ids[0])
    control = desk.hold(Action.HOLD_CONTROL, rejection_id=ids[1])
    with desk.store.read() as session:
        shown_twins = [show(session, one, desk.ana, now=NOW) for one in (flagged, control)]
        listed = waiting(session, desk.ana, now=NOW).items
    pages = [repr(asdict(replace(twin, id="", code=""))) for twin in shown_twins]
    assert pages[0] == pages[1]
    assert "SECRET" not in pages[0]
    assert "control" not in pages[0].lower()
    lines = {repr(replace(item, id="", code="")) for item in listed}
    assert len(lines) == 1


def test_the_file_is_for_who_has_it_open(desk: Desk) -> None:
    one = desk.hold()
    with desk.store.write() as session:
        with pytest.raises(ForbiddenError):
            open_file(session, one, desk.ana, now=NOW)
        claim(session, one, desk.ana, now=NOW)
        assert open_file(session, one, desk.ana, now=NOW) == open_file(session, one, desk.admin, now=NOW)


spans = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted), max_size=6)


@given(text=st.text(alphabet="ab \u00e9", min_size=1, max_size=30), spans=spans)
def test_cutting_loses_no_character_and_marks_exactly_the_quotations(text: str, spans: list[list[int]]) -> None:
    quotes = [Quote(n, 1, 1, start, end, text[start:end]) for n, (start, end) in enumerate(spans, start=1)]
    resume = Resume(Document("text/plain", 1, (Line(1, 1, text),)), (Section(SectionKind.OTHER, None, 1, 1),))
    [line] = shown(resume, quotes, blind=True).lines
    assert text_of(line) == text
    for quote in quotes:
        assert "".join(piece.text for piece in line.pieces if quote.mark in piece.marks) == quote.text
        assert sum(quote.mark in piece.begins for piece in line.pieces) == bool(quote.text)


def test_a_name_in_a_quotation_is_covered_until_the_decision(desk: Desk) -> None:
    one = desk.hold()
    with desk.store.write() as session:
        row = session.scalars(select(ResumeRow).where(ResumeRow.rejection_id == one)).one()
        read = decode(json.dumps(row.content).encode())
        assert isinstance(read, Resume)
        named = Fields(Contact(name=Field("Pyt", (Span(5, 6, 9),))))
        row.content = json.loads(encode(replace(read, fields=named)))
    with desk.store.read() as session:
        before = show(session, one, desk.ana, now=NOW)
    assert [quote.text for quote in before.requirements[0].quotes] == ["\N{FULL BLOCK}" * 3 + "hon"]
    with desk.store.write() as session:
        claim(session, one, desk.ana, now=NOW)
        decide(session, one, desk.ana, action=Action.REINSTATE, now=NOW)
    with desk.store.read() as session:
        after = show(session, one, desk.ana, now=NOW + timedelta(seconds=30))
    assert [quote.text for quote in after.requirements[0].quotes] == ["Python"]


def test_contact_details_outside_the_header_are_covered_until_the_decision() -> None:
    lines = (Line(1, 1, "Skills"), Line(2, 1, "SQL; maren@example.org", bullet=True))
    email = Field("maren@example.org", (Span(2, 5, 22),))
    hidden = (HiddenLine(1, "SQL SQL SQL", "white on white"), HiddenLine(1, "Mail MAREN@example.org", "tiny"))
    resume = Resume(
        Document("text/plain", 1, lines, hidden, (Notice(NoticeKind.HIDDEN_TEXT, "some text cannot be seen"),)),
        (Section(SectionKind.SKILLS, 1, 1, 2),),
        fields=Fields(Contact(email=email)),
    )
    before, after = shown(resume, [], blind=True), shown(resume, [], blind=False)
    assert [text_of(line) for line in before.lines] == ["Skills", "SQL; " + "\N{FULL BLOCK}" * 17]
    assert text_of(after.lines[1]) == "SQL; maren@example.org"
    assert [line.text for line in before.unseen] == ["SQL SQL SQL"]
    assert [line.text for line in after.unseen] == ["SQL SQL SQL", "Mail MAREN@example.org"]
    assert before.unseen_count == 2
    assert before.remarks == ("some text cannot be seen",)
    assert [line.bullet for line in before.lines] == [False, True]


def test_an_item_over_several_lines_is_one_line_with_its_quotations() -> None:
    texts = (
        "Experience",
        "Moved sixty services to Kuber-",
        "netes with Terraform",
        "and Argo CD",
        "Cut latency",
        "in half",
    )
    pages = (1, 1, 1, 1, 1, 2)
    lines = tuple(
        Line(number, page, text, bullet=number in (2, 5))
        for number, (page, text) in enumerate(zip(pages, texts, strict=True), start=1)
    )
    bullets = tuple(
        Field("", tuple(Span(number, 0, len(texts[number - 1])) for number in item)) for item in ((2, 3, 4), (5, 6))
    )
    resume = Resume(
        Document("application/pdf", 2, lines),
        (Section(SectionKind.EXPERIENCE, 1, 1, 6),),
        fields=Fields(work=(Role(bullets=bullets),)),
    )
    seen = shown(resume, [Quote(1, 3, 1, 11, 20, "Terraform")], blind=True)
    assert [(line.number, text_of(line)) for line in seen.lines] == [
        (1, "Experience"),
        (2, "Moved sixty services to Kuber-netes with Terraform and Argo CD"),
        (5, "Cut latency"),
        (6, "in half"),  # a page ends between
    ]
    assert [line.bullet for line in seen.lines] == [False, True, True, False]
    assert [piece.text for piece in seen.lines[1].pieces if 1 in piece.marks] == ["Terraform"]
    assert [line.new_page for line in seen.lines] == [True, False, False, True]
