"""The Candidate of today's Europass, built from HR-XML 3; elements stand in four namespaces, so local names count.

Date of birth, sex, nationality and photograph are left out: nobody may be judged by them.
"""

from parsers.outline import MOST, Outline, month, period
from parsers.xml import Element, child, children, local, text, typed

ROOTS = frozenset(("Candidate",))

_LANGUAGES = {
    "ara": "Arabic", "bul": "Bulgarian", "cat": "Catalan", "ces": "Czech", "cze": "Czech", "chi": "Chinese",
    "zho": "Chinese", "dan": "Danish", "deu": "German", "ger": "German", "dut": "Dutch", "nld": "Dutch", "ell": "Greek",
    "gre": "Greek", "eng": "English", "est": "Estonian", "eus": "Basque", "fas": "Persian", "fin": "Finnish",
    "fra": "French", "fre": "French", "gle": "Irish", "glg": "Galician", "heb": "Hebrew", "hin": "Hindi",
    "hrv": "Croatian", "hun": "Hungarian", "isl": "Icelandic", "ita": "Italian", "jpn": "Japanese", "kor": "Korean",
    "lav": "Latvian", "lit": "Lithuanian", "ltz": "Luxembourgish", "mkd": "Macedonian", "mlt": "Maltese",
    "nob": "Norwegian", "nor": "Norwegian", "pol": "Polish", "por": "Portuguese", "ron": "Romanian", "rum": "Romanian",
    "rus": "Russian", "slk": "Slovak", "slo": "Slovak", "slv": "Slovenian", "spa": "Spanish", "sqi": "Albanian",
    "srp": "Serbian", "swe": "Swedish", "tgl": "Tagalog", "tur": "Turkish", "ukr": "Ukrainian", "urd": "Urdu",
    "vie": "Vietnamese",
}  # fmt: skip


def write(out: Outline, root: Element) -> None:
    """Set the candidate as the lines of a resume."""
    person, profile = child(root, "CandidatePerson"), child(root, "CandidateProfile")
    name = child(person, "PersonName")
    out.name(" ".join(part for part in (text(child(name, "GivenName")), text(child(name, "FamilyName"))) if part))
    for way in children(person, "Communication"):
        _reached(out, way)
    out.heading("Summary")
    out.texts(typed(child(profile, "ExecutiveSummary")))
    out.heading("Experience")
    for employer in _all(child(profile, "EmploymentHistory"), "EmployerHistory"):
        _jobs(out, employer)
    out.heading("Education")
    for study in _all(child(profile, "EducationHistory"), "EducationOrganizationAttendance"):
        _study(out, study)
    _languages(out, person, profile)
    _skills(out, profile)
    _others(out, profile)


def _reached(out: Outline, way: Element) -> None:
    number = text(child(way, "DialNumber"))
    country = text(child(way, "CountryDialing"))
    out.line(f"+{country.lstrip('+')} {number}" if number and country else number)
    out.line(text(child(way, "URI")))
    out.line(_place(child(way, "Address")))


def _jobs(out: Outline, employer: Element) -> None:
    name, place = text(child(employer, "OrganizationName")), _place(_first(employer, "Address"))
    for job in children(employer, "PositionHistory"):
        span = child(job, "EmploymentPeriod")
        span = child(employer, "EmploymentPeriod") if span is None else span
        out.entry(text(child(job, "PositionTitle")), _when(span), name, place)
        out.texts(typed(child(job, "Description")))


def _study(out: Outline, study: Element) -> None:
    degree = _first(study, "DegreeName")
    out.entry(text(degree), _when(child(study, "AttendancePeriod")), text(child(study, "OrganizationName")))
    out.line(text(_first(study, "FinalGrade")))
    out.texts(typed(_first(study, "OccupationalSkillsCovered")))


def _languages(out: Outline, person: Element | None, profile: Element | None) -> None:
    out.heading("Languages")
    native = [text(e).lower() for e in children(person, "PrimaryLanguageCode")]
    for code in native:
        out.line(f"{_LANGUAGES.get(code, code)} (Native)")
    for skill in _competencies(profile, "language"):
        code = text(child(skill, "CompetencyID")).lower()
        scores = [text(_first(e, "ScoreText")) for e in children(skill, "CompetencyDimension")]
        known = ", ".join(dict.fromkeys(score for score in scores if score))
        if code and code not in native:
            out.line(f"{_LANGUAGES.get(code, code)} ({known})" if known else _LANGUAGES.get(code, code))


def _skills(out: Outline, profile: Element | None) -> None:
    out.heading("Skills")
    for group in _all(profile, "DigitalSkillsGroup"):
        out.line(text(child(group, "Title")), ", ".join(map(text, children(group, "DigitalSkill"))), between=": ")
    names = [text(child(skill, "CompetencyName")) for skill in _competencies(profile, "digital_skill")]
    out.line(", ".join(name for name in names if name))
    for skill in _all(profile, "CommunicationSkill") + _all(profile, "ManagementSkill"):
        out.texts(typed(child(skill, "Description")))


def _others(out: Outline, profile: Element | None) -> None:
    out.heading("Certifications")
    for certificate in _all(profile, "Certification"):
        name = text(_first(certificate, "CertificationName")) or text(_first(certificate, "CertificationTypeCode"))
        issuer, date = text(_first(certificate, "IssuingAuthorityName")), month(text(_first(certificate, "StartDate")))
        inside = ", ".join(part for part in (issuer, date) if part)
        out.line(f"{name} ({inside})" if name and inside else name)
    out.heading("Projects")
    for project in _all(profile, "Project"):
        out.entry(text(child(project, "Title")), _when(project))
        out.texts(typed(child(project, "Description")))


def _competencies(profile: Element | None, kind: str) -> list[Element]:
    found = _all(profile, "PersonCompetency")
    return [e for e in found if text(child(e, "TaxonomyID")).lower() == kind]


def _all(element: Element | None, name: str) -> list[Element]:
    found = [e for e in element.iter() if local(e) == name] if element is not None else []
    return found[:MOST]


def _first(element: Element | None, name: str) -> Element | None:
    return next(iter(_all(element, name)), None)


def _place(address: Element | None) -> str:
    parts = [text(child(address, name)) for name in ("CityName", "CountryCode")]
    return ", ".join(part.upper() if len(part) == 2 else part for part in parts if part)  # noqa: PLR2004  a code


def _when(span: Element | None) -> str:
    start, end = (text(_first(child(span, name), "FormattedDateTime")) for name in ("StartDate", "EndDate"))
    current = text(_first(span, "CurrentIndicator")).lower() == "true"
    return period(start, "" if current else end, current=current)
