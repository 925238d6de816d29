"""What is only sold, told, cleaned or recruited for shows no skill; the work itself does."""

from datetime import date

import pytest

from app.matching.align import mentions
from app.matching.hedges import Standing, standing
from app.matching.index import build
from tests.matching import people


def at_work(term, text):
    index = build(people.resume(f"Ann Other\nEXPERIENCE\nStaff, Elm\n01/2020 - 12/2023\n- {text}"), [])
    return min(standing(each, index, date(2026, 11, 1)) for each in mentions(index, term))


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("sap", "Sold SAP licences to mid-sized firms"),
        ("kubernetes", "Marketed a Kubernetes platform to banks"),
        ("kubernetes", "Selling new Kubernetes training and support"),
        ("plumbing", "Advised customers buying plumbing supplies"),
        ("ultrasound", "Ultrasound equipment sales"),
        ("cnc machining", "Translated manuals for CNC mills"),
        ("auditing", "Wrote about tax and auditing"),
        ("cnc machining", "Cleaned CNC machines"),
        ("python", "Placed Python engineers at start-ups"),
        ("icu", "Recruiter for ICU nurses"),
        ("java", "Hired Java and Python developers"),
        ("electrician", "Booked electricians"),
        ("java", "Found Java talent for banks"),
        ("salesforce", "Resold Salesforce seats"),
        ("robotics", "Promoted a robotics fair"),
        ("sap", "Verkauf von SAP-Lizenzen"),
        ("sap", "Vente de licences SAP"),
        ("sap", "Venta de licencias SAP"),
    ],
)
def test_what_is_dealt_with_is_a_reservation(term, text):
    assert at_work(term, text) is Standing.LIMITED


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("sap", "Sold and implemented SAP"),
        ("sap", "Installed and sold SAP"),
        ("python", "Cleaned sales data in Python"),
        ("salesforce", "Sold hosting, all deals kept in Salesforce"),
        ("life insurance", "Sold life insurance to families"),
        ("recruitment", "Recruitment of nurses"),
        ("kubernetes", "Wrote the guide and ran Kubernetes"),
        ("aws", "Moved systems bought in 2012 to AWS"),
        ("salesforce", "Salesforce Sales Cloud"),
    ],
)
def test_the_work_itself_is_none(term, text):
    assert at_work(term, text) is Standing.PLAIN
