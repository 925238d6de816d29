"""Whether groups of people pass less often, after the ATS and after people looked: the tables of an impact audit.

New York City's Local Law 144 (6 RCNY 5-301) says which groups and rates; the four-fifths rule and significance are the
guidelines' (29 CFR 1607.4 D). No measure decides alone: ratio, interval, tests and people stand side by side.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy.orm import Session

from app.audit.answer import Answer, Night, Observed, Said, Severity, said
from app.audit.cells import (
    ATTRIBUTES,
    FEWEST,
    TITLES,
    Cells,
    Crowd,
    cells_of,
    crowds,
    crowds_by_posting,
    grouped,
    hidden_groups,
    nobody,
)
from app.audit.impact_tables import (
    FOUR_FIFTHS,
    STAGE_NAMES,
    STAGES,
    Within,
    answered,
    passing,
    scoring,
    tests,
    within_postings,
)
from app.audit.impacts import Comparison, adjusted, compared_of, comparisons, likely, shared_by
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.stats.mantel_haenszel import directions_differ, mantel_haenszel_of, pooled
from app.stats.two_groups import SIGNIFICANT, Groups

NAME = "impact"
QUESTION = N_("Does a group of people pass less often than another?")

WITHIN = ("sex", "race", "age")
"""Compared within postings too; sex and race together leave too few people in each."""

Hidden = Mapping[str, frozenset[str]]


def run(session: Session, night: Night) -> Answer:
    """Everybody who applied in the period and whose attributes were imported."""
    cells = cells_of(session, night)
    if not cells.people:
        return Answer(unmeasured=(nobody(cells),))
    everybody = crowds(cells.cells)
    hidden = hidden_groups(everybody)
    people = {
        (stage, attribute): grouped(
            ((crowd.group(attribute), crowd.n, passed(crowd)) for crowd in everybody), attribute, hidden[attribute]
        )
        for stage, passed in STAGES.items()
        for attribute in ATTRIBUTES
    }
    found = adjusted(
        [one for (stage, _), each in people.items() for one in comparisons(each, compared_of(each), stage)]
    )
    within = list(_within(cells, found, hidden))
    tables = [passing(stage, each) for (stage, _), each in people.items() if each.categories]
    tables += [tests(found)] if found else []
    tables += [within_postings(within)] if within else []
    tables += [answered(people)]
    tables += [scoring(cells.scores)] if cells.scores else []
    findings = [_adverse(one) for one in found if one.adverse or one.doubtful]
    findings += [finding for one in within for finding in _hidden_by_total(one)]
    findings += _hidden_with_others(everybody, hidden)
    return Answer(tuple(findings), tuple(tables), tuple(_gaps(cells, hidden)))


def _within(cells: Cells, found: list[Comparison], hidden: Hidden) -> Iterator[Within]:
    """Those comparisons that can be made in more than one posting."""
    postings = [each for posting, each in crowds_by_posting(cells.cells).items() if posting]
    for one in found:
        if one.attribute not in WITHIN:
            continue
        strata = (
            grouped(
                ((crowd.group(one.attribute), crowd.n, STAGES[one.stage](crowd)) for crowd in those), one.attribute,
                hidden[one.attribute],
            ).categories
            for those in postings
        )  # fmt: skip
        groups = shared_by(strata, one.group.name, one.reference.name)
        if len(groups) > 1:
            yield Within(one, groups, mantel_haenszel_of(groups), directions_differ(groups))


def _adverse(one: Comparison) -> Observed:
    values = {
        "group": one.group.name, "ratio": f"{one.groups.ratio or 0:.2f}", "reference": one.reference.name,
        "people": f"{one.shortfall:.0f}", "p": likely(one.exact.two_sided), "adjusted": likely(one.adjusted),
    }  # fmt: skip
    after_ats = one.stage == "ats"
    if one.adverse and after_ats:
        text = N_("After the ATS, %(group)s pass %(ratio)s times as often as %(reference)s: below four fifths and "
                  "hardly by chance (p %(p)s, adjusted %(adjusted)s); %(people)s people short")  # fmt: skip
    elif one.adverse:
        text = N_("After review, %(group)s still pass %(ratio)s times as often as %(reference)s: below four fifths and "
                  "hardly by chance (p %(p)s, adjusted %(adjusted)s); %(people)s people short")  # fmt: skip
    elif after_ats:
        text = N_("After the ATS, %(group)s pass %(ratio)s times as often as %(reference)s, but of many comparisons or "
                  "few people one may look so by chance (p %(p)s, adjusted %(adjusted)s)")  # fmt: skip
    else:
        text = N_("After review, %(group)s pass %(ratio)s times as often as %(reference)s, but of many comparisons or "
                  "few people one may look so by chance (p %(p)s, adjusted %(adjusted)s)")  # fmt: skip
    severity = Severity.SERIOUS if one.adverse else Severity.NOTE
    return Observed("", said(text, **values), severity, kind=_kind(one), weight=max(one.shortfall, 0.0))


def _hidden_by_total(one: Within) -> Iterator[Observed]:
    """Simpson's paradox, both ways: a total that says otherwise than its postings, and one that hides them."""
    pair, ratio = one.comparison, one.result.ratio
    if one.differs:
        text = N_("%(group)s against %(reference)s, %(stage)s: over all postings the ratio is %(overall)s, within "
                  "postings %(ratio)s. They point different ways; show neither without the other")  # fmt: skip
        words = said(text, **_words(pair.group.name, pair.reference.name, pair.stage, one.strata))
        yield Observed("", words, Severity.NOTE, kind=f"simpson:{_kind(pair)}")
    behind, ahead, strata = pair.group, pair.reference, one.strata
    if ratio is not None and ratio > 1:  # who passes most often over all is behind within postings
        behind, ahead = ahead, behind
        strata = [Groups(each.ref_passed, each.ref_n, each.focal_passed, each.focal_n) for each in strata]
    result = mantel_haenszel_of(strata)
    hidden = behind != pair.group or not pair.adverse
    if hidden and _below(result.ratio, FOUR_FIFTHS) and _below(result.p, SIGNIFICANT):
        text = N_("%(group)s, %(stage)s: within the same posting they pass %(ratio)s times as often as %(reference)s "
                  "(p %(p)s), which the ratio over all postings, %(overall)s, hides")  # fmt: skip
        yield Observed(
            "", said(text, **_words(behind.name, ahead.name, pair.stage, strata)),
            Severity.SERIOUS if pair.enough else Severity.NOTE,
            kind=f"within:{pair.stage}:{pair.attribute}:{behind.name}", weight=max(result.shortfall, 0.0),
        )  # fmt: skip


