"""Invents applicants from a seed: who they are, what they wrote, how the form was filled in, and the truth about them.

The truth (``Case``) is known by construction and stays in this process: tests may ask for it, no HTTP answer and no
table carries it. What the people write comes from ``trades``; ``resumes`` makes files of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from app.demo.dice import draw, pick, shuffled
from app.demo.postings import POSTINGS, Posting
from app.demo.resume_text import ResumeText, Wish, write_resume
from app.demo.trades import BY_POSTING, ELSEWHERE, Trade

T = TypeVar("T")


class Truth(StrEnum):
    """What an attentive recruiter would say."""

    FIT = "fit"
    STRONG = "strong"
    """Meets every must-have, and the rule rejects all the same."""
    WEAK = "weak"
    UNREADABLE = "unreadable"


class Case(StrEnum):
    """Why this application goes the way it goes."""

    WELL_WORDED = "well_worded"
    OTHER_WORDS = "other_words"
    MISCOUNTED_YEARS = "miscounted_years"
    WRONG_TICK = "wrong_tick"
    TOO_JUNIOR = "too_junior"
    NO_KNOCKOUT = "no_knockout"
    NO_KEYWORD_SKILL = "no_keyword_skill"
    OTHER_TRADE = "other_trade"
    SCANNED = "scanned"
    BROKEN = "broken"


class Layout(StrEnum):
    """How the resume file is made."""

    PDF = "pdf"
    PDF_COLUMNS = "pdf_columns"
    DOCX = "docx"
    PDF_IMAGE = "pdf_image"
    PDF_BROKEN = "pdf_broken"


_CASES = {
    Truth.FIT: (Case.WELL_WORDED,),
    Truth.STRONG: (Case.OTHER_WORDS, Case.MISCOUNTED_YEARS, Case.WRONG_TICK),
    Truth.WEAK: (Case.OTHER_TRADE, Case.TOO_JUNIOR, Case.NO_KNOCKOUT, Case.NO_KEYWORD_SKILL),
    Truth.UNREADABLE: (Case.SCANNED, Case.BROKEN),
}
_STRONG_SHARE = 0.2
_FIT_SHARE = 0.15
_PEOPLE_PER_UNREADABLE = 30

# Given and family names of one row go together. Family names are made up.
_NAMES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("Maren", "Jürgen", "Frauke", "Sönke"), ("Brandtwiese", "Möllerstein", "Hagelkorn")),
    (("José", "Inés", "Xiomara", "Martín"), ("Valdecierva", "Rocamunda", "Peñalora")),
    (("Zoë", "Oliver", "Harriet", "Rhys"), ("Thistlemarsh", "Quornby", "Penderwick-Lowe")),
    (("Adaeze", "Chidi", "Folake", "Tunde"), ("Okwuluora", "Adébánwo-Fictus", "Nwachimere")),
    (("Łukasz", "Agnieszka", "Zdzisław", "Małgorzata"), ("Wierzbołowski", "Ćwikłarowicz", "Głazkarz")),
    (("Priya", "Arjun", "Meenakshi", "Kabir"), ("Chandravati", "Banerwala", "Iyengarh")),
    (("Yui", "Haruto", "Mei", "Jian"), ("Kazehayama", "Tsukinoda", "Linghua")),
    (("Élodie", "Théo", "Maëlle", "François"), ("Grandchêne", "Petitmoulin", "Rivesaltin")),
    (("Ayşe", "Emre", "Leyla", "Kerem"), ("Yeldeğirme", "Taşkaran-Demo", "Gülpanarlo")),
    (("Salma", "Yousef", "Nour", "Karim"), ("Benhadoura", "El-Marjani", "Zaytounian")),
)
_TOWNS = ("Harrowmere", "Tarnbeck", "Quillfen", "Lindenau", "Puerto Arrayan", "Eastmoor")


@dataclass(frozen=True, slots=True)
class Person:
    """One invented applicant. ``answers`` maps the form's question to the answer; ``case`` is never shown by HTTP."""

    number: int
    name: str
    email: str
    posting: Posting
    answers: Mapping[str, str]
    resume: ResumeText
    layout: Layout
    case: Case
    truth: Truth

    @property
    def file_name(self) -> str:
        """The name of the resume file; says nothing about the case."""
        return f"resume-{self.number:04d}.{'docx' if self.layout is Layout.DOCX else 'pdf'}"

    @property
    def text_seen_by_rule(self) -> str:
        """What the rule's text search finds: nothing where the file has no readable text."""
        return "" if self.truth is Truth.UNREADABLE else self.resume.as_text()


