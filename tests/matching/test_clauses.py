"""One clause: its kind, amount or level; each row names what would go wrong."""

import pytest

from app.matching import clauses
from app.matching.model import Importance, Kind


def read(clause, title=""):
    return clauses.read(clause, "r1", Importance.MUST, title)


@pytest.mark.parametrize(
    ("clause", "amount"),
    [
        ("5+ years of Python", 5),
        ("3 to 5 years of Python", 3),
        ("three (3) years of Python", 3),
        ("18 months of Python", 1.5),
        ("Mindestens 3 Jahre Erfahrung in Python", 3),
        ("Dreijährige Berufserfahrung in Python", 3),
        ("5 ans d'expérience minimum en Python", 5),
        ("Mínimo 8 años de experiencia en Python", 8),
        ("Pelo menos 4 anos de experiência em Python", 4),
        ("Almeno due anni di esperienza in Python", 2),
        ("Minimaal 2 jaar ervaring met Python", 2),
    ],
)
def test_years_in_seven_languages(clause, amount):
    found = read(clause)
    assert (found.kind, found.amount, found.terms) == (Kind.YEARS, amount, (("python",),))


@pytest.mark.parametrize(
    "clause",
    [
        "At least 18 years of age",
        "Leading a room of 2-3 year olds",
        "A two year college program",
        "Contract of 2 years",
        "Obtain the certificate within 2 years",
        "Befristet auf 2 Jahre",
    ],
)
def test_a_number_of_years_is_not_always_experience(clause):
    assert read(clause).kind is not Kind.YEARS


def test_years_of_a_role_like_this_one_are_of_what_the_title_names():
    assert read("3 years in a similar role", "Registered Nurse").terms == (("registered nurse",),)
    assert read("5 ans d'expérience minimum, dont 2 à un poste de responsabilité", "Welder").terms == (("welding",),)


@pytest.mark.parametrize(
    ("clause", "terms", "level"),
    [
        ("Inglés alto (C1)", (("english",),), "c1"),
        ("Gute Englischkenntnisse", (("english",),), "b2"),
        ("Deutsch verhandlungssicher", (("german",),), "c1"),
        ("Fluency in French", (("french",),), "c1"),
        ("Verhandlungssicheres Deutsch und Englisch in Wort und Schrift", (("german",), ("english",)), "c1"),
        ("Goede beheersing van de Nederlandse taal", (("dutch",),), "b2"),
        ("Ottima conoscenza della lingua inglese (B2)", (("english",),), "b2"),
        ("Spanish or Portuguese", (("spanish", "portuguese"),), None),
        ("German is a strong plus", (("german",),), None),
        ("Communication in English with clients", (("english",),), None),
    ],
)
def test_languages_and_levels(clause, terms, level):
    found = read(clause)
    assert (found.kind, found.terms, found.level) == (Kind.LANGUAGE, terms, level)


@pytest.mark.parametrize("clause", ["Experience in French cuisine", "Able to polish brass", "Knowledge of German law"])
def test_a_language_name_may_be_an_adjective_or_a_verb(clause):
    assert read(clause).kind is not Kind.LANGUAGE


@pytest.mark.parametrize(
    ("clause", "level", "terms", "equivalent"),
    [
        ("Bachelor's degree in Mechanical Engineering", "bachelor", (("mechanical engineering",),), False),
        ("Degree in accounting or equivalent experience", "bachelor", (("accounting",),), True),
        ("Bachelor's degree or 4 years of experience in IT support", "bachelor", None, True),
        ("BSN or equivalent degree in nursing", "bachelor", (("nursing",),), False),
        ("Master's degree in Physics or a related field", "master", (("physics",),), False),
        (
            "Abgeschlossenes Studium der Informatik oder vergleichbare Qualifikation",
            None,
            (("computer science",),),
            True,
        ),
        ("Titulación universitaria en ADE, ingeniería o similar", "bachelor", (("business", "engineering"),), False),
        ("Laurea in Economia o equivalente", "bachelor", (("economics",),), True),
        ("Ensino superior completo em Administração", "bachelor", (("business",),), False),
        ("CAP, BEP ou Bac pro cuisine", "secondary", (("culinary arts",),), False),
        ("High school diploma or GED", "secondary", (), False),
        ("Certificate III in Electrotechnology", "certificate", None, False),
    ],
)
def test_degrees(clause, level, terms, equivalent):
    found = read(clause)
    assert found.kind is Kind.DEGREE
    assert level is None or found.level == level
    assert terms is None or found.terms == terms
    assert found.equivalent is equivalent


@pytest.mark.parametrize(
    "clause", ["ADR certificate", "Certified Scrum Master", "Must be able to manage a budget", "MA"]
)
def test_words_that_degrees_are_made_of_are_not_always_degrees(clause):
    assert (read(clause).kind is Kind.DEGREE) is (clause == "MA")


