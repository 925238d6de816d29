"""Where the marks of a chart lie, and that nothing unknown is drawn."""

from math import inf, nan

import pytest

from app.audit.answer import Answer, Chart, Column, Kind, as_json, count, said, share, table
from app.web import render
from app.web.charts import DRAWN_AT_MOST, NIGHTS_AT_MOST, PLOT, draw, scale_of

RULE = Column("rule", "rule")


def stored(kind, columns, rows, **chart):
    one = table("t", said("T"), columns, rows, chart=Chart(kind, columns[0].name, columns[1].name, **chart))
    return as_json(Answer(tables=(one,)))["tables"][0]


def bars(*values):
    return draw(
        stored("bars", (RULE, count("n", "n")), [(f"rule {place}", value) for place, value in enumerate(values)])
    )


@pytest.mark.parametrize(
    ("known", "options", "low", "high", "ticks"),
    [
        ([7, 3], {}, 0, 8, 5),
        ([0.031], {}, 0, 0.04, 5),
        ([0.97], {"share": True}, 0, 1, 3),
        ([1, 3], {"whole": True}, 0, 3, 4),
        ([0], {}, 0, 1, 5),
        ([-0.3, 0.5], {}, -0.4, 0.6, 6),
        ([214], {}, 0, 300, 4),
    ],
)
def test_a_scale_holds_zero_and_ends_at_round_numbers(known, options, low, high, ticks):
    scale = scale_of(known, **options)
    assert (scale.low, scale.high) == pytest.approx((low, high))
    assert scale.low <= min(known) <= max(known) <= scale.high
    assert len(scale.ticks) >= 2
    assert scale.at(scale.low) == 0
    assert scale.at(scale.high) == 1
    assert all(scale.low - 1e-9 <= tick <= scale.high + 1e-9 for tick in scale.ticks)
    assert len(scale.ticks) <= ticks + 1


def test_one_bar_ends_where_its_value_is():
    drawing = bars(10)
    (mark,) = drawing.marks
    assert (mark.label, mark.text, mark.start, mark.value) == ("rule 0", "10", 1.0, 99.0)
    assert drawing.top < mark.words_at < mark.y < drawing.bottom < drawing.height


def test_nothing_known_is_not_drawn():
    assert bars(None, None) is None
    assert draw(stored("bars", (RULE, count("n", "n")), [])) is None
    assert draw(as_json(Answer(tables=(table("t", "T", (RULE,), [("a",)]),)))["tables"][0]) is None


def test_zeros_are_drawn_at_zero():
    assert [mark.value for mark in bars(0, 0).marks] == [1.0, 1.0]


@pytest.mark.parametrize("value", [nan, inf, -inf, None])
def test_what_is_no_number_is_left_out(value):
    columns = (RULE, share("rate", "rate"), share("low", "low"), share("high", "high"))
    drawing = draw(
        stored("intervals", columns, [("a", 0.5, 0.2, value), ("b", value, None, None)], low="low", high="high")
    )
    first, second = drawing.marks
    assert (first.high, second.value) == (None, None)
    assert second.text == "-"
    assert "nan" not in repr(drawing).lower()
    assert "inf" not in repr(drawing).lower().replace("intervals", "")


def test_fifty_rows_are_not_fifty_bars():
    drawing = bars(*range(50))
    assert len(drawing.marks) == DRAWN_AT_MOST
    assert drawing.left_out == 50 - DRAWN_AT_MOST
    heights = [mark.words_at for mark in drawing.marks]
    assert heights == sorted(set(heights))


def test_a_reference_lies_on_the_same_scale():
    columns = (RULE, share("rate", "rate"))
    drawing = draw(stored("bars", columns, [("a", 0.02), ("b", 0.04)], reference=0.02))
    assert drawing.reference.at == drawing.marks[0].value
    assert drawing.reference.text == "2.00 %"
    beyond = draw(stored("bars", columns, [("a", 0.01)], reference=0.5))
    assert beyond.reference.at <= 99


def test_a_line_has_a_gap_where_a_night_is_not_known():
    night = Column("night", "night")
    rows = [("1 Nov", 1.0), ("2 Nov", None), ("3 Nov", 20.0), ("4 Nov", 40.0)]
    drawing = draw(stored("line", (night, Column("e", "e", Kind.NUMBER, 1)), rows, reference=20))
    joined = [point.before for point in drawing.points]
    assert joined[:3] == [None, None, None]
    assert joined[3] == (drawing.points[2].x, drawing.points[2].y)
    assert drawing.points[3].y == drawing.top
    assert drawing.points[2].y == drawing.reference.at == drawing.top + PLOT / 2
    assert drawing.ends == ("1 Nov", "4 Nov", "40.0")
    assert "3 values, from 1.0 (1 Nov) to 40.0 (4 Nov)" in drawing.said


def test_a_line_shows_the_newest_nights():
    night, value = Column("night", "night"), Column("e", "e", Kind.NUMBER, 1)
    drawing = draw(stored("line", (night, value), [(str(place), float(place)) for place in range(400)]))
    assert len(drawing.points) == NIGHTS_AT_MOST
    assert drawing.ends[0] == str(400 - NIGHTS_AT_MOST)
    (only,) = draw(stored("line", (night, value), [("1 Nov", 3.0)])).points
    assert 1 < only.x < 99


def test_ticks_have_as_many_digits_as_tell_them_apart():
    columns = (RULE, share("rate", "rate"))
    texts = [tick.text for tick in draw(stored("bars", columns, [("a", 0.0123)])).ticks]
    assert texts[:2] == ["0.0 %", "0.5 %"]
    assert len(set(texts)) == len(texts)
    assert [tick.text for tick in bars(2000).ticks][-1] == "2,000"


def test_long_labels_are_cut_and_hostile_ones_harmless():
    columns = (RULE, count("n", "n"))
    drawing = draw(stored("bars", columns, [("<script>x</script>" + "y" * 300, 1)]))
    assert len(drawing.marks[0].label) <= 30
    assert drawing.marks[0].label.endswith("…" + "y" * 14)
    template = render.environment().from_string(
        '{% import "charts.html" as charts with context %}{{ charts.chart(d, "T", "c1") }}'
    )
    html = template.render(d=drawing)
    assert "<script" not in html
    assert 'role="img"' in html
    assert "<title" in html
    assert "<desc" in html
    assert "style=" not in html


def test_a_chart_of_a_column_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="draws rate"):
        table("t", "T", (RULE,), [], chart=Chart("bars", "rule", "rate"))
