"""Dated roles from the parser's fields and from lines, and the sum of their months as a recruiter can do it again."""

from datetime import date

import pytest

from app.matching.index import build
from app.matching.model import Finding, MatchPolicy, Strength
from app.matching.requirements import from_data
from app.matching.roles import roles
from app.matching.score import match
from parsers.read import read

AS_OF = date(2026, 11, 1)


def judged(text, clause):
    return match(read(text.encode()), from_data([{"text": clause}]), policy=MatchPolicy(), as_of=AS_OF).judgements[0]


NURSE = """Ann Other
ann@other.test
EXPERIENCE
Staff Nurse, Elm Hospital
03/2019 - 11/2024
- Surgical ward
Bank Nurse, Oak Trust
01/2022 - 06/2023
- Nights
EDUCATION
BSN, Lakewater University, 2017
"""


def test_the_sum_is_spelled_out_and_an_overlap_counts_once():
    found = judged(NURSE, "5 years of nursing experience")
    assert found.finding is Finding.MET
    assert found.note == (
        "2019-03 to 2024-11 (Staff Nurse), 2022-01 to 2023-06 (Bank Nurse), overlap counted once: 5 years 9 months."
    )
    assert {each.strength for each in found.evidence} == {Strength.ROLE}


def test_two_jobs_at_once_are_not_twice_the_time():
    found = judged(NURSE, "6 years of nursing experience")
    assert found.finding is Finding.PARTLY
    assert found.note.endswith("5 years 9 months; 6 years are asked for.")


def test_years_without_months_give_least_and_most_and_the_straddling_is_partly():
    text = "Ann Other\nEXPERIENCE\nJava Developer, Fern Ltd\n2020 - 2025\n- Services"
    assert judged(text, "4 years of Java").finding is Finding.MET
    found = judged(text, "5 years of Java")
    assert found.finding is Finding.PARTLY
    assert "2020 to 2025 (Java Developer): between 4 years 2 months and 6 years" in found.note
    assert found.note.endswith("Years without months leave it open.")


def test_a_role_that_goes_on_ends_at_the_application():
    text = "Ann Other\nEXPERIENCE\nJava Developer, Fern Ltd\n03/2024 - present\n- Services"
    assert (
        "2024-03 to 2026-11 (Java Developer, going on at the application): 2 years 9 months"
        in judged(text, "2 years of Java").note
    )


def test_unpaid_work_counts_and_is_named_so():
    text = "Ann Other\nVOLUNTEER WORK\nTreasurer, Scout Group\n01/2020 - 12/2023\n- Bookkeeping"
    found = judged(text, "3 years of bookkeeping")
    assert found.finding is Finding.MET
    assert "unpaid" in found.note


def test_part_time_is_named_and_not_scaled():
    text = "Ann Other\nEXPERIENCE\nBookkeeper (part-time), Fern Ltd\n01/2020 - 12/2023\n- Bookkeeping"
    found = judged(text, "3 years of bookkeeping")
    assert found.finding is Finding.MET
    assert "part-time, counted in full" in found.note


def test_another_occupation_counts_for_nothing():
    text = NURSE.replace("Bank Nurse, Oak Trust", "Barista, Bean There").replace(
        "01/2022 - 06/2023", "01/2010 - 12/2018"
    )
    assert judged(text, "6 years of nursing experience").finding is Finding.PARTLY


def test_a_statement_of_years_is_a_claim_beside_the_dated_roles():
    text = NURSE.replace("EXPERIENCE", "SUMMARY\nNurse with 8 years of nursing\nEXPERIENCE", 1)
    found = judged(text, "8 years of nursing experience")
    assert found.finding is Finding.PARTLY
    assert "The resume states more: \u201cNurse with 8 years of nursing\u201d." in found.note


def test_what_is_named_in_no_dated_role_is_partly():
    text = f"{NURSE}SKILLS\nTableau\n"
    assert judged(text, "2 years of Tableau").note == "Named, but in no dated role."


