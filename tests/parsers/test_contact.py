"""Whose resume it is and how to reach them, wherever the layout puts that."""

import pytest

from parsers.model import Section, SectionKind
from parsers.resume.contact import contact
from parsers.resume.sections import sections
from tests.parsers.written import document, headless, placed, stands, written


def read(*lines):
    made = document(*lines)
    found = contact(made, sections(made.lines))
    for field in (found.name, found.label, found.email, found.phone, found.place, *found.links):
        if field:
            assert "".join(stands(made, field)).replace(" ", "") == field.text.replace(" ", "")
    return found


def test_the_usual_head():
    found = read(
        "Marisol Tabucanon",
        "Registered Nurse (ICU)",
        "Tucson, AZ, US | +1 (555) 010-4471 | marisol.tabucanon@example.com | https://marisol.example.com",
        "Skills",
        "Epic",
    )
    assert (found.name.text, found.name.guessed) == ("Marisol Tabucanon", False)
    assert found.label.text == "Registered Nurse (ICU)"
    assert found.phone.text == "+1 (555) 010-4471"
    assert found.email.text == "marisol.tabucanon@example.com"
    assert found.place.text == "Tucson, AZ, US"
    assert [link.text for link in found.links] == ["https://marisol.example.com"]


@pytest.mark.parametrize("title", ["Contact", "Skills", "Lebenslauf", "Curriculum Vitae", "Résumé", "Kontakt", "简历"])
def test_a_heading_or_title_is_never_the_name(title):
    found = read(
        written(title, size=20.0, bold=True),
        "+49 171 3920017",
        "f.ahlgrimm@example.de",
        written("Friederike Ahlgrimm", size=18.0),
        "Personalreferentin",
    )
    assert found.name.text == "Friederike Ahlgrimm"


def test_a_sidebar_before_the_name():
    found = read(
        "Contact",
        "Limerick, IE",
        "niamh.garvaghy@example.ie",
        "Languages",
        "English (Native), Irish (Fluent)",
        written("Niamh Garvaghy", size=24.0),
        "Financial Accountant, ACCA",
        "Summary",
        "Nine years in practice.",
    )
    assert found.name.text == "Niamh Garvaghy"
    assert found.label.text == "Financial Accountant, ACCA"
    assert found.place.text == "Limerick, IE"


def test_a_name_over_two_lines_of_display_type():
    lines = (
        placed("FRIEDERIKE", 160, 30, size=26),
        placed("AHLGRIMM-KLEIN", 95, 61, size=26),
        placed("Personalreferentin", 170, 92),
        placed("f.ahlgrimm@example.de", 26, 150),
    )
    found = read(*lines)
    assert found.name.text == "FRIEDERIKE AHLGRIMM-KLEIN"
    assert found.label.text == "Personalreferentin"


def test_a_name_broken_at_a_hyphen():
    lines = (placed("Clémence Roquefeuil-", 160, 30, size=26), placed("Diop", 160, 60, size=26), "clemence@example.fr")
    assert read(*lines).name.text == "Clémence Roquefeuil-Diop"


def test_the_name_in_display_type_beats_a_first_line_in_small_type():
    lines = ("Ferndean House", "+44 20 7946 0000", "jeyre@example.me.uk", "www.example.me.uk")
    small = [placed(text, 320, 84 + 16 * n) for n, text in enumerate(lines)]
    assert read(*small, placed("Jane Eyre", 92, 184, size=25)).name.text == "Jane Eyre"


def test_a_name_printed_twice_is_taken_once():
    found = read(written("Jo Muster", size=20.0), written("Jo Muster", size=20.0), "jo.muster@example.org")
    assert found.name.text == "Jo Muster"


def test_letter_spaced_name_with_the_address_as_hint():
    found = read("G A R E T H P E N N O C K", "gareth.pennock@example.org")
    assert found.name.text == "GARETH PENNOCK"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Name: Max Mustermann", "Max Mustermann"),
        ("Lebenslauf - Max Mustermann", "Max Mustermann"),
        ("Sarah Johnson, RN, BSN", "Sarah Johnson"),
        ("Mustermann, Max", "Mustermann, Max"),
        ("Max Mustermann | Elektriker", "Max Mustermann"),
        ("Max Mustermann\tElektriker", "Max Mustermann"),
        ("Ludwig van der Berg", "Ludwig van der Berg"),
    ],
)
def test_what_stands_around_a_name_is_not_in_it(line, name):
    found = read(line, "info@example.org", "Experience", "Welder at Acme")
    assert found.name.text == name


