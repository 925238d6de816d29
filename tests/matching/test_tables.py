"""The reviewed tables are sound: what is written in them is unambiguous, known, sorted and enough."""

from collections import defaultdict
from itertools import pairwise

import pytest

from app.matching import levels, proxies, relations, tables, tongue
from app.matching.normalize import key, tokens
from app.matching.scripts import is_sign

KINDS = ("skills", "licences")
FLAT = [
    "ambiguous",
    "degree_fields",
    "degrees",
    "fields",
    "language_levels",
    "languages",
    "lookalikes",
    "paraphrases",
    "satisfies",
    "spellings",
    "turns",
]
SECTORS = [
    "data",
    "driving_logistics",
    "education",
    "finance",
    "health",
    "it",
    "legal_hr",
    "office",
    "retail_hospitality",
    "sales",
    "science",
    "security",
    "trades",
]


OF_POSTINGS = {
    "headings": {"must", "nice", "skip"},
    "importance": {"must", "nice"},
    "marks": {"examples", "one of", "two of", "three of"},
    "proxies": set(proxies.ADVICE),
    "unscored": {"age", "contract", "gained", "soft"},
}
"""Tables whose rows begin with a class that the code knows."""


def concepts(*kinds):
    return [row for kind in kinds or KINDS for rows in tables.sectors(kind).values() for row in rows]


def names(*kinds):
    return {row[0] for row in concepts(*kinds)}


def field_names():
    return {row[0] for row in tables.rows("fields")}


def ambiguous():
    return {key(row[0]) for row in tables.rows("ambiguous")}


def everything():
    for name in FLAT:
        yield name, tables.rows(name)
    for kind in KINDS:
        for sector, rows in tables.sectors(kind).items():
            yield f"{kind}/{sector}", rows


@pytest.mark.parametrize(("name", "rows"), list(everything()), ids=lambda each: each if isinstance(each, str) else "")
def test_rows_are_sorted_and_stand_once(name, rows):
    assert all(part for row in rows for part in row), "an empty part"
    wrong = [(left[0], right[0]) for left, right in pairwise(rows) if left[0] > right[0]]
    assert not wrong, f"not sorted: {wrong}"
    twice = [
        left
        for left, right in pairwise(rows)
        if left[0] == right[0] and (name not in {"ambiguous", "lookalikes"} or left == right)
    ]
    assert not twice, f"stands twice: {twice}"


def test_sectors_have_agreed_names():
    for kind in KINDS:
        assert set(tables.sectors(kind)) <= set(SECTORS)


def test_a_row_names_no_form_twice():
    for row in [*concepts(), *tables.rows("fields"), *tables.rows("languages")]:
        plain = [key(text) for tag, text in map(tables.tagged, row) if not tag]
        foreign = [(tag, key(text)) for tag, text in map(tables.tagged, row) if tag]
        doubled = {form for form in plain if plain.count(form) > 1} | {text for _, text in foreign if text in plain}
        assert not doubled, f"{row[0]}: {doubled}"
        assert len(set(foreign)) == len(foreign), f"{row[0]}: {foreign}"


def test_a_form_belongs_to_one_concept():
    owners = defaultdict(set)
    for row in concepts():
        for part in row:
            owners[key(tables.tagged(part)[1])].add(row[0])
    shared = {form: sorted(who) for form, who in owners.items() if len(who) > 1 and form not in ambiguous()}
    assert not shared, f"forms in two concepts and not in ambiguous.txt: {shared}"


def test_a_shared_form_has_one_rule_for_each_concept():
    owners = defaultdict(set)
    for row in concepts():
        for part in row:
            owners[key(tables.tagged(part)[1])].add(row[0])
    ruled = defaultdict(set)
    for row in tables.rows("ambiguous"):
        ruled[key(row[0])].add(tables.labelled(row).get("means"))
    for form, who in owners.items():
        if len(who) > 1:
            assert ruled[form] == who, f"{form}: one row with 'means: ...' for each of {sorted(who)}"


def test_another_language_makes_no_english_word_ambiguous():
    english = {key(part): row[0] for row in concepts() for part in row if not tables.tagged(part)[0]}
    for row in concepts():
        for tag, text in map(tables.tagged, row):
            assert not tag or english.get(key(text), row[0]) == row[0], (
                f"{tag}:{text} is {english[key(text)]} in English"
            )


def test_names_are_known_only_once():
    found = [row[0] for row in concepts()]
    assert sorted(set(found)) == sorted(found)
    assert all(row[0] == row[0].lower() for row in concepts())


def test_edges_lead_from_known_to_known():
    known = names() | field_names()
    for low, _, high in tables.edges("satisfies"):
        assert {low, high} <= known, f"{low} > {high}: { ({low, high} - known) } is no concept"


def test_satisfying_never_leads_back():
    onward = defaultdict(list)
    for low, sign, high in tables.edges("satisfies"):
        if sign == ">":
            onward[low].append(high)

    def walk(name, way):
        assert name not in way, " > ".join([*way, name])
        for after in onward[name]:
            walk(after, [*way, name])

    for start in list(onward):
        walk(start, [])


def test_a_pair_is_joined_in_one_way():
    pairs = [(low, high) for low, _, high in tables.edges("satisfies")]
    assert len(set(pairs)) == len(pairs)


def test_ambiguous_forms_are_complete_and_known():
    forms = {key(tables.tagged(part)[1]) for row in concepts() for part in row}
    forms |= {key(tables.tagged(part)[1]) for row in tables.rows("degrees") for part in row[1:]}
    for row in tables.rows("ambiguous"):
        parts = tables.labelled(row)
        assert set(parts) <= {"means", "spelled", "near", "never", "away"}, row
        assert len(parts) == len(row) - 1 > 0, row
        assert all(parts.values()), row
        assert key(row[0]) in forms, f"{row[0]} is a form of nothing"
        assert parts.get("means", row[0]) in names() | {row[0]}, row
        spelled = parts.get("spelled", row[0])
        writings = {key(each) for each in (spelled, *spelled.split())}
        assert any(writing in key(row[0]) for writing in writings), f"{row}: no writing of {row[0]}"


