"""Why the rule missed somebody: one example for each cause, and beside it the trap that looks like it and is not."""

from dataclasses import replace
from datetime import date

import pytest

from app.matching.model import Cause, Finding, MatchPolicy, Rejection, Verdict
from app.matching.requirements import from_data
from app.matching.score import match
from parsers.model import Contact, Field, Fields, Resume, Role, Span, When
from tests.matching import people

AS_OF = date(2026, 11, 22)
PAIR = """
Kit Umbra
EXPERIENCE
Backend Developer, Fernhollow
06/2024 - present
- Java services on K8s
Backend Developer, Copperbay
01/2022 - 05/2024
- Java on Linux
SKILLS
REST APIs, Postgres, Kubernetts
"""


def found(
    text: str | Resume,
    *clauses,
    rule: str = "",
    reason: str = "",
    answers=(),
    title: str = "",
    allowed_missing: int = 0,
):
    """The diagnoses, by cause."""
    requirements = from_data([{"text": clause} if isinstance(clause, str) else clause for clause in clauses])
    read = text if isinstance(text, Resume) else people.resume(text)
    result = match(
        read, requirements, policy=MatchPolicy(allowed_missing=allowed_missing), as_of=AS_OF, answers=answers,
        rejection=Rejection(rule, reason), title=title,
    )  # fmt: skip
    lines = {line.number: line.text for line in read.document.lines}
    for each in result.diagnoses:
        assert set(each.requirement_ids) <= {requirement.id for requirement in requirements}
        for quote in each.evidence:
            assert quote.quote == lines[quote.line][quote.start : quote.end] != ""
    return result.diagnoses


def causes(*args, **kwargs):
    return [each.cause for each in found(*args, **kwargs)]


# --- Other words, other spelling -------------------------------------------------------------------------------------


def test_a_synonym_is_named_with_both_words():
    [said] = found("Kit\nSKILLS\nPhlebotomy\nBLS", "Basic Life Support", reason="Keyword missing: Basic Life Support")
    assert said.cause is Cause.SYNONYM
    assert [quote.quote for quote in said.evidence] == ["BLS"]
    assert said.says == (
        "The resume says \u201cBLS\u201d, which is another name for it. "
        "\u201cBasic Life Support\u201d itself does not stand in the resume."
    )
    assert said.otherwise == (
        "Had the rule taken \u201cBLS\u201d for \u201cBasic Life Support\u201d, "
        "nothing that the posting demands would have been missing."
    )


def test_trap_the_literal_word_elsewhere_in_the_resume_is_no_synonym():
    """A search of the whole text finds it, even where nobody counts it: under interests, or in white on white."""
    assert Cause.SYNONYM not in causes("Kit\nSKILLS\nK8s\nINTERESTS\nKubernetes memes", "Kubernetes")
    hidden = people.resume("Kit\nSKILLS\nK8s", hidden="kubernetes")
    assert Cause.SYNONYM not in causes(hidden, "Kubernetes")
    assert Cause.SYNONYM in causes("Kit\nSKILLS\nK8s", "Kubernetes")


def test_a_rule_that_names_one_of_two_accepted_names_missed_the_other():
    posting = {
        "text": "Basic Life Support (BLS) certificate",
        "kind": "licence",
        "terms": [["basic life support", "bls"]],
    }
    [said] = found("Kit\nCERTIFICATIONS\nBLS", posting, reason="Keyword not in the resume: Basic Life Support")
    assert (said.cause, said.evidence[0].quote) == (Cause.SYNONYM, "BLS")


def test_trap_java_is_not_another_name_for_c_sharp():
    either = {"text": "Java or C#", "kind": "skill", "terms": [["java", "c#"]]}
    assert causes(PAIR, either) == []


def test_a_misspelling_and_another_spacing_are_spelling():
    assert causes("Kit\nSKILLS\nKubernetts", "Kubernetes", reason="Kubernetes") == [Cause.SPELLING]
    [said] = found("Kit\nSKILLS\nBook-keeping", "Bookkeeping", rule="keyword: bookkeeping")
    assert (said.cause, said.evidence[0].quote) == (Cause.SPELLING, "Book-keeping")
    assert "The resume spells it \u201cBook-keeping\u201d" in said.says


def test_trap_a_plural_that_a_search_for_letters_finds_is_no_spelling():
    text, asked = "Kit\nSKILLS\nWelding robots", {"text": "Welding robot", "terms": [["welding robot"]]}
    assert causes(text, asked) == []
    assert causes(text, asked, reason="missing: welding robot") == [Cause.SPELLING]


