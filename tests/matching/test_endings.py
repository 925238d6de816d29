"""Words of other languages in another gender, number or case, with other little words, are the same thing."""

import pytest

from app.matching.endings import alike
from app.matching.lexicon import known_span
from app.matching.model import Finding
from app.matching.normalize import tokens
from tests.matching.test_evidence import skills


@pytest.mark.parametrize(
    ("one", "wanted", "language"),
    [
        ("steuerfachangestellten", "steuerfachangestellte", "de"),
        ("entwicklerinnen", "entwickler", "de"),
        ("directrice", "directeur", "fr"),
        ("cheffe", "chef", "fr"),
        ("directoras", "director", "es"),
        ("gestionando", "gestion", "es"),
        ("comerciais", "comercial", "pt"),
        ("direttrice", "direttore", "it"),
        ("verpleegkundigen", "verpleegkundige", "nl"),
        ("partnerin", "partner", ""),
    ],
)
def test_an_ending_makes_no_other_word(one, wanted, language):
    assert alike(one, wanted, language)


@pytest.mark.parametrize(
    ("one", "wanted", "language"),
    [
        ("techniker", "technik", "de"),
        ("infirmier", "informatique", "fr"),
        ("margin", "marg", ""),
        ("casa", "caso", "es"),
    ],
)
def test_another_word_is_no_ending(one, wanted, language):
    assert not alike(one, wanted, language)


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("gestionando equipos comerciales", "es", "sales management"),
        ("management d'une brigade", "fr", "kitchen team management"),
        ("gestão das equipes de vendas", "pt", "sales management"),
    ],
)
def test_a_posting_names_a_concept_in_its_own_grammar(text, language, name):
    words = tokens(text)
    assert known_span(words, 0, language) == (len(words), name)
    assert known_span(words, 0) != (len(words), name)


@pytest.mark.parametrize(
    ("text", "wanted", "finding"),
    [
        ("Directrice commerciale", "Sales management", Finding.MET),
        ("HR Business Partnerin", "HR business partner", Finding.MET),
        ("Direction d'une brigade de neuf personnes", "Kitchen team management", Finding.MET),
        ("Equipos, comerciales", "equipos comerciales", Finding.MET),
        ("Gestion, de brigades", "Kitchen team management", Finding.NOT_FOUND),
    ],
)
def test_a_resume_shows_a_concept_in_its_own_grammar(text, wanted, finding):
    assert skills(text, wanted) is finding
