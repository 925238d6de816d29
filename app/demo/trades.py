"""Raw material for invented resumes: what people of each trade write about themselves, in several wordings.

Every wording of a must-have names it, so that a resume made from all of them really meets the posting. The keyword of
the rule is the exception: ``keyword`` spells it as the rule does, ``keyword_other`` says the same in other letters.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trade:
    """The words of one trade. ``knockout`` proves what the form's yes/no question asks about."""

    titles: tuple[str, ...]
    titles_without_knockout: tuple[str, ...]
    employers: tuple[str, ...]
    degrees: tuple[str, ...]
    knockout: tuple[str, ...]
    keyword: tuple[str, ...]
    keyword_other: tuple[str, ...]
    musts: tuple[tuple[str, ...], ...]
    fillers: tuple[str, ...]
    skills: tuple[str, ...]
    nice: tuple[str, ...]


NURSE = Trade(
    titles=("Registered Nurse", "Staff Nurse (RN)", "Registered Nurse, Surgical Ward"),
    titles_without_knockout=("Care Assistant", "Hospital Porter", "Ward Clerk"),
    employers=(
        "Mossgate Infirmary",
        "St Orla Hospital",
        "Lindenhof Clinic",
        "Brackwater Community Hospital",
        "Clinica Arrayan",
        "Fennimore Medical Centre",
    ),
    degrees=("Bachelor of Science in Nursing", "Diploma in Nursing", "BSc Nursing"),
    knockout=("Registered Nurse (RN), current registration", "RN registration, renewed every year"),
    keyword=("Basic Life Support certificate, renewed this spring", "Certified in Basic Life Support"),
    keyword_other=("BLS certificate, renewed this spring", "BLS certified", "BLS provider card"),
    musts=(
        (
            "Wound care after hip and knee replacement, including drains",
            "Led wound care rounds with the surgical team",
            "Complex wound care and dressing changes",
        ),
        (
            "Medication administration for up to ten patients per shift",
            "Safe medication administration, oral and intravenous",
            "Double-checked medication administration with the pharmacy",
        ),
    ),
    fillers=(
        "Handed over to the night team in writing and in person",
        "Guided nursing students through their first placements",
        "Explained exercises to patients after joint surgery",
        "Looked after a bay of eight patients as a nurse on the ward",
        "Helped to cut falls on the ward by a third",
    ),
    skills=("Patient observation", "Pain assessment", "Infection control"),
    nice=("Discharge planning", "Electronic health records", "Spanish (fluent)"),
)

WAREHOUSE = Trade(
    titles=("Warehouse Team Leader", "Warehouse Supervisor", "Warehouse Operative and Team Leader"),
    titles_without_knockout=("Warehouse Picker", "Warehouse Packer", "Warehouse Returns Clerk"),
    employers=(
        "Ravelin Freight",
        "Ostrava Ring Depot",
        "Hopwell Cold Store",
        "Silvergate Wholesale",
        "Almirante Cargo",
        "Pennant Grocery Hub",
    ),
    degrees=("Certificate in Logistics", "Vocational diploma in warehouse logistics", "Secondary school certificate"),
    knockout=("Forklift licence, counterbalance and reach truck", "Valid forklift licence"),
    keyword=("Booked every movement in the Warehouse Management System", "Key user of the Warehouse Management System"),
    keyword_other=("Booked every movement in the WMS", "Key user of the site's WMS", "Trained new starters on the WMS"),
    musts=(
        (
            "Team leadership for fourteen people on the late shift",
            "Team leadership: rosters, briefings and yearly talks",
            "Responsible for team leadership at three loading bays",
        ),
        (
            "Inventory control with weekly cycle counts",
            "Took over inventory control and halved stock differences",
            "Inventory control for 9,000 articles",
        ),
    ),
    fillers=(
        "Planned dock times with forty hauliers",
        "Kept the warehouse free of accidents for two years",
        "Loaded and unloaded trucks against the clock",
        "Introduced a shift board that everybody could read",
        "Checked dangerous goods papers",
    ),
    skills=("Goods receipt", "Order picking", "Shift planning"),
    nice=("Microsoft Excel", "First aid", "Polish (native)"),
)

DEVELOPER = Trade(
    titles=("Backend Developer", "Backend Software Engineer", "Software Developer, Backend"),
    titles_without_knockout=("PHP Web Developer", "WordPress Developer", "Java Desktop Developer"),
    employers=(
        "Larkmoor Systems",
        "Nimbuskraft",
        "Otterline Travel Tech",
        "Casa Bitacora",
        "Pebbleworks",
        "Hanami Payments",
    ),
    degrees=("BSc Computer Science", "Bachelor of Engineering in Informatics", "Diploma in Software Engineering"),
    knockout=("Wrote and ran Python services in production", "Python in production, from prototype to on-call"),
    keyword=("Designed PostgreSQL schemas and tuned slow queries", "Moved two services to PostgreSQL without downtime"),
    keyword_other=(
        "Designed Postgres schemas and tuned slow queries",
        "Moved two services to Postgres without downtime",
        "Kept a 2 TB Postgres cluster healthy",
    ),
    musts=(
        (
            "Built REST APIs used by three mobile apps",
            "Designed and versioned REST APIs",
            "Documented public REST APIs for partners",
        ),
        (
            "Packed every service as a Docker image",
            "Docker for local set-up and for releases",
            "Introduced Docker and cut release time to minutes",
        ),
    ),
    fillers=(
        "Reviewed code daily and wrote the team's review guide",
        "Backend of a booking engine with 300 requests per second",
        "Halved the cost of nightly reports",
        "Took turns on call with five colleagues",
        "Mentored two junior developers",
    ),
    skills=("Git", "Linux", "Message queues"),
    nice=("Kubernetes", "AWS", "German (B2)"),
)

FLORIST = Trade(
    titles=("Florist", "Senior Florist"),
    titles_without_knockout=("Flower Shop Assistant",),
    employers=("Blumen am Tor", "The Peony Counter", "Petal and Twine"),
    degrees=("Apprenticeship in floristry",),
    knockout=("Winner of a regional bouquet contest",),
    keyword=("Wedding and funeral arrangements",),
    keyword_other=("Wedding and funeral arrangements",),
    musts=(("Bought at the flower auction twice a week",), ("Served regular customers by name",)),
    fillers=("Decorated shop windows", "Did the daily cash count", "Trained one apprentice"),
    skills=("Colour design", "Customer service", "Plant care"),
    nice=("Calligraphy",),
)

MUSICIAN = Trade(
    titles=("Piano Teacher", "Music School Teacher"),
    titles_without_knockout=("Répétiteur",),
    employers=("Northquay Music School", "Conservatorio del Puente", "Private studio"),
    degrees=("Bachelor of Music",),
    knockout=("Taught pupils from six to seventy-six years",),
    keyword=("Prepared pupils for graded examinations",),
    keyword_other=("Prepared pupils for graded examinations",),
    musts=(("Organised two recitals a year",), ("Accompanied the municipal choir",)),
    fillers=("Arranged folk songs for beginners", "Wrote term reports for parents", "Kept instruments in tune"),
    skills=("Sight reading", "Lesson planning", "Choir accompaniment"),
    nice=("Improvisation",),
)

BY_POSTING = {"P-101": NURSE, "P-102": WAREHOUSE, "P-103": DEVELOPER}
ELSEWHERE = (FLORIST, MUSICIAN)
