"""Words for other people's occupations and departments show nothing of the person who wrote them."""

from datetime import date

import pytest

from app.matching.align import mentions
from app.matching.hedges import Standing, standing
from app.matching.index import build
from tests.matching import people

AS_OF = date(2026, 11, 1)


def stands(term, text):
    index = build(people.resume(f"Ann Other\nEXPERIENCE\nClerk, Elm\n01/2020 - 12/2023\n- {text}"), [])
    return min(standing(each, index, AS_OF) for each in mentions(index, term))


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("social work", "Liaised with social workers and families"),
        ("social work", "Typed letters for social workers"),
        ("social work", "Home visits with doctors, nurses and social workers"),
        ("physiotherapy", "Referred patients to physiotherapy"),
        ("physiotherapy", "Referrals to the physiotherapy"),
        ("accounting", "Invoices passed to the accounting team"),
        ("accounting", "Answered questions from accountants"),
        ("payroll", "Sent timesheets to payroll"),
        ("software development", "Hired for software engineers"),
        ("electrician", "Carried tools for a qualified electrician"),
        ("plc", "Sat at a desk beside PLC programmers"),
        ("roofing", "Handled claims for roofing contractors"),
        ("auditing", "Was audited every year"),
        ("internal audit", "Passed every internal audit"),
        ("mentoring", "Received mentoring from the matron"),
        ("cpa", "Accounting ledgers supervised by a CPA"),
        ("docker", "Was taught Docker"),
        ("electrician", "Kept timesheets of electricians"),
        ("payroll", "Payroll was handled by another department"),
        ("kubernetes", "My brother runs Kubernetes"),
        ("kubernetes", "Colleagues ran the Kubernetes clusters"),
        ("wound care", "Wound care is done by nurses here"),
        ("sap", "SAP consultants for the Gulf"),
    ],
)
def test_somebody_beside_the_person_is_a_reservation(term, text):
    assert stands(term, text) is Standing.LIMITED


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("accounting", "Month-end in the accounting team"),
        ("payroll", "Responsible for the payroll team"),
        ("team leader", "Promoted to team leader"),
        ("team leader", "Promoted to the team leader of nights"),
        ("accounts payable", "Transferred to accounts payable in 2021"),
        ("registered nurse", "Two years with the trust as a registered nurse"),
        ("kubernetes", "Worked with Docker and Kubernetes"),
        ("social work", "Worked with families, social worker on call"),
        ("mentoring", "Mentoring of new staff, received thanks"),
        ("auditing", "Audited listed companies"),
        ("roofing", "Estimates for roofing"),
        ("recruitment", "Recruited nurses for wards"),
        ("payroll", "Payroll handled by me from start to finish"),
        ("python", "Python with my colleague and a designer"),
    ],
)
def test_somebodys_own_work_is_none(term, text):
    assert stands(term, text) is Standing.PLAIN
