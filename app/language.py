"""In which language people are spoken to: catalogues for pages and mails. The API, the history and the ATS get English.

The English sentence is the key. Catalogues are gettext's ``.po`` files, read once; ``make languages`` updates them.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from functools import cache
from importlib.resources import files
from io import BytesIO
from types import MappingProxyType

from babel.dates import format_datetime
from babel.messages.pofile import read_po
from babel.numbers import get_decimal_symbol, get_group_symbol

ENGLISH = "en"
LANGUAGES: Mapping[str, str] = MappingProxyType({ENGLISH: "English", "de": "Deutsch"})
"""Code and own name of every language that has a catalogue; English needs none."""

Catalogue = Mapping[str, Sequence[str]]
"""The English sentence (of a plural: its singular) to the translation, one for each plural form."""

_spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)


def spoken() -> str:
    """The code of the language that is spoken here."""
    return _spoken.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language in the enclosed block; an unknown one is English."""
    token = _spoken.set(language if language in LANGUAGES else ENGLISH)
    try:
        yield
    finally:
        _spoken.reset(token)


def preferred(accepted: str) -> str:
    """The language that an ``Accept-Language`` header (RFC 9110, 12.5.4) likes best among ours; English if none."""
    wishes: list[tuple[float, int, str]] = []
    for place, part in enumerate(accepted.split(",")[:20]):
        name, _, quality = part.strip().partition(";q=")
        try:
            wishes.append((-float(quality or 1), place, name.split("-")[0].strip().lower()))
        except ValueError:
            continue
    return next((name for weight, _, name in sorted(wishes) if weight < 0 and name in LANGUAGES), ENGLISH)


def translated(sentence: str) -> str:
    """The sentence in the language that is spoken; English where the catalogue lacks it. Imported as ``_``."""
    found = _catalogue(spoken()).get(sentence)
    return found[0] if found and found[0] else sentence


def marked(sentence: str) -> str:
    """Only tells the catalogues of a sentence that is translated later, where it is shown. Imported as ``N_``."""
    return sentence


def counted(one: str, many: str, number: int) -> str:
    """The form of a sentence that goes with a number. Imported as ``ngettext``."""
    found = _catalogue(spoken()).get(one)
    if found and all(found):
        return found[min(len(found) - 1, int(number != 1))]
    return one if number == 1 else many


def dated(at: datetime, pattern: str) -> str:
    """A time by a pattern of the catalogue, in the letters of Unicode TR 35."""
    return format_datetime(at, translated(pattern), locale=spoken())


N_ = marked  # the name by which `make languages` finds the pattern below


def moment(at: datetime) -> str:
    """A time for people who may sit in different zones: ``22 Nov 2026, 14:05 UTC``."""
    return dated(at, N_("d MMM y, HH:mm 'UTC'"))


def day(at: date) -> str:
    """A day for people: ``22 Nov 2026``."""
    return dated(datetime.combine(at, time()), N_("d MMM y"))


def number(value: float, digits: int = 0) -> str:
    """A number with so many digits after the point, in the marks of the language: ``1,234.5`` or ``1.234,5``."""
    return marks(f"{value:,.{digits}f}")


def marks(number: str) -> str:
    """A number in English digits (``1,234.5``) with the marks of the language that is spoken."""
    return number.translate(_marks(spoken()))


@cache
def _marks(language: str) -> Mapping[int, str]:
    return str.maketrans({",": get_group_symbol(language), ".": get_decimal_symbol(language)})


@cache
def _catalogue(language: str) -> Catalogue:
    if language == ENGLISH:
        return MappingProxyType({})
    text = files("app").joinpath("languages", f"{language}.po").read_bytes()
    sentences: dict[str, tuple[str, ...]] = {}
    for message in read_po(BytesIO(text), locale=language):
        if message.id and not message.fuzzy:
            key = message.id if isinstance(message.id, str) else message.id[0]
            forms = message.string if isinstance(message.string, (tuple, list)) else (message.string or "",)
            sentences[key] = tuple(forms)
    return MappingProxyType(sentences)
