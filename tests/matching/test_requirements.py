import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import BadInputError
from app.matching.model import Importance, Kind
from app.matching.requirements import from_data, read_requirements

POSTING = """
Kestrel Mill is a family business with a canteen.

Your tasks
- Weld frames and repair gates

Requirements:
* 3+ years of MIG welding experience
* Forklift licence
- Java or C#, and SQL
- BLS and ACLS certification
- Bachelor's degree in Mechanical Engineering or related field
- Fluent English and good German
- Team player with a positive attitude
- Right to work in the UK
- Experience with Terraform is a plus

Nice to have
- Knowledge of AutoCAD
- Python required for the second year

What we offer
- 30 days of paid leave
We are an equal opportunity employer regardless of age.
"""


def read(text=POSTING):
    return {each.text: each for each in read_requirements("Welder", text)}


def test_kinds():
    found = read()
    assert [each.kind for each in found.values()] == [
        Kind.YEARS,
        Kind.LICENCE,
        Kind.SKILL,
        Kind.LICENCE,
        Kind.DEGREE,
        Kind.LANGUAGE,
        Kind.LANGUAGE,
        Kind.OTHER,
        Kind.AUTHORISATION,
        Kind.SKILL,
        Kind.SKILL,
        Kind.SKILL,
    ]


def test_tasks_offers_and_boilerplate_are_left_out():
    assert not any(word in text for text in read() for word in ("gates", "leave", "canteen", "equal"))


def test_and_binds_weaker_than_or():
    found = read()
    assert found["Java or C#, and SQL"].terms == (("java", "c#"), ("sql",))
    assert found["BLS and ACLS certification"].terms == (("bls",), ("acls",))


@pytest.mark.parametrize(
    ("clause", "terms"),
    [
        ("Java, Kotlin or Scala", (("java", "kotlin", "scala"),)),
        ("One of Java, Kotlin, Scala", (("java", "kotlin", "scala"),)),
        ("Docker, Kubernetes and Terraform", (("docker",), ("kubernetes",), ("terraform",))),
        ("Python (FastAPI or Django)", (("python",), ("fastapi", "django"))),
        ("NoSQL databases such as MongoDB or Redis", (("nosql", "mongodb", "redis"),)),
        ("CI/CD", (("ci/cd",),)),
        ("Health and safety", (("health and safety",),)),
        ("Java and/or C#", (("java", "c#"),)),
        ("Site induction paper (White Card)", (("white card",),)),
        ("Site induction paper (weekly)", (("site induction paper",), ("weekly",))),
        ("(Java and Spring) or Go", (("java", "go"), ("spring", "go"))),
        ("Java or Kotlin, Docker or Kubernetes", (("java", "kotlin"), ("docker", "kubernetes"))),
        ("Looker, Tableau or similar", (("looker", "tableau"),)),
        ("Python (FastAPI) and SQL", (("python",), ("fastapi",), ("sql",))),
        ("BI tools (Tableau, Power BI)", (("business intelligence",), ("tableau", "power bi"))),
        ("C++", (("c++",),)),
        ("SQL and at least one of Python and Scala", (("sql",), ("python", "scala"))),
        ("At least two of Java, Python, Scala", (("java", "python"), ("java", "scala"), ("python", "scala"))),
        ("Databases like MySQL or Redis", (("databases", "mysql", "redis"),)),
        ("Must pass 6G TIG/stick test", (("6g",), ("tig welding", "stick welding"))),
    ],
)
def test_lists(clause, terms):
    (found,) = read_requirements("", f"Requirements:\n- {clause}")
    assert found.terms == terms


def test_what_would_grow_too_long_when_multiplied_out_is_not_scored():
    nested = " or ".join(f"(alpha{at} and beta{at} and gamma{at} and delta{at})" for at in range(6))
    assert [each.kind for each in read_requirements("", f"Requirements:\n- {nested}")] == [Kind.OTHER]


