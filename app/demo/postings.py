"""The three invented postings of the stand-in: advert text, typed requirements, and the rule that rejects for each.

Employers, places and people are invented. What a resume for them looks like lives in ``trades``.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Rule:
    """What the stand-in's auto-reject rule asks for; ``keyword`` must stand in the resume letter by letter."""

    id: str
    keyword: str
    years: int
    years_question: str
    knockout_question: str


@dataclass(frozen=True, slots=True)
class Posting:
    """One advertised job. ``number`` is its id in the Greenhouse dialect, where ids are numbers."""

    id: str
    number: int
    title: str
    text: str
    requirements: tuple[dict[str, Any], ...]
    rule: Rule


def _asked(
    number: int,
    text: str,
    kind: str,
    *terms: tuple[str, ...],
    importance: str = "must",
    amount: float | None = None,
    level: str | None = None,
) -> dict[str, Any]:
    return {
        "id": f"r{number}",
        "text": text,
        "kind": kind,
        "importance": importance,
        "terms": [list(alternatives) for alternatives in terms],
        "amount": amount,
        "level": level,
    }


WARD_NURSE = Posting(
    id="P-101",
    number=41001,
    title="Ward Nurse, Orthopaedics",
    text="""Ward Nurse, Orthopaedics
Harrowmere General Hospital (an invented employer)

Our 28-bed orthopaedic ward cares for people before and after joint surgery. You plan and give care on your shift, \
guide two care assistants and prepare patients for going home.

Requirements:
- Registered nurse (RN) with a current registration
- At least 2 years of experience as a registered nurse
- Basic Life Support (BLS) certificate
- Wound care
- Medication administration

Nice to have:
- Discharge planning
- Electronic health records
- Spanish

What we offer:
- Rosters published eight weeks ahead
- Paid study days
""",
    requirements=(
        _asked(1, "Registered nurse (RN) with a current registration", "licence", ("registered nurse", "rn")),
        _asked(
            2,
            "At least 2 years of experience as a registered nurse",
            "years",
            ("nurse", "registered nurse"),
            amount=2.0,
        ),
        _asked(3, "Basic Life Support (BLS) certificate", "licence", ("basic life support", "bls")),
        _asked(4, "Wound care", "skill", ("wound care",)),
        _asked(5, "Medication administration", "skill", ("medication administration",)),
        _asked(6, "Discharge planning", "skill", ("discharge planning",), importance="nice"),
        _asked(7, "Electronic health records", "skill", ("electronic health records", "ehr"), importance="nice"),
        _asked(8, "Spanish", "language", ("spanish",), importance="nice"),
    ),
    rule=Rule(
        id="nurse-screen-1",
        keyword="Basic Life Support",
        years=2,
        years_question="How many years have you worked as a registered nurse?",
        knockout_question="Do you hold a current nursing registration?",
    ),
)

SHIFT_LEAD = Posting(
    id="P-102",
    number=41002,
    title="Warehouse Shift Lead",
    text="""Warehouse Shift Lead
Tarnbeck Parcels (an invented employer)

You run the late shift of our parcel hub: eighteen people, four loading bays, and trucks that leave on the minute.

Must have:
- Valid forklift licence
- 3+ years of warehouse experience
- Daily work with a Warehouse Management System (WMS)
- Team leadership
- Inventory control

Desirable:
- Microsoft Excel
- First aid
- Polish

Shift: 14:00 to 22:30, Monday to Friday.
""",
    requirements=(
        _asked(1, "Valid forklift licence", "licence", ("forklift licence", "forklift license")),
        _asked(2, "3+ years of warehouse experience", "years", ("warehouse",), amount=3.0),
        _asked(
            3,
            "Daily work with a Warehouse Management System (WMS)",
            "skill",
            ("warehouse management system", "wms"),
        ),
        _asked(4, "Team leadership", "skill", ("team leadership", "team leader")),
        _asked(5, "Inventory control", "skill", ("inventory control",)),
        _asked(6, "Microsoft Excel", "skill", ("microsoft excel", "excel"), importance="nice"),
        _asked(7, "First aid", "licence", ("first aid",), importance="nice"),
        _asked(8, "Polish", "language", ("polish",), importance="nice"),
    ),
    rule=Rule(
        id="warehouse-screen-1",
        keyword="Warehouse Management System",
        years=3,
        years_question="How many years have you worked in a warehouse?",
        knockout_question="Do you hold a valid forklift licence?",
    ),
)

BACKEND = Posting(
    id="P-103",
    number=41003,
    title="Backend Developer",
    text="""Backend Developer
Quillfen Software (an invented employer)

We make booking software for small museums. You own two of our services, from the first sketch to the night when \
something breaks.

What you need:
- Python
- 4 years of experience in backend development
- PostgreSQL
- REST APIs
- Docker

What would be nice:
- Kubernetes
- AWS
- German

How we work: four days a week in the office or at home, code review for everything.
""",
    requirements=(
        _asked(1, "Python", "skill", ("python",)),
        _asked(
            2,
            "4 years of experience in backend development",
            "years",
            ("backend", "back-end", "software"),
            amount=4.0,
        ),
        _asked(3, "PostgreSQL", "skill", ("postgresql", "postgres")),
        _asked(4, "REST APIs", "skill", ("rest api", "rest apis")),
        _asked(5, "Docker", "skill", ("docker",)),
        _asked(6, "Kubernetes", "skill", ("kubernetes", "k8s"), importance="nice"),
        _asked(7, "AWS", "skill", ("aws", "amazon web services"), importance="nice"),
        _asked(8, "German", "language", ("german",), importance="nice"),
    ),
    rule=Rule(
        id="backend-screen-1",
        keyword="PostgreSQL",
        years=4,
        years_question="How many years have you worked as a backend developer?",
        knockout_question="Have you used Python in production?",
    ),
)

POSTINGS = (WARD_NURSE, SHIFT_LEAD, BACKEND)


def posting_by_id(posting_id: str) -> Posting | None:
    """The posting with this id of the generic dialect or this number of the Greenhouse dialect."""
    return next((posting for posting in POSTINGS if posting_id in (posting.id, str(posting.number))), None)
