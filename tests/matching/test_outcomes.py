"""How an exam or a course went, as it is told behind its name."""

import pytest

from app.matching.align import mentions
from app.matching.index import build
from app.matching.outcomes import went
from tests.matching import people

NOTHING, RUNNING, REACHED = "came to nothing", "still running", "was reached"


def told(text, term, heading="EDUCATION"):
    index = build(people.resume(f"Ann Other\n{heading}\n{text}"), [])
    return {went(each) for each in mentions(index, term)}


@pytest.mark.parametrize(
    ("term", "text", "expected"),
    [
        ("acca", "ACCA: 3 of 13 papers passed", RUNNING),
        ("acca", "ACCA, 9/13 papers", RUNNING),
        ("acca", "ACCA: 13 of 13 papers passed", REACHED),
        ("nclex-rn", "NCLEX-RN, first attempt failed, resit planned", NOTHING),
        ("nclex-rn", "NCLEX-RN, first attempt failed, passed in 2021", REACHED),
        ("aca", "ACA, ICAEW, withdrew after year one", NOTHING),
        ("cissp", "CISSP - exam scheduled for June", RUNNING),
        ("cissp", "CISSP; CISM failed", ""),
        ("cissp", "CISSP, expires 05/2029", ""),
        ("cissp", "CISSP, ISC2, no longer valid", NOTHING),
        ("cissp", "CISSP, CISM failed", ""),
        ("meisterpr\u00fcfung", "Meisterpr\u00fcfung Elektrotechnik, nicht bestanden", NOTHING),
        ("master welder", "Master welder, third year", RUNNING),
        ("master welder", "Master welder, third year prize", ""),
    ],
)
def test_the_last_word_counts_unless_another_licence_stands_between(term, text, expected):
    assert told(text, term) == {expected}


def test_of_a_skill_at_work_nothing_fails():
    assert told("- Python for failed orders", "python", "EXPERIENCE") == {""}
