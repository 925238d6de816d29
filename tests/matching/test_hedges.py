"""What the words around a mention make of it, one trap a case; seven languages."""

from datetime import date

import pytest

from app.matching.align import mentions
from app.matching.hedges import Standing, standing
from app.matching.index import build
from tests.matching import people

AS_OF = date(2026, 11, 1)
PLAIN, WISHED, LIMITED, UNCLEAR, DENIED = Standing


def stands(text, term="docker"):
    index = build(people.resume(f"Ann Other\nSUMMARY\n{text}"), [])
    return min(standing(each, index, AS_OF) for each in mentions(index, term))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Docker in production", PLAIN),
        ("No experience with Docker", DENIED),
        ("No experience with Ansible, Helm or Docker", DENIED),
        ("No Ansible, Helm or Docker", UNCLEAR),
        ("No Ansible; Docker", PLAIN),
        ("I have never used Docker", DENIED),
        ("I haven't used Docker", DENIED),
        ("Cannot use Docker", DENIED),
        ("Docker: none", DENIED),
        ("Docker experience: no", DENIED),
        ("Docker: no less than daily", PLAIN),
        ("Docker certificate lapsed", DENIED),
        ("Docker certified, valid until 03/2025", DENIED),
        ("Docker certified, valid until 03/2028", PLAIN),
        ("Not only Ansible but Docker", PLAIN),
        ("Without Ansible, but Docker daily", PLAIN),
        ("Ansible instead of Docker", UNCLEAR),
        ("Familiar with Docker", LIMITED),
        ("Basic Docker, expert Helm", LIMITED),
        ("Basic Helm, Docker", PLAIN),
        ("Familiar with Helm, expert in Docker", PLAIN),
        ("Docker (basic)", LIMITED),
        ("Docker, studying for the exam", LIMITED),
        ("Docker certificate pending", LIMITED),
        ("Docker prévu en 2027", LIMITED),
        ("Docker, voraussichtlich 2027", LIMITED),
        ("Étudiante en Docker", LIMITED),
        ("Assisted the lead with Docker", LIMITED),
        ("Worked alongside Docker engineers", LIMITED),
        ("Keen to learn Docker", WISHED),
        ("Docker and machine learning", PLAIN),
        ("Docker learning", LIMITED),
        ("Docker, ongoing improvements", PLAIN),
        ("Looked at Docker but decided against it", DENIED),
        ("Learned Docker at school, have not used it since", DENIED),
        ("Watched others use Docker", LIMITED),
        ("Docker, only in theory", LIMITED),
        ("Docker (last used in 2004)", LIMITED),
        ("Any container tool other than Docker", UNCLEAR),
        ("All container tools apart from Docker", UNCLEAR),
        ("Everything in containers but Docker", UNCLEAR),
        ("All container tools bar Docker", UNCLEAR),
        ("Nothing fancy but Docker", PLAIN),
        ("Evenings about Docker", LIMITED),
        ("A little Docker", LIMITED),
    ],
)
def test_in_english(text, expected):
    assert stands(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Keine Erfahrung mit Docker", DENIED),
        ("Docker: noch nicht eingesetzt", DENIED),
        ("Grundkenntnisse in Docker", LIMITED),
        ("Keine Erfahrung mit Helm, aber Docker", PLAIN),
        ("Aucune expérience avec Docker", DENIED),
        ("Docker (notions)", LIMITED),
        ("Sin experiencia en Docker", DENIED),
        ("Docker (nivel básico)", LIMITED),
        ("Experiencia en Docker", PLAIN),
        ("Nessuna esperienza con Docker", DENIED),
        ("Docker (in corso)", LIMITED),
        ("Geen ervaring met Docker", DENIED),
        ("Basiskennis Docker", LIMITED),
        ("Sem experiência com Docker", DENIED),
        ("Experiência no Docker", PLAIN),
        ("Docker (noções básicas)", LIMITED),
    ],
)
def test_in_other_languages(text, expected):
    assert stands(text) is expected


def test_a_sentence_goes_on_in_the_next_line():
    assert stands("- No experience with Ansible, Helm or\n  docker and the like") is DENIED
    assert stands("- No experience with Ansible.\n  docker every day") is PLAIN
    assert stands("- No experience with Ansible\n- docker every day") is PLAIN


def test_a_sentence_ends_at_its_full_stop_and_at_a_turn():
    assert stands("Never used Ansible. Docker daily") is PLAIN
    assert stands("Docker, though no experience with Ansible") is PLAIN
