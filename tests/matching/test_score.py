from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.matching.lexicon import Alias, lexicon_with
from app.matching.model import Finding, MatchPolicy, Rejection, Verdict
from app.matching.requirements import from_data, read_requirements
from app.matching.score import RULES_VERSION, match
from parsers.model import Document, Line, Period, Resume, Section, SectionKind
from tests.matching import people

AS_OF = date(2026, 11, 22)
PEOPLE = (people.NURSE, people.DEVELOPER, people.DRIVER, people.ACCOUNTANT, people.WELDER)
POSTING = """
Requirements:
- Current RN licence
- BSN or equivalent degree in nursing
- 3 years of intensive care experience
- Java or C#, and SQL
- CDL Class B and forklift licence
- Accounts payable
- Spanish B1
- Based in Duluth
- 6G certification
- Team player
"""


def verdict(text, *clauses, policy=None, answers=()):
    requirements = from_data([{"text": clause} if isinstance(clause, str) else clause for clause in clauses])
    return match(people.resume(text), requirements, policy=policy or MatchPolicy(), as_of=AS_OF, answers=answers)


def test_all_must_haves_make_it_strong():
    result = verdict(people.NURSE, "RN licence", "ACLS", "5 years of ICU experience")
    assert (result.verdict, result.why) == (Verdict.STRONG, "3 of 3 must-haves with evidence.")
    assert result.policy_version == "1"
    assert result.matcher_version == f"{RULES_VERSION}-{lexicon_with().version}"


def test_an_installations_own_rows_count_and_name_themselves():
    rows = (Alias("Hoistmaster", "kubernetes"),)
    person = people.resume("Ann Other\nSKILLS\nHoistmaster")
    wanted = from_data([{"text": "Kubernetes"}])
    without = match(person, wanted, policy=MatchPolicy(), as_of=AS_OF)
    with_rows = match(person, wanted, policy=MatchPolicy(), as_of=AS_OF, aliases=rows)
    assert (without.verdict, with_rows.verdict) == (Verdict.WEAK, Verdict.STRONG)
    (found,) = with_rows.judgements[0].evidence
    assert (found.quote, found.term, found.how) == ("Hoistmaster", "kubernetes", "alias")
    assert with_rows.matcher_version == f"{RULES_VERSION}-{lexicon_with(rows).version}" != without.matcher_version


def test_one_missing_makes_it_weak_and_says_which():
    result = verdict(people.NURSE, "RN licence", "PALS")
    assert (result.verdict, result.why) == (
        Verdict.WEAK,
        "1 of 2 must-haves with evidence, 1 not found: \u201cPALS\u201d.",
    )


def test_a_policy_may_allow_silence_but_not_too_little():
    one = MatchPolicy(version="2", allowed_missing=1)
    assert verdict(people.NURSE, "RN licence", "Terraform", policy=one).verdict is Verdict.STRONG
    assert verdict(people.NURSE, "RN licence", "Terraform", "Docker", policy=one).verdict is Verdict.WEAK
    assert verdict(people.NURSE, "RN licence", "9 years of ICU experience", policy=one).verdict is Verdict.WEAK
    assert verdict(people.DEVELOPER, "Java", "Scala", policy=one).verdict is Verdict.WEAK
    assert verdict(people.NURSE, "Terraform", policy=one).verdict is Verdict.WEAK


def test_pages_that_were_not_read_are_a_doubt_where_something_is_missing():
    resume = people.resume(people.NURSE)
    resume = replace(resume, document=replace(resume.document, unread=(2,)))

    def found(*clauses):
        return match(resume, from_data([{"text": each} for each in clauses]), policy=MatchPolicy(), as_of=AS_OF)

    assert found("RN licence", "ACLS").verdict is Verdict.STRONG
    assert found("RN licence", "PALS").verdict is Verdict.DOUBT
    assert "may stand there" in found("RN licence", "PALS").why


def test_wishes_decide_nothing():
    wish = {"text": "PALS", "importance": "nice"}
    assert verdict(people.NURSE, "RN licence", wish).verdict is Verdict.STRONG
    assert verdict(people.NURSE, wish).verdict is Verdict.DOUBT


