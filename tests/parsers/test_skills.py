"""Skills out of lists, tags and columns, without the names of their groups."""
# ruff: noqa: RUF001

import pytest

from parsers.model import SectionKind
from parsers.resume.sections import sections
from parsers.resume.skills import skills
from tests.parsers.written import document, placed, stands, whole, written


def read(*lines):
    made = document("Skills", *lines)
    found = skills(made, whole(SectionKind.SKILLS, made))
    for field in found:
        assert " ".join(stands(made, field)) == field.text
    return [field.text for field in found]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (("Tools: Xero, Sage 50, SAP FI/CO",), ["Xero", "Sage 50", "SAP FI/CO"]),
        (("Excel (Power Query, VBA) | Xero · Sage",), ["Excel (Power Query, VBA)", "Xero", "Sage"]),
        (("Python – Expert", "SQL (advanced)", "Go 4/5", "Bash ●●●○○"), ["Python", "SQL", "Go", "Bash"]),
        (("Epic; Pyxis / Alaris pumps",), ["Epic", "Pyxis", "Alaris pumps"]),
        (("Java (5 years), C++, C#, .NET",), ["Java", "C++", "C#", ".NET"]),
        (("HIAB\tnight trunking\tWTD",), ["HIAB", "night trunking", "WTD"]),
        (("分析：SQL、A/B测试",), ["SQL", "A/B测试"]),
        (("سريري: مراجعة الوصفات، التغذية الوريدية",), ["مراجعة الوصفات", "التغذية الوريدية"]),
        (("Ofimática – Excel, Word", "Idiomas: inglés (B2)"), ["Excel", "Word"]),
        (("Tools:", "Figma", "Git"), ["Figma", "Git"]),
        (("Tools", "Figma, Git", "Frontend", "React, CSS"), ["Figma", "Git", "React", "CSS"]),
        (("AS/NZS 3000, Wi-Fi, TCP/IP",), ["AS/NZS 3000", "Wi-Fi", "TCP/IP"]),
        (("Excel, SQL", "Excel."), ["Excel", "SQL"]),
    ],
)
def test_written_in_many_ways(lines, found):
    assert read(*lines) == found


def test_an_item_that_breaks_over_lines_is_one_skill():
    lines = (
        placed("wound care, medication", 20, 100),
        placed("administration, triage, IV", 20, 112),
        placed("therapy", 20, 124),
    )
    assert read(*lines) == ["wound care", "medication administration", "triage", "IV therapy"]


def test_tags_below_each_other_are_not_joined():
    lines = [placed(tag, 20, 100 + 16 * n) for n, tag in enumerate(("articulated vehicles", "night trunking", "HIAB"))]
    assert read(*lines) == ["articulated vehicles", "night trunking", "HIAB"]


def test_every_label_begins_a_list_however_close_the_lines():
    lines = (
        placed("Clinical: triage, wound care, vital signs", 20, 100, block=1),
        placed("Records: Epic, Cerner", 20, 112, block=1),
        placed("References available on request.", 20, 130),
    )
    assert read(*lines) == ["triage", "wound care", "vital signs", "Epic", "Cerner"]


def test_brackets_keep_a_skill_together_over_a_line_break():
    assert read("Excel (Power Query,", "VBA), Xero") == ["Excel (Power Query, VBA)", "Xero"]


@pytest.mark.parametrize("look", [{"bold": True}, {"level": 3}, {"size": 12.0}])
def test_a_heading_above_items_names_their_group(look):
    names = {"size": 10.0, **look}
    lines = (written("Driving", **names), written("HIAB", size=10.0), written("Compliance", **names))
    assert read(*lines, written("WTD", size=10.0), written("walkaround checks", size=10.0)) == [
        "HIAB",
        "WTD",
        "walkaround checks",
    ]


def test_bold_items_alone_are_items():
    assert read(written("HIAB", bold=True), written("WTD", bold=True)) == ["HIAB", "WTD"]


def test_groups_in_columns_are_read_down():
    lines = (
        placed("Driving\tCompliance", 40, 100, size=12, bold=True, gap=100),
        placed("night trunking ·\tdigital", 40, 116, gap=64),
        placed("HIAB\ttachograph", 40, 128, gap=128 - 4),
    )
    assert read(*lines) == ["night trunking", "HIAB", "digital tachograph"]


def test_licences_and_hobbies_among_the_skills_are_left_to_their_own_readers():
    assert read("Excel, Word", "Certifications: CKA", "Interests: chess") == ["Excel", "Word"]


def test_a_first_cell_further_left_than_the_rest_of_its_row_names_nothing():
    lines = (placed("Salesforce\tHubSpot", 56, 385), placed("Excel\tPower BI", 56, 402))
    assert sorted(read(*lines)) == ["Excel", "HubSpot", "Power BI", "Salesforce"]


def test_a_name_of_a_group_is_no_list():
    assert read(written("a, b, c", size=11.0), written("Excel, Word", size=10.0)) == ["a", "b", "c", "Excel", "Word"]


def found(*lines):
    made = document(*lines)
    return [field.text for field in skills(made, sections(made.lines))]


def test_programming_languages_below_the_skills_are_skills():
    group = {"size": 12.0, "bold": True}
    lines = ("Python\tGo", written("Frameworks", **group), "Django")
    assert found(written("SKILLS", size=14.0), written("Languages", **group), *lines) == ["Python", "Go", "Django"]


def test_other_skills_are_skills_and_other_things_are_not():
    group = {"size": 12.0, "bold": True}
    head = (written("Skills", size=14.0), written("Frontend", **group), written("React", size=10.0))
    assert found(*head, written("Other", **group), written("Git", size=10.0)) == ["React", "Git"]
    assert found(*head, written("Awards", size=14.0), written("Best of show 2019", size=10.0)) == ["React"]


def test_tags_under_unknown_headings_of_a_sidebar_are_skills():
    heading, tag = {"size": 11.0, "level": 3}, {"size": 9.0}
    sidebar = (
        written("About", **heading),
        written("p.wendaho@example.ca", **tag),
        written("Teaching", **heading),
        written("calculus\tphysics", **tag),
        written("Tools", **heading),
        written("Desmos", **tag),
        written("Experience", **heading),
        written("Teacher", **tag),
    )
    assert sorted(found("Priscilla Wendaho", *sidebar)) == ["Desmos", "calculus", "physics"]


@pytest.mark.parametrize(
    ("row", "tags"),
    [
        ("AS/NZS 3000\tswitchboards\tfault finding\ttest and tag", True),
        ("Toowoomba\tQueensland\tAU", False),
        ("Power BI", True),
        ("Tableau\tPower BI\tHive\tExcel\tSQL BI", True),
    ],
)
def test_a_number_between_tags_is_no_postal_code(row, tags):
    heading, tag = {"size": 11.0, "level": 3}, {"size": 9.0}
    sidebar = (
        written("About", **heading),
        written("jarrah@example.com", **tag),
        written("Electrical", **heading),
        written(row, **tag),
        written("Tools", **heading),
        written("simPRO", **tag),
    )
    assert sorted(found("Jarrah Whitcombe", *sidebar)) == sorted([*(row.split("\t") if tags else ()), "simPRO"])
