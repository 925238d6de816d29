import pytest

from app.matching.lexicon import Alias, is_licence, known_span, lexicon_with
from app.matching.normalize import tokens

SHIPPED = lexicon_with()


def how(term, lexicon=SHIPPED):
    return {form.key: form.how for form in lexicon.forms(term)}


def test_including_goes_one_way():
    assert how("SQL")["postgresql"] == "includes"
    assert "sql" not in how("PostgreSQL")
    assert "cdlb" not in how("CDL A")
    assert how("CDL B")["cdla"] == "includes"


def test_including_goes_on_over_several_steps():
    assert how("software development")["fullstack"] == "includes"


def test_a_term_of_no_concept_is_its_own_only_form():
    assert how("blorfing gauge") == {"blorfinggauge": "exact"}
    assert SHIPPED.concept("blorfing gauge") is None


@pytest.mark.parametrize(
    "name",
    ["kubernetes", "phlebotomy", "order picking", "tig welding", "accounts payable", "lesson planning", "haccp"],
)
def test_every_sector_has_its_words(name):
    assert SHIPPED.concept(name.upper()) == name


def test_what_one_holds_is_a_licence():
    assert is_licence("registered nurse")
    assert not is_licence("phlebotomy")


def test_the_longest_name_wins():
    words = tokens("SQL Server and pivot tables")
    assert known_span(words, 0) == (2, "sql server")
    assert known_span(words, 3) == (2, "pivot tables")


def test_a_word_of_another_language_is_not_looked_for_in_misspellings():
    fields = {form.text: form.slips for form in SHIPPED.field_forms("computer science")}
    assert fields["Informatik"] is False
    assert fields["computing"] is True


def test_a_customers_word_gets_the_whole_family():
    own = lexicon_with((Alias("Hoistmaster", "kubernetes"),))
    assert how("kubernetes", own)["hoistmaster"] == "alias"
    assert how("hoistmaster", own)["k8s"] == "alias"
    assert own.concept("HOISTMASTER") == "kubernetes"
    assert "hoistmaster" not in how("kubernetes")


def test_two_words_that_no_table_knows_become_one_concept():
    own = lexicon_with((Alias("Hoistmaster", "Liftplan"),))
    assert how("Liftplan", own)["hoistmaster"] == "alias"
    assert how("Hoistmaster", own)["liftplan"] == "alias"


def test_two_known_concepts_show_each_other_and_keep_their_names():
    own = lexicon_with((Alias("docker", "kubernetes"),))
    assert (own.concept("docker"), own.concept("k8s")) == ("docker", "kubernetes")
    assert how("kubernetes", own)["docker"] == how("docker", own)["kubernetes"] == "alias"


@pytest.mark.parametrize(("form", "term"), [("kube", "kubernetes"), ("kubernetes", "kube")])
def test_not_the_same_takes_a_form_out_of_its_concept(form, term):
    own = lexicon_with((Alias(form, term, same=False),))
    assert "kube" not in how("kubernetes", own)
    assert "k8s" in how("kubernetes", own)
    assert own.concept("kube") is None
    assert "kubernetes" not in how("kube", own)


def test_not_the_same_takes_a_form_out_of_what_is_included():
    own = lexicon_with((Alias("postgresql", "sql", same=False),))
    assert "postgresql" not in how("sql", own)
    assert own.concept("postgresql") == "postgresql"


def test_not_the_same_words_are_no_misspellings_of_each_other():
    own = lexicon_with((Alias("hoistmaster", "hoistcaster", same=False),))
    assert own.lookalike("hoistcaster", "hoistmaster")
    assert not SHIPPED.lookalike("hoistcaster", "hoistmaster")


def test_equal_rows_give_the_same_lexicon_and_empty_ones_change_nothing():
    rows = (Alias("Hoistmaster", "kubernetes"),)
    assert lexicon_with(rows) is lexicon_with((Alias("Hoistmaster", "kubernetes"),))
    assert lexicon_with(()) is SHIPPED
    assert how("kubernetes", lexicon_with((Alias("", "kubernetes"), Alias("kubernetes", " - ")))) == how("kubernetes")


def test_a_customers_row_for_an_ambiguous_form_needs_no_word_near_it():
    own = lexicon_with((Alias("AP", "access point"),))
    rules = {form.text: form.rule for form in own.forms("access point")}
    assert rules["AP"] is None


def test_an_ambiguous_word_is_a_concept_only_as_it_is_spelled():
    assert known_span(tokens("send AP reports"), 0) is None
    assert known_span(tokens("send AP reports"), 1) == (1, "accounts payable")
    assert known_span(tokens("the rest of it"), 1) is None
    assert known_span(tokens("REST"), 0) == (1, "rest")
    assert known_span(tokens("A/P"), 0) == (2, "accounts payable")


def test_a_word_is_not_the_certificate_that_has_its_name():
    assert SHIPPED.concept("network") is None
    assert SHIPPED.concept("Security+") == "comptia security+"