@pytest.mark.parametrize(
    ("name", "label", "mail"),
    [
        ("邵沐晴", "数据分析师", "shao.muqing@example.cn"),
        ("ليان مصطفى الحداد", "صيدلانية سريرية", "layan.haddad@example.eg"),
        ("Ελένη Παπαδοπούλου", "Νοσηλεύτρια", "eleni@example.gr"),
    ],
)
def test_names_in_other_scripts(name, label, mail):
    found = read(name, label, mail)
    assert (found.name.text, found.label.text) == (name, label)


@pytest.mark.parametrize(
    "phone",
    [
        "(555) 013-8820",
        "1-555-012-7733",
        "0491 570 156",
        "06 39 98 01 77",
        "(81) 95555-0144",
        "+353 85 555 0192",
        "+86 155 5550 0186",
        "030/1234567",
        "0711.123456",
    ],
)
def test_telephone_numbers_that_nobody_gave_out_are_taken_too(phone):
    assert read("Jo Muster", f"jo@example.org {phone}").phone.text == phone


@pytest.mark.parametrize(
    "line", ["2010 - 2014", "01.02.1985", "2019-03-01", "10115 Berlin", "Fax: 030 1234567", "0000-0000-0000-0000"]
)
def test_dates_postcodes_and_fax_numbers_are_no_telephone(line):
    assert read("Jo Muster", "jo@example.org", line).phone is None


def test_signs_of_icon_fonts_do_not_stick_to_the_words():
    found = read("Jo Muster", "✉jo.muster@example.org ☎+49 30 1234567 ⌂ www.example.org")
    assert found.email.text == "jo.muster@example.org"
    assert found.phone.text == "+49 30 1234567"
    assert [link.text for link in found.links] == ["www.example.org"]


def test_addresses_that_a_narrow_column_breaks():
    found = read(
        "Contact",
        "gareth.pennock@",
        "example.org",
        "www.linkedin.com/in/gareth-",
        "pennock-example",
        "(LinkedIn)",
        "Gareth Pennock",
    )
    assert found.email.text == "gareth.pennock@example.org"
    assert [link.text for link in found.links] == ["www.linkedin.com/in/gareth-pennock-example"]
    assert read("Jo Pennock", "g.pennock@example.or", "g").email.text == "g.pennock@example.org"


def test_a_referee_is_nobody_to_call():
    made = document("Jo Muster", "References", "Prof. Alpha Beta", "a.beta@example.edu", "+49 30 1234567")
    parts = (Section(SectionKind.HEADER, None, 1, 1), Section(SectionKind.REFERENCES, 2, 2, 5))
    found = contact(made, parts)
    assert (found.name.text, found.email, found.phone) == ("Jo Muster", None, None)


def test_software_is_no_link():
    made = document("Jo Muster", "jo@example.org", "ASP.NET, Node.js, socket.io")
    assert contact(made, headless(made)).links == ()


def test_places_by_label_postcode_and_neighbourhood():
    assert read("Jo Muster", "Anschrift: Hauptstraße 1, 34117 Kassel", "jo@example.org").place.text.endswith("Kassel")
    assert read("Jo Muster", "2022 - 2024", "jo@example.org").place is None
    assert read("Jo Muster", "50667 Köln", "jo@example.org").place.text == "50667 Köln"
    beside = read("Jo Muster", "Limerick | jo@example.org").place
    assert (beside.text, beside.guessed) == ("Limerick", True)


def test_a_job_title_on_top_is_no_name():
    assert read("Combination Pipe Welder", "Profile", "TIG root and stick fill.").name is None
    assert read("John Baker", "j.baker@example.org", "Pipe Welder").name.text == "John Baker"


def test_a_name_that_is_also_a_country():
    assert read("Michael Jordan", "Registered Nurse", "mj@example.org").name.text == "Michael Jordan"


def test_nothing_is_invented():
    found = read("Experience", "Welded pipes and beams for ten years.")
    assert (found.name, found.email, found.phone, found.place, found.links) == (None, None, None, None, ())


def test_a_full_name_is_not_joined_with_the_label_set_alike():
    look = {"size": 17.0, "bold": True, "level": 1}
    found = read(written("Thaísa Montenegro", **look), written("Advogada trabalhista", **look), "thaisa@example.com.br")
    assert (found.name.text, found.label.text) == ("Thaísa Montenegro", "Advogada trabalhista")


def test_wide_white_inside_a_name_of_display_type():
    found = read(placed("GARETH\tPENNOCK", 90, 30, size=26, gap=40), "HGV Driver", "g.pennock@example.org")
    assert found.name.text == "GARETH PENNOCK"


def test_a_gap_behind_a_hyphen_below_the_name_breaks_nothing():
    """Found by ``python -m bench.fuzz pdf``: the text of such a line is shorter than the line."""
    found = read("Jo Muster", "Quantile-\tapproach to estimation", "jo.muster@example.org", "Skills", "SQL")
    assert found.name.text == "Jo Muster"
    assert found.label.text == "Quantile-approach to estimation"
