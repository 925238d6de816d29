"""The traps: what must count, and what must not."""

from datetime import date

import pytest

from app.matching.model import Finding, MatchPolicy
from app.matching.requirements import from_data, read_requirements
from app.matching.score import match
from parsers.read import read
from tests.matching import people

AS_OF = date(2026, 11, 22)
MET, PARTLY, DENIED, SILENT = Finding.MET, Finding.PARTLY, Finding.CONTRADICTED, Finding.NOT_FOUND


def judge(text, clause, **given):
    requirements = from_data([{"text": clause, **given}])
    result = match(people.resume(text), requirements, policy=MatchPolicy(), as_of=AS_OF)
    return result.judgements[0]


def skills(line, clause, **given):
    return judge(f"Ann Other\nSKILLS\n{line}", clause, **given).finding


@pytest.mark.parametrize(
    ("person", "clause", "finding"),
    [
        (people.NURSE, "Current RN licence", MET),
        (people.NURSE, "ACLS and BLS certification", MET),
        (people.NURSE, "PALS", SILENT),
        (people.NURSE, "BSN or equivalent degree in nursing", MET),
        (people.NURSE, "Master's degree in nursing", PARTLY),
        (people.NURSE, "At least 5 years of intensive care experience", MET),
        (people.NURSE, "At least 6 years of intensive care experience", PARTLY),
        (people.NURSE, "Care of mechanically ventilated patients", MET),
        (people.NURSE, "Epic", MET),
        (people.NURSE, "Spanish", MET),
        (people.NURSE, "Fluent Spanish", PARTLY),
        (people.NURSE, "Native English", MET),
        (people.NURSE, "French", SILENT),
        (people.NURSE, "Based in Duluth", MET),
        (people.NURSE, "Based in Phoenix", SILENT),
        (people.DEVELOPER, "Kubernetes", MET),
        (people.DEVELOPER, "Go", MET),
        (people.DEVELOPER, "R", SILENT),
        (people.DEVELOPER, "C++", SILENT),
        (people.DEVELOPER, "C", SILENT),
        (people.DEVELOPER, "Scala", DENIED),
        (people.DEVELOPER, "Scala or Java", MET),
        (people.DEVELOPER, "Rust", PARTLY),
        (people.DEVELOPER, "TypeScript", SILENT),
        (people.DEVELOPER, "Bachelor's degree in computer science", MET),
        (people.DEVELOPER, "Bachelor's degree in law", PARTLY),
        (people.DEVELOPER, "4 years of backend development", MET),
        (people.DEVELOPER, "7 years of software development", MET),
        (people.DEVELOPER, "German", MET),
        (people.DEVELOPER, "German B2", PARTLY),
        (people.DRIVER, "CDL Class A", SILENT),
        (people.DRIVER, "CDL Class B", MET),
        (people.DRIVER, "Forklift licence", MET),
        (people.DRIVER, "10 years of tractor trailer experience", SILENT),
        (people.ACCOUNTANT, "Accounts payable", MET),
        (people.ACCOUNTANT, "Accounts receivable", SILENT),
        (people.ACCOUNTANT, "ACCA", PARTLY),
        (people.ACCOUNTANT, "2 years of accounts payable experience", MET),
        (people.ACCOUNTANT, "3 years of accounts payable experience", PARTLY),
        (people.ACCOUNTANT, "Excel", MET),
        (people.WELDER, "6G certification", MET),
        (people.WELDER, "3G certification", SILENT),
        (people.WELDER, "OSHA 30", SILENT),
        (people.WELDER, "GTAW", MET),
        (people.WELDER, "MIG welding", SILENT),
        (people.WELDER, "Python", SILENT),
        (people.WELDER, "Forklift licence", SILENT),
        (people.WELDER, "4 years of pipe welding", MET),
        (people.WELDER, "Isometric drawings and weld symbols", MET),
    ],
)
def test_people(person, clause, finding):
    assert judge(person, clause).finding is finding


