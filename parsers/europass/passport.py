"""The Skills Passport (versions 2 and 3 of the Cedefop schema); version 1 as far as it agrees with them.

Date of birth, sex, nationality and photograph are left out: nobody may be judged by them.
"""

import re

from parsers.outline import MOST, Outline, period
from parsers.xml import Element, child, local, text, typed, value

ROOTS = frozenset(("SkillsPassport", "LearnerInfo", "learnerinfo"))

_DIGITS = re.compile(r"\d{1,4}")
_OTHER_SKILLS = ("Communication", "Organisational", "JobRelated", "Computer", "Other")
_LEVELS = ("Listening", "Reading", "SpokenInteraction", "SpokenProduction", "Writing")


def write(out: Outline, root: Element) -> None:
    """Set the passport as the lines of a resume."""
    person = _all(root, "Identification")
    contact = child(person[0], "ContactInfo") if person else None
    name = child(person[0], "PersonName") if person else None
    out.name(" ".join(part for part in (text(child(name, "FirstName")), text(child(name, "Surname"))) if part))
    headline = _all(root, "Headline")
    out.line(_label(child(headline[0], "Description")) if headline else "")
    if contact is not None:
        for kind in ("Email", "Telephone", "Website", "InstantMessaging"):
            for entry in _all(contact, kind):
                out.line(text(child(entry, "Contact")) or text(entry))
        out.line(_place(child(contact, "Address"), full=True))
    _jobs(out, root)
    _studies(out, root)
    _skills(out, root)
    _languages(out, root)
    _achievements(out, root)


def _jobs(out: Outline, root: Element) -> None:
    out.heading("Experience")
    for job in _all(root, "WorkExperience"):
        employer = child(job, "Employer")
        place = _place(child(employer, "ContactInfo", "Address"))
        out.entry(_label(child(job, "Position")), _when(job), text(child(employer, "Name")), place)
        out.texts(typed(child(job, "Activities")))


def _studies(out: Outline, root: Element) -> None:
    out.heading("Education")
    for study in _all(root, "Education"):
        school = child(study, "Organisation")
        place = _place(child(school, "ContactInfo", "Address"))
        out.entry(_label(child(study, "Title")), _when(study), text(child(school, "Name")), place)
        out.line(_label(child(study, "Level")))
        out.texts(typed(child(study, "Activities")))


def _skills(out: Outline, root: Element) -> None:
    out.heading("Skills")
    for holder in _all(root, "Skills")[:1]:
        for kind in _OTHER_SKILLS:
            out.texts(typed(child(holder, kind, "Description")))
        licences = [text(e) for e in _all(child(holder, "Driving"), "Licence")]
        out.line("Driving licence" if licences else "", ", ".join(licences), between=": ")


def _languages(out: Outline, root: Element) -> None:
    out.heading("Languages")
    for tongue in _all(root, "MotherTongue"):
        out.line(f"{_label(child(tongue, 'Description'))} (Native)")
    for tongue in _all(root, "ForeignLanguage"):
        levels = [text(child(tongue, "ProficiencyLevel", kind)) for kind in _LEVELS]
        known = list(dict.fromkeys(level for level in levels if level))
        name = _label(child(tongue, "Description"))
        out.line(f"{name} ({', '.join(known)})" if known else name)


def _achievements(out: Outline, root: Element) -> None:
    out.heading("Additional Information")
    for achievement in _all(root, "Achievement"):
        out.line(_label(child(achievement, "Title")))
        out.texts(typed(child(achievement, "Description")))


def _all(element: Element | None, name: str) -> list[Element]:
    found = [e for e in element.iter() if local(e) == name] if element is not None else []
    return found[:MOST]


def _label(element: Element | None) -> str:
    return text(child(element, "Label")) or text(element)


def _place(address: Element | None, *, full: bool = False) -> str:
    contact = child(address, "Contact") if child(address, "Contact") is not None else address
    names = ("AddressLine", "PostalCode", "Municipality") if full else ("Municipality",)
    parts = [text(child(contact, name)) for name in names] + [_label(child(contact, "Country"))]
    return ", ".join(part for part in parts if part)


def _when(entry: Element) -> str:
    span = child(entry, "Period")
    current = text(child(span, "Current")).lower() == "true"
    return period(_date(child(span, "From")), _date(child(span, "To")), current=current)


def _date(element: Element | None) -> str:
    """``year="2013" month="--03"``, or a date as text."""
    year, month = (_DIGITS.search(value(element, part) or "") for part in ("year", "month"))
    if year:
        return f"{year[0]}-{month[0].zfill(2)}" if month else year[0]
    return text(element)