def test_a_plural_has_a_rule_where_its_singular_has_one():
    free = set()
    for row in concepts():
        forms = {key(tables.tagged(part)[1]) for part in row}
        for form in forms & {f"{each}s" for each in forms}:
            rule = relations.rule_of_key(form[:-1], row[0])
            if rule is not None and (rule.near or rule.never) and form not in ambiguous():
                free.add(f"{row[0]}: {form}")
    assert not free


def test_a_form_of_one_or_two_letters_has_a_rule():
    short = {key(tables.tagged(part)[1]): row[0] for row in concepts() for part in row}
    free = {
        form: name
        for form, name in short.items()
        if len(form) <= 2 - is_sign(form) and form.isalpha() and form not in ambiguous()
    }
    assert not free


def test_a_word_that_adverts_fill_their_sentences_with_has_a_rule():
    forms = {key(tables.tagged(part)[1]) for row in concepts() for part in row}
    assert not (forms & tongue.tongues()["en"].filler) - ambiguous()


def test_a_paraphrase_says_more_than_a_name():
    forms = {key(tables.tagged(part)[1]) for row in concepts() for part in row}
    seen = set()
    for name, *phrases in tables.rows("paraphrases"):
        assert name in names(), name
        assert phrases, name
        for phrase in phrases:
            assert len(tokens(phrase)) > 1, f"{phrase}: one word is no paraphrase"
            assert key(phrase) not in forms | seen, f"{phrase} stands elsewhere"
            seen.add(key(phrase))


def test_lookalikes_are_groups_of_different_things():
    for row in tables.rows("lookalikes"):
        assert len({key(part) for part in row}) == len(row) > 1, row


def test_spellings_lead_from_british_to_american_in_one_step():
    british = {row[0] for row in tables.rows("spellings")}
    for row in tables.rows("spellings"):
        assert len(row) == 2, row
        assert row[0] != row[1] not in british, row


def test_turns_name_neighbours():
    for row in tables.rows("turns"):
        parts = tables.labelled(row)
        assert len(parts) == len(row) - 1 > 0, row
        assert set(parts) <= {"before", "after"}, row
        assert len(tokens(row[0])) == 1, row


def test_degrees_and_languages_have_known_levels():
    assert {row[0] for row in tables.rows("degrees")} == set(levels.DEGREES)
    assert {row[0] for row in tables.rows("language_levels")} == set(levels.LANGUAGES)
    degrees = {key(tables.tagged(part)[1]) for row in tables.rows("degrees") for part in row[1:]}
    for degree, _, field in tables.edges("degree_fields"):
        assert key(degree) in degrees, degree
        assert field in field_names(), field
    for name in ("degrees", "fields", "languages", "language_levels"):
        forms = [(row[0], key(tables.tagged(part)[1])) for row in tables.rows(name) for part in row[1:]]
        owners = {form: level for level, form in forms}
        wrong = [(level, form) for level, form in forms if owners[form] != level]
        assert not wrong, f"{name}: {wrong} stand elsewhere too"


def test_the_tables_hold_enough():
    forms = sum(map(len, concepts()))
    indoors = {row[0] for kind in KINDS for sector in ("it", "data") for row in tables.sectors(kind).get(sector, ())}
    assert len(names()) >= 5_000
    assert forms >= 25_000
    assert 3 * len(indoors) <= len(names()), "two thirds of the concepts are outside of information technology"
    assert len(names("licences")) >= 1_500
    sizes = {sector: sum(len(tables.sectors(kind).get(sector, ())) for kind in KINDS) for sector in SECTORS}
    assert min(sizes.values()) >= 100, sizes
    least = {"satisfies": 2_000, "ambiguous": 1_000, "lookalikes": 500, "paraphrases": 450, "spellings": 150}
    assert {name: len(tables.rows(name)) >= number for name, number in least.items()} == dict.fromkeys(least, True)
    assert len({tag for row in concepts() for tag, _ in map(tables.tagged, row)} - {""}) >= 6
    assert len(tables.digest()) == 8


@pytest.mark.parametrize("name", [*OF_POSTINGS, "circumstances", "countries", "signs", "tongues"])
def test_rows_about_postings_are_sorted_and_say_nothing_twice(name):
    rows = tables.rows(name)
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    if name in OF_POSTINGS:
        assert {row[0] for row in rows} == OF_POSTINGS[name]


@pytest.mark.parametrize("name", ["headings", "importance", "circumstances"])
def test_a_phrase_of_postings_has_one_sense(name):
    senses = defaultdict(set)
    for row in tables.rows(name):
        for part in row[1:]:
            senses[tables.tagged(part)[1].casefold()].add(row[0])
    assert not {form: found for form, found in senses.items() if len(found) > 1}


@pytest.mark.parametrize("name", ["dealings", "hedges", "labels"])
def test_phrases_of_resumes_are_sorted_and_stand_once(name):
    rows = tables.rows(name)
    assert [row[0] for row in rows] == sorted({row[0] for row in rows})
    assert not [row[0] for row in rows if len(set(row[1:])) < len(row) - 1]


def test_the_nine_languages_have_their_little_words():
    assert set(tongue.tongues()) == {"ar", "de", "en", "es", "fr", "it", "nl", "pt", "zh"}
    for each in tongue.tongues().values():
        assert each.known_by
        assert each.filler
