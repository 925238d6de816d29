from app.matching import facts, lexicon, relations
from app.matching.normalize import key


def rows(table):
    return [line.split("|") for line in table.strip().splitlines()]


def test_a_form_belongs_to_one_concept():
    owner = {}
    for name, *others in rows(facts.SKILLS + facts.LICENCES):
        for form in (name, *others):
            assert owner.setdefault(key(form), name) == name, f"{form} stands in {owner[key(form)]} and in {name}"


def test_relations_speak_of_known_concepts():
    names = {name for name, *_ in rows(facts.SKILLS + facts.LICENCES)}
    assert {each for row in rows(relations.INCLUDES) for each in row} <= names


def test_ambiguous_rows_are_complete_and_known():
    for row in rows(relations.AMBIGUOUS):
        assert len(row) == 3
        assert row[1]
        assert lexicon.concept(row[0]), row[0]


def test_including_goes_one_way():
    assert ("postgresql", "includes") in lexicon.forms("SQL")
    assert "sql" not in {key(form) for form, _ in lexicon.forms("PostgreSQL")}
    assert "cdl b" not in {form for form, _ in lexicon.forms("CDL A")}
    assert "cdl a" in {form for form, _ in lexicon.forms("CDL B")}


def test_sectors_are_balanced():
    assert len({name for name, *_ in rows(facts.SKILLS + facts.LICENCES)}) >= 250
    for name in (
        "kubernetes",
        "phlebotomy",
        "order picking",
        "tig welding",
        "accounts payable",
        "lesson planning",
        "haccp",
    ):
        assert lexicon.concept(name) == name
