"""What a requirement says of a thing beyond its name: the place whose licence or law it is, the version, the rank.

The thing was found by its name alone. Here every place where it stands is held against the words beside the name in the
requirement; if none of them fits, the finding is only PARTLY, and a note says what is asked for and what was found.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from app.matching import effort, lands, ranks, spots, versions
from app.matching.align import mentions
from app.matching.hedges import Standing, standing
from app.matching.index import Index
from app.matching.model import Finding, Judgement, Kind, Requirement
from app.matching.spots import Spot

_KINDS = frozenset({Kind.SKILL, Kind.LICENCE, Kind.YEARS})


def as_asked(
    requirements: Sequence[Requirement], judgements: Sequence[Judgement], index: Index, as_of: date
) -> tuple[Judgement, ...]:
    """The judgements, in their order; those that are MET by another version, place or rank only are PARTLY."""
    pairs = zip(requirements, judgements, strict=True)
    return tuple(_narrowed(requirement, judgement, index, as_of) for requirement, judgement in pairs)


def _narrowed(requirement: Requirement, judgement: Judgement, index: Index, as_of: date) -> Judgement:
    if judgement.finding is not Finding.MET or requirement.kind not in _KINDS:
        return judgement
    asked = _narrowing(requirement)
    if not asked:
        return judgement
    shown = tuple(_shown(requirement, judgement, index, as_of))
    note = (
        versions.unmet(asked, shown)
        or lands.unmet(asked, shown, index, requirement.kind)
        or ranks.unmet(asked, shown, index)
    )
    if not note:
        return judgement
    return replace(judgement, finding=Finding.PARTLY, note=f"{judgement.note} {note}".strip())


@lru_cache(maxsize=1_000)
def _narrowing(requirement: Requirement) -> tuple[Spot, ...]:
    """The things of a requirement, if it says more of one of them than its name; kept, as many resumes are asked."""
    asked = spots.asked(requirement)
    return asked if any(finds(asked) for finds in (versions.asks, lands.asks, ranks.asks)) else ()


def _shown(requirement: Requirement, judgement: Judgement, index: Index, as_of: date) -> Iterator[Spot]:
    """Where the thing stands: the quotations, and all other places that count as much."""
    for evidence in judgement.evidence:
        entry = index.numbered.get(evidence.line)
        spot = spots.quoted(evidence, entry) if entry is not None else None
        if spot is not None:
            yield spot
    for term in dict.fromkeys(term for group in requirement.terms for term in group):
        for mention in mentions(index, term):
            index.effort.spend(effort.PLACE)
            if mention.how == "suggests" or mention.entry.copied:
                continue
            if standing(mention, index, as_of) is Standing.PLAIN:
                yield Spot(mention.entry.line.text, mention.entry.words, mention.first, mention.last)