def invent(seed: int, count: int) -> tuple[Person, ...]:
    """``count`` people, numbered from 1; the same seed and count always give the same people."""
    chairs = shuffled(_chairs(count), seed, "order")
    names = _full_names(seed)
    return tuple(_person(seed, number, _dealt(names, number), *chair) for number, chair in enumerate(chairs, start=1))


def _chairs(count: int) -> list[tuple[Truth, Case, Posting]]:
    """How many of each truth there are, with their cases and postings dealt out evenly."""
    sizes = {
        Truth.STRONG: round(count * _STRONG_SHARE),
        Truth.FIT: round(count * _FIT_SHARE),
        Truth.UNREADABLE: count // _PEOPLE_PER_UNREADABLE,
    }
    sizes[Truth.WEAK] = count - sum(sizes.values())
    return [
        (truth, _dealt(_CASES[truth], place), _dealt(POSTINGS, place // len(_CASES[truth])))
        for truth, size in sizes.items()
        for place in range(size)
    ]


def _dealt(options: Sequence[T], place: int) -> T:
    return options[place % len(options)]


def _full_names(seed: int) -> list[str]:
    names = [f"{given} {family}" for row in _NAMES for given in row[0] for family in row[1]]
    return shuffled(names, seed, "names")


def _person(seed: int, number: int, name: str, truth: Truth, case: Case, posting: Posting) -> Person:
    email = f"applicant{number:03d}@example.org"
    wish = Wish(
        name=name,
        contact=(email, f"{pick(_TOWNS, seed, number, 'town')} (invented)", f"+00 555 {number:04d}"),
        trade=_trade(seed, number, case, posting),
        needed_years=posting.rule.years,
        junior=case is Case.TOO_JUNIOR,
        knockout=case is not Case.NO_KNOCKOUT,
        keyword_as_in_rule=None if case is Case.NO_KEYWORD_SKILL else case is not Case.OTHER_WORDS,
        split=case is Case.MISCOUNTED_YEARS,
    )
    return Person(
        number=number,
        name=name,
        email=email,
        posting=posting,
        answers=_answers(seed, number, case, posting),
        resume=write_resume(wish, (seed, number)),
        layout=_layout(seed, number, case),
        case=case,
        truth=truth,
    )


def _trade(seed: int, number: int, case: Case, posting: Posting) -> Trade:
    own = BY_POSTING[posting.id]
    if case is not Case.OTHER_TRADE:
        return own
    others = (*ELSEWHERE, *(trade for trade in BY_POSTING.values() if trade is not own))
    return pick(others, seed, number, "other trade")


def _answers(seed: int, number: int, case: Case, posting: Posting) -> dict[str, str]:
    """How the form was filled in, mistakes included."""
    rule = posting.rule
    years = rule.years + 1 + draw(seed, number, "years") % 4
    if case is Case.MISCOUNTED_YEARS:
        years = 1  # counted the last job only
    elif case in (Case.TOO_JUNIOR, Case.OTHER_TRADE):
        years = 0
    refused = case in (Case.WRONG_TICK, Case.NO_KNOCKOUT, Case.OTHER_TRADE)
    return {
        rule.knockout_question: "No" if refused else "Yes",
        rule.years_question: str(years),
        "When could you start?": pick(("At once", "In a month", "In three months"), seed, number, "start"),
    }


def _layout(seed: int, number: int, case: Case) -> Layout:
    if case is Case.SCANNED:
        return Layout.PDF_IMAGE
    if case is Case.BROKEN:
        return Layout.PDF_BROKEN
    return pick((Layout.PDF, Layout.PDF_COLUMNS, Layout.DOCX), seed, number, "layout")
