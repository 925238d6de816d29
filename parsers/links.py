"""Which link targets belong into the text: an address behind a word like "E-mail" or "LinkedIn".

The page of an employer or a school behind its name is left out; it would only be glued to the name.
"""

import re
from urllib.parse import unquote, urlsplit

from parsers.blocks import Paragraph, Run

_LONGEST = 200
_PROFILE_SITES = """
    behance.net bitbucket.org codeberg.org dribbble.com facebook.com github.com gitlab.com instagram.com kaggle.com
    leetcode.com linkedin.com mastodon.social medium.com orcid.org researchgate.net scholar.google.com
    stackoverflow.com twitter.com viadeo.com x.com xing.com youtube.com"""
_LABEL_WORDS = """
    blog github homepage internet link linkedin online page pagina perfil personal portafolio portefeuille portfolio
    profil profile profilo site sitio sito web webseite website www página portefólio"""
_PROFILES, _LABELS = frozenset(_PROFILE_SITES.split()), frozenset(_LABEL_WORDS.split())
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_WORDS = re.compile(r"\w+")
_PLAIN = re.compile(r"^(?:https?://)?(?:www\.)?|/+$")


def spelled_out(target: str, label: str, around: str) -> str:
    """What is to be added after ``label``, whose link leads to ``target``; empty where nothing is.

    ``around`` is the paragraph's text: what it shows already is not added again.
    """
    target = target.strip()
    if len(target) > _LONGEST or any(character.isspace() for character in target):
        return ""
    kind, _, rest = target.partition(":")
    kind = kind.lower()
    if kind == "mailto":
        match = _ADDRESS.match(unquote(rest))
        return match[0] if match and match[0].casefold() not in around.casefold() else ""
    if kind == "tel":
        digits = re.sub(r"\D", "", rest)
        return unquote(rest) if digits and digits[-6:] not in re.sub(r"\D", "", around) else ""
    if kind in ("http", "https") and _telling(target, label):
        return "" if _PLAIN.sub("", target).casefold() in around.casefold() else target
    return ""


def _telling(target: str, label: str) -> bool:
    try:
        host = (urlsplit(target).hostname or "").removeprefix("www.")
    except ValueError:
        return False
    profile = any(host == site or host.endswith("." + site) for site in _PROFILES)
    words = {word.casefold() for word in _WORDS.findall(label)}
    return profile or (bool(words) and words <= _LABELS)


def add_targets(paragraph: Paragraph, links: list[tuple[int, str, str]]) -> None:
    """Add addresses to a complete paragraph. A link is the number of the run after it, its label, and its target."""
    shown = paragraph.shown() if links else ""
    for place, label, target in sorted(links, reverse=True):
        address = spelled_out(target, label, shown)
        if address and 0 < place <= len(paragraph.runs) and not paragraph.runs[place - 1].why:
            paragraph.runs.insert(place, Run(f" {address}", paragraph.runs[place - 1].size))
