"""JSON Resume: the same lines in the order of an ordinary resume, whatever a hostile file puts into the fields."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.formats import json_resume
from parsers.model import Document, SectionKind
from parsers.read import read
from parsers.refusal import CannotRead

RESUME = {
    "basics": {
        "name": "Jo Muster", "label": "Welder", "email": "jo@example.org", "phone": "+49 30 1234567",
        "url": "https://jo.example", "summary": "Ten years.\nPipes.",
        "location": {"city": "Leeds", "countryCode": "GB"},
        "profiles": [{"network": "LinkedIn", "username": "jo", "url": "https://linkedin.com/in/jo"}],
    },
    "work": [
        {"name": "Smith Ltd", "position": "Welder, pipes", "startDate": "2019-03-01", "location": "Leeds",
         "summary": "<p>Shop &amp; site</p><ul><li>TIG</li></ul>", "highlights": ["640 joints"]},
        {"company": "Old Ltd", "position": "Helper", "startDate": "2015", "endDate": "2018-12"},
    ],
    "volunteer": [{"organization": "Red Cross", "position": "Driver", "startDate": "2012-01", "endDate": "2013-02"}],
    "education": [
        {"institution": "Technical School", "studyType": "Certificate", "area": "Welding", "endDate": "2014-05"},
    ],
    "certificates": [{"name": "6G", "issuer": "ASME", "date": "2023-03-01"}],
    "skills": [{"name": "Processes", "keywords": ["GTAW", "SMAW"]}],
    "languages": [{"language": "English", "fluency": "Native"}],
    "projects": [{"name": "Gate", "startDate": "2020-01", "endDate": "2020-02", "description": "A gate."}],
}  # fmt: skip


def test_the_lines_of_a_resume():
    document = json_resume.read(json.dumps(RESUME).encode())
    assert [line.text for line in document.lines] == [
        "Jo Muster", "Welder", "jo@example.org", "+49 30 1234567", "Leeds, GB", "https://jo.example",
        "LinkedIn: https://linkedin.com/in/jo", "Summary", "Ten years.", "Pipes.",
        "Experience", "Welder, pipes 2019-03 \u2013 Present", "Smith Ltd, Leeds", "Shop & site", "TIG", "640 joints",
        "Helper 2015 \u2013 2018-12", "Old Ltd",
        "Volunteer Experience", "Driver 2012-01 \u2013 2013-02", "Red Cross",
        "Education", "Certificate, Welding 2014-05", "Technical School",
        "Projects", "Gate 2020-01 \u2013 2020-02", "A gate.", "Certifications", "6G (ASME, 2023-03)",
        "Skills", "Processes: GTAW, SMAW", "Languages", "English (Native)",
    ]  # fmt: skip
    bullets = [line.text for line in document.lines if line.bullet]
    assert bullets == ["TIG", "640 joints"]
    job = next(line for line in document.lines if line.text.startswith("Welder, pipes"))
    assert job.gaps == (len("Welder, pipes"),)
    assert [line.text for line in document.lines if line.level == 2][:2] == ["Summary", "Experience"]


def test_the_whole_way_finds_sections_and_periods():
    result = read(json.dumps(RESUME).encode())
    kinds = {section.kind for section in result.sections}
    assert {SectionKind.EXPERIENCE, SectionKind.EDUCATION, SectionKind.SKILLS, SectionKind.LANGUAGES} <= kinds
    assert [(p.start, p.end) for p in result.periods][:2] == [(12 * 2019 + 2, None), (12 * 2015, 12 * 2018 + 11)]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"basics": ', "damaged"),
        (b"[" * 100_000, "damaged"),
        (b'{"x": ' + b"9" * 10_000 + b"}", "damaged"),
        (b'{"name": "x"}', "not a resume"),
        (b'[{"basics": {}}]', "not a resume"),
    ],
)
def test_other_json_is_refused(data, reason):
    with pytest.raises(CannotRead, match=reason):
        json_resume.read(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*RESUME, *RESUME["basics"], "highlights", "keywords"]), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(st.fixed_dictionaries(dict.fromkeys(RESUME, JSON)))
def test_no_values_raise(found):
    found["basics"] = {"name": "Jo", "more": found["basics"]}
    assert isinstance(json_resume.read(json.dumps(found).encode()), Document)
