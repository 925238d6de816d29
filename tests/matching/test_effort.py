"""What a match may cost: any text and any posting within the bounds of the parser end, if need be with a person."""

from datetime import date

import pytest

from app.matching import effort
from app.matching.evidence import judge
from app.matching.index import build
from app.matching.model import Finding, MatchPolicy, Verdict
from app.matching.requirements import MAX_REQUIREMENTS, from_data, read_requirements
from app.matching.score import match
from parsers.model import Document, Line, Period, Resume, Section, SectionKind

AS_OF = date(2026, 11, 22)
POSTING = from_data(
    [
        {"text": "At least 5 years of experience with Python"},
        {"text": "Experience with Kubernetes and Docker"},
        {"text": "Fluent German"},
        {"text": "Bachelor's degree in computer science"},
    ]
)
FILLER = "and so on"


def resume(rows, kind=SectionKind.EXPERIENCE, periods=()):
    lines = tuple(Line(number, 1, text) for number, text in enumerate(rows, start=1))
    return Resume(Document("text/plain", 1, lines), (Section(kind, 1, 1, len(lines)),), tuple(periods))


def judged(given, requirements=POSTING):
    return match(given, requirements, policy=MatchPolicy(), as_of=AS_OF)


def rows(word, letters):
    line = f"{word} " * (2_000 // (len(word) + 1))
    return ["Heading", *[line] * (letters // len(line))]


def test_a_resume_at_the_bound_is_compared_and_one_letter_more_goes_to_a_person():
    wanted = from_data([{"text": "Docker", "kind": "skill", "terms": [["docker"]]}])
    text = ["Heading", *[FILLER.ljust(1_999, ".")] * 99, "Docker"]
    text.append("." * (effort.MAX_CHARACTERS - sum(map(len, text))))
    assert judged(resume(text), wanted).verdict is Verdict.STRONG
    over = judged(resume([*text, "."]), wanted)
    assert (over.verdict, over.why) == (Verdict.DOUBT, effort.TOO_LONG)
    assert [(each.finding, each.evidence) for each in over.judgements] == [(Finding.NOT_FOUND, ())]
    assert over.judgements[0].note.startswith("Not compared")


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("python kubernetez", SectionKind.EXPERIENCE),
        ("p k d", SectionKind.SKILLS),
        ("kubernetez", SectionKind.SKILLS),
        ("phd computer science", SectionKind.EDUCATION),
        ("german", SectionKind.LANGUAGES),
        ("no not have python", SectionKind.EXPERIENCE),
    ],
)
def test_a_text_of_nothing_but_wanted_words_goes_to_a_person(word, kind):
    found = judged(resume(rows(word, 190_000), kind))
    assert (found.verdict, found.why) == (Verdict.DOUBT, effort.TOO_MUCH)
    assert len(found.judgements) == len(POSTING)


def test_a_posting_of_endless_terms_goes_to_a_person():
    terms = [[f"thing{number} of sort{number}" for number in range(200)]] * 3
    wanted = from_data([{"text": f"All of {at}", "kind": "skill", "terms": terms} for at in range(MAX_REQUIREMENTS)])
    assert judged(resume(["Heading", "Docker"]), wanted).why == effort.TOO_MUCH


def test_terms_that_do_not_stand_there_cost_no_more_in_a_long_resume():
    spent = []
    for letters in (10_000, 190_000):
        index = build(resume(rows("quietly", letters)), [])
        judge_all(index)
        spent.append(effort.MAX_STEPS - index.effort.left)
    assert spent[0] == spent[1]


def test_steps_grow_with_the_mentions_and_not_faster():
    spent = []
    for letters in (10_000, 20_000, 40_000):
        index = build(resume(rows("quietly docker", letters)), [])
        judge_all(index)
        spent.append(effort.MAX_STEPS - index.effort.left)
    assert spent[2] - spent[1] == 2 * (spent[1] - spent[0])


def judge_all(index):
    for each in POSTING[:2]:
        judge(each, index, AS_OF)


def test_a_long_honest_resume_is_compared_in_full():
    jobs = [
        row
        for number in range(400)
        for row in (f"Engineer, Workshop {number}", "Ran Docker and quiet machines for a team of twelve people")
    ]
    found = judged(resume(["Heading", *jobs, "Kubernetes clusters"]), POSTING[1:2])
    assert found.verdict is Verdict.STRONG


def test_thousands_of_dates_are_counted_once_and_quoted_in_part():
    text = ["Heading", *["Python 2010 - 2011"] * 1_000]
    periods = [Period(number, 24_120, 24_143, exact=True) for number in range(2, 1_002)]
    found = judged(resume(text, periods=periods), POSTING[:1]).judgements[0]
    assert found.finding is Finding.PARTLY
    assert "2 years" in found.note
    assert len(found.evidence) == 40


def test_a_line_of_commas_and_capitals_still_shuts_the_school_out():
    line = "Kubernetes, " + "A, " * 300 + "Docker " * 100 + "University"
    found = judged(resume(["Heading", line], SectionKind.EDUCATION), POSTING[1:2])
    assert found.judgements[0].finding is Finding.PARTLY
    assert [quote.quote for quote in found.judgements[0].evidence] == ["Kubernetes"]


def test_a_no_in_the_same_clause_counts_within_reach_only():
    wanted = from_data([{"text": "Docker", "kind": "skill", "terms": [["docker"]]}])
    near = "No experience with " + "x" * 200 + " Docker"
    far = "No experience with " + "x " * 200 + " Docker"
    assert judged(resume(["Heading", near]), wanted).judgements[0].finding is Finding.CONTRADICTED
    assert judged(resume(["Heading", far]), wanted).judgements[0].finding is Finding.MET


def test_an_endless_clause_of_a_posting_is_read_at_its_beginning():
    (found,) = read_requirements("", "Requirements:\n- 5 years of Python " + "and 5 years " * 4_000)
    assert found.amount == 5