def test_importance_comes_from_the_heading_then_from_the_words():
    found = read()
    assert found["Forklift licence"].importance is Importance.MUST
    assert found["Experience with Terraform is a plus"].importance is Importance.NICE
    assert found["Knowledge of AutoCAD"].importance is Importance.NICE
    assert found["Python required for the second year"].importance is Importance.MUST


def test_amounts_and_levels():
    found = read()
    years = found["3+ years of MIG welding experience"]
    assert (years.amount, years.terms) == (3.0, (("mig welding",),))
    degree = found["Bachelor's degree in Mechanical Engineering or related field"]
    assert (degree.level, degree.terms) == ("bachelor", (("mechanical engineering",),))
    spoken = found["Fluent English"], found["good German"]
    assert [(each.terms, each.level) for each in spoken] == [((("english",),), "c1"), ((("german",),), "b2")]
    assert {each.source for each in spoken} == {"Fluent English and good German"}


def test_without_headings_only_plain_demands_are_read():
    found = read("We make gates. You must have a forklift licence. We are nice people.")
    assert [each.kind for each in found.values()] == [Kind.LICENCE]
    assert read("We make gates and are nice people.") == {}
    assert read_requirements("", "") == ()


def test_heading_and_list_on_one_line():
    found = read("Must have: Docker, SQL")
    assert [each.terms for each in found.values()] == [(("docker",), ("sql",))]


def test_data_is_completed_from_the_text():
    first, second, third = from_data(
        [
            {"text": "5 years of Python"},
            {"id": "x", "text": "Whatever", "terms": [["sap"]], "importance": "nice"},
            {"text": "French", "kind": "language", "level": "B2"},
        ]
    )
    assert (first.id, first.kind, first.amount) == ("r1", Kind.YEARS, 5.0)
    assert (second.id, second.kind, second.importance, second.terms) == ("x", Kind.SKILL, Importance.NICE, (("sap",),))
    assert third.level == "b2"


@pytest.mark.parametrize(
    ("item", "field"),
    [
        ({}, "text"),
        ({"text": " "}, "text"),
        ({"text": "Excel", "id": 7}, "id"),
        ({"text": "Excel", "kind": "magic"}, "kind"),
        ({"text": "Excel", "kind": ["skill"]}, "kind"),
        ({"text": "Excel", "importance": "maybe"}, "importance"),
        ({"text": "Excel", "terms": "excel"}, "terms"),
        ({"text": "Excel", "terms": [[]]}, "terms"),
        ({"text": "Excel", "amount": "many"}, "amount"),
        ({"text": "Excel", "amount": True}, "amount"),
        ({"text": "Excel", "kind": "years"}, "amount"),
        ({"text": "Excel", "kind": "degree"}, "level"),
        ({"text": "French", "kind": "language", "level": "good"}, "level"),
        ({"text": "Be good to everybody you ever meet on the way here", "kind": "skill"}, "terms"),
    ],
)
def test_bad_data_names_entry_and_field(item, field):
    with pytest.raises(BadInputError, match=rf"requirements\[1\]\.{field}"):
        from_data([{"text": "Docker"}, item])


@pytest.mark.parametrize(
    "clause",
    [
        "Must be able to obtain a CDL A within six months",
        "Applicants of at least 18 years of age",
        "A calm manner that makes each of the many people whom you meet here feel at home with us",
        "Contract of 12 months",
    ],
)
def test_what_a_resume_cannot_show_is_other(clause):
    assert [each.kind for each in read_requirements("", f"Requirements:\n- {clause}")] in ([Kind.OTHER], [])


def test_an_id_stands_once():
    with pytest.raises(BadInputError, match="twice"):
        from_data([{"id": "a", "text": "Docker"}, {"id": "a", "text": "SQL"}])


@given(st.text(max_size=400))
def test_any_posting_can_be_read(text):
    for requirement in read_requirements(text, f"Requirements:\n{text}"):
        assert requirement.text
        assert all(group and all(term for term in group) for group in requirement.terms)


def test_a_filler_word_is_not_what_a_phrase_is_about():
    (wanted,) = read_requirements("Nurse", "Requirements:\n- Epic electronic charting")
    assert wanted.terms == (("epic",),)