@pytest.mark.parametrize(
    ("line", "clause", "finding"),
    [
        ("JavaScript", "Java", SILENT),
        ("Java Script", "Java", SILENT),
        ("Java", "JavaScript", SILENT),
        ("React Native", "React", SILENT),
        ("digital marketing", "Git", SILENT),
        ("scalable enterprise systems", "Scala", SILENT),
        ("scalable enterprise systems", "SAP", SILENT),
        ("excellent words", "Excel", SILENT),
        ("I excel at sales", "Excel", SILENT),
        ("ready to go live", "Go", SILENT),
        ("Series 66", "Series 7", SILENT),
        ("CDL B", "CDL A", SILENT),
        ("macroeconomics", "microeconomics", SILENT),
        ("inbound calls", "outbound calls", SILENT),
        ("Kuberentes", "Kubernetes", MET),
        ("Bach", "Bash", SILENT),
        ("Prolug", "Prolog", MET),
        ("Prelug", "Prolog", SILENT),
        ("Trolog", "Prolog", SILENT),
        ("First Aid, CPR", "First aid and CPR", MET),
        ("book-keeping", "Bookkeeping", MET),
        ("Book keeping", "Bookkeeping", MET),
        ("labour law", "labor law", MET),
        ("PostgreSQL", "SQL", MET),
        ("SQL", "PostgreSQL", SILENT),
        ("never used Terraform", "Terraform", DENIED),
        ("Not yet certified in Terraform", "Terraform", DENIED),
        ("have not worked with Terraform", "Terraform", DENIED),
        ("currently learning Terraform", "Terraform", PARTLY),
        ("Terraform (basic)", "Terraform", PARTLY),
        ("Basic Terraform", "Terraform", PARTLY),
        ("want to learn Terraform", "Terraform", PARTLY),
        ("No experience with Ansible, but Terraform daily", "Terraform", MET),
        ("Not only Ansible but Terraform", "Terraform", MET),
        ("No experience with Ansible, Docker or Terraform", "Terraform", DENIED),
        ("BLS expired", "BLS", DENIED),
        ("BLS (valid to 03/2024)", "BLS", DENIED),
        ("BLS (valid to 03/2027)", "BLS", MET),
        ("student nurse", "Nurse", SILENT),
        ("C#", "C", SILENT),
        ("C, C++, firmware", "C", MET),
        ("Vitamin C", "C", SILENT),
        ("R, SQL, statistics", "R", MET),
        ("R&D", "R", SILENT),
        ("AP Physics", "Accounts payable", SILENT),
        ("fluent English", "English C1", MET),
        ("taught English literature", "English", SILENT),
    ],
)
def test_lines(line, clause, finding):
    assert skills(line, clause) is finding


def test_a_copied_sentence_is_a_claim():
    posting = (
        "Requirements:\n- Sound knowledge of drivers' hours and WTD\n- HIAB\n- Experience with stainless steel tanks"
    )
    requirements = read_requirements("Driver", posting)
    text = "Ann\nSKILLS\nSound knowledge of drivers' hours and WTD, HIAB, Experience with stainless steel tanks"
    result = match(people.resume(text), requirements, policy=MatchPolicy(), as_of=AS_OF)
    assert {each.finding for each in result.judgements} == {PARTLY}
    own = "Ann\nSKILLS\nDrivers' hours, WTD, HIAB, stainless steel tanks"
    result = match(people.resume(own), requirements, policy=MatchPolicy(), as_of=AS_OF)
    assert {each.finding for each in result.judgements} == {MET}


def test_hidden_text_never_counts():
    seen = people.resume("Ann\nSKILLS\nExcel", hidden="Kubernetes Docker")
    result = match(seen, from_data([{"text": "Kubernetes"}]), policy=MatchPolicy(), as_of=AS_OF)
    assert result.judgements[0].finding is SILENT


def test_names_of_employers_and_schools_are_no_evidence():
    text = "Ann\nEXPERIENCE\nClerk, Docker Ltd\n01/2020 - present\nEDUCATION\nBSc History, Ansible University"
    assert judge(text, "Docker").finding is SILENT
    assert judge(text, "Ansible").finding is SILENT


def test_an_unfinished_degree_is_partly():
    for line in ("BSc Nursing, expected 2027", "BSc Nursing (in progress)", "BSc Nursing 09/2024 - present"):
        assert judge(f"Ann\nEDUCATION\n{line}", "Bachelor's degree in nursing").finding is PARTLY


def test_an_address_is_no_degree():
    assert judge("Ann\nEDUCATION\nEvening classes, Boston, MA", "Master's degree").finding is SILENT


