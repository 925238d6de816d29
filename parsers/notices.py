"""What a reviewer should know of the words in a document, seen or not: sentences meant for a program, blocks of terms.

The same for every format. Wording is neutral, since templates, jokes and careless copying leave all of this behind too.
Patterns are matched without accents and capitals; only phrases that no resume says of its author's work count: a
recruiter may write "recommend candidates", an engineer "language models".
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

from parsers.model import Document, HiddenLine, Line, Notice, NoticeKind

ADDRESSED = "The file contains a sentence addressed to a computer program."
REPEATED = "The file contains a block in which the same terms are repeated many times."
UNSEEN_TERMS = "The file contains a list of terms that is not visible on the page."
UNSEEN = "The file contains text that is not visible on the page."

_Test = Callable[[str], bool]

_PHRASES = {
    "en": r"""
        (?:ignore|disregard|forget|override)(?: \w{2,9}){0,3} (?:previous|prior|above|earlier|preceding|other) INTENT
        (?:ignore|disregard|forget|override)(?: all| any| your){1,2} (?:system )?(?:instruction|prompt|guideline)
        you are (?:now )?(?:an? )?(?:helpful |expert )?(?:ai|artificial intelligence|language model|llm|chatgpt)\b
        as an? (?:ai|artificial intelligence|large) (?:language model|assistant|recruiter|screener|model\b)
        (?:if you(?: a|')re|dear|hey|attention)(?: an?| the| any| all){0,2} PROGRAM
        (?:note|notice|message|instructions?) (?:to|for)(?: an?| the| any| all){0,2} PROGRAM
        (?:rank|rate|score|classify|mark|flag|recommend|select|shortlist|hire|approve|accept|advance|evaluate) THIS_ONE
        (?:give|assign|award)(?: to)? THIS_ONE
        this is an? (?:exceptionally|extremely|perfectly|highly|very) (?:well[- ])?qualified candidate
        (?:respond|reply|answer) only with
        do not (?:mention|reveal|disclose|report) (?:this|these) (?:instruction|text|prompt|message|sentence)
        <\|(?:im_start|im_end|system|user|assistant|endoftext)\|>|\[/?inst\]|<</?sys>>""",
    "de": r"""
        (?:ignoriere|ignorieren sie|missachte|vergiss)(?: \w{2,12}){0,3} (?:anweisung|instruktion|vorgabe|regel)
        (?:bewerte|stufe|empfiehl|wahle|markiere|bevorzuge)(?:n sie)? dies\w{1,2} (?:kandidat|bewerb|lebensl|profil)
        (?:du bist|sie sind|als) (?:ein |eine )?(?:ki\b|kunstliche intelligenz|sprachmodell)(?![- ]\w)""",
    "fr": r"""
        (?:ignore|oublie)[zr]?(?: \w{2,6}){0,2} (?:instructions|consignes|regles) (?:precedentes|anterieures|ci-)
        (?:classe|note|evalue|recommande|selectionne|retiens)[zr]? ce(?:tte)? (?:candidat|cv\b|profil)
        (?:tu es|vous etes|en tant qu')(?: un| une)? ?(?:ia\b|intelligence artificielle|modele de langage)""",
    "es": r"""
        (?:ignora|ignore|olvida|olvide)r?(?: \w{2,5}){0,2} (?:instrucciones|indicaciones|reglas) (?:anteriores|previas)
        (?:clasifi[cq]u?|califi[cq]u?|evalu|recomiend|seleccion)[ae](?: a)? est[ea] (?:candidat|curric|cv\b|perfil)
        (?:eres|usted es)(?: un| una)? (?:ia\b|inteligencia artificial|modelo de lenguaje)""",
    "pt": r"""
        (?:ignor[ea]|desconsidere|esqueca)r?(?: \w{2,5}){0,2} (?:instrucoes|regras) (?:anteriores|previas|acima)
        (?:classifi[cq]u?|avali|recomend|selecion|pontu)[ae] est[ea] (?:candidat|curric|cv\b|perfil)
        (?:voce e|tu es)(?: um| uma)? (?:ia\b|inteligencia artificial|modelo de linguagem)""",
    "it": r"""
        (?:ignora|ignori|dimentica)(?:re)?(?: \w{2,5}){0,2} (?:istruzioni|indicazioni|regole) (?:precedenti|sopra)
        (?:classific|valut|raccomand|selezion|consigli|approv)[ai]? quest[oa] (?:candidat|curriculum|cv\b|profilo)
        (?:tu sei|lei e|sei)(?: un| una)? ?'?(?:ia\b|intelligenza artificiale|modello linguistico)""",
    "nl": r"""
        (?:negeer|vergeet)(?: alle| de){0,2} (?:eerdere|vorige|voorgaande|bovenstaande) (?:instructie|aanwijzing|regel)
        (?:beoordeel|rangschik|selecteer|kies|markeer) (?:deze|dit) (?:kandidaat|sollicitant|cv\b|profiel)
        (?:je bent|jij bent|u bent)(?: een)? (?:ai\b|taalmodel|kunstmatige intelligentie)""",
}
"""Lines of alternatives; the words in capitals stand for the ones below."""

_SHORT_FOR = {
    "INTENT": r"(?:system )?(?:instruction|prompt|rule|guideline|criteria|direction|command)",
    "THIS_ONE": r"(?:this|the current) (?:candidate|applicant|application|resume|cv|profile)\b",
    "PROGRAM": r"(?:ai\b|llms?\b|chatgpt|gpt\b|language model|artificial intelligence|resume (?:screen|pars)|ats\b)",
}


def _pattern() -> re.Pattern[str]:
    lines = "|".join(line.strip() for text in _PHRASES.values() for line in text.strip().splitlines())
    for name, words in _SHORT_FOR.items():
        lines = lines.replace(name, words)
    return re.compile(rf"(?<![a-z])(?:{lines})")


_ADDRESSED = _pattern()
_WORD = re.compile(r"[^\W\d_]{3,}")
_TERMS = re.compile(r"[,;|/\u2022\u00b7]")
_WINDOW, _STEP, _DISTINCT = 60, 20, 12
"""Of 60 words in a row, most text has 40 different ones and a filled form 20; 12 are the same few over and over."""

_LIST = 15
"""Hidden words from which on a list of terms is more than a leftover."""

_MANY = 60
"""Hidden words that are many, list or not."""


def about(document: Document) -> tuple[Notice, ...]:
    """Notices about the words of a document, each sentence once, at the first page it holds for."""
    found = {
        (NoticeKind.INSTRUCTIONS, ADDRESSED): _first(_pages_where(_is_addressed, document.lines, document.hidden)),
        (NoticeKind.KEYWORD_BLOCK, REPEATED): _first(_pages_where(_repeats, document.lines)),
        (NoticeKind.KEYWORD_BLOCK, UNSEEN_TERMS): _first(_pages_where(_lists_terms, document.hidden)),
        (NoticeKind.HIDDEN_TEXT, UNSEEN): _first(line.page for line in document.hidden),
    }
    return tuple(Notice(kind, says, page) for (kind, says), page in found.items() if page)


def _first(pages: Iterable[int]) -> int:
    return min(pages, default=0)


def _pages_where(holds: _Test, *texts: tuple[Line, ...] | tuple[HiddenLine, ...]) -> Iterator[int]:
    """Pages whose text, the lines joined, is so; what is seen and what is not are never joined."""
    for lines in texts:
        pages: dict[int, list[str]] = {}
        for line in lines:
            pages.setdefault(line.page, []).append(line.text)
        yield from (page for page, parts in pages.items() if holds(" ".join(parts)))


def _is_addressed(text: str) -> bool:
    return bool(_ADDRESSED.search(_plain(text)))


def _repeats(text: str) -> bool:
    words = _WORD.findall(text.casefold())
    starts = range(0, len(words) - _WINDOW + 1, _STEP)
    return any(len(set(words[start : start + _WINDOW])) <= _DISTINCT for start in starts)


def _lists_terms(text: str) -> bool:
    words = len(_WORD.findall(text))
    return words >= _MANY or (words >= _LIST and 4 * len(_TERMS.findall(text)) >= words)


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("\u2019", "'"))
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())
