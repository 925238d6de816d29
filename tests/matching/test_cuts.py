import pytest

from app.matching.cuts import clauses
from app.matching.model import Importance

MUST, NICE = Importance.MUST, Importance.NICE


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        (
            "Bachelor's degree in nursing or related field and at least 3 years of experience in ICU",
            ["Bachelor's degree in nursing or related field", "at least 3 years of experience in ICU"],
        ),
        (
            "5+ years of experience in Java, Kotlin and Scala, fluent English and a driving licence",
            ["5+ years of experience in Java, Kotlin and Scala", "fluent English", "a driving licence"],
        ),
        ("Registered nurse with 2 years of critical care", ["Registered nurse", "2 years of critical care"]),
        (
            "10 years of Python, with at least 3 years of people management",
            ["10 years of Python", "with at least 3 years of people management"],
        ),
        ("Fluent English and good German", ["Fluent English", "good German"]),
        (
            "Mehrjährige Erfahrung in Java, sehr gute Deutschkenntnisse und Führerschein Klasse B",
            ["Mehrjährige Erfahrung in Java", "sehr gute Deutschkenntnisse", "Führerschein Klasse B"],
        ),
        (
            "Título universitario en Enfermería y 2 años de experiencia",
            ["Título universitario en Enfermería", "2 años de experiencia"],
        ),
        ("English or German (C1)", ["English or German (C1)"]),
        ("Bachelor's degree or 4 years of experience", ["Bachelor's degree or 4 years of experience"]),
        ("2 years of experience as a licensed electrician", ["2 years of experience as a licensed electrician"]),
        ("ACLS and BLS certification", ["ACLS and BLS certification"]),
        ("Degree in finance, accounting or economics", ["Degree in finance, accounting or economics"]),
    ],
)
def test_kinds_are_parted_and_lists_are_not(sentence, parts):
    assert [part for part, _ in clauses(sentence)] == parts


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        ("Python required, Go a plus", [("Python required", MUST), ("Go a plus", NICE)]),
        ("English is required; French is an asset", [("English is required", MUST), ("French is an asset", NICE)]),
        (
            "5 years of Python, ideally in banking",
            [("5 years of Python", None), ("ideally in banking", NICE)],
        ),
        ("Bachelor's degree, Master's preferred", [("Bachelor's degree", None), ("Master's preferred", NICE)]),
        ("Python, Java, and SQL are a plus", [("Python, Java, and SQL are a plus", NICE)]),
        ("Must pass the test (current card preferred)", [("Must pass the test (current card preferred)", MUST)]),
        ("Deutsch zwingend, Englisch von Vorteil", [("Deutsch zwingend", MUST), ("Englisch von Vorteil", NICE)]),
    ],
)
def test_a_demand_and_a_wish_in_one_sentence(sentence, parts):
    assert clauses(sentence) == parts