def test_years_stated_are_a_claim_and_overlaps_count_once():
    both = "Ann\nEXPERIENCE\nDocker lead\n01/2020 - 12/2022\nDocker coach\n01/2020 - 12/2022"
    assert judge(both, "3 years of Docker").finding is MET
    assert judge(both, "4 years of Docker").finding is PARTLY
    assert judge("Ann\nSUMMARY\n9 years of Docker", "3 years of Docker").finding is PARTLY


def test_present_ends_at_the_application():
    text = "Ann\nEXPERIENCE\nDocker lead\n01/2024 - present"
    requirements = from_data([{"text": "2 years of Docker"}])
    early = match(people.resume(text), requirements, policy=MatchPolicy(), as_of=date(2025, 6, 1))
    late = match(people.resume(text), requirements, policy=MatchPolicy(), as_of=date(2026, 1, 1))
    assert (early.judgements[0].finding, late.judgements[0].finding) == (PARTLY, MET)


def test_what_suggests_a_thing_shows_it_in_part_only():
    found = judge("Ann Other\nSKILLS\nBookkeeping", "Accounts payable")
    assert found.finding is PARTLY
    assert [(each.quote, each.how) for each in found.evidence] == [("Bookkeeping", "suggests")]
    assert found.note == "This suggests accounts payable and does not show it."


def test_what_suggests_a_thing_counts_no_years_and_takes_nothing_back():
    text = "Ann\nEXPERIENCE\nBookkeeping clerk\n01/2015 - 12/2020\n- Ledgers"
    assert judge(text, "3 years of accounts payable experience").finding is SILENT
    assert skills("No experience of bookkeeping", "Accounts payable") is SILENT


def test_who_denies_the_narrower_thing_does_not_deny_the_wider():
    assert skills("No experience with PostgreSQL", "SQL") is SILENT
    assert skills("No experience with PostgreSQL", "PostgreSQL") is DENIED
    assert skills("No experience with PostgreSQL. MySQL", "SQL") is MET


def test_a_paraphrase_shows_a_thing_inflected_and_with_little_words_between():
    found = judge("Ann Other\nSUMMARY\nAssessing of the patients by urgency", "Triage")
    assert (found.finding, found.evidence[0].how) == (MET, "paraphrase")
    assert skills("Assessing of the patinets by urgency", "Triage") is SILENT


def test_an_ambiguous_form_with_a_forbidden_neighbour_is_something_else():
    assert skills("AP invoices, ledger", "Accounts payable") is MET
    assert skills("AP Physics, ledger", "Accounts payable") is SILENT
    assert skills("AP, Physics, ledger", "Accounts payable") is MET


def test_an_ambiguous_word_is_met_inflected_and_misspelled_in_its_field_only():
    assert skills("Dialisys at the chair side", "Dialysis") is MET
    assert skills("Protein dialysis, gels", "Dialysis") is SILENT
    assert skills("Building ventillation systems", "Ventilation") is MET
    assert skills("Ventillation of opinions", "Ventilation") is SILENT
    assert skills("Cook in a hotel kitchen", "Cooking") is MET
    assert skills("Cook, chess", "Cooking") is SILENT
    assert skills("Fire rated firewalls", "Firewalls") is SILENT
    assert skills("Event pipeline on Kafka in Go", "Kafka") is MET
    assert skills("Kafka, Woolf, Proust", "Kafka") is SILENT


def test_a_writing_with_a_slash_is_met_as_the_tables_have_it():
    assert skills("A/P for 400 suppliers", "Accounts payable") is MET
    assert skills("A/P physics", "Accounts payable") is SILENT


def test_a_french_degree_of_a_trade_is_of_the_trade_behind_it():
    held = "Ann Other\nEDUCATION\n{}\n2016 - 2018"
    assert judge(held.format("CAP vente"), "CAP coiffure").finding is PARTLY
    assert judge(held.format("CAP coiffure"), "CAP coiffure").finding is MET
    assert judge(held.format("CAP vente"), "CAP, BEP ou Bac pro cuisine").finding is PARTLY
    assert judge(held.format("BTS vente"), "BTS souhait\u00e9").finding is MET


def test_a_long_word_of_another_language_may_be_misspelled_a_short_one_not():
    text = "Ann Other\nEDUCATION\nBachelor, {}, Graz, 2015"
    wanted = "Bachelor's degree in mechanical engineering"
    assert judge(text.format("Maschinenbau"), wanted).finding is MET
    assert judge(text.format("Maschinenban"), wanted).finding is MET
    assert judge("Ann Other\nSKILLS\nKelner", "Waiting tables").finding is SILENT
    assert judge("Ann Other\nSKILLS\nKellner", "Waiting tables").finding is MET


