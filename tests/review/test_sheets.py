"""Pages of a resume: what is covered on them, where the marks stand, and when there is none to see."""

import io
import json
from datetime import datetime, timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from app.demo.people import Layout, Person, invent
from app.demo.resumes import resume_file
from app.errors import BadInputError, ForbiddenError, NotFoundError
from app.lifecycle import Action
from app.review.decide import decide, undo
from app.review.drawn import DrawnPages, Kept
from app.review.lease import claim
from app.review.sheets import NO_NAME, NO_PAGES, NOT_READ, NOTHING_READ, drawing, pages_of, sheets
from app.review.show import reveal, show
from app.store import blobs
from app.store.models import Application, Look, Rejection
from app.store.models import Resume as ResumeRow
from parsers.model import Contact, Document, Field, Fields, Line, Resume, Section, SectionKind, Span, Unreadable
from parsers.read import read
from parsers.wire import encode
from tests.review.desk import NOW, Desk

LATER = NOW + timedelta(minutes=1)
"""When a decision made at NOW is final."""

NAMED = Fields(contact=Contact(name=Field("Maren Ostrowski", (Span(1, 0, 15),))))


def give(
    desk: Desk, rejection_id: str, resume: Resume | None, data: bytes = b"", kind: str = "application/pdf"
) -> None:
    """Let this be the file that came with an application, and what was read of it."""
    with desk.store.write() as session:
        row = session.scalars(select(ResumeRow).where(ResumeRow.rejection_id == rejection_id)).one()
        row.content = json.loads(encode(resume)) if resume else None
        row.media_type, row.sha256 = kind, blobs.put(desk.store.blobs, data or b"%PDF-1.4 not really")


def person_with(layout: Layout) -> Person:
    return next(person for person in invent(1, 60) if person.layout is layout)


def page(*lines: Line, headed: bool = True, fields: Fields = NAMED, unread: tuple[int, ...] = ()) -> Resume:
    """A page whose first line is its header, unless it has none."""
    work = Section(SectionKind.EXPERIENCE, None, 1 + headed, len(lines))
    sections = (
        *([Section(SectionKind.HEADER, None, 1, 1)] if headed else []),
        *([work] if work.first <= work.last else []),
    )
    return Resume(Document("application/pdf", 1, lines, unread=unread), sections, reader="pdf/1", fields=fields)


def why_none(desk: Desk, rejection_id: str) -> str:
    with desk.store.read() as session:
        return pages_of(session, session.get_one(Rejection, rejection_id), desk.ana, now=NOW).why_not


def picture(desk: Desk, rejection_id: str, *, now: datetime = NOW) -> Image.Image:
    with desk.store.read() as session:
        wanted = drawing(session, rejection_id, 1, desk.ana, now=now)
    drawn = DrawnPages().picture(desk.store.blobs, wanted)
    assert isinstance(drawn, bytes)
    return Image.open(io.BytesIO(drawn)).convert("L")


def inked(image: Image.Image, line: Line) -> bool:
    """Whether letters can be told on a line: dark and light beside each other."""
    assert line.box
    scale = image.width / 595.3
    left, top, right, bottom = (side * scale for side in line.box)
    part = image.crop((int(left), int(top), int(right) + 1, int(bottom) + 1))
    darkest, lightest = part.getextrema()
    return lightest - darkest > 60


def test_a_page_hides_the_person_and_shows_the_work_until_the_decision(desk: Desk) -> None:
    one, person = desk.hold(), person_with(Layout.PDF)
    resume = read(resume_file(person))
    give(desk, one, resume, resume_file(person))
    lines = {line.text: line for line in resume.document.lines}
    contact = next(line for text, line in lines.items() if "@" in text)
    school = next(line for text, line in lines.items() if text == "2010 - 2013")
    work = next(line for text, line in lines.items() if text == "Order picking")
    hidden = picture(desk, one)
    assert inked(hidden, work)
    assert not inked(hidden, lines[person.name])
    assert not inked(hidden, contact)
    with desk.store.write() as session:
        claim(session, one, desk.ana, now=NOW)
        decide(session, one, desk.ana, action=Action.REINSTATE, now=NOW)
    assert not inked(picture(desk, one), lines[person.name])  # whoever can undo could decide anew
    whole = picture(desk, one, now=LATER)
    assert all(inked(whole, line) for line in (lines[person.name], contact, school, work))
    with desk.store.write() as session:
        undo(session, one, desk.ana, now=NOW)
    assert not inked(picture(desk, one), lines[person.name])


def test_who_gives_a_reason_sees_the_person_and_nobody_else_does(desk: Desk) -> None:
    one = desk.hold()
    with desk.store.write() as session:
        with pytest.raises(ForbiddenError, match="open the candidate first"):
            reveal(session, one, desk.ana, "I know the firm", now=NOW)
        claim(session, one, desk.ana, now=NOW)
        with pytest.raises(BadInputError, match="say why"):
            reveal(session, one, desk.ana, "  ", now=NOW)
        reveal(session, one, desk.ana, "The licence has to be looked up by name.", now=NOW)
    with desk.store.read() as session:
        hers, his = show(session, one, desk.ana, now=NOW), show(session, one, desk.ben, now=NOW)
        [look] = session.scalars(select(Look).where(Look.action == "revealed"))
        assert drawing(session, one, 1, desk.ana, now=LATER).cover is None
    assert (hers.name, hers.blind) == ("Maren Ostrowski", False)
    assert (his.name, his.blind) == ("", True)
    assert "Maren" not in repr(his)
    assert (look.user_id, look.note) == (desk.ana.id, "The licence has to be looked up by name.")


