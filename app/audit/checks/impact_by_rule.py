"""Which rule of the ATS keeps a group of people back, also where the total looks fine (29 CFR 1607.4 C).

A rule is compared in the postings in which it rejected anybody: elsewhere nobody knows whether it was asked. With the
rule off, whom it alone rejected would have passed the ATS.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from app.audit.answer import (
    LISTED,
    Answer,
    Column,
    Kind,
    Night,
    Observed,
    Said,
    Severity,
    Table,
    count,
    said,
    share,
    table,
)
from app.audit.cells import (
    TITLES,
    Cell,
    Cells,
    Crowd,
    Grouped,
    cells_of,
    crowds,
    crowds_by_posting,
    grouped,
    hidden_groups,
    nobody,
)
from app.audit.impacts import VERDICTS, Comparison, adjusted, compared_of, comparisons, likely, remark
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.stats.impact import Compared

NAME = "impact_by_rule"
QUESTION = N_("Does a rule keep one group of people back more than another?")

BY = ("sex", "race", "age")


_Group = tuple[str, str, str]
Hidden = Mapping[str, frozenset[str]]


@dataclass(slots=True)
class _Rule:
    """In which postings a rule rejected anybody, whom, and whom it alone."""

    postings: set[str] = field(default_factory=set)
    rejected: Counter[_Group] = field(default_factory=Counter)
    alone: Counter[_Group] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _Of:
    """One rule and attribute: who passes the rule itself, and who would pass the ATS without it."""

    rule: str
    attribute: str
    people: Grouped
    compared: Compared
    before: Compared
    after: Compared


def run(session: Session, night: Night) -> Answer:
    """Every rule that rejected somebody whose attributes are known, those that rejected most people first."""
    cells = cells_of(session, night)
    if not cells.people:
        return Answer(unmeasured=(nobody(cells),))
    rules = _rules(cells.cells)
    if not rules:
        return Answer(unmeasured=(said(N_("No rule is known to have rejected any of those who applied.")),))
    everybody, postings = crowds(cells.cells), crowds_by_posting(cells.cells)
    hidden = hidden_groups(everybody)
    before = {attribute: _compared(everybody, attribute, hidden[attribute]) for attribute in BY}
    measured = [
        one
        for name, rule in sorted(rules.items(), key=lambda each: (-each[1].rejected.total(), each[0]))[:LISTED]
        for one in _measure(name, rule, everybody, postings, hidden, before)
    ]
    found = adjusted([pair for one in measured for pair in comparisons(one.people, one.compared, one.rule)])
    totals = {(attribute, each.name): compared.ratio(each)
              for attribute, compared in before.items() for each in compared.categories}  # fmt: skip
    return Answer(
        tuple(_observed(pair, totals[pair.attribute, pair.group.name]) for pair in found
              if pair.adverse or pair.doubtful),
        (_table(measured, found),),
        tuple(_gaps(cells, len(rules))),
    )  # fmt: skip


def _rules(cells: Iterable[Cell]) -> dict[str, _Rule]:
    rules = defaultdict[str, _Rule](_Rule)
    for cell in cells:
        for name in cell.rules:
            group = cell.sex, cell.race, cell.age
            rules[name].postings.add(cell.posting)
            rules[name].rejected[group] += cell.n
            rules[name].alone[group] += cell.n if len(cell.rules) == 1 else 0
    return rules


def _measure(
    name: str, rule: _Rule, everybody: Sequence[Crowd], postings: Mapping[str, Sequence[Crowd]], hidden: Hidden,
    before: Mapping[str, Compared],
) -> Iterator[_Of]:  # fmt: skip
    asked = Counter[_Group]()
    for posting in rule.postings:
        for crowd in postings[posting]:
            asked[crowd.sex, crowd.race, crowd.age] += crowd.n
    past = [Crowd(*group, n, n - rule.rejected[group], 0) for group, n in sorted(asked.items())]
    without = [
        replace(crowd, after_ats=crowd.after_ats + rule.alone[crowd.sex, crowd.race, crowd.age]) for crowd in everybody
    ]
    few = hidden_groups(past)
    for attribute in BY:
        people = _people(past, attribute, hidden[attribute] | few[attribute])
        if people.categories:
            after = _compared(without, attribute, hidden[attribute])
            yield _Of(name, attribute, people, compared_of(people), before[attribute], after)


def _people(those: Sequence[Crowd], attribute: str, hidden: frozenset[str]) -> Grouped:
    return grouped(((crowd.group(attribute), crowd.n, crowd.after_ats) for crowd in those), attribute, hidden)


def _compared(those: Sequence[Crowd], attribute: str, hidden: frozenset[str]) -> Compared:
    return compared_of(_people(those, attribute, hidden))


def _table(measured: Sequence[_Of], found: Sequence[Comparison]) -> Table:
    beside = {(pair.stage, pair.attribute, pair.group.name): pair for pair in found}
    number = Kind.NUMBER
    columns = (
        Column("rule", N_("rule")), Column("attribute", N_("attribute")), Column("group", N_("group")),
        count("n", N_("people in its postings")), count("rejected", N_("rejected by it")),
        share("rate", N_("rejected by it, share")), Column("ratio", N_("impact ratio of passing it"), number, 4),
        Column("p_fisher", N_("p (Fisher)"), number, 5),
        Column("p_adjusted", N_("p, adjusted for all comparisons"), number, 5),
        Column("total", N_("ratio of the ATS as a whole"), number, 4),
        Column("without", N_("without this rule"), number, 4), Column("change", N_("change"), number, 4),
        Column("verdict", N_("verdict")),
    )  # fmt: skip
    rows = []
    for one in measured:
        for each in one.compared.categories:
            pair = beside.get((one.rule, one.attribute, each.name))
            total, without = _ratio(one.before, each.name), _ratio(one.after, each.name)
            rows.append((
                one.rule, TITLES[one.attribute], each.name, each.n, each.n - each.passed,
                (each.n - each.passed) / each.n, one.compared.ratio(each), pair.exact.two_sided if pair else None,
                pair.adjusted if pair else None, total, without,
                without - total if total is not None and without is not None else None,
                VERDICTS[pair.verdict] if pair else remark(each, one.compared),
            ))  # fmt: skip
    return table("rules", said(N_("Rule by rule")), columns, rows, sentence=_plainly(found))


def _plainly(found: Sequence[Comparison]) -> Said:
    adverse = [one for one in found if one.adverse]
    if not adverse:
        return said(
            N_("No rule keeps a group back below four fifths by more than chance explains, allowing for all %(many)s "
               "comparisons; the verdict of each line takes it alone."),
            many=len(found),
        )  # fmt: skip
    worst = max(adverse, key=lambda one: (one.shortfall, one.stage, one.group.name))
    return said(
        N_("The rule %(rule)s keeps back most: %(group)s get past it %(ratio)s times as often as %(reference)s, "
           "%(people)s people fewer than at the same rate."),
        rule=worst.stage, group=worst.group.name, ratio=f"{worst.groups.ratio or 0:.2f}",
        reference=worst.reference.name, people=f"{worst.shortfall:.0f}",
    )  # fmt: skip


def _ratio(compared: Compared, name: str) -> float | None:
    found = next((each for each in compared.categories if each.name == name), None)
    return compared.ratio(found) if found else None


def _observed(pair: Comparison, total: float | None) -> Observed:
    text = N_("%(rule)s: %(group)s get past it %(ratio)s times as often as %(reference)s (p %(p)s, adjusted "
              "%(adjusted)s); over the whole ATS it is %(total)s")  # fmt: skip
    words = said(
        text, rule=pair.stage, group=pair.group.name, ratio=f"{pair.groups.ratio or 0:.2f}",
        reference=pair.reference.name, p=likely(pair.exact.two_sided), adjusted=likely(pair.adjusted),
        total="-" if total is None else f"{total:.2f}",
    )  # fmt: skip
    severity = Severity.SERIOUS if pair.adverse else Severity.NOTE
    kind = f"{pair.attribute}:{pair.group.name}"
    return Observed(pair.stage, words, severity, kind=kind, weight=max(pair.shortfall, 0.0))


def _gaps(cells: Cells, rules: int) -> Iterator[Said]:
    unnamed = sum(cell.n for cell in cells.cells if cell.rejected and not cell.rules)
    if unnamed:
        yield said(N_("%(people)s people were rejected by a rule that nobody named."), people=unnamed)
    if rules > LISTED:
        yield said(N_("Of %(rules)s rules only the %(listed)s that rejected most people are compared."),
                   rules=rules, listed=LISTED)  # fmt: skip
    if not all(cell.posting for cell in cells.cells):
        yield said(N_("Where the import names no posting, a rule is compared over everybody without one."))
