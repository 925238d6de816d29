"""Words of the other six languages that differ only in gender, number or case, and the little words between words.

English has its own rules in ``normalize``. A language is named by its tag in the tables (``de``); the rules are coarse,
so they are asked only of a writing that a table marks as being of that language.
"""

from functools import lru_cache

from app.matching.normalize import stem, word_set

LITTLE_WORDS = word_set(
    """
    of and the for in or a an to with on iec de des du d la le les l der die das den dem im am zum zur ein eine einer
    eines einem einen mit et un une au aux el los las lo una unas unos al del en por para con di il gli della dello dei
    degli delle dal do da dos das o os as ao aos na no nas nos em um uma e van het een voor op
    \u0641\u064a \u0645\u0646 \u0639\u0644\u064a \u0648 \u0645\u0639 \u0639\u0646
    """
)
_SHORTEST = 4
_ENDINGS: dict[str, tuple[tuple[str, str], ...]] = {
    "de": (
        ("frau", "mann"), ("leute", "mann"), ("innen", ""), ("in", ""), ("en", ""), ("es", ""), ("e", ""), ("n", ""),
        ("s", ""),
    ),
    "es": (("iones", "ion"), ("os", ""), ("as", ""), ("es", ""), ("o", ""), ("a", ""), ("e", ""), ("s", "")),
    "fr": (
        ("trices", "teur"), ("trice", "teur"), ("euses", "eur"), ("euse", "eur"), ("ennes", "en"), ("enne", "en"),
        ("ives", "if"), ("ive", "if"), ("ffes", "f"), ("ffe", "f"), ("aux", "al"), ("es", ""), ("e", ""), ("s", ""),
        ("x", ""),
    ),
    "it": (
        ("trici", "tor"), ("trice", "tor"), ("chi", "c"), ("che", "c"), ("ghi", "g"), ("ghe", "g"), ("o", ""),
        ("a", ""), ("i", ""), ("e", ""),
    ),
    "nl": (("en", ""), ("es", ""), ("e", ""), ("n", ""), ("s", "")),
    "pt": (
        ("coes", "cao"), ("ais", "al"), ("eis", "el"), ("os", ""), ("as", ""), ("es", ""), ("o", ""), ("a", ""),
        ("e", ""), ("s", ""),
    ),
}  # fmt: skip
_DOING = {"es": ("ando", "iendo"), "it": ("ando", "endo"), "pt": ("ando", "endo", "indo")}
"""Of what is being done: "gestionando" is "gestion"."""
_SHORTEST_DOING = 5
_PERSON = ("er", "or", "ist", "ent", "ant", "eur")


@lru_cache(maxsize=20_000)
def bare(text: str, language: str) -> str:
    """A levelled word without the ending that its language changes; short words stay whole."""
    if language == "ar":
        return stem(text)
    for ending in _DOING.get(language, ()):
        if text.endswith(ending) and len(text) - len(ending) >= _SHORTEST_DOING:
            return text[: -len(ending)]
    for ending, instead in _ENDINGS.get(language, ()):
        if text.endswith(ending) and len(text) - len(ending) + len(instead) >= _SHORTEST:
            return text[: -len(ending)] + instead
    return text


def alike(one: str, wanted: str, language: str) -> bool:
    """Whether two words differ only in such an ending; of an English one, in the German ending for a woman."""
    if language:
        return bare(one, language) == bare(wanted, language)
    return one in of_a_woman(wanted)


def of_a_woman(word: str) -> tuple[str, ...]:
    """Who does it, as German writes it of women ("Managerin", "Managerinnen"); empty for a word that is no person."""
    return (f"{word}in", f"{word}innen") if word.endswith(_PERSON) else ()