def test_bullets_that_the_parser_placed_nowhere_belong_to_their_role():
    index = build(read(NURSE.encode()), [])
    first, second = roles(index, AS_OF)
    texts = {line.number: line.text for line in index.resume.document.lines}
    assert [texts[number] for number in (first.first, first.last)] == ["Staff Nurse, Elm Hospital", "Surgical ward"]
    assert [texts[number] for number in (second.first, second.last)] == ["Bank Nurse, Oak Trust", "Nights"]


QUALIFIED = """Ann Other
EXPERIENCE
Accountant, Fern Ltd
10/2019 - present
- Month end
Audit trainee, Brook LLP
09/2015 - 09/2019
- Audits
EDUCATION
BCom Accounting, University of Shannonside, 2011 - 2015
CERTIFICATIONS
{}
"""


@pytest.mark.parametrize(
    ("certificate", "finding"),
    [
        ("ACCA membership, 2019", Finding.MET),
        ("ACCA membership, 2025", Finding.PARTLY),
        ("First aid, 2012", Finding.NOT_FOUND),
    ],
)
def test_years_since_qualification_begin_with_the_first_certificate_after_the_studies(certificate, finding):
    assert judged(QUALIFIED.format(certificate), "3+ years post-qualification experience").finding is finding


def test_studies_end_in_the_year_that_the_reader_put_together():
    text = "Ann Other\nEXPERIENCE\nElectrician, Elm\n02/2018 - present\n- Boards\nEDUCATION\n2014\n2017\n"
    text += "Garden City TAFE\nCertificate III in Electrotechnology\n"
    assert judged(text, "3 years post-trade experience").finding is Finding.MET


def test_experience_stands_in_for_a_degree_only_where_the_posting_says_so_and_by_the_written_rule():
    years = "Ann Other\nEXPERIENCE\nAccountant, Fern Ltd\n01/2012 - 12/{}\n- Accounting, month end\n"
    plain, either = "Bachelor's degree in accounting", "Bachelor's degree in accounting or equivalent experience"
    assert judged(years.format(2022), plain).finding is Finding.NOT_FOUND
    found = judged(years.format(2022), either)
    assert found.finding is Finding.MET
    assert "By our rule 4 years in the field stand for it." in found.note
    assert judged(years.format(2013), either).finding is Finding.PARTLY
    barista = years.format(2022).replace("Accountant", "Barista").replace("Accounting, month end", "Coffee")
    assert judged(barista, either).finding is Finding.NOT_FOUND


def test_quotations_come_strongest_first():
    text = "Ann Other\nSUMMARY\nDocker fan\nSKILLS\nDocker, Helm\nCERTIFICATIONS\nDocker Certified Associate\n"
    text += "EXPERIENCE\nEngineer, Fern Ltd\n01/2020 - present\n- Ran Docker\n"
    strengths = [each.strength for each in judged(text, "Docker").evidence]
    assert strengths == [Strength.ROLE, Strength.CERTIFICATE, Strength.SKILLS]


@pytest.mark.parametrize(
    "line",
    [
        "Once drove a forklift for a day",
        "Hobby: forklift racing",
        "Attended a two-day forklift course",
        "A little forklift driving in a sabbatical",
        "Forklift now and then",
        "gelegentlich Forklift",
    ],
)
def test_what_was_done_in_passing_credits_no_years_of_its_job(line):
    text = f"Ann Other\nEXPERIENCE\nClerk, Brindle Depot\n2016 - 2024\n- Delivery notes\n- {line}"
    assert judged(text, "5 years of forklift experience").finding is not Finding.MET


def test_a_share_of_full_time_is_named_and_counts_in_full():
    text = "Ann Other\nEXPERIENCE\nStaff Nurse, Elm Hospital (0.4 FTE)\n03/2019 - 11/2024\n- Surgical ward"
    found = judged(text, "5 years of nursing experience")
    assert found.finding is Finding.MET
    assert "part-time, counted in full" in found.note
