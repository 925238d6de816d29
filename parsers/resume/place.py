"""Where somebody lives: ``Tucson, AZ, US``, ``50667 Köln``, ``Limerick IE``."""

import re

from parsers.resume.country_names import countries
from parsers.resume.fold import fold
from parsers.resume.vocabulary import title_sign

_STATES = """
AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI
SC SD TN TX UT VT VA WA WV WI WY DC AB BC MB NB NL NS ON PE QC SK NSW VIC QLD WA SA TAS ACT NT AC AL AP AM BA CE DF
ES GO MA MT MS MG PA PB PR PE PI RJ RN RS RO RR SC SP SE TO
"""
"""Short names of states and provinces in the United States, Canada, Australia and Brazil."""

_LABEL = re.compile(
    r"(?:address|location|adresse|anschrift|wohnort|ort|wohnhaft in|lieu|ville|domicile|direccion|ubicacion|domicilio|"
    r"endereco|localizacao|morada|indirizzo|residenza|adres|woonplaats|based in|lives in|"
    r"\u5730\u5740|\u4f4f\u6240|\u0627\u0644\u0639\u0646\u0648\u0627\u0646)\s?[:\uff1a]?\s+"
)
_POSTCODE = re.compile(
    r"(?<!\w)(?:(?:[a-z]{1,2}-)?(?!(?:19|20)\d\d\b)\d{4,5}(?:-\d{3,4})?(?=[\s,])|\d{4}\s?[a-z]{2}(?=\s)|[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}|"
    r"[a-z]\d[a-z]\s?\d[a-z]\d)(?!\w)"
)
_TAIL = re.compile(r"[,\s(\uff0c]+")
_PARTS = re.compile(r"[,(\uff0c\u060c\uff08]|\s[-\u2013]\s")
_CODE = re.compile("[A-Z]{2}")
_TRADES = frozenset(("AI", "BI", "CI", "ML", "QA"))
"""Codes of countries that mean a trade without a comma in front: ``Power BI`` is not in Burundi."""

_LONGEST = 90
_WORDS = 12


def label_end(text: str) -> int:
    """Where the place begins after ``Address:``; 0 without such a word."""
    match = _LABEL.match(fold(text))
    return match.end() if match else 0


def country(text: str) -> str | None:
    """ISO code of the country that a place ends with: a code, or a name behind a comma or in brackets.

    ``Jordan`` and ``Montenegro`` are names of people too.
    """
    known = countries()
    whole = text.strip(" .,)\uff09")
    last = _PARTS.split(whole)[-1].strip()
    if len(last) < len(whole):
        name = last if _CODE.fullmatch(last) else fold(last)
        if name in known:
            return known[name]
    code = last.rpartition(" ")[2]
    return known.get(code) if code != last and _CODE.fullmatch(code) and code not in _TRADES else None


def surely_place(text: str) -> bool:
    """Whether a text ends with a country or a state, or holds a postal code, and looks like nothing else."""
    if not could_be_place(text) or title_sign(text):
        return False
    words = [word for word in _TAIL.split(text.strip(" .,)]")) if word]
    state = len(words) > 1 and words[-1] in _STATES.split() and ("," in text or len(words) < 4)  # noqa: PLR2004
    return country(text) is not None or state or _POSTCODE.search(fold(text)) is not None


def could_be_place(text: str) -> bool:
    """Whether nothing speaks against it: short, no sentence, every word of it like a name."""
    words = text.split()
    digits = sum(character.isdigit() for character in text)
    if not 2 <= len(text) <= _LONGEST or len(words) > _WORDS or "@" in text or "://" in text or digits > 12:  # noqa: PLR2004
        return False
    return not text.endswith((".", ":", "!")) and any(map(str.isalpha, text)) and not text[0].islower()
