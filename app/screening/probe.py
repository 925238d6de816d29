"""Two questions from outside to the very code that screens: for yardsticks that are kept away from this repository.

``second-look`` itself does not call them. Nothing is decided here; what they answer is what a screening would find.
"""

from datetime import date

from app.matching.effort import MAX_CHARACTERS, TOO_LONG
from app.matching.model import Finding, Importance, Judgement, MatchPolicy
from app.matching.requirements import from_data, read_requirements
from app.matching.sameness import same
from app.matching.score import match
from parsers import isolate
from parsers.model import Unreadable

_WEAKEST_FIRST = (Finding.CONTRADICTED, Finding.NOT_FOUND, Finding.PARTLY, Finding.MET)


def same_term(a: str, b: str) -> bool:
    """Whether two terms name one and the same thing; a broader, narrower or sibling term does not.

    True where one of them, as an entry of its own in a resume, would be quoted for the other in a posting: by the
    tables, an inflection or a misspelling, and with no word left over. The order of the two does not matter.
    """
    return same(a, b)


def judge(requirement: str, resume_text: str, as_of: date) -> Judgement:
    """What a screening on the day ``as_of`` would find for one requirement, written as in a posting's list.

    The resume is read as plain text by the limited child process. A requirement that the posting's reader takes apart
    is as good as its weakest must-have. A text that cannot be read is NOT_FOUND, and the note says why.
    """
    if not requirement.strip():
        return Judgement("", Finding.NOT_FOUND, note="Nothing is asked for.")
    if sum(map(len, resume_text.split())) > MAX_CHARACTERS:
        return Judgement("", Finding.NOT_FOUND, note=TOO_LONG)  # A match would refuse it too, after reading it all.
    resume = isolate.parse(resume_text.encode(errors="replace"))
    if isinstance(resume, Unreadable):
        return Judgement("", Finding.NOT_FOUND, note=resume.why)
    posting = f"Requirements\n- {' '.join(requirement.split())}"
    asked = read_requirements("", posting) or from_data([{"text": requirement}])
    asked = tuple(each for each in asked if each.importance is Importance.MUST) or asked
    found = match(resume, asked, policy=MatchPolicy(), as_of=as_of)
    return min(found.judgements, key=lambda each: _WEAKEST_FIRST.index(each.finding))
