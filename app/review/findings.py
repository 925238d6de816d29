"""What the comparison found, as the review shows it: requirements, their quotations, and why a rule missed it.

Everybody is shown the same way, whether flagged or drawn as a control: the verdict itself is not among what is shown.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app import language
from app.matching.counts import counted, counts
from app.matching.masked import Range, covered
from app.matching.model import Cause, Finding, Importance, Kind
from app.matching.personal import personal_ranges
from app.review.resume_text import COVER, Quote, header_lines
from app.review.words import NOT_COMPARED, cause_words, finding_words, where_words
from app.store.models import Judgement, Match, Rejection, Requirement
from parsers.model import Resume

Span = tuple[int, int, int]
"""Line, start and end of a quotation."""
Place = tuple[int, int]
"""Number of a list of quotations, and of the quotation in it."""
Piece = Mapping[str, Any]
"""A quotation as it is stored."""

_WORDING = frozenset({Cause.SYNONYM, Cause.SPELLING})
_PLACE = "place"
"""How a quotation of somebody's place leads to a location."""


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """One requirement with what the resume says about it. ``finding`` is empty while nothing was compared."""

    id: str
    number: int
    text: str
    must: bool
    finding: str
    words: str
    quotes: tuple[Quote, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the rule may have missed this person, with its proof. ``numbers`` are those of the requirements it is about.

    ``question`` and ``answer`` are from the form and empty where the form has no part in it; ``otherwise`` says what
    would have let the person through.
    """

    cause: str
    words: str
    says: str
    numbers: tuple[int, ...]
    quotes: tuple[Quote, ...]
    question: str
    answer: str
    otherwise: str


@dataclass(frozen=True, slots=True)
class Compared:
    """All of it. ``counted`` is empty while nothing was compared; ``pair`` is two terms that may mean the same."""

    requirements: tuple[RequirementRow, ...]
    reasons: tuple[Reason, ...] = ()
    counted: str = ""
    pair: tuple[str, str] = ("", "")
    marked: tuple[Quote, ...] = ()
    """Each marked stretch of the resume once for each requirement that it is quoted for."""


def compared(session: Session, rejection: Rejection, resume: Resume | None, *, blind: bool) -> Compared:
    """The newest match; quotations are numbered in the order in which a reader of the resume meets them."""
    match = session.scalars(
        select(Match)
        .where(Match.rejection_id == rejection.id)
        .order_by(Match.made_at.desc(), Match.id.desc())
        .limit(1)
        .options(selectinload(Match.judgements).joinedload(Judgement.requirement))
    ).first()
    if match is None:
        return Compared(_not_compared(session, rejection))
    withheld = header_lines(resume) if resume and blind else frozenset()
    showable = {line.number for line in resume.document.lines} - withheld if resume else set()
    private = personal_ranges(resume) if resume and blind else {}
    quotes = _numbered(match, showable, private)
    rows = tuple(
        _row(position + 1, judgement.requirement, judgement.finding, found, judgement.note)
        for position, (judgement, found) in enumerate(zip(match.judgements, quotes, strict=False))
    )
    reasons = tuple(
        _reason(diagnosis, found, rows) for diagnosis, found in zip(match.diagnoses, quotes[len(rows) :], strict=True)
    )
    musts = [
        Finding(judgement.finding) for judgement in match.judgements
        if judgement.requirement.importance == Importance.MUST
        and counts(Kind(judgement.requirement.kind), Finding(judgement.finding))
    ]  # fmt: skip
    return Compared(
        requirements=rows,
        reasons=reasons,
        counted=counted(musts, language.counted) if musts else "",
        pair=_pair(match.diagnoses),
        marked=tuple(quote for found in quotes for quote in found if quote.own),
    )


def asked_for(session: Session, rejection: Rejection) -> Compared:
    """What the posting asks for and nothing else, for whoever judges the bare resume first."""
    return Compared(tuple(replace(row, words="") for row in _not_compared(session, rejection)))


def _numbered(
    match: Match, showable: Collection[int], private: Mapping[int, Sequence[Range]]
) -> list[tuple[Quote, ...]]:
    """The quotations of each judgement, then of each diagnosis. What a diagnosis quotes again keeps its number."""
    lists = [judgement.evidence for judgement in match.judgements] + [each["evidence"] for each in match.diagnoses]
    first: dict[Span, Place] = {}
    places: list[tuple[Span, Place]] = []
    for place, piece in _placed(lists):
        if place[0] < len(match.judgements) or _span(piece) not in first:
            places.append((_span(piece), place))
        first.setdefault(_span(piece), place)
    own = {place for _, place in places}
    seen = sorted((span[:2], place) for span, place in places if span[0] in showable)
    marks = {place: mark for mark, (_, place) in enumerate(seen, start=1)}
    quotes = {
        place: _quote(
            piece,
            marks.get(place if place in own else first[_span(piece)], 0),
            own=place in own,
            private=private.get(piece["line"], ()),
        )
        for place, piece in _placed(lists)
    }
    return [tuple(quotes[at, nth] for nth in range(len(pieces))) for at, pieces in enumerate(lists)]


def _placed(lists: Sequence[Sequence[Piece]]) -> Iterator[tuple[Place, Piece]]:
    yield from (((at, nth), piece) for at, pieces in enumerate(lists) for nth, piece in enumerate(pieces))


def _span(piece: Piece) -> Span:
    return piece["line"], piece["start"], piece["end"]


def _not_compared(session: Session, rejection: Rejection) -> tuple[RequirementRow, ...]:
    current = session.scalars(
        select(Requirement)
        .where(
            Requirement.posting_id == rejection.posting_id,
            Requirement.version == rejection.posting.requirements_version,
        )
        .order_by(Requirement.position)
    )
    return tuple(_row(number, requirement, "", (), "") for number, requirement in enumerate(current, start=1))


def _row(number: int, requirement: Requirement, finding: str, quotes: Sequence[Quote], note: str) -> RequirementRow:
    return RequirementRow(
        id=requirement.id,
        number=number,
        text=requirement.text,
        must=requirement.importance == Importance.MUST,
        finding=finding,
        words=finding_words(finding) if finding else NOT_COMPARED,
        quotes=tuple(quotes),
        note=note,
    )


def _reason(diagnosis: Mapping[str, Any], quotes: tuple[Quote, ...], rows: Sequence[RequirementRow]) -> Reason:
    question, answer = diagnosis["answer"] or ("", "")
    return Reason(
        cause=diagnosis["cause"],
        words=cause_words(diagnosis["cause"]),
        says=diagnosis["says"],
        numbers=tuple(row.number for row in rows if row.id in diagnosis["requirement_ids"]),
        quotes=quotes,
        question=question,
        answer=answer,
        otherwise=diagnosis["otherwise"],
    )


def _pair(diagnoses: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """The posting's term and the resume's word for it, where a diagnosis rests on their being the same."""
    pieces = (piece for each in diagnoses if each["cause"] in _WORDING for piece in each["evidence"])
    return next(((piece["term"], piece["quote"]) for piece in pieces), ("", ""))


def _quote(piece: Piece, mark: int, *, own: bool, private: Sequence[Range]) -> Quote:
    """The place where somebody lives is shown: it is quoted only if the posting asks for it."""
    start, end = piece["start"], piece["end"]
    inside = [(max(first, start) - start, min(last, end) - start) for first, last in private]
    inside = [] if piece["how"] == _PLACE else [each for each in inside if each[0] < each[1]]
    return Quote(
        mark=mark,
        line=piece["line"],
        page=piece["page"],
        start=start,
        end=end,
        text=covered(piece["quote"], inside, COVER),
        where=where_words(piece.get("strength", "")),
        own=own,
    )
