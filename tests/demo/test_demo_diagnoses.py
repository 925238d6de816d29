"""What a recruiter sees in the demo: each strong person is flagged, and the page says what the rule missed."""

from datetime import date

import pytest

from app.demo.people import Case, Truth, invent
from app.demo.resumes import resume_file
from app.demo.rule import reject_reason
from app.matching.model import Cause, MatchPolicy, Rejection, Verdict
from app.matching.requirements import from_data
from app.matching.score import match
from parsers.model import Resume
from parsers.read import read

EXPECTED = {
    Case.OTHER_WORDS: Cause.SYNONYM,
    Case.MISCOUNTED_YEARS: Cause.YEARS_MISCOUNT,
    Case.WRONG_TICK: Cause.KNOCKOUT_CONFLICT,
}
STRONG = [person for person in invent(1, 60) if person.truth is Truth.STRONG]


@pytest.mark.parametrize("person", STRONG, ids=lambda person: f"{person.number}-{person.case}")
@pytest.mark.parametrize("as_of", [date(2026, 11, 28), date(2029, 2, 1)], ids=["now", "years later"])
def test_the_page_says_what_the_rule_missed(person, as_of):
    resume = read(resume_file(person))
    reason = reject_reason(person.posting.rule, person.text_seen_by_rule, person.answers)
    assert isinstance(resume, Resume)
    assert reason is not None
    found = match(
        resume, from_data(person.posting.requirements), policy=MatchPolicy(), as_of=as_of,
        answers=tuple(person.answers.items()), rejection=Rejection(person.posting.rule.id, reason.name),
        title=person.posting.title,
    )  # fmt: skip
    assert found.verdict is Verdict.STRONG
    first = found.diagnoses[0]
    assert first.cause is EXPECTED[person.case]
    lines = {line.number: line.text for line in resume.document.lines}
    assert first.evidence
    assert all(quote.quote == lines[quote.line][quote.start : quote.end] for quote in first.evidence)
    assert first.otherwise
    if first.cause is Cause.KNOCKOUT_CONFLICT:
        assert first.answer == (person.posting.rule.knockout_question, "No")
