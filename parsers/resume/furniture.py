"""Lines that are part of the page and not of the resume: page numbers, running feet, remarks about references."""

import re

from parsers.model import Line

_LONGEST = 120
_FURNITURE = re.compile(
    r"(?:.{0,60}\s[-\u2013|]\s)?(?:page|seite|pagina|página|pág\.?|blatt|p\.)\s*\d{1,2}(?:\s*(?:of|von|sur|de|di|van|/)\s*\d{1,2})?"
    r"|\d{1,2}\s*(?:/|of|von|sur|de|di|van)\s*\d{1,2}"
    r"|(?:last )?updated (?:in|on) .{3,20}|skip to content"
    r"|[^\w]{0,3}(?:references?|referenzen|r\u00e9f\u00e9rences|referencias|refer\u00eancias|referenze|referenties).{0,30}"
    r"(?:request|anfrage|wunsch|demande|solicitud|petici\u00f3n|solicita\u00e7\u00e3o|pedido|richiesta|aanvraag)\W{0,3}",
    re.IGNORECASE,
)


def furniture(line: Line) -> bool:
    """Whether a line is part of the page and not of the resume: ``Page 1 of 2``."""
    return len(line.text) <= _LONGEST and _FURNITURE.fullmatch(line.text) is not None