def parsed(text, clause):
    resume = read(text.encode())
    return match(resume, from_data([{"text": clause}]), policy=MatchPolicy(), as_of=AS_OF).judgements[0]


def test_languages_that_the_reader_found_in_the_header_count():
    text = "Ann Other\nann@mail.test\nEnglish, Spanish\n\nEXPERIENCE\nClerk, Elm\n01/2020 - 12/2023\n- Post\n"
    found = parsed(text, "Spanish")
    assert (found.finding, [each.quote for each in found.evidence]) == (MET, ["Spanish"])
    assert parsed(text, "Fluent Spanish").finding is PARTLY
    assert parsed(text, "French").finding is SILENT


def test_a_language_is_known_by_its_own_name():
    assert judge("Ann Other\nLANGUAGES\nFarsi (native)", "Persian").finding is MET


@pytest.mark.parametrize(
    ("line", "clause"),
    [
        ("Passed a police check", "Policing"),
        ("Tailored marketing solutions", "Tailoring"),
        ("Thin film coating", "Videography"),
        ("Earth science lessons", "Earthing and bonding"),
        ("Machine learning models", "Machining"),
        ("Kept the product catalog", "Cataloging"),
        ("Answered calls every minute", "Minute taking"),
        ("Let customers know of delays", "Property lettings"),
        ("Worked for Cook County", "Cooking"),
        ("Catering to the needs of clients", "Catering"),
        ("Built the data warehouse", "Warehouse"),
        ("Reported to the Food and Drug Administration", "Medication administration"),
        ("Replaced brake calipers", "Precision measurement"),
        ("Grocery bagger", "Excavator operation"),
        ("Interim manager of the plant", "Recruitment"),
        ("Painted a 20 metre mast", "Quantity takeoff"),
        ("Secondary education, Ensino superior, scuola secondaria", "Teaching"),
        ("Enterprise resource planning", "Resource planning"),
        ("Ran ISO 9001 internal audits", "Internal audit"),
        ("Accounts under UK GAAP", "US GAAP"),
        ("Titration of drips", "Titration"),
        ("Voice over IP", "Voice over"),
        ("Nursing home receptionist", "Nursing"),
        ("Driving growth in sales", "Driving"),
        ("B2B marketing", "B2B sales"),
        ("Improved the user experience of the till", "UX design"),
        ("GMP certified facility", "Good manufacturing practice certificate"),
    ],
)
def test_an_everyday_word_or_another_sense_shows_no_skill(line, clause):
    assert skills(line, clause) is SILENT


@pytest.mark.parametrize(
    ("line", "clause", "finding"),
    [
        ("Forklift", "Forklift licence", PARTLY),
        ("Forklift licence", "Forklift licence", MET),
        ("ACLS", "BLS", PARTLY),
        ("17th Edition Wiring Regulations BS 7671", "18th Edition", SILENT),
        ("Sage 200", "Sage 50", PARTLY),
        ("Sage 200", "Sage", MET),
        ("ITIL v3 Foundation", "ITIL 4 Foundation", SILENT),
        ("ITIL v3 Foundation", "ITIL Foundation", MET),
        ("Critical Care Registered Nurse", "CCRN", SILENT),
        ("Siemens PLC", "PLC programming", PARTLY),
        ("Siemens PLC", "PLC", MET),
        ("Ladder logic", "PLC programming", MET),
        ("Cash handling", "Retail", SILENT),
        ("Word, Excel, PowerPoint", "Microsoft Office", MET),
        ("Advanced Excel", "Microsoft Office", PARTLY),
        ("ACCA student", "ACCA", SILENT),
    ],
)
def test_what_is_near_in_the_tables_is_not_taken_for_the_thing(line, clause, finding):
    assert skills(line, clause) is finding


def test_a_field_that_goes_on_in_the_next_line_belongs_to_its_degree():
    text = (
        "Ann Other\nann@example.org\n\nEDUCATION\nUniversidad del Norte\nLicenciatura en Administraci\u00f3n y\n"
        "Direcci\u00f3n de Empresas\n2002 - 2007\n\nSKILLS\nExcel"
    )
    judgement = parsed(text, "Bachelor's degree in business administration")
    assert judgement.finding is MET
    assert "Direcci\u00f3n de Empresas" in [each.quote for each in judgement.evidence]
