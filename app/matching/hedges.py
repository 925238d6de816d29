"""Whether the clause around a mention takes it back: denied, limited, not yet, or no longer valid."""

import re
from datetime import date
from enum import StrEnum

from app.matching.align import Mention


class Standing(StrEnum):
    """What the clause makes of a mention."""

    PLAIN = "plain"
    LIMITED = "limited"
    UNCLEAR = "unclear"
    DENIED = "denied"


_CLAUSE_END = re.compile(r"[;!?]|\.(?=\s|$)|\b(?:but|however|although|though|whereas)\b", re.IGNORECASE)
_THING = (
    r"(?:\w+\s+){0,2}?(?:experience|knowledge|exposure|background|training|certification|certificate|qualification"
    r"|licen[cs]e|skills?|familiarity)"
)
_DENIED_BEFORE = re.compile(
    rf"\b(?:no|without(?:\s+any)?|lack(?:s|ing)?(?:\s+of)?|zero|little\s+or\s+no)\s+{_THING}\b"
    r"|\b(?:have|has|had|did|do|does|am|is|are|was)\s*(?:not|n['\u2019]t)\s+(?:yet\s+|currently\s+)?\w+"
    r"|\b\w+n['\u2019]t\s+(?:yet\s+)?(?:used|worked|have|hold|know|got|done|certified|licensed|registered|qualified)\b"
    r"|\bnever\s+(?:\w+\s+){0,1}?(?:used|worked|held|had|done|touched|learned|learnt|certified|licensed)\b"
    r"|\bnot\s+(?:yet\s+|currently\s+)?(?:certified|licen[cs]ed|qualified|registered|experienced|familiar|fluent|trained"
    r"|a|an|able|skilled|proficient)\b",
    re.IGNORECASE,
)
_DENIED_AFTER = re.compile(
    r"^\W*(?:-|:|\(|is|has|was)?\s*(?:none|no\b|expired|lapsed|revoked|suspended|not\s+held)", re.IGNORECASE
)
_UNCLEAR_BEFORE = re.compile(
    r"\b(?:no|not(?!\s+only)|without|never|non|nor|neither|instead\s+of|rather\s+than)\W+(?:\w+\W+){0,2}$",
    re.IGNORECASE,
)
_LIMITED_BEFORE = re.compile(
    r"\b(?:basic|basics\s+of|beginner|elementary|limited|familiar(?:ity)?\s+with|exposure\s+to|learning|learn|interested\s+in"
    r"|interest\s+in|studying|study(?:ing)?\s+for|preparing\s+for|working\s+towards?|pursuing|aspiring|hoping\s+to"
    r"|plan(?:ning)?\s+to|want(?:s|ing)?\s+to|would\s+like\s+to|keen\s+to|eager\s+to|curious\s+about|shadow(?:ed|ing)"
    r"|assisted|worked\s+alongside|supported\s+the|candidate\s+for|trainee|some\s+knowledge|theoretical|introduction\s+to"
    r"|intro\s+to|willing\s+to)\b",
    re.IGNORECASE,
)
_LIMITED_AFTER = re.compile(
    r"^[^,;]{0,25}?\b(?:basics?|beginner|elementary|learning|in\s+progress|ongoing|pending|expected|candidate|trainee|student"
    r"|exam\s+booked|self[- ]study|tutorial|novice)\b"
    r"|^\W{0,3}(?:(?:studying|working|preparing|sitting)\s+(?:for|towards?)|part[- ]qualified|finalist|in\s+progress"
    r"|expected)\b",
    re.IGNORECASE,
)
_VALID_UNTIL = re.compile(
    r"(?:valid\s+(?:to|until|till|through)|expir(?:es|ed|y|ing)|exp\.?)\D{0,14}?(?:(?P<month>\d{1,2})[/.-])?(?P<year>(?:19|20)\d\d)",
    re.IGNORECASE,
)
_NEAR_LIMIT = 60
_CLAUSE_REACH = 300
"""Characters of a clause that are read before and after a mention: a line without full stops is not one thought."""


def standing(mention: Mention, as_of: date) -> Standing:
    """Judge the mention by its clause: cut at full stop, semicolon and "but"; commas belong to the clause."""
    text = mention.entry.line.text
    reach = mention.end + _CLAUSE_REACH
    ends = [match.span() for match in _CLAUSE_END.finditer(text, max(0, mention.start - _CLAUSE_REACH), reach)]
    first = max((end for _, end in ends if end <= mention.start), default=max(0, mention.start - _CLAUSE_REACH))
    last = min((start for start, _ in ends if start >= mention.end), default=reach)
    before, after = text[first : mention.start], text[mention.end : last]
    if _DENIED_BEFORE.search(before) or _DENIED_AFTER.search(after) or _over(text[mention.end : reach], as_of):
        return Standing.DENIED
    if _UNCLEAR_BEFORE.search(before):
        return Standing.UNCLEAR
    if _LIMITED_BEFORE.search(before[-_NEAR_LIMIT:]) or _LIMITED_AFTER.search(after):
        return Standing.LIMITED
    return Standing.PLAIN


def _over(after: str, as_of: date) -> bool:
    """Whether a stated end of validity lies before the month of ``as_of``."""
    match = _VALID_UNTIL.search(after[:_NEAR_LIMIT])
    if match is None:
        return False
    return (int(match["year"]), int(match["month"] or 12)) < (as_of.year, as_of.month)
