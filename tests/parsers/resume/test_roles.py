"""Jobs in the arrangements that people and templates use, in seven languages."""

# ruff: noqa: RUF001  people write dates with dashes of all lengths

import pytest


@pytest.fixture
def jobs(read_text, said):
    def read(text, heading="Experience"):
        found = read_text(f"Jo Muster\n# {heading}\n{text}").fields.work
        return [(said(r.title), said(r.employer), said(r.place), when(r.start), when(r.end)) for r in found]

    return read


def when(date):
    return date and (date.year, date.month)


TWO = [
    ("Staff Nurse", "Lakeside Hospital", "York", (2019, 3), None),
    ("Care Worker", "Elm House Ltd", "Hull", (2015, 1), (2019, 2)),
]


@pytest.mark.parametrize(
    "rows",
    [
        "{title} – {who}, {where}\n{date}",
        "{who}, {where}\n{title} | {date}",
        "{who}\n{title}\n{date} (2 years 3 months)\n{where}",
        "{date}\t{title}, {who} – {where}",
        "{who}, {title}\t{where}\t{date}",
        "{title}\n{who}\n{date}\n{where}",
        "{who}\n{where}\n{date}\n{title}",
        "{title} at {who}\t{date}\n{where}",
        "{date}\n{title}\n{who}, {where}",
        "{title} | {who} | {where}\t{date}",
        "{who}\t{where}\n{title}\t{date}",
        "{title} ({date})\n{who} · {where}",
        "{date}: {title}, {who}, {where}",
    ],
)
@pytest.mark.parametrize("body", ["* Looked after forty people\n* Trained two", "", "* One item only"])
def test_arrangements(jobs, rows, body):
    dates = ("Mar 2019 – Present", "Jan 2015 – Feb 2019")
    text = "\n".join(
        rows.format(title=title, who=who, where=where, date=date) + "\n" + body
        for (title, who, where, _, _), date in zip(TWO, dates, strict=True)
    )
    assert jobs(text) == TWO


def test_a_comma_in_the_title_swaps_nothing(jobs):
    text = """
        Registered Nurse, Medical ICU, Saguaro Medical Center\tMar 2020 – Present
        * Drips
        Staff Nurse, Telemetry, Mesa Hospital\tAug 2017 – Feb 2020
        * Wards
    """
    assert [row[:2] for row in jobs(text)] == [
        ("Registered Nurse, Medical ICU", "Saguaro Medical Center"),
        ("Staff Nurse, Telemetry", "Mesa Hospital"),
    ]


def test_employer_before_a_title_with_a_comma(jobs):
    text = """
        Saguaro Medical Center, Registered Nurse, Medical ICU\tTucson, AZ\tMar 2020 – Present
        * Drips
        Mesa Hospital, Staff Nurse\tAlbuquerque, NM\tAug 2017 – Feb 2020
        * Wards
    """
    assert [row[:3] for row in jobs(text)] == [
        ("Registered Nurse, Medical ICU", "Saguaro Medical Center", "Tucson, AZ"),
        ("Staff Nurse", "Mesa Hospital", "Albuquerque, NM"),
    ]


def test_a_legal_form_after_a_comma_belongs_to_the_firm(jobs):
    text = "Director comercial – Nervión Software, S.L., Bilbao\nenero de 2017 - actualidad\n* Ventas"
    assert jobs(text, "Experiencia laboral")[0][:3] == ("Director comercial", "Nervión Software, S.L.", "Bilbao")


def test_a_firm_full_of_words_for_people_is_no_title(jobs):
    text = """
        Financial Accountant, Thornfield Dairies plc\tOct 2019 – Present
        Audit Senior, Quillan & Byrne Chartered Accountants\tSep 2015 – Sep 2019
    """
    assert [row[:2] for row in jobs(text)][1] == ("Audit Senior", "Quillan & Byrne Chartered Accountants")


def test_a_date_column_on_the_left_keeps_the_employer(jobs):
    text = """
        05/2018 – to
        date
        HGV Driver (nights)
        Bramley Logistics, Doncaster
        * Night trunking
        09/2012 –
        04/2018
        Class 2 Driver
        Ravensworth Supplies, Sheffield
        * Multi-drop
    """
    assert jobs(text) == [
        ("HGV Driver (nights)", "Bramley Logistics", "Doncaster", (2018, 5), None),
        ("Class 2 Driver", "Ravensworth Supplies", "Sheffield", (2012, 9), (2018, 4)),
    ]


def test_a_wrapped_item_is_whole_and_no_job(read_text, said):
    found = read_text("""
        # Experience
        Nurse, Lakeside Hospital\t2019 – 2021
        * Care for ventilated patients in a unit that was
        + opened 2012 – 2014, and train new staff
        * Super-
        + user of the record
        Carer, Elm House Ltd\t2015 – 2019
        * Nights
    """)
    assert [[said(b) for b in role.bullets] for role in found.fields.work] == [
        [
            "Care for ventilated patients in a unit that was opened 2012 – 2014, and train new staff",
            "Superuser of the record",
        ],
        ["Nights"],
    ]


