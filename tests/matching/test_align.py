"""Where a term is met word by word: as written, inflected, turned round, misspelled; and where it is not."""

import pytest

from app.matching.align import mentions
from app.matching.index import build
from tests.matching import people


def ways(term, line):
    index = build(people.resume(f"Ann Other\nSKILLS\n{line}"), [])
    return [each.how for each in mentions(index, term)]


@pytest.mark.parametrize(
    ("term", "line", "how"),
    [
        ("widget inspection", "Widget inspections", "inflection"),
        ("widget inspection", "Widget inspector", "inflection"),
        ("widget inspection", "Inspected widgets", "inflection"),
        ("widget inspection", "Inspected small blue widgets", "inflection"),
        ("widget inspection", "Inspection of widgets", "inflection"),
        ("route planning", "Planned routes", "inflection"),
        ("widget analysis", "analysing widget prices", "inflection"),
        ("widget inspection", "widget inspektion", "spelling"),
        ("widgetmaking", "widget makking", "spelling"),
        ("procurement", "Procurment of parts", "spelling"),
        ("forklift", "Drove forklifts", "inflection"),
        ("B.Sc.", "BSc", "exact"),
    ],
)
def test_a_term_is_met(term, line, how):
    assert how in ways(term, line)


@pytest.mark.parametrize(
    ("term", "line"),
    [
        ("widget inspector", "Widget inspection"),
        ("widget inspection", "Reports for the widget inspector"),
        ("widget inspection", "Inspected cars, widgets"),
        ("widget inspection", "Inspected cars and widgets"),
        ("widget production", "Widget products"),
        ("widget production", "Widget product"),
        ("station planning", "state planning"),
        ("Excel", "Excels at people"),
        ("widgetmaking", "widget breaking"),
    ],
)
def test_a_likeness_is_not_enough(term, line):
    assert ways(term, line) == []


def test_somebody_else_s_title_shows_nothing_and_one_s_own_does():
    assert ways("widget inspection", "Worked as a widget inspector") == ["inflection"]
    assert ways("widget inspection", "Sat with a widget inspector") == []


@pytest.mark.parametrize("line", ["Wrote seasonal menus", "Wrote and costed seasonal menus"])
def test_between_a_phrase_s_verb_and_its_object_may_stand_which(line):
    assert set(ways("menu planning", line)) == {"paraphrase"}


@pytest.mark.parametrize("line", ["Wrote letters, menus", "Wrote to the printer of menus", "Wrote about the new menus"])
def test_another_object_may_not(line):
    assert ways("menu planning", line) == []


@pytest.mark.parametrize(
    ("term", "line"),
    [("erp", "EEG and ERP of sleepers"), ("hr", "Monitored HR and BP"), ("cad", "Patients with CAD and diabetes")],
)
def test_a_word_of_another_field_on_the_line_takes_an_abbreviation_away(term, line):
    assert ways(term, line) == []


@pytest.mark.parametrize(
    ("term", "line"), [("Level 3 widgets", "Level III widgets"), ("grade 2 fitter", "Grade II fitter")]
)
def test_a_roman_number_after_a_level_is_a_number(term, line):
    assert ways(term, line) == ["exact"]
    assert ways(term, line.replace("II", "IV", 1)) == []