def test_the_form_s_own_words_for_a_person_are_hidden_too(desk: Desk) -> None:
    one = desk.hold()
    with desk.store.write() as session:
        rejection = session.get_one(Rejection, one)
        session.get_one(Application, rejection.application_id).answers = [["Full name", "Maren O."], ["Python?", "Yes"]]
        claim(session, one, desk.ana, now=NOW)
        before = show(session, one, desk.ana, now=NOW).answers
        decide(session, one, desk.ana, action=Action.REINSTATE, now=NOW)
        after = show(session, one, desk.ana, now=LATER).answers
    assert [answer.answer for answer in before] == ["hidden until the decision", "Yes"]
    assert [answer.answer for answer in after] == ["Maren O.", "Yes"]


def test_without_a_name_all_down_to_the_end_of_the_header_is_covered(desk: Desk) -> None:
    one = desk.hold()
    header = Line(1, 1, "Ostrowski?", (300.0, 50.0, 360.0, 60.0))
    give(desk, one, page(header, Line(2, 1, "Python", (50.0, 100.0, 90.0, 110.0)), fields=Fields()))
    with desk.store.read() as session:
        cover = drawing(session, one, 1, desk.ana, now=LATER).cover
    assert cover
    assert max(box[2] - box[0] for box in cover.private) > 10_000
    assert max(box[3] for box in cover.private) == 60.0


def test_what_cannot_be_covered_is_not_shown_and_says_why(desk: Desk) -> None:
    one, line = desk.hold(), Line(1, 1, "Python", (50.0, 100.0, 90.0, 110.0))
    give(desk, one, page(line, headed=False, fields=Fields()))
    assert why_none(desk, one) == NO_NAME
    give(desk, one, None)
    assert why_none(desk, one) == NOTHING_READ
    give(desk, one, page(line), kind="text/html")
    assert why_none(desk, one) == NO_PAGES
    give(desk, one, page(line, fields=Fields(), unread=(1,)))
    with desk.store.read() as session:
        pages = pages_of(session, session.get_one(Rejection, one), desk.ana, now=NOW)
        [sheet] = sheets(pages, ((600.0, 800.0),), show(session, one, desk.ana, now=NOW)).pages
        assert sheet.why_not == NOT_READ
        with pytest.raises(NotFoundError, match="was not read"):
            drawing(session, one, 1, desk.ana, now=NOW)


def test_a_line_without_a_place_keeps_its_page_covered(desk: Desk) -> None:
    one = desk.hold()
    give(desk, one, page(Line(1, 1, "Maren Ostrowski"), Line(2, 1, "Python", (50.0, 100.0, 90.0, 110.0))))
    with desk.store.read() as session, pytest.raises(NotFoundError, match="where on it the lines stand"):
        drawing(session, one, 1, desk.ana, now=NOW)


def test_marks_stand_where_the_words_do(desk: Desk) -> None:
    """The fifth line is quoted: Python in its middle, PostgreSQL behind it."""
    text = "Wrote Python services and ran PostgreSQL for seven years"
    edges = tuple(50.0 + 5 * place for place in range(len(text) + 1))
    quoted = Line(5, 1, text, (50.0, 100.0, edges[-1], 110.0), edges)
    one = desk.hold()
    above = [Line(number, 1, "Maren Ostrowski", (50.0, 20.0, 150.0, 30.0)) for number in range(1, 5)]
    give(desk, one, page(*above, quoted))
    with desk.store.read() as session:
        pages = pages_of(session, session.get_one(Rejection, one), desk.ana, now=NOW)
        laid = sheets(pages, ((600.0, 800.0),), show(session, one, desk.ana, now=NOW))
    python, postgres = laid.pages[0].marks
    assert (python.left, python.wide) == (78.5, 33.0)
    assert (postgres.left, postgres.wide) == (198.5, 53.0)
    assert python.tag >= edges[-1]
    assert postgres.tag == python.tag + python.tag_wide
    assert laid.drawn == {1, 2}


def test_wrapped_items_are_one(desk: Desk) -> None:
    one = desk.hold()
    lines = (
        Line(1, 1, "Maren Ostrowski"),
        Line(2, 1, "Kept the books of three", bullet=True, block=2),
        Line(3, 1, "harbours", block=2),
        Line(4, 1, "Paid wages", bullet=True, block=3),
        Line(5, 1, "Wrote Python services and ran PostgreSQL", block=4),
    )
    give(desk, one, page(*lines))
    with desk.store.read() as session:
        seen = show(session, one, desk.ana, now=NOW).resume.lines
    assert [(line.number, line.bullet, "".join(piece.text for piece in line.pieces)) for line in seen] == [
        (2, True, "Kept the books of three harbours"), (4, True, "Paid wages"), (5, False, lines[4].text),
    ]  # fmt: skip


def test_a_broken_file_has_no_picture_and_is_tried_once(desk: Desk) -> None:
    one, drawn = desk.hold(), DrawnPages()
    give(desk, one, page(Line(1, 1, "Maren Ostrowski", (50.0, 20.0, 150.0, 30.0))))
    with desk.store.read() as session:
        wanted = drawing(session, one, 1, desk.ana, now=NOW)
    first = drawn.picture(desk.store.blobs, wanted)
    assert isinstance(first, Unreadable)
    assert drawn.picture(desk.store.blobs, wanted) is first
    assert isinstance(drawn.sizes(desk.store.blobs, wanted.sha256), Unreadable)


def test_the_oldest_goes_when_there_is_no_room() -> None:
    kept: Kept[str] = Kept(3_000)
    for key in "abcd":
        kept.keep(key, key, 600)
        kept.find("a")
    assert [key for key in "abcd" if kept.find(key)] == ["a", "c", "d"]
