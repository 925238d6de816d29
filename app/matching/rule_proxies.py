"""Names of an ATS's rules and reasons that stand for something else than the work: for age, origin, family, a place.

Rules are named in the words of whoever made them and of programs (``grad_year<2005``), not in those of a posting; what
is written like a posting is found by ``proxies``. Only a warning; nothing here touches a match.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from app.matching import proxies
from app.matching.normalize import tokens
from app.matching.phrases import Finder

_LONGEST = 2_000
_JOINTS = re.compile(r"(?<=[a-z])(?=[A-Z])|[_\-/.:=<>|]+")
"""Where programs join words: ``gradYear``, ``zip_code``, ``age>45``."""

_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "age": "age | ages | aged | dob | date of birth | birth date | birthdate | birth year | year of birth | "
        "born before | born after | born in | years old | alter | altersgrenze | geburtsdatum | geburtsjahr | "
        "geboren vor | geboren nach | zu alt | zu jung | too old | too young | fecha de nacimiento | date de naissance",
        "commute": "commute | commuting | commute distance | commuting distance | distance to office | "
        "distance to work | distance from office | miles from | km from | pendel* | anfahrtsweg | entfernung zum | "
        "arbeitsweg",
        "family": "marital status | married | unmarried | children | number of children | kids | pregnan* | "
        "maternity | parental leave | familienstand | verheiratet | ledig | kinder | anzahl kinder | schwanger* | "
        "elternzeit | état civil | estado civil",
        "gaps": "gap * months | gap * month | gap * years | gap * year | gap months | gap length | max gap | "
        "months gap | career gap | career gaps | employment gap | cv gap | cv gaps | resume gap | resume gaps | "
        "gap in cv | gap in resume | gaps in cv | gaps in resume | unemployed | currently unemployed | "
        "months unemployed | lücke im lebenslauf | lücken im lebenslauf | lücke * monate | lebenslauflücke* | "
        "arbeitslos*",
        "gender": "gender | sex | male | female | man | woman | men only | women only | geschlecht | männlich | "
        "weiblich | mann | frau",
        "graduation year": "grad year | graduation date | degree year | year of degree | graduated before | "
        "years since graduation | examensjahr | abitur * vor | abschluss * vor",
        "name": "surname | last name | first name | family name | given name | full name | applicant name | "
        "candidate name | nachname | vorname | familienname | name contains | name matches",
        "nationality": "nationality | citizenship | country of birth | place of birth | country of origin | origin | "
        "ethnicity | race | religion | accent | foreign accent | nationalität | staatsangehörigkeit | "
        "staatsbürgerschaft | geburtsland | geburtsort | herkunft | herkunftsland | akzent | religionszugehörigkeit",
        "native speaker": "native speaker | native language | native english | first language | muttersprache | "
        "muttersprachler* | erstsprache",
        "overqualified": "overqualified | over qualified | overqualification | too senior | too experienced | "
        "überqualifiziert* | zu erfahren",
        "photo": "photo | picture | photograph | headshot | foto | lichtbild | bewerbungsfoto",
        "place": "zip | zip code | zipcode | postcode | post code | postal code | postalcode | plz | postleitzahl | "
        "neighbourhood | neighborhood | district | home address | street address | stadtteil | wohnviertel | "
        "wohngegend | wohnadresse | wohnort",
        "school": "university list | school list | target university | target universities | university ranking | "
        "university rank | university tier | school tier | school ranking | hochschulliste | hochschulranking",
    }
)


def found_in(text: str) -> dict[str, str]:
    """What the name of a rule may stand for, to the words that say so; empty where nothing does. Any text is fine."""
    line = _JOINTS.sub(" ", " ".join(text[:_LONGEST].split()))
    said = dict(_own(line))
    for warning in proxies.warnings(line):
        if not any(warning.quote.casefold() in quote.casefold() for quote in said.values()):
            said.setdefault(warning.about, warning.quote)
    return dict(sorted(said.items()))


def _own(line: str) -> Iterator[tuple[str, str]]:
    words = tokens(line)
    for hit in reversed(_finder().all(words)):  # the first of a kind is the one that stays
        yield hit.name, line[words[hit.first].start : words[hit.last - 1].end]


@cache
def _finder() -> Finder:
    return Finder((about, form) for about, forms in _WORDS.items() for form in forms.split("|"))
