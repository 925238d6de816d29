"""Languages and their levels in the ways people write them."""
# ruff: noqa: RUF001

import pytest

from parsers.model import SectionKind
from parsers.resume.languages import languages, speaks
from tests.parsers.written import document, headless, placed, stands, whole


def read(*lines):
    made = document("Languages", *lines)
    found = languages(made, whole(SectionKind.LANGUAGES, made))
    for tongue in found:
        assert " ".join(stands(made, tongue.language)) == tongue.language.text
    return [(tongue.language.text, tongue.level.text if tongue.level else None) for tongue in found]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (("English (native), Spanish B2",), [("English", "native"), ("Spanish", "B2")]),
        (("Deutsch: Muttersprache", "Niederländisch – C1"), [("Deutsch", "Muttersprache"), ("Niederländisch", "C1")]),
        (("English", "Fluent", "Filipino", "Native"), [("English", "Fluent"), ("Filipino", "Native")]),
        (("Türkisch ●●●●●", "fließend", "English ★★★☆☆"), [("Türkisch", "fließend"), ("English", None)]),
        (("中文（母语）、英语：流利",), [("中文", "母语"), ("英语", "流利")]),
        (("العربية (اللغة الأم), الإنجليزية (جيد جدا)",), [("العربية", "اللغة الأم"), ("الإنجليزية", "جيد جدا")]),
        (("Native: English; Fluent: French",), [("English", "Native"), ("French", "Fluent")]),
        (("English, German and French",), [("English", None), ("German", None), ("French", None)]),
        (("Chinese (Mandarin) - native", "Klingon (B2)"), [("Chinese (Mandarin)", "native"), ("Klingon", "B2")]),
        (("Français: courant, lu, écrit, parlé",), [("Français", "courant, lu, écrit, parlé")]),
        (("Englisch (verhandlungssicher, C1)",), [("Englisch", "verhandlungssicher, C1")]),
        (("Inglese - C1 (IELTS 7.5)",), [("Inglese", "C1 (IELTS 7.5)")]),
        (("Português | Nativo", "Inglês | Avançado"), [("Português", "Nativo"), ("Inglês", "Avançado")]),
        (("Polish\tNative", "Dutch\tA2"), [("Polish", "Native"), ("Dutch", "A2")]),
    ],
)
def test_written_in_many_ways(lines, found):
    assert read(*lines) == found


def test_levels_below_languages_side_by_side_stay_in_their_columns():
    lines = (placed("English\tFilipino", 200, 100), placed("Fluent\tNative", 200, 115, gap=35))
    assert read(*lines) == [("English", "Fluent"), ("Filipino", "Native")]


def test_a_line_of_languages_in_the_head_is_taken_without_a_heading_and_marked():
    made = document("Marisol Tabucanon", "English, Filipino, Spanish", "Registered Nurse")
    found = languages(made, headless(made))
    assert [tongue.language.text for tongue in found] == ["English", "Filipino", "Spanish"]
    assert all(tongue.language.guessed for tongue in found)


def test_nationality_is_no_language():
    made = document("Jo Muster", "Nationality:", "German")
    assert languages(made, headless(made)) == ()


def test_programming_languages_are_none():
    made = document("Skills", "Languages: Python, Go, SQL", "Sprachen: Deutsch (C1)")
    found = languages(made, whole(SectionKind.SKILLS, made))
    assert [tongue.language.text for tongue in found] == ["Deutsch"]
    assert not speaks("Python, Go")


def test_a_language_named_twice_is_one_with_its_level():
    assert read("English, German", "English: C2") == [("English", "C2"), ("German", None)]


def test_a_section_that_names_no_spoken_language_is_about_something_else():
    assert read("Python", "Go", "SQL") == []
    assert read("Klingon: fluent") == [("Klingon", "fluent")]


def test_languages_between_gaps_of_the_head():
    made = document("Jo Muster", "Lyon, FR\t06 39 98 01 77\tFrançais, Wolof, Anglais")
    assert [tongue.language.text for tongue in languages(made, headless(made))] == ["Français", "Wolof", "Anglais"]
