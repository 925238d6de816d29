"""Periods of time as written in seven languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.model import Line
from parsers.resume.dates import dated, period, periods

EXACT, ROUGH = True, False


def read(text):
    return [(p.start, p.end, p.exact) for p in periods(Line(1, 1, text))]


def m(year, month):
    return 12 * year + month - 1


@pytest.mark.parametrize(
    ("text", "start", "end", "exact"),
    [
        ("Jan 2019 - Mar 2021", m(2019, 1), m(2021, 3), EXACT),
        ("03/2018 \u2013 present", m(2018, 3), None, EXACT),
        ("2016-2018", m(2016, 1), m(2018, 12), ROUGH),
        ("2016-18", m(2016, 1), m(2018, 12), ROUGH),
        ("Jan \u2013 Mar 2021", m(2021, 1), m(2021, 3), EXACT),
        ("2019-03 \u2013 2020-05", m(2019, 3), m(2020, 5), EXACT),
        ("01.03.2018 - 31.12.2020", m(2018, 3), m(2020, 12), EXACT),
        ("Nurse, Acme Hospital, Sept. 2019 \u2014 to date", m(2019, 9), None, EXACT),
        ("seit 2020", m(2020, 1), None, ROUGH),
        ("März 2015 bis Dezember 2017", m(2015, 3), m(2017, 12), EXACT),
        ("Februar 2015 - heute", m(2015, 2), None, EXACT),
        ("de janv. 2020 à déc. 2021", m(2020, 1), m(2021, 12), EXACT),
        ("août 2020 \u2013 aujourd\u2019hui", m(2020, 8), None, EXACT),
        ("enero de 2018 - actualidad", m(2018, 1), None, EXACT),
        ("desde março de 2019", m(2019, 3), None, EXACT),
        ("outubro de 2018 até hoje", m(2018, 10), None, EXACT),
        ("dal 2015 al 2018", m(2015, 1), m(2018, 12), ROUGH),
        ("giugno 2015 - in corso", m(2015, 6), None, EXACT),
        ("mei 2018 tot heden", m(2018, 5), None, EXACT),
        ("mar/2019 - fev/2021", m(2019, 3), m(2021, 2), EXACT),
        ("02/19 - 07/21", m(2019, 2), m(2021, 7), EXACT),
        ("juin 2019 - à ce jour", m(2019, 6), None, EXACT),
        ("maart 2016 t/m juni 2019", m(2016, 3), m(2019, 6), EXACT),
    ],
)
def test_one_period(text, start, end, exact):
    assert read(text) == [(start, end, exact)]


@pytest.mark.parametrize(
    "text",
    [
        "born 12 May 1990",
        "Degree 2014",
        "2021-2019",
        "+44 7700 900318",
        "version 3.11-3.12",
        "Digital tachograph and drivers' hours compliance, no infringements since 2019",
    ],
)
def test_no_period(text):
    assert read(text) == []


def test_two_periods_on_one_line():
    assert read("2012 - 2014, 03/2016 - heute") == [(m(2012, 1), m(2014, 12), ROUGH), (m(2016, 3), None, EXACT)]


@given(
    st.integers(1950, 2090),
    st.integers(1, 12),
    st.integers(0, 60),
    st.integers(1, 12),
    st.sampled_from("-\u2013\u2014"),
)
def test_written_numbers_come_back(year, month, years, other, dash):
    found = read(f"{month:02}/{year} {dash} {other:02}/{min(year + years, 2099)}")
    start, end = m(year, month), m(min(year + years, 2099), other)
    assert found == ([(start, end, True)] if end >= start else [])


@given(st.text(max_size=300))
def test_never_raises_and_never_ends_before_it_begins(text):
    assert all(end is None or start <= end for start, end, _ in read(text))


def test_the_later_date_may_stand_left_in_arabic():
    assert read("صيدلانية 01/2020 - 09/2017") == [(m(2017, 9), m(2020, 1), EXACT)]
    assert read("Pharmacist 01/2020 - 09/2017") == []


@pytest.mark.parametrize(
    ("above", "below", "start", "end"),
    [
        ("05/2018 \u2013 to", "date", m(2018, 5), None),
        ("09/2012 \u2013", "04/2018 Ravensworth", m(2012, 9), m(2018, 4)),
        ("juillet 2011 - août", "2014", m(2011, 7), m(2014, 8)),
        ("10.2012 bis", "01.2016", m(2012, 10), m(2016, 1)),
        ("2019年7月 \u2013 2021", "年6月", m(2019, 7), m(2021, 6)),
    ],
)
def test_a_period_in_a_narrow_column_goes_on_in_the_next_line(above, below, start, end):
    lines = (Line(1, 1, above), Line(2, 1, below))
    (found,) = dated(lines)[1]
    assert (period(found).start, period(found).end) == (start, end)
    assert [span.line for span in found.spans] == [1, 2]
    assert lines[1].text[found.spans[1].start : found.spans[1].end] == below.partition(" ")[0]


def test_an_open_dash_is_no_end():
    assert read("2017-01 \u2014") == [(m(2017, 1), None, EXACT)]
