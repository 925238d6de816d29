import pytest

from app.matching import sections
from app.matching.requirements import read_requirements


def asked(text):
    return [each.text for each in read_requirements("", text)]


def test_a_subheading_keeps_the_part_and_an_unknown_heading_ends_it():
    text = "## Requirements\n**Corner one**\n- Docker\n## Corner two\n- Kubernetes\n"
    assert asked(text) == ["Docker"]


def test_a_wrapped_bullet_is_one_requirement():
    assert asked("Requirements:\n- Docker and\n  Kubernetes\n- SQL") == ["Docker and Kubernetes", "SQL"]


def test_running_text_behind_a_list_asks_only_in_so_many_words():
    text = "Requirements:\n- Docker\n\nOur Kubernetes runs well. A forklift licence is required.\n"
    assert asked(text) == ["Docker", "A forklift licence is required"]


@pytest.mark.parametrize(
    "line",
    [
        "Do you have a forklift licence?",
        "Yes",
        "N/A",
        "01",
        "Please attach your forklift licence",
        "Write to jobs@example.org about Docker",
        "All qualified applicants will be considered regardless of age",
        "Wir bieten Schulungen in Docker",
        "We believe in Docker",
    ],
)
def test_what_stands_in_a_list_and_asks_for_nothing(line):
    assert asked(f"Requirements:\n- SQL\n- {line}\n- Terraform") == ["SQL", "Terraform"]


def test_an_abbreviation_does_not_end_a_sentence():
    assert asked("Anforderungen:\n- Kenntnisse in MS Office, inkl. Excel") == ["Kenntnisse in MS Office, inkl. Excel"]


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("Das bringen Sie mit:", "must"),
        ("Profil recherché :", "must"),
        ("Qué buscamos", "must"),
        ("O que esperamos de você:", "must"),
        ("Requisiti:", "must"),
        ("Wat vragen wij?", "must"),
        ("Minimum Qualifications Required", "must"),
        ("Costituisce titolo preferenziale:", "nice"),
        ("Diferenciais", "nice"),
        ("Ihre Aufgaben:", "skip"),
        ("Vos missions :", "skip"),
    ],
)
def test_headings(heading, part):
    text = f"{heading}\n- Docker"
    (piece,) = sections.pieces(text, sections.language_of(text))
    assert piece.part.value == part
