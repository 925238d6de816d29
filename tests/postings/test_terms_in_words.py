"""Terms in one line: what people write comes back as it was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import BadInputError
from app.postings.terms_in_words import from_words, in_words


@pytest.mark.parametrize(
    ("line", "terms"),
    [
        ("", []),
        ("Java", [["Java"]]),
        ("Java or C#, SQL", [["Java", "C#"], ["SQL"]]),
        ("Java OR  C#,SQL,", [["Java", "C#"], ["SQL"]]),
        ('"B.Sc., Nursing" or RN', [["B.Sc., Nursing", "RN"]]),
        ('"Research or Teaching"', [["Research or Teaching"]]),
        ('19" rack', [['19" rack']]),
        (" , , Oracle", [["Oracle"]]),
        ("CI/CD or horticulture", [["CI/CD", "horticulture"]]),
    ],
)
def test_a_comma_is_and_and_or_is_or(line, terms):
    assert from_words(line) == terms


def test_a_quotation_mark_that_does_not_end_is_named():
    with pytest.raises(BadInputError, match="does not end"):
        from_words('"B.Sc., Nursing')


letters = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"])
words = st.lists(st.lists(st.text(letters, min_size=1, max_size=12), min_size=1, max_size=3), max_size=4)


@given(words)
def test_what_is_written_can_be_read_back(terms):
    assert from_words(in_words(terms)) == terms