def test_soft_skills_are_shown_and_not_scored():
    result = verdict(people.NURSE, "RN licence", "Team player with a positive attitude")
    assert result.why == "1 of 1 must-have with evidence (1 more cannot be judged from a resume)."
    assert result.judgements[1].note.startswith("Not scored")


@pytest.mark.parametrize(
    "clause",
    ["Right to work in the US", "Willing to work night shifts", "Remote", "Based in Riga or willing to relocate"],
)
def test_a_resume_that_is_silent_about_circumstances_is_not_held_against_anybody(clause):
    result = verdict(people.NURSE, "RN licence", clause)
    assert result.verdict is Verdict.STRONG
    assert "1 more cannot be judged from a resume" in result.why
    assert verdict(people.NURSE, clause).verdict is Verdict.DOUBT


@pytest.mark.parametrize("posting", ["", "We are nice.", "Requirements:\n- Team player with a positive attitude"])
def test_a_posting_that_is_not_understood_is_doubt(posting):
    result = match(people.resume(people.NURSE), read_requirements("Nurse", posting), policy=MatchPolicy(), as_of=AS_OF)
    assert result.verdict is Verdict.DOUBT
    assert "not understood" in result.why


def test_a_resume_without_sections_is_doubt():
    assert verdict("Ann\nKubernetes and more", "Kubernetes").verdict is Verdict.DOUBT
    assert verdict("", "Kubernetes").verdict is Verdict.DOUBT


def test_a_no_in_the_form_is_a_conflict_not_a_finding():
    asked = (("Do you hold a forklift licence?", "No"), ("Do you have Docker experience?", "no"))
    result = verdict(people.DRIVER, "Forklift licence", answers=asked)
    assert result.verdict is Verdict.STRONG
    assert result.judgements[0].finding is Finding.MET
    assert "The form says no" in result.judgements[0].note
    assert "the form says less" in result.why
    silent = verdict(people.DRIVER, "Docker", answers=asked)
    assert (silent.verdict, silent.judgements[0].finding) == (Verdict.WEAK, Finding.NOT_FOUND)


@pytest.mark.parametrize(("question", "answer", "requirement", "noted"), [
    ("Do you hold a current nursing registration?", "No", "Registered nurse (RN) with a current registration", True),
    ("Do you hold a current nursing registration?", "Yes", "Registered nurse (RN) with a current registration", False),
    ("Are you willing to relocate?", "No", "Registered nurse (RN) with a current registration", False),
    ("How many years have you worked as a registered nurse?", "1", "2+ years as a registered nurse", True),
    ("How many years have you worked as a registered nurse?", "3", "2+ years as a registered nurse", False),
    ("How many years have you lived here?", "1", "2+ years as a registered nurse", False),
])  # fmt: skip
def test_a_mistake_in_the_form_is_noted_where_it_belongs(question, answer, requirement, noted):
    judgement = verdict(people.NURSE, requirement, answers=((question, answer),)).judgements[0]
    assert judgement.finding is Finding.MET
    assert judgement.note.startswith("The form says") is noted


def all_judgements(resume):
    return match(resume, read_requirements("", POSTING), policy=MatchPolicy(), as_of=AS_OF).judgements


def assert_quotes(resume, judgements):
    texts = {line.number: line.text for line in resume.document.lines}
    for judgement in judgements:
        for quote in judgement.evidence:
            assert quote.quote == texts[quote.line][quote.start : quote.end] != ""
        if judgement.finding in (Finding.MET, Finding.CONTRADICTED):
            assert judgement.evidence


@pytest.mark.parametrize("person", PEOPLE)
def test_every_quote_is_literal(person):
    resume = people.resume(person)
    assert_quotes(resume, all_judgements(resume))


_NAME = st.sampled_from(
    ["Java Nguyen", "Rn Bls-Acls", "Docker Sql Spanish", "Zo\u00eb \u0141ukasz", "\u738b \u5c0f\u660e", "CDL Class B"]
)
_SCHOOL = st.sampled_from(["University of Nursing", "Java College", "Spanish Forklift Academy", "Institute of SQL"])


