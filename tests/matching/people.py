"""Invented people for the tests of matching: a few lines of text become a resume with sections and dated roles."""

import re
from itertools import pairwise

from parsers.model import Document, HiddenLine, Line, Period, Resume, Section, SectionKind

_KINDS = {kind.value.upper(): kind for kind in SectionKind}
_DATES = re.compile(r"(\d\d)/(\d{4}) - (?:(\d\d)/(\d{4})|present)|(?<!/)\b(\d{4}) - (\d{4})\b")


def resume(text: str, *, hidden: str = "") -> Resume:
    """Read ``text``: a line ``EXPERIENCE`` opens a section, ``03/2020 - present`` or ``2018 - 2020`` is a period."""
    lines = tuple(Line(number, 1, row) for number, row in enumerate(text.strip("\n").splitlines(), start=1))
    starts = [line.number for line in lines if line.text in _KINDS]
    edges = [*starts, len(lines) + 1]
    sections = [Section(SectionKind.HEADER, None, 1, edges[0] - 1)] if edges[0] > 1 else []
    for first, after in pairwise(edges):
        sections.append(Section(_KINDS[lines[first - 1].text], first, first, after - 1))
    periods = tuple(period for line in lines if (period := _period(line)) is not None)
    shut = tuple(HiddenLine(1, row, "white on white") for row in hidden.splitlines())
    return Resume(Document("text/plain", 1, lines, shut), tuple(sections), periods, "test/1")


def _period(line: Line) -> Period | None:
    match = _DATES.search(line.text)
    if match is None:
        return None
    if match[5]:
        return Period(line.number, 12 * int(match[5]), 12 * int(match[6]) + 11, exact=False)
    end = 12 * int(match[4]) + int(match[3]) - 1 if match[3] else None
    return Period(line.number, 12 * int(match[2]) + int(match[1]) - 1, end, exact=True)


NURSE = """
Odalys Brantwick
14 Tern Lane, Duluth, MN
SUMMARY
Registered nurse, calm on a busy unit.
EXPERIENCE
Registered Nurse, Medical ICU, Northlake Hospital
05/2021 - present
- Ventilator management and arterial lines
- Charted in Epic on a 24-bed unit
Staff Nurse, Surgical Ward, Pinehill Clinic
02/2018 - 04/2021
- Post-operative wound care
EDUCATION
Bachelor of Science in Nursing, Lakewater University, 2017
CERTIFICATIONS
RN License, Minnesota Board of Nursing
BLS and ACLS (valid to 03/2028)
LANGUAGES
English (native), Spanish (B1)
"""

DEVELOPER = """
Tamsin Oyelaran
Leeds, UK
SUMMARY
I build quiet back ends.
EXPERIENCE
Backend Developer, Fernhollow Ltd
01/2022 - present
- Java services on K8s, PostgreSQL
- No experience with Scala; some exposure to Rust
Software Developer, Copperbay Ltd
09/2019 - 12/2021
- Node.js and C# APIs
SKILLS
Java, JavaScript, C#, Go, Docker, SQL
EDUCATION
MSc Computer Science, University of Eastmoor, 2019
LANGUAGES
English: fluent
German: A2
"""

DRIVER = """
Bertil Quisling-Rao
SUMMARY
Safe driver, 20 years on the road.
EXPERIENCE
Route Driver, Mossy Fork Haulage
03/2019 - present
- Box truck deliveries, pre-trip inspection
CERTIFICATIONS
CDL Class B
Forklift certified
"""

ACCOUNTANT = """
Philippa Nkemelu
SUMMARY
Ledger clerk who likes order.
EXPERIENCE
Accounts Assistant, Wharfedale Foods plc
2018 - 2021
- AP: matched supplier invoices, payment runs
- Bank reconciliations and VAT returns
EDUCATION
AAT Level 3, Ribble College
CERTIFICATIONS
ACCA, studying for final papers
SKILLS
Advanced Excel, Sage 50, Xero
"""

WELDER = """
Jory Castellane
SUMMARY
Welder for pipe and plate.
EXPERIENCE
Pipe Welder, Osprey Fabrication
06/2016 - 05/2020
- TIG root and stick fill on stainless pipe
- Read isometrics and weld symbols
CERTIFICATIONS
6G pipe qualification GTAW/SMAW
OSHA 10
INTERESTS
Python breeding, Swift watching
REFERENCES
Forklift school, MIG Ltd
"""
