"""Which rule of the ATS rejects people who should not be: the most useful answer of the night."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.audit.answer import (
    Answer,
    Chart,
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
from app.audit.cohort import Arm
from app.audit.counting import counted
from app.audit.estimate import Estimate, estimate
from app.audit.monitors import rates_at
from app.audit.strata import Counts, Kinds, Path, together
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.stats.culpability import Culpability, Reviewed, RuleBlame, culpability_of_groups
from app.stats.excess import Sample, excess_p
from app.stats.two_groups import SIGNIFICANT, benjamini_hochberg

NAME = "rule_health"
QUESTION = N_("Does a rule of the ATS reject people whom recruiters would advance?")

LISTED_RULES = 100
NAMED_RULES = 20
ENOUGH_ALONE = 10
"""Reviews of people whom a rule rejected alone: with so many it is judged by these, not by what another rule did."""

_SIDES = {Arm.CONTROL: Arm.UNFLAGGED}
"""Controls are drawn from the unflagged and stand for them; every other arm stands for itself."""


@dataclass(slots=True)
class _Rule:
    """What is known about one rule: people it took part in rejecting, those it rejected alone, and by kinds."""

    all: Counts = field(default_factory=Counts)
    alone: Counts = field(default_factory=Counts)
    flagged: int = 0
    first: datetime | None = None
    last: datetime | None = None
    by_side: Counter[tuple[str, str]] = field(default_factory=Counter)
    alone_by_side: Counter[tuple[str, str]] = field(default_factory=Counter)
    kinds: dict[Path, Counts] = field(default_factory=dict)


@dataclass(slots=True)
class _Seen:
    """All rules, all reviews by side, people by the set of rules that rejected them, and those without a rule."""

    rules: dict[str, _Rule] = field(default_factory=dict)
    by_side: Counter[tuple[str, str]] = field(default_factory=Counter)
    groups: dict[Path, Counts] = field(default_factory=dict)
    unnamed: int = 0

    def add(self, names: list[str], arm: Arm, rate: str, counts: Counts, when: tuple[datetime, datetime]) -> None:
        if not names:
            self.unnamed += counts.people
            return
        side = _SIDES.get(arm, arm)
        kind = ("\n".join(names), rate)
        reviews = {(side, "reviewed"): counts.decided, (side, "found"): counts.reinstated}
        self.by_side.update(reviews)
        self._group((kind[0], side, kind[1]), counts)
        for name in names:
            rule = self.rules.setdefault(name, _Rule())
            rule.all += counts
            rule.flagged += counts.people if arm is Arm.FLAGGED else 0
            rule.first, rule.last = min(rule.first or when[0], when[0]), max(rule.last or when[1], when[1])
            rule.by_side.update(reviews)
            path = (name, side, "/".join(kind))
            rule.kinds[path] = rule.kinds.get(path, Counts()) + counts
            if len(names) == 1:
                rule.alone += counts
                rule.alone_by_side.update(reviews)

    def _group(self, path: Path, counts: Counts) -> None:
        self.groups[path] = self.groups.get(path, Counts()) + counts


@dataclass(frozen=True, slots=True)
class _Line:
    name: str
    rule: _Rule
    kinds: Kinds
    estimate: Estimate | None
    blame: RuleBlame | None
    p: float | None

    @property
    def wrongful(self) -> float:
        return self.estimate.total if self.estimate else 0.0


def run(session: Session, night: Night) -> Answer:
    """Each rule of the period, by about how many people it rejected wrongly; those that stand out are findings.

    A rule stands out if, beyond the rate that the policies call alarming and beyond that of the other rules, it is
    worse than these by more than chance explains, allowing for how many rules there are.
    """
    seen = _read(session, night)
    if not seen.rules:
        return Answer(unmeasured=(said(N_("Which rule is to blame: nobody was rejected by a named rule.")),))
    blamed = _blamed(seen)
    lines = sorted(
        (_line(name, rule, seen, blamed) for name, rule in seen.rules.items()),
        key=lambda line: (-line.wrongful, -line.rule.all.people, line.name),
    )
    alarming = max((rate for _, rate in rates_at(session, night).values()), default=SIGNIFICANT)
    findings = tuple(_standing_out(lines, blamed, alarming))
    return Answer(findings, (_table(lines), _replay(lines)), tuple(_gaps(seen, lines)))


def _read(session: Session, night: Night) -> _Seen:
    seen = _Seen()
    for group in counted(session, night, "rule", "rules", "inclusion_probability"):
        rule, rules, rate = group.by
        if group.arm is not Arm.HUMAN:
            looked = replace(group.counts, drawn=group.counts.decided, lapsed=0)
            seen.add((rules or rule).splitlines(), group.arm, f"{rate or 0:.4f}", looked, (group.first, group.last))
    return seen


def _blamed(seen: _Seen) -> Culpability:
    """Everybody of a kind that somebody looked at, each review standing for as many as were not."""
    kinds = together(seen.groups, least=2)
    reviewed = sorted([*kinds.known.items(), *kinds.unknown.items()])
    return culpability_of_groups(
        Reviewed(frozenset(path[0].splitlines()), each.people / each.decided, each.decided, each.reinstated)
        for path, each in reviewed
        if each.decided
    )


def _line(name: str, rule: _Rule, seen: _Seen, blamed: Culpability) -> _Line:
    kinds = together(rule.kinds, least=2)
    own = rule.alone_by_side if rule.alone.decided >= ENOUGH_ALONE else rule.by_side
    samples = [
        Sample(
            own[side, "found"], own[side, "reviewed"],
            seen.by_side[side, "found"] - rule.by_side[side, "found"],
            seen.by_side[side, "reviewed"] - rule.by_side[side, "reviewed"],
        )
        for side in Arm
    ]  # fmt: skip
    return _Line(name, rule, kinds, estimate(kinds, exactly=False), blamed.rules.get(name), excess_p(samples))


def _standing_out(lines: Iterable[_Line], blamed: Culpability, alarming: float) -> Iterator[Observed]:
    looked = [line for line in lines if line.estimate is not None]
    adjusted = iter(benjamini_hochberg([line.p for line in looked if line.p is not None]))
    for line in looked:
        # Where there is no other rule to compare with, the alarming rate is all there is to hold it to.
        p = 0.0 if line.p is None else next(adjusted)
        if line.estimate and p < SIGNIFICANT and line.estimate.interval[0] > max(alarming, _rest(line, blamed)):
            yield _say(line, line.estimate)


def _rest(line: _Line, blamed: Culpability) -> float:
    """The wrongful share of all that this rule had no part in."""
    if line.blame is None or blamed.population <= line.blame.rejections:
        return 0.0
    return (blamed.reinstated - line.blame.reinstated) / (blamed.population - line.blame.rejections)


def _say(line: _Line, found: Estimate) -> Observed:
    rule, (low, high) = line.rule, found.interval
    text = said(
        N_("%(rule)s rejected %(people)s, %(alone)s of them alone; of %(looked)s looked at %(reinstated)s were "
           "reinstated; about %(wrong)s people (%(low)s to %(high)s) may have been rejected wrongly"),
        rule=line.name, people=f"{rule.all.people:,}", alone=f"{rule.alone.people:,}", looked=f"{rule.all.decided:,}",
        reinstated=f"{rule.all.reinstated:,}", wrong=f"{found.total:,.0f}", low=f"{low * found.people:,.0f}",
        high=f"{high * found.people:,.0f}",
    )  # fmt: skip
    return Observed(line.name, text, Severity.URGENT, kind="wrongful", weight=found.total)


def _table(lines: list[_Line]) -> Table:
    shown = lines[:LISTED_RULES]
    rows = []
    for line in shown:
        rule, found = line.rule, line.estimate
        people = (found.total, found.interval[0] * found.people, found.interval[1] * found.people) if found else _NONE
        rates = (found.rate, *found.interval) if found else _NONE
        rows.append(
            (line.name, rule.all.people, rule.flagged, rule.all.decided, rule.all.reinstated, *people, *rates,
             line.blame.blame if line.blame else None, _day(rule.first), _day(rule.last))
        )  # fmt: skip
    columns = (
        Column("rule", N_("rule")), count("rejected", N_("rejected")), count("flagged", N_("flagged")),
        count("looked_at", N_("looked at")), count("reinstated", N_("reinstated")),
        count("wrongful", N_("wrongly, about")), count("wrongful_low", N_("at least")),
        count("wrongful_high", N_("at most")), share("rate", N_("wrongful share")), share("low", N_("low")),
        share("high", N_("high")), Column("blame", N_("blame"), Kind.NUMBER, 1), Column("first", N_("first")),
        Column("last", N_("last")),
    )  # fmt: skip
    return table("rules", said(N_("The rules")), columns, rows, sentence=_worst(lines), chart=_CHART)


_NONE = (None, None, None)
_CHART = Chart("intervals", "rule", "rate", "low", "high")


def _worst(lines: list[_Line]) -> Said:
    worst, left_out = lines[0], max(0, len(lines) - LISTED_RULES)
    return said(
        N_("%(rule)s rejected most people wrongly, about %(wrongful)s of %(people)s; blame is shared where several "
           "rules rejected. %(left_out)s rules with fewer are not listed."),
        rule=worst.name, wrongful=f"{worst.wrongful:,.0f}", people=f"{worst.rule.all.people:,}", left_out=left_out,
    )  # fmt: skip


def _replay(lines: list[_Line]) -> Table:
    """What would have happened without a rule: those it rejected alone would have passed, the others not."""
    shown = [line for line in lines[:LISTED_RULES] if line.rule.alone.people]
    rows = []
    for line in shown:
        alone, blame = line.rule.alone, line.blame if line.rule.alone.decided else None
        rightly = (blame.sole_cause_reinstated, blame.precision_of_dropping) if blame else (None, None)
        rows.append((line.name, alone.people, alone.decided, alone.reinstated, *rightly))
    freed = sum(line.rule.alone.people for line in lines)
    sentence = said(
        N_("%(freed)s people were rejected by one rule alone: without it they would have passed."), freed=f"{freed:,}"
    )
    columns = (
        Column("rule", N_("rule, switched off")), count("freed", N_("freed")), count("looked_at", N_("looked at")),
        count("reinstated", N_("reinstated")), count("rightly", N_("freed rightly, about")),
        share("share", N_("of these looked at or like them")),
    )  # fmt: skip
    return table("rules_off", said(N_("Each rule switched off")), columns, rows, sentence=sentence)


def _day(moment: datetime | None) -> str | None:
    return moment.date().isoformat() if moment else None


def _gaps(seen: _Seen, lines: Iterable[_Line]) -> Iterator[Said]:
    unseen = sorted((line for line in lines if not line.rule.all.decided), key=lambda line: line.name)
    if unseen:
        names = ", ".join(line.name for line in unseen[:NAMED_RULES])
        yield said(
            N_("Whether these rules are right: nobody whom they rejected was looked at: %(names)s (%(rules)s rules, "
               "%(people)s rejections)."),
            names=names, rules=len(unseen), people=f"{sum(line.rule.all.people for line in unseen):,}",
        )  # fmt: skip
    partly = [line for line in lines if line.rule.all.decided and line.kinds.left_out.people]
    if partly:
        yield said(
            N_("The estimates of %(rules)s rules leave out people of kinds of whom fewer than two were looked at: "
               "%(people)s rejections."),
            rules=len(partly), people=f"{sum(line.kinds.left_out.people for line in partly):,}",
        )  # fmt: skip
    if seen.unnamed:
        yield said(
            N_("The ATS names no rule for %(people)s rejections; they are under no rule here."),
            people=f"{seen.unnamed:,}",
        )