@given(name=_NAME, photo=st.text(max_size=30), school=_SCHOOL, person=st.sampled_from(PEOPLE))
def test_name_photo_and_school_change_nothing(name, photo, school, person):
    before = people.resume(person)
    lines = []
    for line in before.document.lines:
        text = name if line.number == 1 else line.text
        for known in ("Lakewater University", "University of Eastmoor", "Ribble College"):
            text = text.replace(known, school)
        lines.append(replace(line, text=text))
    first = before.sections[0]
    if first.last >= 2:
        lines[1] = replace(lines[1], text=f"{photo} {lines[1].text}")
    after = replace(before, document=replace(before.document, lines=tuple(lines)))
    found = [(each.finding, [(quote.line, quote.quote) for quote in each.evidence]) for each in all_judgements(after)]
    known = [(each.finding, [(quote.line, quote.quote) for quote in each.evidence]) for each in all_judgements(before)]
    assert found[:7] == known[:7]
    assert found[8:] == known[8:]


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc")), max_size=60), st.sampled_from(PEOPLE))
def test_a_line_more_takes_nothing_away(words, person):
    more = people.resume(f"{person.strip()}\nOTHER\nzz {words}")
    for before, after in zip(all_judgements(people.resume(person)), all_judgements(more), strict=True):
        if before.finding is Finding.MET:
            assert after.finding is not Finding.NOT_FOUND


_BITS = (
    *(
        "java",
        "c#",
        "sql",
        "no experience with",
        "bachelor",
        "MA",
        "bsc nursing",
        "5 years of",
        "English",
        "c1",
        "fluent",
    ),
    *("valid to 2020", "CDL class B", ",", ";", "(", ")", "and", "or"),
)
_WORDS = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(_BITS),
        max_size=14,
    ).map(" ".join),
)


@settings(max_examples=150)
@given(
    st.lists(_WORDS, max_size=8),
    st.lists(_WORDS, max_size=5),
    st.lists(
        st.tuples(
            st.integers(-5, 12), st.integers(-9, 40_000), st.one_of(st.none(), st.integers(-9, 40_000)), st.booleans()
        ),
        max_size=4,
    ),
    st.lists(st.tuples(st.sampled_from(SectionKind), st.integers(-2, 9), st.integers(-2, 9)), max_size=4),
)
def test_nothing_that_people_write_raises(rows, clauses, dates, parts):
    lines = tuple(Line(number, 1, row) for number, row in enumerate(rows, start=1))
    sections = tuple(Section(kind, None, first, last) for kind, first, last in parts)
    resume = Resume(Document("text/plain", 1, lines), sections, tuple(Period(*each) for each in dates))
    requirements = read_requirements("any", "Requirements:\n" + "\n".join(f"- {clause}" for clause in clauses))
    result = match(
        resume, requirements, policy=MatchPolicy(), as_of=AS_OF, answers=(("".join(rows), "no"),),
        rejection=Rejection(" ".join(rows), " ".join(clauses)), title=" ".join(clauses),
    )  # fmt: skip
    assert len(result.judgements) == len(requirements)
    texts = {line.number: line.text for line in lines}
    for quote in (quote for each in result.diagnoses for quote in each.evidence):
        assert quote.quote == texts[quote.line][quote.start : quote.end]
    assert_quotes(resume, result.judgements)


@pytest.mark.parametrize(
    ("licence", "finding"), [("RN licence", Finding.MET), ("Chartered accountant", Finding.PARTLY)]
)
def test_years_since_a_qualification_count_from_the_one_that_is_demanded(licence, finding):
    nurse = people.NURSE.replace("BLS and ACLS (valid to 03/2028)", "BLS and ACLS, 03/2018")
    result = verdict(nurse, licence, "3+ years post-qualification experience")
    assert result.judgements[1].finding is finding


def test_a_degree_named_as_the_posting_names_it_is_not_copied():
    person = "Ann Other\nEDUCATION\nCurso técnico em enfermagem, 2019"
    assert verdict(person, "Curso técnico em enfermagem").verdict is Verdict.STRONG
