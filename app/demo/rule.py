"""The stand-in's auto-reject rule, dumb on purpose: it reads the form and searches for one keyword letter by letter.

It stands for the rules that real systems run. Second Look never imports it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.demo.postings import Rule


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the rule said no."""

    id: str
    name: str


def reject_reason(rule: Rule, resume_text: str, answers: Mapping[str, str]) -> Reason | None:
    """The first reason to reject, or None when the application passes. ``answers`` maps question to answer."""
    if answers.get(rule.knockout_question) != "Yes":
        return Reason("auto-answer", f"Knockout answer: {rule.knockout_question}")
    if float(answers.get(rule.years_question) or 0) < rule.years:
        return Reason("auto-years", f"Fewer than {rule.years} years of experience in the form")
    if rule.keyword.lower() not in resume_text.lower():
        return Reason("auto-keyword", f"Keyword not in the resume: {rule.keyword}")
    return None