def test_the_postings_words_count_and_not_the_name_of_the_concept():
    """Requirements carry names of concepts: "RN" is kept as "registered nurse", and the rule looks for RN."""
    text = "Kit\nCERTIFICATIONS\nRegistered Nurse, current"
    [said] = found(text, "RN licence")
    assert (said.cause, said.otherwise.split(",")[0]) == (
        Cause.SYNONYM, "Had the rule taken \u201cRegistered Nurse\u201d for \u201cRN\u201d"
    )  # fmt: skip
    assert found(text, "Registered nurse (RN)") == ()  # one of the posting's own words is there


def test_another_name_inflected_is_a_synonym_not_a_spelling():
    assert causes("Kit\nSKILLS\nRegistered Nurses on the ward", "RN", reason="RN") == [Cause.SYNONYM]


# --- Answers ---------------------------------------------------------------------------------------------------------


def test_a_no_in_the_form_against_the_resume_is_a_conflict_with_both_quoted():
    question = "Do you hold a forklift licence?"
    [said] = found(
        people.DRIVER, "Forklift licence", reason=f"Knockout answer: {question}", answers=((question, "No"),)
    )
    assert (said.cause, said.answer) == (Cause.KNOCKOUT_CONFLICT, (question, "No"))
    assert said.evidence[0].quote.startswith("Forklift")
    assert said.otherwise.startswith("Had the answer been \u201cyes\u201d, nothing")


def test_a_reason_that_repeats_the_answer_is_linked_by_its_terms():
    [said] = found("Kit\nSKILLS\nKubernetes", "Kubernetes", reason="Kubernetes = No")
    assert (said.cause, said.answer) == (Cause.KNOCKOUT_CONFLICT, ("Kubernetes", "No"))


def test_trap_a_no_beside_a_silent_resume_is_no_conflict():
    answers = (("Do you have Docker experience?", "No"),)
    [said] = found(people.DRIVER, "Docker", answers=answers)
    assert said.cause is Cause.NOT_A_MISS


def test_trap_a_no_to_another_question_is_no_conflict():
    assert Cause.KNOCKOUT_CONFLICT not in causes(
        people.DRIVER, "Forklift licence", answers=(("Will you move to Duluth?", "No"),)
    )


# --- Working life ----------------------------------------------------------------------------------------------------


def test_years_that_only_add_up_are_a_miscount():
    [said] = found(PAIR, "4 years of Java", reason="Fewer than 4 years of experience")
    assert said.cause is Cause.YEARS_MISCOUNT
    assert [quote.quote for quote in said.evidence] == ["06/2024 - present", "01/2022 - 05/2024"]
    assert said.says.startswith("2 roles together cover 4 years 11 months; the longest covers 2 years 6 months")


def test_trap_one_role_that_reaches_it_or_a_stated_total_is_no_miscount():
    assert Cause.YEARS_MISCOUNT not in causes(PAIR, "2 years of Java")
    assert Cause.YEARS_MISCOUNT not in causes(f"{PAIR}\nSUMMARY\n5 years of Java", "4 years of Java")


def test_a_number_in_the_form_that_is_too_small_is_a_conflict_too():
    answers = (("How many years of Java do you have?", "2"),)
    said = found(PAIR, "4 years of Java", answers=answers, reason="Fewer than 4 years in the form")
    assert [each.cause for each in said] == [Cause.YEARS_MISCOUNT, Cause.KNOCKOUT_CONFLICT]
    assert said[1].otherwise == "Had the answer been \u201c4 or more\u201d, this would not have stood in the way."


GAP = """
Kit Umbra
EXPERIENCE
Welder, Osprey
01/2024 - present
- MIG welding
Time at home
Welder, Heron
01/2018 - 12/2021
- MIG welding
"""


def test_a_gap_is_named_with_the_dates_around_it_and_the_rule_points_at_it():
    [said] = found(GAP, "MIG welding", rule="employment_gap_6_months")
    assert said.cause is Cause.GAP_FILTER
    assert "2 years between" in said.says
    assert [quote.quote for quote in said.evidence] == ["01/2018 - 12/2021", "01/2024 - present"]


@pytest.mark.parametrize("reason", ["Time at home", "Parental leave", "Prison", "Illness", "", "Cared for my father"])
def test_the_reason_of_a_gap_changes_nothing(reason):
    plain = found(GAP, "MIG welding", rule="employment gap")
    assert found(GAP.replace("Time at home", reason or "-"), "MIG welding", rule="employment gap") == plain


