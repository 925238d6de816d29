"""Real files in every format against the facts they were made from."""

import re

import pytest

from parsers.model import Resume, SectionKind
from parsers.read import read

NAMES = (
    "d01__rendercv-moderncv.pdf",
    "d09__jsonresume-even.pdf",
    "d10__jsonresume-macchiato.pdf",
    "d01__docx-header-contact.docx",
    "d02__docx-sidebar-table.docx",
    "d07__docx-textbox.docx",
    "d08__docx-plain.html",
    "d06__docx-header-contact.txt",
    "d01__docx-header-contact.odt",
    "d07__docx-textbox.rtf",
)


def squeezed(text):
    return re.sub(r"[\s\u00ad-]", "", text).casefold()


def text_of(resume):
    return squeezed(" ".join(line.text for line in resume.document.lines))


def month(iso):
    return 12 * int(iso[:4]) + int(iso[5:7] or 1) - 1


@pytest.fixture(params=NAMES)
def case(request, resume_file, truth):
    result = read(resume_file(request.param))
    assert isinstance(result, Resume), result
    return result, truth(request.param)


def test_every_highlight_stands_whole_in_the_text(case):
    resume, facts = case
    text = text_of(resume)
    lost = [h for job in facts["work"] for h in job["highlights"] if squeezed(h) not in text]
    assert lost == []


def test_every_job_is_a_period(case):
    resume, facts = case
    found = {(p.start, p.end) for p in resume.periods}
    wanted = {(month(job["startDate"]), month(job["endDate"]) if job.get("endDate") else None) for job in facts["work"]}
    assert wanted <= found


def test_every_skill_is_in_the_text_and_its_section_is_known(case):
    resume, facts = case
    text = text_of(resume)
    assert [k for s in facts["skills"] for k in s["keywords"] if squeezed(k) not in text] == []
    kinds = [section.kind for section in resume.sections]
    assert {SectionKind.EXPERIENCE, SectionKind.EDUCATION} <= set(kinds)


def test_nothing_honest_is_called_hidden(case):
    resume, _ = case
    assert resume.document.hidden == ()
    assert resume.document.remarks == ()


def test_sections_cover_every_line_once(case):
    resume, _ = case
    covered = [n for s in resume.sections for n in range(s.first, s.last + 1)]
    assert covered == [line.number for line in resume.document.lines]


def test_jobs_are_read_inside_the_experience_section(case):
    resume, facts = case
    inside = [
        line.text
        for s in resume.sections
        if s.kind is SectionKind.EXPERIENCE
        for line in resume.document.lines[s.first - 1 : s.last]
    ]
    text = squeezed(" ".join(inside))
    assert all(squeezed(job["position"]) in text for job in facts["work"])
    assert squeezed(facts["education"][0]["institution"]) not in text


@pytest.mark.parametrize(
    "name", ["d10__jsonresume-macchiato.pdf", "d02__docx-sidebar-table.docx", "d08__docx-plain.html"]
)
def test_golden(name, resume_file, golden):
    golden(name, read(resume_file(name)))
