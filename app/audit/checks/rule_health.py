"""Which rule of the ATS rejects people who should not be: the most useful answer of the night."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from app.audit.counting import Group, counted
from app.audit.estimate import Estimate, estimate
from app.audit.monitors import rates_at
from app.audit.strata import Counts, Kinds, Path, together
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.stats.culpability import Culpability, Reviewed, RuleBlame, culpability_of_groups
from app.stats.excess import excess_p
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
    """What is known about one rule: people it took part in rejecting, those it rejected alone, by kinds, and where."""

    all: Counts = field(default_factory=Counts)
    alone: Counts = field(default_factory=Counts)
    flagged: int = 0
    connections: set[str] = field(default_factory=set)
    first: datetime | None = None
    last: datetime | None = None
    kinds: dict[Path, Counts] = field(default_factory=dict)
    alone_kinds: dict[Path, Counts] = field(default_factory=dict)


@dataclass(slots=True)
class _Seen:
    """All rules, people by the set of rules that rejected them, and those without a rule."""

    rules: dict[str, _Rule] = field(default_factory=dict)
    groups: dict[Path, Counts] = field(default_factory=dict)
    unnamed: int = 0

    def add(self, names: list[str], connection: str, rate: str, group: Group) -> None:
        if not names:
            self.unnamed += group.counts.people
            return
        side, counts = _SIDES.get(group.arm, group.arm), _judged(group)
        kind = ("\n".join(names), rate)
        _count(self.groups, (kind[0], side, kind[1]), counts)
        for name in names:
            rule = self.rules.setdefault(name, _Rule())
            rule.all += replace(counts, people=group.counts.people)
            rule.flagged += counts.people if group.arm is Arm.FLAGGED else 0
            rule.connections.add(connection)
            rule.first, rule.last = (
                min(rule.first or group.first, group.first),
                max(rule.last or group.last, group.last),
            )
            path = (name, side, "/".join(kind))
            _count(rule.kinds, path, counts)
            if len(names) == 1:
                rule.alone += replace(counts, people=group.counts.people)
                _count(rule.alone_kinds, path, counts)


def _judged(group: Group) -> Counts:
    """Of whom the decisions tell. A control that was left counts as wrongly rejected, as in ``misses``.

    Where everybody is held the queue serves the strongest first, so those decided stand for nobody else.
    """
    if group.arm is Arm.HELD_BY_POLICY:
        return replace(group.counts, people=group.counts.resolved)
    return group.counts if group.arm is Arm.CONTROL else replace(group.counts, lapsed=0)


def _count(kinds: dict[Path, Counts], path: Path, counts: Counts) -> None:
    if counts.people:  # not where everybody is held and nobody was decided: that is no kind yet
        kinds[path] = kinds.get(path, Counts()) + counts


@dataclass(frozen=True, slots=True)
class _Line:
    name: str
    rule: _Rule
    kinds: Kinds
    estimate: Estimate | None
    blame: RuleBlame | None
    judged: Estimate | None
    """Of those it rejected alone, if enough of them were looked at, else of all: what it is judged by."""

    @property
    def wrongful(self) -> float:
        return self.estimate.total if self.estimate else 0.0

    @property
    def missed(self) -> float:
        """How many of the wrongful were not flagged, by estimate."""
        those = (each for path, each in self.kinds.known.items() if path[1] in {Arm.UNFLAGGED, Arm.HELD_BY_POLICY})
        return sum(each.people * each.wrongful / each.resolved for each in those if each.resolved)

    @property
    def between(self) -> tuple[float, float]:
        """Fewest and most wrongful ones; those of kinds in no estimate may all be, or none but the finds."""
        low, high = self.estimate.interval if self.estimate else (0.0, 0.0)
        people, left = self.estimate.people if self.estimate else 0, self.kinds.left_out
        return low * people + left.reinstated, high * people + left.people - left.upheld


def run(session: Session, night: Night) -> Answer:
    """Each rule of the period, by about how many people it rejected wrongly; those that stand out are findings.

    A rule stands out if its wrongful share is above the rate that the policies of its connections call alarming, by
    more than chance explains, allowing for how many rules there are. How bad the others are does not excuse it.
    """
    seen = _read(session, night)
    if not seen.rules:
        return Answer(unmeasured=(said(N_("Which rule is to blame: nobody was rejected by a named rule.")),))
    blamed = _blamed(seen)
    lines = sorted(
        (_line(name, rule, blamed) for name, rule in seen.rules.items()),
        key=lambda line: (-line.wrongful, -line.rule.all.people, line.name),
    )
    alarming = {connection: rate for connection, (_, rate) in rates_at(session, night).items()}
    findings = tuple(_standing_out(lines, alarming))
    return Answer(findings, (_table(lines), _replay(lines)), tuple(_gaps(seen, lines)))


def _read(session: Session, night: Night) -> _Seen:
    seen = _Seen()
    for group in counted(session, night, "connection_id", "rule", "rules", "inclusion_probability"):
        connection, rule, rules, rate = group.by
        if group.arm is not Arm.HUMAN:
            seen.add((rules or rule).splitlines(), connection, f"{rate or 0:.4f}", group)
    return seen


def _blamed(seen: _Seen) -> Culpability:
    """Everybody of a kind with enough reviews, each standing for as many as were not; one alone says too little."""
    return culpability_of_groups(
        Reviewed(frozenset(path[0].splitlines()), each.people / each.resolved, each.resolved, each.wrongful)
        for path, each in together(seen.groups, least=2).known.items()
        if each.resolved
    )


def _line(name: str, rule: _Rule, blamed: Culpability) -> _Line:
    kinds = together(rule.kinds, least=2)
    found = estimate(kinds)
    judged = found
    if rule.alone.decided >= ENOUGH_ALONE:
        judged = estimate(together(rule.alone_kinds, least=2))
    return _Line(name, rule, kinds, found, blamed.rules.get(name), judged)


def _standing_out(lines: Iterable[_Line], alarming: Mapping[str, float]) -> Iterator[Observed]:
    judged = [(line, line.judged) for line in lines if line.judged is not None]
    chances = [excess_p(found.rate * found.size, found.size, _bar(line.rule, alarming)) for line, found in judged]
    for (line, _), p in zip(judged, benjamini_hochberg(chances), strict=True):
        if line.estimate is not None and line.rule.all.reinstated and p < SIGNIFICANT:
            yield _say(line, line.estimate)


def _bar(rule: _Rule, alarming: Mapping[str, float]) -> float:
    """The strictest alarming rate among the connections in which the rule rejected anybody."""
    return min((alarming[each] for each in rule.connections if each in alarming), default=SIGNIFICANT)


def _say(line: _Line, found: Estimate) -> Observed:
    rule, (low, high) = line.rule, line.between
    words = N_(
        "%(rule)s rejected %(people)s, %(alone)s of them by no other rule; of %(looked)s looked at %(reinstated)s were "
        "reinstated; about %(wrong)s of all (%(low)s to %(high)s) may be wrong"
    )
    if rule.all.lapsed:
        words = N_(
            "%(rule)s rejected %(people)s, %(alone)s of them by no other rule; of %(looked)s looked at %(reinstated)s "
            "were reinstated, and %(left)s controls left undecided, who count as wrong; about %(wrong)s of all "
            "(%(low)s to %(high)s) may be wrong"
        )
    text = said(
        words, rule=line.name, people=f"{rule.all.people:,}",
        alone=f"{rule.alone.people:,}", looked=f"{rule.all.decided:,}",
        reinstated=f"{rule.all.reinstated:,}", left=f"{rule.all.lapsed:,}", wrong=f"{found.total:,.0f}",
        low=f"{low:,.0f}", high=f"{high:,.0f}",
    )  # fmt: skip
    return Observed(line.name, text, Severity.URGENT, kind="wrongful", weight=found.total)


def _table(lines: list[_Line]) -> Table:
    shown = lines[:LISTED_RULES]
    rows = []
    for line in shown:
        rule, found = line.rule, line.estimate
        everybody = line.kinds.in_all.people + line.kinds.left_out.people
        people = (found.total, *line.between, line.missed) if found else (None,) * 4
        rates = (found.rate, *(end / everybody for end in line.between)) if found else (None,) * 3
        rows.append(
            (line.name, rule.all.people, rule.flagged, rule.all.decided, rule.all.reinstated, *people, *rates,
             line.blame.blame if line.blame else None, _day(rule.first), _day(rule.last))
        )  # fmt: skip
    columns = (
        Column("rule", N_("rule")), count("rejected", N_("rejected")), count("flagged", N_("flagged")),
        count("looked_at", N_("looked at")), count("reinstated", N_("reinstated")),
        count("wrongful", N_("wrongly, about")), count("wrongful_low", N_("at least")),
        count("wrongful_high", N_("at most")), count("missed", N_("of these not flagged, about")),
        share("rate", N_("wrongful share")), share("low", N_("low")),
        share("high", N_("high")), Column("blame", N_("blame"), Kind.NUMBER, 1), Column("first", N_("first")),
        Column("last", N_("last")),
    )  # fmt: skip
    return table("rules", said(N_("The rules")), columns, rows, sentence=_worst(lines), chart=_CHART)


_CHART = Chart("intervals", "rule", "rate", "low", "high")


def _worst(lines: list[_Line]) -> Said | None:
    worst = lines[0]
    if not worst.wrongful or not worst.rule.all.decided:
        return None
    most_missed = max(lines, key=lambda line: line.missed)
    words = N_(
        "More rejections that were wrong are of %(rule)s than of any other rule: about %(wrongful)s of %(people)s, of "
        "whom about %(missed)s were not flagged; blame is shared where several rules rejected."
    )
    if most_missed is not worst and round(most_missed.missed) > round(worst.missed):
        words = N_(
            "More rejections that were wrong are of %(rule)s than of any other rule: about %(wrongful)s of %(people)s, "
            "of whom about %(missed)s were not flagged; blame is shared where several rules rejected. Of those who "
            "were not flagged most are of %(other)s, about %(most)s."
        )
    return said(
        words, rule=worst.name, wrongful=f"{worst.wrongful:,.0f}", people=f"{worst.rule.all.people:,}",
        missed=f"{worst.missed:,.0f}", other=most_missed.name, most=f"{most_missed.missed:,.0f}",
    )  # fmt: skip


def _replay(lines: list[_Line]) -> Table:
    """What would have happened without a rule: those it rejected alone would have passed, the others not."""
    shown = [line for line in lines[:LISTED_RULES] if line.rule.alone.people]
    rows = []
    for line in shown:
        alone, blame = line.rule.alone, line.blame if line.rule.alone.decided else None
        rightly = (
            (blame.sole_cause_reinstated, blame.precision_of_dropping) if blame and blame.sole_cause else (None, None)
        )
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


def _gaps(seen: _Seen, lines: Sequence[_Line]) -> Iterator[Said]:
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
               "%(people)s rejections. They are in the ranges, as none and as all."),
            rules=len(partly), people=f"{sum(line.kinds.left_out.people for line in partly):,}",
        )  # fmt: skip
    if len(lines) > LISTED_RULES:
        yield said(N_("%(rules)s rules with fewer wrong rejections are not listed."), rules=len(lines) - LISTED_RULES)
    if seen.unnamed:
        yield said(
            N_("The ATS names no rule for %(people)s rejections; they are under no rule here."),
            people=f"{seen.unnamed:,}",
        )
