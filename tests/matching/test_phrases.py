import pytest

from app.matching import tongue
from app.matching.normalize import tokens
from app.matching.phrases import Finder, Hit

FINDER = Finder([("nights", "nachtschicht*"), ("travel", "able to * travel"), ("travel", "travel"), ("empty", " ")])


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("Nachtschichten", [Hit("nights", 0, 1)]),
        ("Tagschichten", []),
        ("able to travel", [Hit("travel", 0, 3)]),
        ("able to at times travel", [Hit("travel", 0, 5)]),
        ("able to do all of it and travel", [Hit("travel", 7, 8)]),
        ("travels", []),
        ("", []),
    ],
)
def test_phrases_are_found_by_whole_words(text, hits):
    assert FINDER.all(tokens(text)) == hits


def test_the_longest_form_wins():
    finder = Finder([("must", "required"), ("nice", "not required"), ("must", "not required by law")])
    assert [hit.name for hit in finder.all(tokens("not required"))] == ["nice"]
    assert [hit.name for hit in finder.all(tokens("not required by law"))] == ["must"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("You have experience with Python", "en"),
        ("Sie haben Erfahrung mit Python", "de"),
        ("Vous avez une bonne maîtrise de Python", "fr"),
        ("Conocimientos de Python y experiencia en ventas", "es"),
        ("Conoscenza di Python e dei database", "it"),
        ("Je hebt ervaring met Python", "nl"),
        ("Experiência com Python e conhecimento do Excel", "pt"),
        ("SAP HCM oder SuccessFactors", "de"),
        ("Java, SQL", "en"),
    ],
)
def test_the_language_of_a_text(text, code):
    assert tongue.of(tokens(text)).code == code


def test_a_short_text_is_in_the_language_expected():
    assert tongue.of(tokens("Java, SQL"), "nl").code == "nl"
    assert tongue.of(tokens("Degree in Physics"), "en").code == "en"


def test_a_text_is_readable_if_most_letters_are_latin():
    english = tongue.tongues()["en"]
    assert tongue.readable("Größe, naïve, ação: 12", english)
    assert not tongue.readable("精通", english)
    assert not tongue.readable("", english)


def test_a_chinese_text_is_readable_if_its_letters_are_chinese_and_latin_ones():
    chinese = tongue.of(tokens("精通Java和SQL"))
    assert chinese.code == "zh"
    assert tongue.readable("精通Java和SQL", chinese)
    assert not tongue.readable("経験のある方", chinese)
