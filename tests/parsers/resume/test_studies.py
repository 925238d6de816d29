"""Degrees, areas, schools and their dates, in seven languages."""

# ruff: noqa: RUF001  people write dates with dashes of all lengths

import pytest

from parsers.model import SectionKind
from parsers.resume.studies import studies
from tests.parsers.written import document, placed, whole


@pytest.fixture
def read(read_text, said):
    def studies(text, heading="Education"):
        found = read_text(f"Jo Muster\n# {heading}\n{text}").fields.education
        years = [(s.start and (s.start.year, s.start.month), s.end and (s.end.year, s.end.month)) for s in found]
        return [(said(s.degree), said(s.area), said(s.school), *pair) for s, pair in zip(found, years, strict=True)]

    return studies


@pytest.mark.parametrize(
    "rows",
    [
        "Bachelor of Science in Nursing, Rio State University, 2013 – 2017",
        "Rio State University\nBachelor of Science, Nursing · (2013 - 2017)",
        "Rio State University\t2013 – 2017\nNursing\nBachelor of Science",
        "2013\n2017\nRio State University\nBachelor of Science\nNursing",
        "2013 2017\nRio State University\nBachelor of Science\nNursing",
        "Nursing, Bachelor of Science, Rio State University\n2013 – 2017",
        "2013 – 2017\tRio State University, Bachelor of Science in Nursing",
    ],
)
def test_arrangements(read, rows):
    ((degree, area, school, start, end),) = read(rows)
    assert sorted(filter(None, (f"{degree}, {area}" if area else degree).split(", "))) in (
        ["Bachelor of Science", "Nursing"],
        ["Bachelor of Science in Nursing"],
    )
    assert (school, start, end) == ("Rio State University", (2013, None), (2017, None))


def test_degree_and_area_are_parted(read):
    assert read("Diploma in Web Development, Waipā Polytechnic, 2018 – 2019")[0][:3] == (
        "Diploma",
        "Web Development",
        "Waipā Polytechnic",
    )


@pytest.mark.parametrize(
    ("heading", "degree", "school"),
    [
        ("Ausbildung", "Ausbildung zur Industriekauffrau (IHK)", "Söhre Metallbau GmbH"),
        ("Studium", "Bachelor of Arts Betriebswirtschaft, Schwerpunkt Personal", "Hochschule Werra"),
        ("Formation", "BEP puis Bac professionnel Cuisine", "Lycée des Combrailles"),
        ("Formación académica", "Licenciatura en Administración y Dirección de Empresas", "Universidad del Sur"),
        ("Formação", "Pós-graduação em Direito do Trabalho", "Escola Superior da Mata"),
        ("Istruzione e formazione", "Laurea triennale in Infermieristica", "Università di Trento"),
        ("Opleidingen", "HBO Verpleegkunde", "Hogeschool IJsselstad"),
        ("教育背景", "统计学 硕士", "江南湖畔大学"),
        ("المؤهلات العلمية", "بكالوريوس الصيدلة", "جامعة الدلتا الشرقية"),
    ],
)
def test_degrees_that_are_not_english(read, heading, degree, school):
    for rows in (f"{degree}, {school}, 2012 – 2016", f"{school}\t2012 – 2016\n{degree}"):
        ((found, area, where, *dates),) = read(rows, heading)
        assert (found, area, where) == (degree, None, school)
        assert dates == [(2012, None), (2016, None)]


def test_commas_inside_brackets_part_nothing(read):
    assert read("GCSEs (Maths, English and four more), Carr Hill Comprehensive, 09/2003 - 06/2008") == [
        ("GCSEs (Maths, English and four more)", None, "Carr Hill Comprehensive", (2003, 9), (2008, 6))
    ]


def test_a_lone_year_is_the_end(read):
    assert read("BSc Mathematics, Nickel University, 2013")[0][3:] == (None, (2013, None))


def test_the_tie_that_a_template_left_is_dropped(read):
    ((degree, area, school, *_),) = read("2011 – 2015\tUniversity of Shannonside, in BCom Accounting")
    assert (degree, area, school) == ("BCom Accounting", None, "University of Shannonside")


@pytest.mark.parametrize(
    ("line", "school", "area"),
    [
        ("Garden City TAFE, Fitting and Turning", "Garden City TAFE", "Fitting and Turning"),
        ("Garden City TAFE, Toowoomba", "Garden City TAFE", None),
        ("Garden City TAFE, New Town, Germany", "Garden City TAFE", None),
        ("Garden City TAFE, School of Trades", "Garden City TAFE, School of Trades", None),
    ],
)
def test_beside_a_column_of_degrees_the_area_stands_behind_the_school(line, school, area, said):
    made = document(
        placed("Education", 56, 300, size=14.0),
        placed("Diploma", 62, 323),
        placed(f"{line}\t2014 – 2017", 130, 323),
    )
    (study,) = studies(made, whole(SectionKind.EDUCATION, made))
    assert [said(part) for part in (study.degree, study.school, study.area)] == ["Diploma", school, area]