def test_two_titles_under_one_employer(jobs, read_text):
    text = """
        Bramley Fold Logistics
        6 years 9 months
        Shift Manager
        May 2020 - Present (3 years)
        Leeds
        * Rota
        Team Leader
        May 2017 - Apr 2020 (3 years)
        Leeds
        * Trunking
    """
    assert [row[:2] for row in jobs(text)] == [
        ("Shift Manager", "Bramley Fold Logistics"),
        ("Team Leader", "Bramley Fold Logistics"),
    ]
    above, below = read_text(f"# Experience\n{text}").fields.work
    assert (above.employer.guessed, below.employer.guessed) == (False, True)


def test_a_label_above_the_list_is_no_part_of_it(read_text, said):
    (role,) = read_text("# Work\n2019 – 2021\nAudit Senior\nHighlights\n* Statutory audits").fields.work
    assert (said(role.title), role.employer, [said(b) for b in role.bullets]) == (
        "Audit Senior",
        None,
        ["Statutory audits"],
    )


@pytest.mark.parametrize(
    ("heading", "first", "since", "second"),
    [
        ("Berufserfahrung", "Projektleiterin Hochbau, Brettschneider GmbH", "03/2019 – heute", "Köchin, Gasthof Anker"),
        (
            "Expérience professionnelle",
            "Aide-soignante, EHPAD Jonc",
            "mars 2019 – à ce jour",
            "Vendeuse, Maison Corvin",
        ),
        ("Experiencia laboral", "Enfermera, Hospital San Telmo", "mar. 2019 – actualidad", "Camarera, Bar Marina"),
        ("Experiência profissional", "Enfermeiro, Hospital Clara", "mar/2019 – até o momento", "Motorista, Rio Ltda"),
        ("Esperienza lavorativa", "Infermiera, Ospedale San Luca", "marzo 2019 – in corso", "Cuoco, Trattoria Gino"),
        ("Werkervaring", "Verpleegkundige, Zorggroep Linde", "maart 2019 – heden", "Chauffeur, Transport Hoekstra"),
        ("工作经历", "数据分析师, 苏州零售有限公司", "2019年3月 – 至今", "实习生, 无锡物流集团"),
        ("الخبرات العملية", "صيدلانية, مستشفى المنارة", "03/2019 - حتى الآن", "صيدلانية, صيدلية الكورنيش"),
    ],
)
def test_languages(jobs, heading, first, since, second):
    found = jobs(f"{first}\t{since}\n* A\n{second}\t2015 – 2018\n* B", heading)
    assert [row[:2] for row in found] == [tuple(row.split(", ")) for row in (first, second)]
    assert [row[3:] for row in found] == [((2019, 3), None), ((2015, None), (2018, None))]


def test_current_is_said_and_not_guessed(read_text):
    text = (
        "# Work\nCook, Kettle Ltd\t2019 – Present\n* A\nCook, Anker Ltd\t2015 – 2018\n* B\nCook, Elm Ltd\t2013 -\n* C"
    )
    assert [role.current for role in read_text(text).fields.work] == [True, False, True]


def test_overlapping_roles_stay_as_written(jobs):
    text = "Cook, Kettle Ltd\t2015 – 2020\n* A\nTeacher, Elm School\t2014 – 2019\n* B"
    assert [row[3:] for row in jobs(text)] == [((2015, None), (2020, None)), ((2014, None), (2019, None))]


def test_split_by_place_alone_is_marked(read_text):
    (known,) = read_text("# Work\nStaff Nurse\nLakeside Hospital\n2019 – 2020\n* A").fields.work
    (unknown,) = read_text("# Work\nZorblat\nQuuxly\n2019 – 2020\n* A").fields.work
    assert (known.title.guessed, unknown.title.guessed) == (False, True)


def test_volunteering_is_read_like_work(read_text, said):
    text = "# Volunteer Experience\nFood bank driver, Harvest Trust\t2018 – 2020\n* Weekly round\n# Skills\nSQL"
    fields = read_text(text).fields
    assert fields.work == ()
    (role,) = fields.volunteer
    assert (said(role.title), said(role.employer)) == ("Food bank driver", "Harvest Trust")


def test_page_numbers_are_no_items(read_text, said):
    text = "# Work\nCook, Kettle Ltd\t2015 – 2020\n* A\nJo Muster - Page 1 of 2\nCook, Elm Ltd\t2012 – 2014\n* B"
    assert [[said(b) for b in role.bullets] for role in read_text(text).fields.work] == [["A"], ["B"]]