def _hidden_with_others(everybody: Sequence[Crowd], hidden: Hidden) -> list[Observed]:
    """Large groups that are not shown for the sake of a small one: that they are kept back is said without a number."""
    few = {attribute: _smallest(everybody, attribute) for attribute in ATTRIBUTES}
    found = adjusted([
        one for stage, passed in STAGES.items() for attribute in ATTRIBUTES if hidden[attribute] - few[attribute]
        for people in [grouped(((crowd.group(attribute), crowd.n, passed(crowd)) for crowd in everybody), attribute,
                               few[attribute])]
        for one in comparisons(people, compared_of(people), stage)
    ])  # fmt: skip
    text = N_("%(group)s, %(stage)s: below four fifths of the group that passes most often, and hardly by chance. No "
              "numbers are shown, for they would give away a group of fewer than 5")  # fmt: skip
    return [
        Observed("", said(text, group=one.group.name, stage=STAGE_NAMES[one.stage]), kind=_kind(one), weight=1.0)
        for one in found
        if one.adverse and {one.group.name, one.reference.name} & hidden[one.attribute]
    ]


def _smallest(everybody: Sequence[Crowd], attribute: str) -> frozenset[str]:
    people = Counter[str]()
    for crowd in everybody:
        people[crowd.group(attribute)] += crowd.n
    return frozenset(name for name, n in people.items() if n < FEWEST)


def _below(value: float | None, limit: float) -> bool:
    return value is not None and value < limit


def _words(group: str, reference: str, stage: str, strata: Sequence[Groups]) -> dict[str, str]:
    result = mantel_haenszel_of(strata)
    return {
        "group": group, "reference": reference, "stage": STAGE_NAMES[stage], "p": likely(result.p),
        "overall": f"{pooled(strata).ratio or 0:.2f}", "ratio": f"{result.ratio or 0:.2f}",
    }  # fmt: skip


def _kind(one: Comparison) -> str:
    return f"{one.stage}:{one.attribute}:{one.group.name}"


def _gaps(cells: Cells, hidden: Hidden) -> Iterator[Said]:
    for attribute, names in hidden.items():
        if names:
            text = N_("Not shown %(attribute)s, because these are fewer than 5 people or would give away how many such "
                      "are: %(groups)s. They count as unknown.")  # fmt: skip
            yield said(text, attribute=TITLES[attribute], groups="; ".join(sorted(names)))
    if nowhere := sum(cell.n for cell in cells.cells if not cell.posting):
        yield said(N_("%(people)s people came without a posting and are missing from the comparison within postings."),
                   people=nowhere)  # fmt: skip
    if contradicted := sum(cell.contradicted for cell in cells.cells):
        yield said(N_("The import calls %(people)s people passed whose rejection is here: they count as rejected."),
                   people=contradicted)  # fmt: skip
    if cells.outside:
        yield said(N_("%(people)s people of months that lie only partly in this period are missing: their attributes "
                      "are kept by month only."), people=cells.outside)  # fmt: skip
    yield said(N_("Who applied several times counts several times. Nobody's race or sex is guessed."))
