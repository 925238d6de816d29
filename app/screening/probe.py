"""Two questions from outside to the very code that screens: for yardsticks that are kept away from this repository.

``second-look`` itself does not call them. Nothing is decided here; what they answer is what a screening would find.
"""

from datetime import date

from app.matching.align import mentions
from app.matching.index import build
from app.matching.levels import language_at
from app.matching.lexicon import language_forms, lexicon_with
from app.matching.model import Finding, Importance, Judgement, MatchPolicy
from app.matching.normalize import tokens
from app.matching.requirements import from_data, read_requirements
from app.matching.score import match
from parsers import isolate
from parsers.model import Document, Line, Resume, Section, SectionKind, Unreadable

_NAMES = frozenset({"exact", "alias"})
"""How a writing leads to a term that it names; all other ways lead to something narrower, or only near."""
_WEAKEST_FIRST = (Finding.CONTRADICTED, Finding.NOT_FOUND, Finding.PARTLY, Finding.MET)


def same_term(a: str, b: str) -> bool:
    """Whether two terms name one and the same thing; a broader, narrower or sibling term does not.

    True where one of them, as an entry of its own in a resume, would be quoted for the other in a posting: by the
    tables, an inflection or a misspelling, and with no word left over. The order of the two does not matter.
    """
    return _is_named(a, b) or _is_named(b, a)


def judge(requirement: str, resume_text: str, as_of: date) -> Judgement:
    """What a screening on the day ``as_of`` would find for one requirement, written as in a posting's list.

    The resume is read as plain text by the limited child process. A requirement that the posting's reader takes apart
    is as good as its weakest must-have. A text that cannot be read is NOT_FOUND, and the note says why.
    """
    if not requirement.strip():
        return Judgement("", Finding.NOT_FOUND, note="Nothing is asked for.")
    resume = isolate.parse(resume_text.encode(errors="replace"))
    if isinstance(resume, Unreadable):
        return Judgement("", Finding.NOT_FOUND, note=resume.why)
    posting = f"Requirements\n- {' '.join(requirement.split())}"
    asked = read_requirements("", posting) or from_data([{"text": requirement}])
    asked = tuple(each for each in asked if each.importance is Importance.MUST) or asked
    found = match(resume, asked, policy=MatchPolicy(), as_of=as_of)
    return min(found.judgements, key=lambda each: _WEAKEST_FIRST.index(each.finding))


def _is_named(term: str, text: str) -> bool:
    entry = Section(SectionKind.CERTIFICATIONS, None, 1, 1)
    index = build(Resume(Document("text/plain", 1, (Line(1, 1, text),)), (entry,)), ())
    spoken = language_at(tokens(term), 0)
    forms = (*lexicon_with().field_forms(term), *(language_forms(spoken[1]) if spoken else ()))
    return any(
        (found.first, found.last) == (0, len(found.entry.words)) and found.relation in _NAMES
        for found in mentions(index, term, forms)
    )