def test_trap_a_gap_beside_a_missing_must_have_is_not_the_cause():
    assert causes(GAP, "MIG welding", "Blueprint reading", rule="employment gap") == [Cause.NOT_A_MISS]


def with_title(text: str, line: int, title: str) -> Resume:
    """A resume whose reader recognised a title at the start of a line."""
    read = people.resume(text)
    role = Role(Field(title, (Span(line, 0, len(title)),)), start=When(2024, 6, ()), current=True)
    return replace(read, fields=Fields(work=(role,)))


def test_a_title_without_the_postings_head_noun_is_a_mismatch():
    [said] = found(with_title(PAIR, 3, "Backend Developer"), "Java", title="Java Engineer", rule="title filter")
    assert (said.cause, said.evidence[0].quote) == (Cause.TITLE_MISMATCH, "Backend Developer")


@pytest.mark.parametrize("title", ["Senior Developer (m/f/d), Payments", "Developers II", "Developer of Things"])
def test_trap_the_same_head_noun_in_other_company_is_no_mismatch(title):
    assert causes(with_title(PAIR, 3, "Backend Developer"), "Java", title=title) == []


def test_trap_a_lead_and_a_leader_are_one():
    assert (
        causes(
            with_title(PAIR.replace("Backend Developer, F", "Team Leader, F"), 3, "Team Leader"), "Java", title="Lead"
        )
        == []
    )


def test_trap_a_name_that_a_reader_took_for_a_title_is_not_quoted():
    read = with_title(PAIR.replace("Backend Developer, F", "Odalys Brantwick, F"), 3, "Odalys Brantwick")
    named = replace(read.fields, contact=Contact(name=Field("Odalys Brantwick", (Span(3, 0, 16),))))
    assert causes(replace(read, fields=named), "Java", title="Plumber", rule="title") == []


# --- Degree, place, wishes, file -------------------------------------------------------------------------------------


def study(line: str) -> str:
    return f"Kit\nEDUCATION\n{line}\n2010 - 2014\nSKILLS\nSQL"


def test_a_higher_or_differently_named_degree_is_equivalent():
    [higher] = found(study("Master of Science"), "Bachelor's degree", reason="Education: no bachelor")
    assert higher.cause is Cause.DEGREE_EQUIVALENT
    assert "above what is asked for" in higher.says
    [other] = found(study("BSc"), "Bachelor's degree", reason="Education")
    assert (other.cause, other.evidence[0].quote) == (Cause.DEGREE_EQUIVALENT, "BSc")


def test_trap_the_very_degree_is_no_equivalent_and_a_lower_one_no_miss():
    assert causes(study("Bachelor of Science"), "Bachelor's degree") == []
    assert causes(study("Bachelor of Science"), "Master's degree", reason="Education") == [Cause.NOT_A_MISS]


def test_a_place_that_the_resume_speaks_of_moving_to():
    text = "Kit\nSUMMARY\nWelder, willing to relocate.\nSKILLS\nMIG welding"
    [said] = found(text, "MIG welding", reason="Location outside the radius")
    assert (said.cause, said.evidence[0].quote) == (Cause.LOCATION, "willing to relocate")
    assert causes("Kit\nSKILLS\nMIG welding", "MIG welding", reason="Location") == []
    assert causes("Kit\nSKILLS\nMIG welding", "MIG welding", title="Welder, remote", reason="Location") == [
        Cause.LOCATION
    ]


@pytest.mark.parametrize("said", ["Not willing to relocate", "Unable to relocate"])
def test_trap_who_will_not_move_does_not_speak_of_moving(said):
    assert causes(f"Kit\nSUMMARY\nWelder. {said}.\nSKILLS\nMIG welding", "MIG welding", reason="Location") == []


def test_moving_and_remote_work_are_read_in_other_languages():
    [moves] = found("Kit\nSUMMARY\nWelder, umzugsbereit.\nSKILLS\nMIG welding", "MIG welding", reason="Location")
    assert moves.evidence[0].quote == "umzugsbereit"
    assert causes("Kit\nSKILLS\nMIG welding", "MIG welding", title="Welder, Homeoffice", reason="Location")


def test_only_wishes_missing():
    wish = {"text": "Kubernetes", "importance": "nice"}
    [said] = found("Kit\nSKILLS\nJava", "Java", wish, reason="Missing: Kubernetes")
    assert said.cause is Cause.PREFERRED_AS_REQUIRED
    assert "\u201cKubernetes\u201d" in said.says
    assert causes("Kit\nSKILLS\nRust", "Java", wish) == [Cause.NOT_A_MISS]


