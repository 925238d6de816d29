"""Names of rules, as people and programs write them."""

import pytest

from app.matching.rule_proxies import found_in


@pytest.mark.parametrize(
    ("name", "about"),
    [
        ("Age > 45", "age"),
        ("candidate.dob<1980-01-01", "age"),
        ("Geburtsjahr vor 1975", "age"),
        ("grad_year<2005", "graduation year"),
        ("gradYear before 2005", "graduation year"),
        ("Graduation year 2015 or later", "graduation year"),
        ("zip_code not in list", "place"),
        ("PLZ außerhalb", "place"),
        ("Neighbourhood score", "place"),
        ("surname_filter", "name"),
        ("No photo attached", "photo"),
        ("Kein Lichtbild", "photo"),
        ("gap > 6 months", "gaps"),
        ("max_gap", "gaps"),
        ("Lücke über 6 Monate", "gaps"),
        ("Currently unemployed", "gaps"),
        ("Nationality = other", "nationality"),
        ("Staatsangehörigkeit", "nationality"),
        ("strong accent", "nationality"),
        ("Native speaker = No", "native speaker"),
        ("Keine Muttersprachlerin", "native speaker"),
        ("Gender: male", "gender"),
        ("Familienstand", "family"),
        ("children under 6", "family"),
        ("commute_distance>50km", "commute"),
        ("Pendelstrecke", "commute"),
        ("Low culture fit", "culture"),
        ("Overqualified", "overqualified"),
        ("zu erfahren / überqualifiziert", "overqualified"),
        ("Not a digital native", "digital native"),
        ("target universities", "school"),
        ("Top university = No", "school"),
    ],
)
def test_a_proxy_in_a_rule_is_found(name, about):
    assert list(found_in(name)) == [about]


@pytest.mark.parametrize(
    "name",
    [
        "Kubernetes = No", "German language below B2", "Years of experience < 5", "skills gap: SQL", "Work permit = No",
        "No driving licence", "Degree missing", "Führerschein fehlt", "Name of certificate missing", "Management",
        "keywords", "", "Salary above band", "Sprachniveau unter C1", "Page count", "Data lineage",
    ],
)  # fmt: skip
def test_what_the_work_needs_is_left_alone(name):
    assert found_in(name) == {}


def test_the_words_are_quoted_and_the_first_of_a_kind_stays():
    assert found_in("age>45 and no photo, date_of_birth") == {"age": "age", "photo": "photo"}
