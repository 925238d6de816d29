"""Certificates with issuer and date, on one line, over a wrap, and on lines of their own."""
# ruff: noqa: RUF001

import pytest

from parsers.model import SectionKind
from parsers.resume.certificates import certificates
from tests.parsers.written import document, placed, stands, whole, written


def read(*lines):
    made = document("Certifications", *lines)
    found = certificates(made, whole(SectionKind.CERTIFICATIONS, made))
    for each in found:
        assert " ".join(stands(made, each.name)) == each.name.text
    return [
        (
            each.name.text,
            each.issuer.text if each.issuer else None,
            (each.date.year, each.date.month) if each.date else None,
        )
        for each in found
    ]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (("BLS (American Heart Association, Feb 2024)",), [("BLS", "American Heart Association", (2024, 2))]),
        (
            ("Nurse License, Arizona (compact) (State Board of Nursing, 2020)",),
            [("Nurse License, Arizona (compact)", "State Board of Nursing", (2020, None))],
        ),
        (("First Aid, Canadian Red Cross, 2023",), [("First Aid", "Canadian Red Cross", (2023, None))]),
        (("CCRN: AACN, 2021-09",), [("CCRN", "AACN", (2021, 9))]),
        (
            ("Driver CPC (valid to 09/2029) / JAUPT / 09/2024", "HIAB / ALLMI card / ALLMI / 02/2016"),
            [("Driver CPC (valid to 09/2029)", "JAUPT", (2024, 9)), ("HIAB / ALLMI card", "ALLMI", (2016, 2))],
        ),
        (
            ("AWS Certified Solutions Architect - Associate (AWS, 2022/10)",),
            [("AWS Certified Solutions Architect - Associate", "AWS", (2022, 10))],
        ),
        (("2021 Staplerschein – IHK Kassel",), [("Staplerschein", "IHK Kassel", (2021, None))]),
        (("White Card\tWHSQ\tJan 2014",), [("White Card", "WHSQ", (2014, 1))]),
        (("BLS, ACLS, CCRN",), [("BLS", None, None), ("ACLS", None, None), ("CCRN", None, None)]),
        (
            ("Formation HACCP (hygiène), Chambre de métiers", "Issued on: Jan 01, 2020"),
            [("Formation HACCP (hygiène)", "Chambre de métiers", (2020, 1))],
        ),
        (
            ("TWIC", "Issued Jul 2021", "Issued by TSA", "OSHA 10", "Issued Jan 2019", "Issued by OSHA"),
            [("TWIC", "TSA", (2021, 7)), ("OSHA 10", "OSHA", (2019, 1))],
        ),
        (
            ("Dec 2014", "Qualification: Special Education", "College of Teachers", "2018", "First Aid", "Red Cross"),
            [
                ("Qualification: Special Education", "College of Teachers", (2014, 12)),
                ("First Aid", "Red Cross", (2018, None)),
            ],
        ),
        (
            ("First Aid", "Red Cross", "05/2023", "White Card", "WHSQ", "01/2014"),
            [("First Aid", "Red Cross", (2023, 5)), ("White Card", "WHSQ", (2014, 1))],
        ),
        (("Food hygiene level 2", "Valid until 2027"), [("Food hygiene level 2", None, None)]),
        (("大学英语六级（教育部考试中心，2014年12月）",), [("大学英语六级", "教育部考试中心", (2014, 12))]),
        (
            ("AWS Certified Architect - Associate, AWS", "Issued on: Oct 01, 2022"),
            [("AWS Certified Architect - Associate", "AWS", (2022, 10))],
        ),
        (("AWS Certified Architect - Associate",), [("AWS Certified Architect - Associate", None, None)]),
        (("نقابة الصيادلة Issued by",), []),
        (("Page 2 of 2",), []),
    ],
)
def test_written_in_many_ways(lines, found):
    assert read(*lines) == found


def test_a_certificate_over_a_wrap_is_one():
    lines = (
        placed("Registered Nurse License: Arizona State Board of", 20, 100),
        placed("Nursing, 2020-01", 20, 112),
        placed("BLS: American Heart Association, 2024-02", 20, 130),
    )
    assert read(*lines) == [
        ("Registered Nurse License", "Arizona State Board of Nursing", (2020, 1)),
        ("BLS", "American Heart Association", (2024, 2)),
    ]


def test_issuers_are_told_by_their_weaker_look():
    look = {"bold": True, "size": 12.0}
    assert read(
        written("CEC installer", **look), written("Clean Energy Council", size=10.0), written("EWP", **look)
    ) == [
        ("CEC installer", "Clean Energy Council", None),
        ("EWP", None, None),
    ]


def test_a_comma_in_a_name_is_no_issuer_where_others_have_none():
    assert read("Registered Nurse License, Arizona", "BLS", "ACLS") == [
        ("Registered Nurse License, Arizona", None, None),
        ("BLS", None, None),
        ("ACLS", None, None),
    ]


def test_a_colon_inside_one_name_of_many_parts_nothing():
    found = read("CKA - 2022", "HashiCorp Certified: Terraform Associate - 2022", "AWS Security - Specialty - 2023")
    assert [each[0] for each in found] == [
        "CKA",
        "HashiCorp Certified: Terraform Associate",
        "AWS Security - Specialty",
    ]


def test_licences_in_other_parts_of_a_resume():
    made = document("Sonstiges", "Führerschein: Klasse B", "Zertifikate: CKA, ITIL 4", "Excel")
    found = certificates(made, whole(SectionKind.OTHER, made))
    assert [each.name.text for each in found] == ["Führerschein: Klasse B", "CKA", "ITIL 4"]


def test_an_issuer_behind_nothing_but_a_space_is_told_by_its_words():
    lines = (
        "Driver CPC (valid to 09/2029) JAUPT\tSept 2024",
        "HIAB / ALLMI card ALLMI\tFeb 2016",
        "Qualification: Special Education Part 1 College of Teachers\tAug 2018",
        "First Aid and CPR-C Canadian Red Cross\tMay 2023",
        "White Card WHSQ\tJan 2014",
        "Food Safety\t2020",
        "大学英语六级 教育部考试中心\tDec 2014",
    )
    assert [each[:2] for each in read(*lines)] == [
        ("Driver CPC (valid to 09/2029)", "JAUPT"),
        ("HIAB / ALLMI card", "ALLMI"),
        ("Qualification: Special Education Part 1", "College of Teachers"),
        ("First Aid and CPR-C", "Canadian Red Cross"),
        ("White Card", "WHSQ"),
        ("Food Safety", None),
        ("大学英语六级", "教育部考试中心"),
    ]


def test_certificates_in_one_paragraph_are_parted_behind_their_dates():
    lines = (
        placed("Hygiène alimentaire / Chambre de métiers / janvier 2020", 20, 100, block=1),
        placed("Permis d'exploitation / UMIH / mars 2021", 20, 111, block=1),
    )
    assert read(*lines) == [
        ("Hygiène alimentaire", "Chambre de métiers", (2020, 1)),
        ("Permis d'exploitation", "UMIH", (2021, 3)),
    ]
