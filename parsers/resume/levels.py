"""Words for how well somebody can do something, above all speak a language, in seven languages and a few more."""

import re
from functools import cache

from parsers.resume.fold import fold

_LEVELS = """
native, native speaker, native language, native or bilingual, native or bilingual proficiency, native proficiency,
mother tongue, first language, bilingual, fluent, full professional, full professional proficiency, professional,
professional working, professional working proficiency, limited working, limited working proficiency, elementary,
elementary proficiency, business fluent, business level, working knowledge, working proficiency, conversational,
basic, basics, basic knowledge, beginner, intermediate, upper intermediate, upper-intermediate, lower intermediate,
pre-intermediate, advanced, expert, proficient, good, very good, excellent, fair, novice,
competent, familiar, beginner level, advanced level, intermediate level, good knowledge, written and spoken, school
level, limited, good command, proficiency,
muttersprache, muttersprachler, muttersprachlerin, muttersprachlich, muttersprachliches niveau, erstsprache,
zweitsprache, zweisprachig, bilingual, fliessend, fließend, verhandlungssicher, verhandlungssichere kenntnisse,
sehr gut, sehr gute kenntnisse, gut, gute kenntnisse, gute, grundkenntnisse, grundlagen, anfanger, fortgeschritten,
fortgeschrittene, fortgeschrittene kenntnisse, experte, expertin, erweiterte kenntnisse, basiskenntnisse, basis,
schulkenntnisse, konversationssicher, in wort und schrift, stilsicher, ausbaufahig, kenntnisse,
langue maternelle, maternelle, natif, native, bilingue, courant, couramment, avance, intermediaire, debutant,
elementaire, scolaire, notions, bases, lu ecrit parle, lu, ecrit, parle, bon niveau, bonne maitrise, niveau avance,
niveau intermediaire, niveau debutant, tres bon niveau, professionnel, operationnel, maitrise, expert, confirme,
nativo, nativa, lengua materna, materno, materna, bilingue, fluido, fluida, avanzado, avanzada, nivel avanzado,
intermedio, intermedia, nivel intermedio, basico, basica, nivel basico, nociones, principiante, alto, medio, bajo,
nivel alto, nivel medio, nivel bajo, experto, experta, profesional, competencia profesional,
lingua materna, fluente, avancado, avancada, intermediario, intermediaria, basica, nocoes, iniciante, proficiente,
especialista,
madrelingua, lingua madre, bilingue, fluente, ottimo, ottima, buono, buona, discreto, discreta, sufficiente,
scolastico, scolastica, avanzato, avanzata, livello avanzato, intermedio, livello intermedio, base, livello base,
elementare, esperto, esperta, professionale, livello scolastico, autonomo, eccellente,
moedertaal, vloeiend, zeer goed, goed, uitstekend, redelijk, matig, basis, basiskennis, gevorderd, beginner,
gemiddeld, tweetalig, professioneel, professionele vaardigheid, in woord en geschrift, moedertaalspreker,
母语, 母語, 流利, 熟练, 精通, 良好, 一般, 基础, 日常会话, 商务, ネイティブ, 流暢, ビジネスレベル, 日常会話,
원어민, 유창,
اللغة الأم, لغة أم, جيد, جيد جدا, ممتاز, متوسط, مبتدئ, بطلاقة, طليق, أساسي, родной, свободно, свободный, разговорный,
базовый, μητρικη, αριστα, πολυ καλα, καλα, ojczysty, jezyk ojczysty, biegly, biegle, podstawowy, komunikatywny,
ana dil, ana dili, anadil, akici, ileri, orta, baslangic
"""
_CEFR = re.compile(
    r"(?<![\w+#])(?:[abc][12]\+?(?:[/-][abc]?[12]\+?)?|(?:jlpt\s?)?n[1-5]|hsk\s?[1-6]|cet-?[46])(?![\w#])"
)
_DETAIL = re.compile(
    r"\b(?:ielts|toefl|toeic|dele|delf|dalf|goethe|telc|cefr|cecr|gers|ger|mcer|qcer|erk|duolingo|level|niveau|nivel|livello)\b"
)
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


@cache
def _known() -> frozenset[str]:
    return frozenset(fold(" ".join(words.split())) for words in _LEVELS.split(","))


def is_level(text: str) -> bool:
    """Whether a text says only how well: ``fluent (C1)``, ``Muttersprache``."""
    words = _EDGES.sub("", fold(text))
    if words in _known() or _CEFR.fullmatch(words):
        return True
    rest = _EDGES.sub("", _CEFR.sub("", words))
    if rest != words:
        return not rest or rest in _known() or _DETAIL.search(rest) is not None
    parts = [_EDGES.sub("", part) for part in re.split(r"[,/;()]|\s(?:and|und|et|y|e|en|to|bis|in)\s", words)]
    return len(parts) > 1 and all(part in _known() for part in parts if part)


def begins_with_level(text: str) -> bool:
    """Whether a text begins with a level: ``native``, ``C1 (TOEFL 105)``, ``fluent in speech and writing``."""
    words = _EDGES.sub("", fold(text)).split()
    if is_level(text) or _CEFR.search(" ".join(words)):
        return True
    return any(_EDGES.sub("", " ".join(words[:count])) in _known() for count in range(1, min(5, len(words)) + 1))