@pytest.mark.parametrize(
    ("clause", "terms"),
    [
        ("Right to work in the UK", (("work authorisation uk",),)),
        ("EU citizenship or valid work permit for Germany", (("work authorisation eu", "work authorisation de"),)),
        ("Must be authorized to work in the US without sponsorship", (("work authorisation us",),)),
        ("No visa sponsorship available", (("work authorisation",),)),
        ("Permiso de trabajo en España", (("work authorisation es",),)),
        ("Gültige Arbeitserlaubnis", (("work authorisation",),)),
        ("Permis de travail valable avec nous", (("work authorisation",),)),
    ],
)
def test_the_right_to_work(clause, terms):
    found = read(clause)
    assert (found.kind, found.terms) == (Kind.AUTHORISATION, terms)


@pytest.mark.parametrize(
    ("clause", "terms"),
    [
        ("Willing to travel at weekends", (("travel",), ("weekends",))),
        ("Ability to travel up to 25%", (("travel",),)),
        ("Willing to work night shifts", (("night shifts",),)),
        ("Lift up to 50 lbs and stand for long periods", (("heavy lifting",), ("standing",))),
        ("Bereitschaft zur Schichtarbeit oder Rufbereitschaft", (("shifts", "on call"),)),
        ("Disponibilité le week-end et travail de nuit", (("weekends",), ("night shifts",))),
        ("Disponibilidad para viajar", (("travel",),)),
        ("Disponibilità a trasferte", (("travel",),)),
        ("Bereid om nachtdiensten te draaien", (("night shifts",),)),
        ("Disponibilidade para viagens", (("travel",),)),
        ("Background check", (("background check",),)),
    ],
)
def test_conditions(clause, terms):
    found = read(clause)
    assert (found.kind, found.terms) == (Kind.CONDITION, terms)


@pytest.mark.parametrize(
    ("clause", "terms"),
    [
        ("Remote within Germany", (("remote",),)),
        ("Based in Duluth", (("Duluth",),)),
        ("Based in Berlin or willing to relocate", (("Berlin", "relocation"),)),
        ("Wohnhaft in Kassel oder Göttingen", (("Kassel", "Göttingen"),)),
    ],
)
def test_places_and_ways_of_working(clause, terms):
    found = read(clause)
    assert (found.kind, found.terms) == (Kind.LOCATION, terms)


@pytest.mark.parametrize(
    "clause", ["Experience with remote monitoring systems", "Hybrid cloud experience", "Shift supervisor experience"]
)
def test_what_only_sounds_like_a_circumstance(clause):
    assert read(clause).kind is Kind.SKILL


@pytest.mark.parametrize(
    ("clause", "term"),
    [
        ("Führerschein Klasse B", "driving license"),
        ("Permis B", "driving license"),
        ("Patente C", "category c"),
        ("CNH categoria E", "category e brazil"),
        ("Führerschein CE mit Modul 95", "fuhrerschein ce mit modul 95"),
        ("FL driver license", "driving license"),
        ("Driving licence class D", "driving license class d"),
        ("CDL Class A", "cdl a"),
    ],
)
def test_a_licence_keeps_its_class(clause, term):
    found = read(clause)
    assert (found.kind, found.terms) == (Kind.LICENCE, ((term,),))


def test_an_ambiguous_name_counts_as_it_is_spelled():
    assert read("Minimaal 2 jaar werkervaring als verpleegkundige").terms == (("verpleegkundige",),)


@pytest.mark.parametrize(
    "clause",
    [
        "Teamfähigkeit und Zuverlässigkeit",
        "Sens de l'écoute et esprit d'équipe",
        "Capacidad de trabajo en equipo",
        "Boa comunicação",
        "Capacità di lavorare in team",
        "Zelfstandig en flexibel",
        "Strong written and verbal communication skills",
    ],
)
def test_soft_skills_are_never_scored(clause):
    assert read(clause).kind is Kind.OTHER


@pytest.mark.parametrize(
    ("clause", "spoken", "wanted"),
    [
        ("Gestion des coûts et des stocks", "fr", (("cost control",), ("inventory management",))),
        ("Gestión de costes y de equipos", "es", (("cost control",), ("people management",))),
        ("Gestão de custos e de pessoas", "pt", (("cost control",), ("people management",))),
        ("Gestion des coûts et des lubies", "fr", (("cost control",), ("lubies",))),
    ],
)
def test_two_things_share_the_word_before_the_first(clause, spoken, wanted):
    assert clauses.read(clause, "r1", Importance.MUST, spoken=spoken).terms == wanted


@pytest.mark.parametrize(
    "clause",
    [
        "Good timekeeping",
        "Excellent attendance record",
        "Polite and cheerful",
        "Time management",
        "Own transport",
        "Discretion",
        "Good listener",
        "Ability to work to targets",
    ],
)
def test_what_a_resume_can_only_praise_is_not_searched(clause):
    assert read(clause).kind is Kind.OTHER


@pytest.mark.parametrize("clause", ["Visas cannot be sponsored", "No visa support", "Visa sponsorship not available"])
def test_no_sponsorship_asks_for_the_right_to_work(clause):
    assert read(clause).kind is Kind.AUTHORISATION


def test_a_system_or_a_place_is_not_a_quality():
    assert read("Time and attendance systems").kind is Kind.SKILL
    assert read("Dedicated server administration").kind is Kind.SKILL
