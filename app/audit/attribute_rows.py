"""One row of a file of protected attributes: which columns it has, and which category each value means.

A value that is not understood is never repeated, in no message and no log: it may say something about a person.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any

from app.stats.impact import UNKNOWN

REQUIRED = ("application_id", "connection", "applied_at")
LONGEST_ID, LONGEST_NAME = 300, 63
FORTY = 40
"""Years from which the Age Discrimination in Employment Act protects (29 U.S.C. 631)."""
OLDER, YOUNGER = "40 or older", "under 40"
OLDEST = 120
SCORE_DIGITS, LARGEST_SCORE = 4, 1e12

_UNSAID = (
    "", "-", "?", "n/a", "na", "none", "null", "unknown", "unspecified", "not specified", "not stated", "undisclosed",
    "not disclosed", "declined", "decline", "declined to answer", "decline to answer", "declined to state",
    "decline to state", "decline to self identify", "declined to self identify", "prefer not to say",
    "prefer not to answer", "i don't wish to answer", "i do not wish to answer", "i don't want to answer",
    "choose not to answer", "choose not to disclose", "missing", "blank",
)  # fmt: skip


def _aliases(**names: str) -> Mapping[str, str]:
    return {alias.strip(): name for name, aliases in names.items() for alias in aliases.split("|")}


_SEX = MappingProxyType(
    _aliases(
        female="f|female|woman|women|w|weiblich", male="m|male|man|men|männlich",
        other="x|o|d|other|nonbinary|non binary|another gender|diverse|divers|genderqueer|intersex",
    )
)  # fmt: skip
_RACES = MappingProxyType(
    {
        "Hispanic or Latino": "hispanic or latino|hispanic|latino|latina|latinx|latine|hispanic/latino|hispanic latino",
        "White": "white|caucasian|white not hispanic or latino|white (not hispanic or latino)",
        "Black or African American": "black or african american|black|african american|black/african american|"
        "black or african american (not hispanic or latino)",
        "Native Hawaiian or Pacific Islander": "native hawaiian or pacific islander|native hawaiian|pacific islander|"
        "native hawaiian or other pacific islander|nhpi|native hawaiian/pacific islander|"
        "native hawaiian or other pacific islander (not hispanic or latino)",
        "Asian": "asian|asian (not hispanic or latino)",
        "Native American or Alaska Native": "native american or alaska native|american indian or alaska native|"
        "native american|american indian|alaska native|american indian/alaska native|"
        "american indian or alaska native (not hispanic or latino)",
        "Two or More Races": "two or more races|two or more|multiracial|mixed|more than one race|"
        "two or more races (not hispanic or latino)",
    }
)
"""The categories of 6 RCNY 5-301, which are those of the EEO-1 report."""
_RACE = MappingProxyType({alias: name for name, aliases in _RACES.items() for alias in aliases.split("|")})
_PASSED = MappingProxyType(
    dict.fromkeys(("true", "yes", "y", "1", "passed", "pass"), True)
    | dict.fromkeys(("false", "no", "n", "0", "rejected", "failed", "fail"), False)
)
_BAND = re.compile(r"(?P<low>\d{1,3})\s*(?:(?:-|to)\s*(?P<high>\d{1,3})|\+|and over|or over|or older)")


class RowError(ValueError):
    """Why a row cannot be taken: names the column, never its value."""


@dataclass(frozen=True, slots=True)
class Said:
    """One applicant as a row says. ``passed`` and ``score`` are None where it does not; the rest is then unknown."""

    connection: str
    application_id: str
    posting: str
    applied_on: date
    passed: bool | None
    sex: str
    race: str
    age: str
    score: float | None


def read_row(fields: Mapping[str, Any], connections: frozenset[str], today: date) -> Said:
    """Take what is needed from a row; any other column is left alone.

    Raises:
        RowError: names the column and what would do.

    """
    connection = _text(fields, "connection", LONGEST_NAME)
    if connection not in connections:
        raise RowError("connection: no connection has this name; `second-look doctor` lists them")
    applied_on = _day(_text(fields, "applied_at", LONGEST_NAME), today)
    return Said(
        connection=connection,
        application_id=_text(fields, "application_id", LONGEST_ID),
        posting=_text(fields, "posting", LONGEST_ID, needed=False),
        applied_on=applied_on,
        passed=_passed(fields),
        sex=_category(fields, "sex", _SEX),
        race=_category(fields, "race", _RACE),
        age=_age(fields, applied_on),
        score=_score(fields),
    )


def _text(fields: Mapping[str, Any], column: str, longest: int, *, needed: bool = True) -> str:
    value = fields.get(column)
    text = "" if value is None else str(value).strip()
    if needed and not text:
        raise RowError(f"{column}: is missing")
    if len(text) > longest or not text.isprintable():
        raise RowError(f"{column}: has more than {longest} characters, or some that cannot be printed")
    return text


def _word(fields: Mapping[str, Any], column: str) -> str:
    """A value in small letters, with dashes and underscores as blanks; empty for all ways of not saying."""
    value = fields.get(column)
    words = re.sub(r"[\s_]+", " ", str("" if value is None else value)).strip().lower()
    return "" if words in _UNSAID or words.replace("-", " ") in _UNSAID else words


def _category(fields: Mapping[str, Any], column: str, names: Mapping[str, str]) -> str:
    word = _word(fields, column)
    found = names.get(word) or names.get(word.replace("-", " "))
    if word and found is None:
        raise RowError(f"{column}: this value means no category we know; docs/attributes.md lists them")
    return found or UNKNOWN


def _day(text: str, today: date) -> date:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise RowError("applied_at: is no date; write 2026-11-23, or a time as in 2026-11-23T09:00:00Z") from None
    try:
        day = moment.astimezone(UTC).date() if moment.tzinfo else moment.date()
    except OverflowError:  # a zone leads out of the years 1 to 9999
        raise RowError("applied_at: lies outside of all years") from None
    if day > today:
        raise RowError("applied_at: lies in the future")
    return day


def _passed(fields: Mapping[str, Any]) -> bool | None:
    word = _word(fields, "passed")
    if word and word not in _PASSED:
        raise RowError("passed: write true or false, or leave it out")
    return _PASSED.get(word)


def _age(fields: Mapping[str, Any], applied_on: date) -> str:
    """The band from ``age_band``, or from the year of birth, which is not kept; the year one turns 40 counts as 40."""
    if year := _word(fields, "birth_year"):
        if not re.fullmatch(r"(19|20)\d\d(\.0)?", year):
            raise RowError("birth_year: give a year of four digits and nothing else; dates of birth are not taken")
        years = applied_on.year - int(year[:4])
        if not 0 < years < OLDEST:
            raise RowError("birth_year: nobody of that age applies")
        return OLDER if years >= FORTY else YOUNGER
    word = _word(fields, "age_band")
    if not word:
        return UNKNOWN
    if word in {"under 40", "<40", "< 40", "below 40", "younger than 40"}:
        return YOUNGER
    if word in {">=40", ">= 40", "over 40", "40 plus", "40plus"}:
        return OLDER
    if found := _BAND.fullmatch(word):
        low, high = int(found["low"]), int(found["high"] or OLDEST)
        if low >= FORTY or high < FORTY:
            return OLDER if low >= FORTY else YOUNGER
    raise RowError("age_band: write 40+ or under 40, or a band that lies on one side of 40")


def _score(fields: Mapping[str, Any]) -> float | None:
    value = fields.get("score")
    if value is None or value == "":
        return None
    try:
        score = float(value)
    except (TypeError, ValueError, OverflowError):
        score = math.nan
    if not abs(score) <= LARGEST_SCORE:  # nor is it one that is not a number
        raise RowError("score: is no number, or too large; write it with a point, or leave it out")
    return round(score, SCORE_DIGITS) + 0.0
