"""What a requirement's fields are called on the pages of a posting."""

from collections.abc import Mapping
from types import MappingProxyType

from app.language import marked as N_  # noqa: N812 - gettext's name for it
from app.language import translated as _
from app.matching import levels
from app.matching.model import Importance, Kind, Requirement
from app.postings.terms_in_words import in_words

KINDS: Mapping[str, str] = MappingProxyType(
    {
        Kind.SKILL: N_("Skill"),
        Kind.YEARS: N_("Years of experience"),
        Kind.DEGREE: N_("Degree"),
        Kind.LICENCE: N_("Licence or certificate"),
        Kind.LANGUAGE: N_("Language"),
        Kind.AUTHORISATION: N_("Right to work"),
        Kind.LOCATION: N_("Place"),
        Kind.CONDITION: N_("Working condition"),
        Kind.OTHER: N_("Other, shown but never compared"),
    }
)
LEVELS: tuple[str, ...] = (*levels.LANGUAGES, *levels.DEGREES)


def row_in_words(requirement: Requirement) -> str:
    """One requirement in a line, with everything that counts in it."""
    parts = [_("must") if requirement.importance is Importance.MUST else _("nice to have"), _(KINDS[requirement.kind])]
    if requirement.amount is not None:
        parts.append(_("%(years)s years") % {"years": f"{requirement.amount:g}"})
    if requirement.level:
        parts.append(requirement.level)
    if requirement.terms:
        parts.append(in_words(requirement.terms))
    if requirement.equivalent:
        parts.append(_("or equivalent experience"))
    return f"{requirement.text} ({', '.join(parts)})"
