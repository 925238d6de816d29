"""Which rule of the ATS is to blame for people who were rejected and should not have been."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.stats.intervals import share
from app.stats.strata import Stratum, stratified, weighted_recall


@dataclass(frozen=True, slots=True)
class Reviewed:
    """``n`` people whom the same rules rejected and who were looked at; ``weight`` people stand behind each of them.

    The weight is one over the probability of being looked at. ``reinstated`` of them should not have been rejected.
    """

    rules_fired: frozenset[str]
    weight: float
    n: int
    reinstated: int

    def __post_init__(self) -> None:
        if not 0 <= self.reinstated <= self.n or self.weight <= 0:
            rules = ", ".join(sorted(self.rules_fired))
            raise ValueError(f"{rules}: {self.reinstated} of {self.n} with weight {self.weight} cannot be; check it.")


@dataclass(frozen=True, slots=True)
class RuleBlame:
    """What a rule did, in people (weighted).

    ``rejections`` it took part in, of which ``reinstated`` were wrong; ``sole_cause``: it alone fired, so without it
    they would have passed, of which ``sole_cause_reinstated`` should have. ``precision_of_dropping`` is that share:
    how good the people are whom dropping the rule lets through. ``blame`` adds up to everybody reinstated.
    """

    rejections: float
    reinstated: float
    wrongful_rate: float | None
    sole_cause: float
    sole_cause_reinstated: float
    precision_of_dropping: float | None
    blame: float


@dataclass(frozen=True, slots=True)
class Culpability:
    """Everybody rejected and everybody reinstated (weighted), and each rule's part, by name."""

    population: float
    reinstated: float
    rules: dict[str, RuleBlame]


@dataclass(slots=True)
class _Sums:
    rejections: float = 0
    reinstated: float = 0
    sole_cause: float = 0
    sole_cause_reinstated: float = 0
    blame: float = 0.0


def culpability_of_groups(groups: Iterable[Reviewed]) -> Culpability:
    """Each rule's part in wrongful rejections, from people counted by the rules that fired.

    Blame is the Shapley value (Contributions to the Theory of Games II, 1953) of the game in which one rule is enough
    to reject: a reinstated person's weight in equal parts to the rules that fired. Counting people per rule would
    count those twice whom two rules rejected. Raises nothing; ``Reviewed`` has checked its counts.
    """
    population: float = 0
    reinstated: float = 0
    sums: dict[str, _Sums] = {}
    for group in groups:
        people, wrong = group.weight * group.n, group.weight * group.reinstated
        population, reinstated = population + people, reinstated + wrong
        for rule in group.rules_fired:
            of_rule = sums.setdefault(rule, _Sums())
            of_rule.rejections += people
            of_rule.reinstated += wrong
            of_rule.blame += wrong / len(group.rules_fired)
            if len(group.rules_fired) == 1:
                of_rule.sole_cause += people
                of_rule.sole_cause_reinstated += wrong
    return Culpability(population, reinstated, {rule: _blame(sums[rule]) for rule in sorted(sums)})


def _blame(sums: _Sums) -> RuleBlame:
    return RuleBlame(
        rejections=sums.rejections,
        reinstated=sums.reinstated,
        wrongful_rate=share(sums.reinstated, sums.rejections),
        sole_cause=sums.sole_cause,
        sole_cause_reinstated=sums.sole_cause_reinstated,
        precision_of_dropping=share(sums.sole_cause_reinstated, sums.sole_cause),
        blame=sums.blame,
    )


def culpability(candidates: Iterable[Mapping[str, Any]]) -> Culpability:
    """The same from one entry ``{"rules_fired", "weight", "rescued"}`` per person who was looked at."""
    return culpability_of_groups(
        Reviewed(frozenset(each["rules_fired"]), each["weight"], 1, int(each["rescued"])) for each in candidates
    )


def stratified_and_culpability(
    strata: Sequence[Mapping[str, Any]] = (), candidates: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """The weighted estimate from ``{"stratum", "flagged", "N", "reviewed", "wrongful"}``, and the rules to blame.

    Each part is there if its numbers are. Raises ``ValueError``, naming the stratum, as ``stratified`` does.
    """
    result: dict[str, Any] = {}
    if strata:
        result["stratified"] = _estimates(
            [
                Stratum(each["stratum"], each["N"], each["reviewed"], each["wrongful"], each["flagged"])
                for each in strata
            ]
        )
    if candidates:
        result["culpability"] = _blamed(culpability(candidates))
    return result


def _estimates(strata: Sequence[Stratum]) -> dict[str, Any]:
    whole, recall = stratified(strata), weighted_recall(strata)
    return {
        "population": whole.population,
        "est_wrongful_total": whole.total,
        "se_total": whole.total_se,
        "total_ci95_normal": whole.total_interval,
        "rate": whole.rate,
        "rate_se": whole.rate_se,
        "rate_ci95_normal": whole.rate_interval,
        "effective_n": whole.effective_n,
        "rate_ci95_korn_graubard": whole.interval,
        "naive_unweighted_rate": whole.naive_rate,
        "flagged_est_total": recall.flagged_total,
        "unflagged_est_total": recall.unflagged_total,
        "flagged_rate": recall.flagged_rate,
        "unflagged_miss_rate": recall.unflagged_miss_rate,
        "flag_recall": recall.recall,
        "flag_recall_se": recall.se,
        "flag_recall_ci95": recall.interval,
        "per_stratum": [
            {
                "stratum": each.name,
                "weight": each.weight,
                "rate": each.rate,
                "est_total": each.total,
                "var_total": each.variance,
            }
            for each in whole.per_stratum
        ],
    }


def _blamed(found: Culpability) -> dict[str, Any]:
    return {
        "w_population": found.population,
        "w_rescued_total": found.reinstated,
        "rules": {
            rule: {
                "w_rejections": each.rejections,
                "w_rescued": each.reinstated,
                "wrongful_rate": each.wrongful_rate,
                "w_sole_cause": each.sole_cause,
                "w_sole_cause_rescued": each.sole_cause_reinstated,
                "precision_of_dropping": each.precision_of_dropping,
                "w_blame_shapley": each.blame,
            }
            for rule, each in found.rules.items()
        },
    }
