"""Whether a piece of a head looks like a place: a town with its country or state, a word for working from home."""

import re
from collections.abc import Callable, Sequence

from parsers.model import Line, Section, SectionKind
from parsers.resume.plain import plain
from parsers.resume.vocabulary import employer_sign, title_sign

_COUNTRIES = frozenset(
    name.strip()
    for name in """
germany, deutschland, allemagne, alemania, alemanha, germania, duitsland, france, frankreich, francia, franca,
frankrijk, spain, spanien, espagne, espana, espanha, spagna, spanje, portugal, portogallo, italy, italien, italie,
italia, brazil, brasilien, bresil, brasil, brasile, brazilie, netherlands, the netherlands, niederlande, nederland,
pays-bas, paises bajos, belgium, belgien, belgique, belgie, belgica, austria, osterreich, autriche, switzerland,
schweiz, suisse, svizzera, suiza, united kingdom, uk, england, scotland, wales, northern ireland, ireland, irland,
irlande, irlanda, usa, us, u.s., united states, canada, kanada, mexico, argentina, chile, colombia, peru, australia,
new zealand, india, china, japan, poland, polen, pologne, polonia, polska, czech republic, denmark, danmark, sweden,
sverige, norway, norge, finland, suomi, hungary, romania, greece, turkey, turkei, egypt, morocco, maroc, tunisia,
algeria, nigeria, kenya, ghana, south africa, singapore, philippines, indonesia, malaysia, vietnam, thailand,
pakistan, bangladesh, israel, uae, dubai, luxembourg, luxemburg, bulgaria, croatia, serbia, ukraine, slovakia,
slovenia, lithuania, latvia, estonia
""".replace("\n", " ").split(",")
)
_HOME = re.compile(
    r"\(?(?:remote|hybrid|on-?site|home ?office|teletravail|a distance|remoto|hibrido|da remoto|thuiswerk|op afstand|"
    r"mobiles arbeiten)\)?"
)
_REGION = re.compile(r"[A-Z]{2,3}")
_WORDS = 5


def place_sign(lines: Sequence[Line], sections: Sequence[Section]) -> Callable[[str], float]:
    """What tells places in this resume; the person's own place, from the header, is known."""
    known = _of_person(lines, sections)

    def sign(text: str) -> float:
        words = plain(text)
        parts = [part.strip(" ()") for part in re.split(r"[,\u060c\uff0c]|\s\(", words)]
        if len(words.split()) > _WORDS or any(map(str.isdigit, words)) or text[:1].islower():
            return -2.5
        mark = 0.3
        if any(part in known or part in _COUNTRIES or _HOME.fullmatch(part) for part in parts if part):
            mark += 1.8
        if len(parts) > 1 and _REGION.fullmatch(text.rpartition(",")[2].strip()):
            mark += 1.2
        return mark - 1.0 * title_sign(text) - 1.2 * employer_sign(text) - 0.15 * len(words.split())

    return sign


def _of_person(lines: Sequence[Line], sections: Sequence[Section]) -> frozenset[str]:
    """The words between commas in short lines of the header, without those with digits or of an address."""
    found = set()
    for section in sections:
        if section.kind is not SectionKind.HEADER:
            continue
        for line in lines[section.first - 1 : section.last]:
            for part in re.split(r"[,\u060c\uff0c|·•]|\s[-\u2013\u2014]\s", line.text[:200]):
                words = plain(part).strip(" ()")
                if "," in line.text and words and not re.search(r"[\d@:/]", words) and not title_sign(part):
                    found.add(words)
    return frozenset(found)
