"""Headings of resumes, and the sections that they begin."""

import pytest

from parsers.model import Line, Section, SectionKind
from parsers.resume.sections import heading, sections
from tests.parsers.written import document, written


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Work Experience", SectionKind.EXPERIENCE),
        ("EDUCATION:", SectionKind.EDUCATION),
        ("S K I L L S", SectionKind.SKILLS),
        ("Work Experience (2)", SectionKind.EXPERIENCE),
        ("Berufserfahrung", SectionKind.EXPERIENCE),
        ("Aus- und Weiterbildung", SectionKind.EDUCATION),
        ("Fähigkeiten", SectionKind.SKILLS),
        ("Expérience professionnelle", SectionKind.EXPERIENCE),
        ("CENTRES D\u2019INTÉRÊT", SectionKind.INTERESTS),
        ("Formación académica", SectionKind.EDUCATION),
        ("Formação", SectionKind.EDUCATION),
        ("Lingue", SectionKind.LANGUAGES),
        ("Werkervaring", SectionKind.EXPERIENCE),
        ("Skills & Languages", SectionKind.SKILLS),
        ("2. Certificates and Licences", SectionKind.CERTIFICATIONS),
    ],
)
def test_headings(text, kind):
    assert heading(text) is kind


@pytest.mark.parametrize(
    "text", ["• Languages", "Experience with Python and Go", "Skills: Python, SQL", "Marisol Tabucanon", "", "\u2014"]
)
def test_no_headings(text):
    assert heading(text) is None


def lines(*texts):
    return [Line(number, 1, text) for number, text in enumerate(texts, start=1)]


def test_a_name_in_large_letters_behind_a_sidebar_ends_its_last_section():
    def parts(name, *behind):
        sidebar = (written("Languages", size=13.0), written("German", size=10.0))
        text = (*behind, written("Experience", size=13.0), written("Nurse", size=10.0))
        return [(each.kind, each.heading, each.first) for each in sections(document(*sidebar, name, *text).lines)]

    title, name = written("Nurse", size=10.0), written("Jo Muster", size=22.0)
    header = (SectionKind.HEADER, None, 3)
    assert header in parts(name, title)
    assert header not in parts(written("Jo Muster", size=14.0), title)  # as large as the headings
    assert header not in parts(name, *[title] * 9)  # what follows is more than a title
    assert header not in parts(written("340 000", size=22.0), title)


def test_what_comes_before_the_first_heading_is_the_header():
    found = sections(lines("Jo Muster", "jo@example.org", "Skills", "SQL", "Education", "BSc"))
    assert found == (
        Section(SectionKind.HEADER, None, 1, 2),
        Section(SectionKind.SKILLS, 3, 3, 4),
        Section(SectionKind.EDUCATION, 5, 5, 6),
    )


def test_without_any_heading_all_is_header():
    assert sections(lines("Jo Muster", "SQL")) == (Section(SectionKind.HEADER, None, 1, 2),)
    assert sections([]) == ()


def styled(*rows):
    return [Line(n, 1, text, size=size, bold=bold, block=n) for n, (text, size, bold) in enumerate(rows, start=1)]


def kinds(found):
    return [(section.kind, section.first) for section in found]


def test_a_group_of_skills_is_no_section_of_languages():
    rows = styled(
        ("Jo Muster", 20.0, True), ("Skills", 14.0, True), ("Languages", 11.0, True), ("Python, Go", 10.0, False),
        ("Education", 14.0, True), ("BSc", 10.0, False), ("Languages", 14.0, True), ("Polish", 10.0, False),
    )  # fmt: skip
    assert kinds(sections(rows))[1:] == [
        (SectionKind.SKILLS, 2),
        (SectionKind.EDUCATION, 5),
        (SectionKind.LANGUAGES, 7),
    ]


def test_a_title_that_sounds_like_a_heading_is_none_where_headings_stand_out():
    rows = styled(
        ("Summary", 14.0, True), ("Cook.", 10.0, False), ("Experience", 14.0, True), ("Harvest Trust", 10.0, False),
        ("Volunteer", 10.0, False), ("2019 - 2020", 10.0, False), ("Education", 14.0, True), ("BSc", 10.0, False),
    )  # fmt: skip
    assert [kind for kind, _ in kinds(sections(rows))] == [
        SectionKind.SUMMARY,
        SectionKind.EXPERIENCE,
        SectionKind.EDUCATION,
    ]


def test_an_unknown_heading_that_looks_like_the_others_ends_a_section():
    rows = styled(
        ("Summary", 14.0, True), ("Cook", 10.0, False), ("Experience", 14.0, True), ("Kettle, 2019 - 20", 10.0, False),
        ("Campus Involvement", 14.0, True), ("Chess", 10.0, False), ("Education", 14.0, True), ("BSc", 10.0, False),
    )  # fmt: skip
    assert (SectionKind.OTHER, 5) in kinds(sections(rows))


def test_periods_below_an_unknown_heading_are_work_where_no_heading_says_work():
    rows = styled(
        ("Summary", 14.0, True), ("Cook", 10.0, False), ("My Kitchens", 14.0, True), ("Kettle, 2019 - 20", 10.0, False),
        ("Skills", 14.0, True), ("Knives", 10.0, False), ("Education", 14.0, True), ("BSc", 10.0, False),
    )  # fmt: skip
    assert (SectionKind.EXPERIENCE, 3) in kinds(sections(rows))


def test_the_last_word_of_a_paragraph_is_no_heading_and_a_word_behind_its_last_sentence_is():
    def kinds(above):
        return [s.kind for s in sections(document(written(above, block=1), written("Skills", block=1)).lines)]

    assert kinds("A welder who brings along many years of work and a broad range of") == [SectionKind.HEADER]
    assert kinds("A welder who brings along many years of work.") == [SectionKind.HEADER, SectionKind.SKILLS]


def test_a_heading_that_stands_below_several_jobs_is_a_label():
    job = ("Nurse, Ward 3, 2019 - 2021", "Accomplishments", "Looked after many patients")
    made = document("Experience", *job, *job, "Education", "Nursing school, 2015", "Accomplishments", "A prize")
    assert [s.kind for s in sections(made.lines)] == [SectionKind.EXPERIENCE, SectionKind.EDUCATION, SectionKind.OTHER]