def test_a_file_that_others_misread_is_named_where_the_word_stood_there_all_the_time():
    read = people.resume("Kit\nSKILLS\nKubernetes")
    scan = replace(read, document=replace(read.document, remarks=("the text was recognised in a picture, so ...",)))
    [said] = found(scan, "Kubernetes", reason="Keyword not in the resume: Kubernetes")
    assert (said.cause, said.evidence[0].quote) == (Cause.UNREADABLE, "Kubernetes")
    assert causes(read, "Kubernetes", reason="Keyword not in the resume: Kubernetes") == []


def test_columns_side_by_side_are_a_sign_and_dates_beside_a_title_are_not():
    rows = [
        "Kit",
        "SKILLS",
        "Kubernetes",
        "Linux",
        "SQL",
        "EXPERIENCE",
        "Developer",
        "01/2020 - present",
        "Web",
        "More",
    ]
    read = people.resume("\n".join(rows))

    def placed(boxes):
        lines = [replace(line, box=box) for line, box in zip(read.document.lines, boxes, strict=True)]
        return replace(read, document=replace(read.document, lines=tuple(lines)))

    left = [(50.0, 40.0 + 20 * at, 200.0, 52.0 + 20 * at) for at in range(5)]
    right = [(300.0, 40.0 + 20 * at, 500.0, 52.0 + 20 * at) for at in range(5)]
    down = [(50.0, 40.0 + 20 * at, 200.0, 52.0 + 20 * at) for at in range(10)]
    assert causes(placed([*left, *right]), "Kubernetes", reason="no keyword Kubernetes") == [Cause.UNREADABLE]
    assert causes(placed([*left, *right]), "Kubernetes", "Terraform", reason="no keyword Kubernetes") == [
        Cause.NOT_A_MISS
    ]
    assert causes(placed(down), "Kubernetes", reason="no keyword Kubernetes") == []


# --- No miss, order, and what decides nothing ------------------------------------------------------------------------


def test_silence_and_denial_are_said_plainly():
    [said] = found(people.DEVELOPER, "Java", "Scala", "Terraform")
    assert said.cause is Cause.NOT_A_MISS
    assert said.says == (
        "The resume itself says otherwise about \u201cScala\u201d. Not found in the resume: \u201cTerraform\u201d."
    )
    assert said.otherwise == ""
    assert said.evidence[0].quote == "Scala"


def test_trap_what_a_form_asks_and_a_resume_leaves_open_is_not_missing():
    """Night shifts and a right to work are seldom in a resume: silence about them is no reason for the rule."""
    shifts = {"text": "Night shifts", "kind": "condition", "terms": [["night shifts"]]}
    [said] = found("Kit\nSKILLS\nK8s", "Kubernetes", shifts, reason="Keyword: Kubernetes")
    assert said.cause is Cause.SYNONYM
    assert said.otherwise.endswith("nothing that the posting demands would have been missing.")


def test_no_promise_is_made_where_a_must_have_is_missing():
    said = found("Kit\nSKILLS\nK8s", "Kubernetes", "Terraform", reason="Keyword: Kubernetes")
    assert [each.cause for each in said] == [Cause.NOT_A_MISS, Cause.SYNONYM]
    assert [each.otherwise for each in said] == ["", ""]


def test_the_words_of_the_ats_choose_among_what_can_be_shown():
    person, posting = "Kit\nSKILLS\nK8s, Postgres", ("Kubernetes", "PostgreSQL")
    assert len(found(person, *posting)) == 2
    [said] = found(person, *posting, reason="Keyword: PostgreSQL")
    assert said.evidence[0].quote == "Postgres"


def test_nothing_to_show_is_nothing():
    assert found("Kit\nSKILLS\nJava", "Java") == ()


def test_a_diagnosis_changes_no_verdict():
    read, asked = people.resume(PAIR), from_data([{"text": "Java"}, {"text": "4 years of Java"}])
    plain = match(read, asked, policy=MatchPolicy(), as_of=AS_OF)
    told = match(
        read, asked, policy=MatchPolicy(), as_of=AS_OF, rejection=Rejection("gap", "Java = No"), title="Plumber"
    )
    assert (plain.verdict, plain.why, plain.judgements) == (told.verdict, told.why, told.judgements)
    assert told.verdict is Verdict.STRONG
    assert {judgement.finding for judgement in told.judgements} == {Finding.MET}
