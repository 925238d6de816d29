"""Finding a term in an indexed resume: token by token, whole words only; the same word, its inflection, a typo of it.

Similarity of whole strings is never asked for: it holds Java for JavaScript and class A for class B.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from app.matching import effort, endings, relations
from app.matching.endings import LITTLE_WORDS
from app.matching.expansions import means_another
from app.matching.index import Index, IndexedLine
from app.matching.lexicon import Form, Lexicon
from app.matching.normalize import STRONG_PAST, Token, root, word_set
from app.matching.places import ONE_SLIP_FROM, TURNABLE, TWO_SLIPS_FROM, beginnings, may_be_a_slip, may_slip
from app.matching.relations import Writing
from app.matching.scripts import BRACKETS, COLON, COMMAS, SEMICOLONS, STOPS, is_arabic, is_sign
from parsers.model import SectionKind

_JOINED_FROM = 4
_JOINED_AT_MOST = 3
_BETWEEN_AT_MOST = 4
_DOER = ("er", "or", "ist")
_VERBAL = ("ing", "ed")
_DESCRIBED_BY_AT_MOST = 2
_NONE = word_set("no not without never few")
_OTHER_MARKS = f"{COMMAS}{SEMICOLONS}{COLON}{STOPS}{BRACKETS}"
_PARTED = re.compile(rf"[,;:.(|/{_OTHER_MARKS}]")
_CUTTING = re.compile(rf"[,;:(|{_OTHER_MARKS}]")
_PARTING = word_set("and or with for in on to of by at from but und oder et ou y o e")
_BETWEEN_SIGNS = re.compile(rf"[,;|{COMMAS}{SEMICOLONS}{COLON}{STOPS}]")
_SOMEBODY = word_set("the a an our their his her with by to for of from under other")
_RANK = ("exact", "alias", "includes", "inflection", "spelling", "paraphrase", "suggests")
_SURE_FROM = 3
"""Letters."""
_NEVER_MORE = frozenset({"paraphrase", "suggests"})
"""Stays what it is, however it is inflected or spelled."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a term stands: ``entry.words[first:last]``, how the writing leads to the term.

    ``relation`` is ``Form.how``, however the form is inflected or spelled here.
    """

    entry: IndexedLine
    first: int
    last: int
    term: str
    how: str
    relation: str

    @property
    def start(self) -> int:
        """Offset of the first quoted character in the line."""
        return self.entry.words[self.first].start

    @property
    def end(self) -> int:
        """Offset behind the last quoted character in the line."""
        return self.entry.words[self.last - 1].end


def mentions(index: Index, term: str, forms: Iterable[Form] | None = None) -> list[Mention]:
    """All places that show the term, best kind of likeness first, then in reading order.

    ``forms`` are the writings to look for if they are not those of the concept that the term names.
    """
    wanted = index.lexicon.forms(term) if forms is None else forms
    found = _longest([mention for form in wanted for mention in _form(index, term, form)])
    found.sort(key=lambda each: (_RANK.index(each.how), each.entry.line.number, each.first))
    return found


def _longest(found: list[Mention]) -> list[Mention]:
    """Without Chinese mentions inside of longer ones: what stands behind a word does not stand behind its beginning."""
    signs = [each for each in found if is_sign(each.entry.words[each.first].text)]
    signs.sort(key=lambda each: (each.entry.line.number, each.first, -each.last))
    inside: set[int] = set()
    around: Mention | None = None
    for each in signs:
        if around is not None and around.entry is each.entry and each.last <= around.last:
            if (each.first, each.last) != (around.first, around.last):
                inside.add(id(each))
        else:
            around = each
    return [each for each in found if id(each) not in inside]


def _form(index: Index, term: str, form: Form) -> Iterator[Mention]:
    if not form.words:
        return
    index.effort.spend(effort.FORM + len(form.text))
    for at, position in beginnings(index.places, form, index.effort):
        index.effort.spend(effort.PLACE)
        entry = index.lines[at]
        hit = _aligned(entry, position, form, index.lexicon)
        if hit is None or not _means_it(index, at, position, hit, form.rule):
            continue
        if means_another(entry, position, hit[0], index.lexicon.forms(term), ambiguous=form.rule is not None):
            continue
        index.effort.spend(effort.MENTION)
        how = form.how if hit[1] == "exact" or form.how in _NEVER_MORE else hit[1]
        yield Mention(entry, position, hit[0], term, how, form.how)


def _aligned(entry: IndexedLine, at: int, form: Form, lexicon: Lexicon) -> tuple[int, str] | None:
    """Where the wanted words end if they start here, and the weakest likeness that was needed."""
    wanted = form.words
    joined = _joined(entry.words, at, form.key)
    if joined is not None and is_sign(form.key) and _is_cut(entry, at, joined):
        return None
    written = entry.line.text[entry.words[at].start : entry.words[joined - 1].end] if joined is not None else ""
    parted = "." in form.text + written or (form.rule is not None and written in form.rule.spelled)
    if joined is not None and (joined - at == len(wanted) or parted or len(form.key) >= _JOINED_FROM):
        return joined, "exact"
    if not form.bends:
        return None
    return _in_order(entry, at, form, lexicon) or _turned(entry, at, form, lexicon) or _run_together(entry, at, form)


def _in_order(entry: IndexedLine, at: int, form: Form, lexicon: Lexicon) -> tuple[int, str] | None:
    likeness = "exact"
    here = at
    phrase = len(form.words) > 1 and form.slips
    for number, word in enumerate(form.words):
        if number and form.tongue and word.text in LITTLE_WORDS:
            continue
        behind = here
        if number:
            here = _skip_little_words(entry, here, word)
        if number == 1 and form.how == "paraphrase":
            here = _object(entry, at, here, word)
        if here >= len(entry.words) or (number and form.tongue and _parted(entry, behind, here)):
            return None
        like = _like(entry.words[here], word, lexicon)
        if like in {None, "spelling"}:
            like = _bent(entry.words[here], word, form, lexicon) or like
        if like is None and phrase:
            like = _derived(entry, at, here, word, lexicon)
        if like is None or (like == "spelling" and not may_slip(form, word)):
            return None
        likeness = max(likeness, like, key=_RANK.index)
        here += 1
    return here, likeness


def _object(entry: IndexedLine, at: int, here: int, wanted: Token) -> int:
    """Where the object of a phrase's verb stands, behind words that only say which: "wrote seasonal menus".

    A verb that shares the object may stand between: "dressed and debrided chronic wounds".
    """
    words, text = entry.words, entry.line.text
    if not (words[at].text.endswith(_VERBAL) or words[at].text in STRONG_PAST):
        return here
    last = min(len(words), here + _DESCRIBED_BY_AT_MOST + 1)
    if here + 1 < last and words[here].text == "and" and words[here + 1].text.endswith(_VERBAL):
        here, last = here + 2, min(len(words), last + 2)
    for there in range(here, last):
        if _PARTED.search(text[words[there - 1].end : words[there].start]):
            break
        if words[there].stem == wanted.stem:
            return there
        if words[there].text in _PARTING | _NONE:
            break
    return here


def _derived(entry: IndexedLine, at: int, here: int, wanted: Token, lexicon: Lexicon) -> str | None:
    """The same root with another ending: a manager shows management; management shows no manager.

    Somebody else's title ("for the project manager") shows nothing.
    """
    word = entry.words[here]
    shared = root(word.stem)
    if shared != root(wanted.stem) or shared == word.stem == wanted.stem or lexicon.lookalike(word.text, wanted.text):
        return None
    if {word.text, wanted.text} & {shared, f"{shared}s"}:
        return None  # "product" and "production" are two things.
    if _does_it(wanted) and not _does_it(word):
        return None
    return None if _does_it(word) and _of_another(entry, at) else "inflection"


def _does_it(word: Token) -> bool:
    return word.stem.endswith(_DOER)


def _of_another(entry: IndexedLine, at: int) -> bool:
    before = [word.text for word in entry.words[max(0, at - 2) : at]]
    return bool(before) and before[-1] in _SOMEBODY and "as" not in before


def _turned(entry: IndexedLine, at: int, form: Form, lexicon: Lexicon) -> tuple[int, str] | None:
    """The doing first, its object a few words behind: "analysing sales data" for "data analysis"."""
    if len(form.words) != TURNABLE or not form.slips or not _is_doing(entry, at, form.words[1]):
        return None
    for here in range(at + 1, min(len(entry.words), at + 2 + _BETWEEN_AT_MOST)):
        word = entry.words[here]
        if _PARTED.search(entry.line.text[entry.words[here - 1].end : word.start]):
            break
        if _like(word, form.words[0], lexicon) in {"exact", "inflection"}:
            return here + 1, "inflection"
        if word.text in _PARTING and not (here == at + 1 and word.text == "of"):
            break
    return None


def _is_doing(entry: IndexedLine, at: int, wanted: Token) -> bool:
    """Whether a word is a verb of the wanted doing ("managed"), or the doing "of" something."""
    word = entry.words[at]
    verbal = word.text.endswith(_VERBAL) or (at + 1 < len(entry.words) and entry.words[at + 1].text == "of")
    shared = root(word.stem)
    return verbal and not _does_it(wanted) and shared == root(wanted.stem) != word.text


def _run_together(entry: IndexedLine, at: int, form: Form) -> tuple[int, str] | None:
    """A misspelling in a word that is written as two, or in two that are written as one: "book keepping"."""
    if not form.slips or len(form.key) < TWO_SLIPS_FROM or not form.key.isalpha():
        return None
    text = ""
    for number, word in enumerate(entry.words[at : at + _JOINED_AT_MOST], start=1):
        text += word.text
        if number == len(form.words) or len(text) < len(form.key) - 1:
            continue
        if abs(len(text) - len(form.key)) > 1 or not text.isalpha() or not may_be_a_slip(text, text):
            return None
        return (at + number, "spelling") if OSA.distance(text, form.key, score_cutoff=1) <= 1 else None
    return None


def _joined(words: tuple[Token, ...], at: int, wanted: str) -> int | None:
    """The end of the words that spell out the wanted key, however they are spaced."""
    text = ""
    for here in range(at, len(words)):
        text += words[here].text
        if text == wanted:
            return here + 1
        if not wanted.startswith(text):
            return None
    return None


def _skip_little_words(entry: IndexedLine, at: int, word: Token) -> int:
    for skip in range(3):
        here = at + skip
        if here >= len(entry.words) or entry.words[here].stem == word.stem:
            return here
        if entry.words[here].text not in LITTLE_WORDS:
            return at
    return at


def _like(word: Token, wanted: Token, lexicon: Lexicon) -> str | None:
    if word.text == wanted.text:
        return "exact"
    if not (word.text.isalpha() and wanted.text.isalpha()) or lexicon.lookalike(word.text, wanted.text):
        return None
    if word.stem == wanted.stem:
        return "inflection"
    shorter = min(len(word.text), len(wanted.text))
    allowed = (shorter >= ONE_SLIP_FROM) + (shorter >= TWO_SLIPS_FROM)
    if not allowed or word.text[0] != wanted.text[0] or not may_be_a_slip(word.text, word.stem):
        return None
    return "spelling" if OSA.distance(word.text, wanted.text, score_cutoff=allowed) <= allowed else None


def _parted(entry: IndexedLine, behind: int, here: int) -> bool:
    """Whether a comma or bracket stands inside of a phrase: "soins infirmiers, diplôme" are two things."""
    between = entry.line.text[entry.words[behind - 1].end : entry.words[here].start]
    return _CUTTING.search(between) is not None


def _is_cut(entry: IndexedLine, first: int, last: int) -> bool:
    """Whether a mark stands between Chinese signs, which are then no word: the end of one and the start of the next."""
    return _BETWEEN_SIGNS.search(entry.line.text, entry.words[first].start, entry.words[last - 1].end) is not None


def _bent(word: Token, wanted: Token, form: Form, lexicon: Lexicon) -> str | None:
    """The same word in another gender, number or case of the form's language; a word with a meaning of its own is not.

    "Techniker" shows no "Technik", whatever their endings are.
    """
    if len(form.words) == 1 and word.text in lexicon.names:
        return None
    return "inflection" if endings.alike(word.text, wanted.text, form.tongue) else None


def _means_it(index: Index, at: int, first: int, hit: tuple[int, str], rule: Writing | None) -> bool:
    """Whether no neighbour on the line makes it another thing, and it is what an ambiguous writing must be.

    That is: spelled so, next to a word of its field, or as an item of a list of certificates.
    """
    entry, (last, likeness) = index.lines[at], hit
    words, text = entry.words, entry.line.text
    before = words[first - 1].text if first and _touch(text, words[first - 1], words[first]) else ""
    after = words[last].text if last < len(words) and _touch(text, words[last - 1], words[last]) else ""
    if relations.means_another_thing(before, words[first].text, words[last - 1].text, after):
        return False
    run = words[first:last]
    own = relations.rule_of_key("".join(word.text for word in run), None) if likeness == "inflection" else None
    rules = [each for each in (rule, own) if each is not None]
    if likeness == "exact" and rule is not None and not rule.is_spelled(text[run[0].start : run[-1].end], run):
        return False
    if likeness == "spelling" and any(each.near for each in rules) and len(words[first].text) < TWO_SLIPS_FROM:
        return False  # Of a short word a misspelling is too often another word.
    beside = {before, after}
    if any(not each.away.isdisjoint(entry.bag) for each in rules):
        return False
    return all(not beside & each.never and _in_its_field(index, at, first, last, each.near) for each in rules)


def _is_of_another_script(word: Token) -> bool:
    return is_sign(word.text) or is_arabic(word.text)


def _touch(text: str, left: Token, right: Token) -> bool:
    """Whether nothing but blanks and a hyphen parts two words; any other sign parts what they say, too."""
    return re.fullmatch(r"[\s-]*", text[left.end : right.start]) is not None


def _in_its_field(index: Index, at: int, first: int, last: int, near: frozenset[str]) -> bool:
    if not near:
        return True
    entry = index.lines[at]
    if len(entry.words[first].text) >= _SURE_FROM and any(map(_is_of_another_script, entry.words)):
        return True  # In Chinese or Arabic a word of Latin letters is a name and no everyday word.
    wanted = near - {word.text for word in entry.words[first:last]}
    around = (other for other in index.lines[max(0, at - 1) : at + 2] if other.section is entry.section)
    return any(not wanted.isdisjoint(other.bag) for other in around) or (
        entry.section is SectionKind.CERTIFICATIONS and len(entry.words[first].text) > 1
    )
