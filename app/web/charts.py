"""Where the lines and dots of a chart lie: from a table of a report to places, for ``templates/charts.html`` to draw.

Numbers in, numbers out. Across is in percent of the width, so that a chart fits any window without shrinking its
letters; down is in em of its letters. What is not known (None) is not drawn.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.audit.report import printed
from app.language import translated as _

DRAWN_AT_MOST = 20
"""Rows that are drawn; a higher picture would be no picture. The table has all."""
NIGHTS_AT_MOST = 120
"""Points of a line, the newest ones."""
LABEL_LETTERS, LAST_LETTERS = 30, 14
TICKS = 4

HEAD, ROW, FOOT = 1.6, 2.5, 1.8
"""Heights: of the line with the reference's name, of a row (its words, and under them what is drawn), of the scale."""
WORDS_AT, DRAWN_AT = 1.1, 1.75
"""Within a row: where its words stand, and the middle of what is drawn."""
BAR = 0.7
PLOT = 11.0
"""The height of a line chart without head and foot."""
LEFT, WIDTH = 1.0, 98.0


@dataclass(frozen=True, slots=True)
class Scale:
    """From the numbers ``low`` to ``high`` to a share of the way; ``ticks`` are round numbers between them."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def at(self, value: float) -> float:
        """How far along a value lies, from 0 to 1."""
        return (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale with its number; ``anchor`` is which part of the number stands at the line."""

    at: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Mark:
    """One row. ``words_at`` and ``y`` are down; ``start``, ``value``, ``low`` and ``high`` across, or None if unknown.

    A bar goes from ``start`` (where zero is) to ``value``, whichever is further left first.
    """

    label: str
    text: str
    words_at: float
    y: float
    start: float
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Point:
    """One night of a line: ``x`` across; ``y``, ``low`` and ``high`` down, or None; ``before`` is the point to join."""

    x: float
    y: float | None
    low: float | None
    high: float | None
    before: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole chart. ``top`` to ``bottom`` is where the lines of the scale go; ``said`` describes it in a sentence."""

    kind: str
    height: float
    top: float
    bottom: float
    ticks: tuple[Tick, ...]
    reference: Tick | None
    marks: tuple[Mark, ...]
    points: tuple[Point, ...]
    ends: tuple[str, ...]
    """Of a line: the labels of its first and last point, and the last known value."""
    said: str
    left_out: int


def draw(table: Mapping[str, Any]) -> Drawing | None:
    """The chart of a table as it is stored; None where it has none, or none of its values is known."""
    chart = table["chart"]
    if not chart:
        return None
    columns = {column["name"]: place for place, column in enumerate(table["columns"])}
    rows = table["rows"]
    rows = rows[-NIGHTS_AT_MOST:] if chart["kind"] == "line" else rows[:DRAWN_AT_MOST]
    values = [_number(row[columns[chart["value"]]]) for row in rows]
    lows, highs = (
        [_number(row[columns[chart[end]]]) if chart[end] else None for row in rows] for end in ("low", "high")
    )
    known = [one for one in (*values, *lows, *highs, _number(chart["reference"])) if one is not None]
    if all(one is None for one in values):
        return None
    column, named = table["columns"][columns[chart["value"]]], table["columns"][columns[chart["label"]]]
    scale = scale_of(known, whole=column["kind"] == "count", share=column["kind"] == "share")
    labels = [printed(row[columns[chart["label"]]], named) for row in rows]
    texts = [printed(value, column) for value in values]
    build = _line if chart["kind"] == "line" else _rows
    return build(
        scale=scale,
        labels=labels,
        texts=texts,
        bounds=list(zip(values, lows, highs, strict=True)),
        kind=chart["kind"],
        column=column,
        reference=_number(chart["reference"]),
        left_out=len(table["rows"]) - len(rows),
    )


def scale_of(known: Iterable[float], *, whole: bool = False, share: bool = False) -> Scale:
    """A scale with zero on it, that ends at round numbers; ``whole`` has no fractions, ``share`` none above 1."""
    known = list(known)
    low, high = min(0.0, *known, 0.0), max(0.0, *known, 0.0)
    if low == high:
        high = 1.0
    step = _round_step((high - low) / TICKS)
    step = max(step, 1.0) if whole else step
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    if share and high <= 1 < last * step:
        last = math.floor(1 / step + 1e-9)
        ticks = tuple(number * step for number in range(first, last + 1))
        return Scale(first * step, 1.0, ticks)
    return Scale(first * step, last * step, tuple(number * step for number in range(first, last + 1)))


def _round_step(rough: float) -> float:
    power: float = 10.0 ** math.floor(math.log10(rough))
    return next(times * power for times in (1, 2, 5, 10) if times * power >= rough * (1 - 1e-9))


def _rows(
    *, scale: Scale, labels: Sequence[str], texts: Sequence[str],
    bounds: Sequence[tuple[float | None, float | None, float | None]], kind: str, column: Mapping[str, Any],
    reference: float | None, left_out: int,
) -> Drawing:  # fmt: skip
    top = HEAD if reference is not None else 0.25
    bottom = top + ROW * len(labels)
    across = _across(scale)
    marks = tuple(
        Mark(_short(label), text, round(top + ROW * place + WORDS_AT, 2), round(top + ROW * place + DRAWN_AT, 2),
             across(0.0) or LEFT, across(value), across(low), across(high))
        for place, (label, text, (value, low, high)) in enumerate(zip(labels, texts, bounds, strict=True))
    )  # fmt: skip
    return Drawing(
        kind=kind, height=round(bottom + FOOT, 2), top=top, bottom=round(bottom, 2),
        ticks=tuple(_tick(across(one) or 0.0, _tick_text(one, scale, column)) for one in scale.ticks),
        reference=None if reference is None else _tick(across(reference) or 0.0, printed(reference, column)),
        marks=marks, points=(), ends=(), said=_said(labels, texts, bounds), left_out=left_out,
    )  # fmt: skip


def _line(
    *, scale: Scale, labels: Sequence[str], texts: Sequence[str],
    bounds: Sequence[tuple[float | None, float | None, float | None]], kind: str, column: Mapping[str, Any],
    reference: float | None, left_out: int,
) -> Drawing:  # fmt: skip
    bottom = HEAD + PLOT
    points: list[Point] = []
    for place, values in enumerate(bounds):
        x = round(LEFT + 8 + (WIDTH - 9) * (place / (len(bounds) - 1) if len(bounds) > 1 else 0.5), 2)
        y, low, high = (None if one is None else round(bottom - PLOT * scale.at(one), 2) for one in values)
        last = points[-1] if points else None
        points.append(
            Point(x, y, low, high, (last.x, last.y) if last and last.y is not None and y is not None else None)
        )
    ticks = (Tick(round(bottom - PLOT * scale.at(one), 2), _tick_text(one, scale, column)) for one in scale.ticks)
    at = None if reference is None else round(bottom - PLOT * scale.at(reference), 2)
    newest = next(text for text, values in zip(reversed(texts), reversed(bounds), strict=True) if values[0] is not None)
    return Drawing(
        kind=kind, height=bottom + FOOT, top=HEAD, bottom=bottom, ticks=tuple(ticks),
        reference=None if at is None else Tick(at, printed(reference, column)), marks=(), points=tuple(points),
        ends=(_short(labels[0]), _short(labels[-1]), newest), said=_said(labels, texts, bounds), left_out=left_out,
    )  # fmt: skip


def _across(scale: Scale) -> Any:
    def across(value: float | None) -> float | None:
        return None if value is None else round(LEFT + WIDTH * scale.at(value), 2)

    return across


def _tick(at: float, text: str) -> Tick:
    return Tick(at, text, "start" if at < LEFT + 10 else "end" if at > LEFT + WIDTH - 10 else "middle")


def _tick_text(value: float, scale: Scale, column: Mapping[str, Any]) -> str:
    """Only as many digits as tell one tick from the next."""
    step = scale.ticks[1] - scale.ticks[0]
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    return printed(value, {**column, "digits": max(2, digits) if column["kind"] == "share" else digits})


def _said(labels: Sequence[str], texts: Sequence[str], bounds: Sequence[tuple[float | None, ...]]) -> str:
    known = [(values[0], place) for place, values in enumerate(bounds) if values[0] is not None]
    least, most = min(known)[1], max(known)[1]
    sentence = _(
        "%(many)s values, from %(least)s (%(least_of)s) to %(most)s (%(most_of)s). The table below has them all."
    )
    return sentence % {
        "many": len(known), "least": texts[least], "least_of": labels[least], "most": texts[most],
        "most_of": labels[most],
    }  # fmt: skip


def _short(label: str) -> str:
    """Cut in the middle: names of rules often begin alike."""
    if len(label) <= LABEL_LETTERS:
        return label
    return f"{label[: LABEL_LETTERS - LAST_LETTERS - 1].rstrip()}…{label[-LAST_LETTERS:].lstrip()}"


def _number(cell: Any) -> float | None:
    return float(cell) if isinstance(cell, (int, float)) and math.isfinite(cell) else None
