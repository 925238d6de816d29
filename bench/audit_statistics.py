"""Do the audit's statistics keep what they promise? Simulations: ``python -m bench.audit_statistics``.

One row each: what was tried, what is promised, what came out. The seed is fixed; nothing is asserted.
"""

import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from app.audit.estimate import estimate
from app.audit.strata import Counts, Kinds
from app.stats.intervals import clopper_pearson, wilson
from app.stats.sequential import beta_mixture_interval, weighted_interval
from app.stats.strata import Stratum, sample_range, stratified

SEED = 20261128
ALPHA = 0.05
P0, P1 = 0.02, 0.05
"""The accepted miss rate and the one that must not go unnoticed."""
NIGHTS, RUNS, A_NIGHT = 250, 2_000, 20
Row = tuple[str, str, str]


def coverage(chance: np.random.Generator) -> Iterator[Row]:
    """How often the interval of a control sample holds the true miss rate."""
    for drawn, rate in ((60, 0.02), (150, 0.02), (200, 0.05), (600, 0.01)):
        found = chance.binomial(drawn, rate, 20_000)
        for name, interval in (("Clopper-Pearson", clopper_pearson), ("Wilson", wilson)):
            ends = np.array([interval(x, drawn) for x in range(drawn + 1)])[found]
            held = np.mean((ends[:, 0] <= rate) & (rate <= ends[:, 1]))
            promise = "at least 94 %" if interval is clopper_pearson else "95 % on average"
            yield f"{name} covers, {drawn} reviews at {rate:.0%}", promise, f"{held:.1%}"


DESIGN = [
    ("flagged, small", 100, 100, 20),
    ("flagged, large", 300, 60, 45),
    ("small", 600, 60, 20),
    ("large", 2000, 80, 50),
]
"""(stratum, people, reviewed, wrongful among the people): who is flagged is looked at more often, and more wrongful."""


def weighting(chance: np.random.Generator) -> Iterator[Row]:
    """The weighted miss rate of everybody beside the one that mixes reviews as if all were drawn alike."""
    truth = sum(wrong for *_, wrong in DESIGN) / sum(people for _, people, *_ in DESIGN)
    runs = 4_000
    drawn = np.array(
        [chance.hypergeometric(wrong, people - wrong, reviewed, runs) for _, people, reviewed, wrong in DESIGN]
    )
    weighted, naive, normal, korn, sure = [], [], 0, 0, 0
    for finds in drawn.T:
        strata = [Stratum(name, people, n, int(x)) for (name, people, n, _), x in zip(DESIGN, finds, strict=True)]
        found = stratified(strata)
        weighted.append(found.rate)
        naive.append(found.naive_rate)
        normal += _holds(found.rate_interval, truth)
        korn += _holds(found.interval, truth)
        sure += _holds(sample_range(strata), truth)
    yield (
        "weighted rate, mean over 4,000 audits, off the truth by",
        "within 2 %",
        f"{np.mean(weighted) / truth - 1:+.1%}",
    )
    yield "unweighted rate, the same", "not within 2 %", f"{np.mean(naive) / truth - 1:+.1%}"
    yield "its normal interval covers", "about 95 %", f"{normal / runs:.1%}"
    yield "its Korn-Graubard interval covers", "about 95 %", f"{korn / runs:.1%}"
    yield "the range that is quoted covers", "at least 95 %", f"{sure / runs:.1%}"


LOPSIDED = [("large", 3000, 30, 90), *((f"tiny {number}", 10, 9, 2) for number in range(4))]
WIDER = [("large", 3000, 30, 90), *((f"small {number}", 200, 180, 10) for number in range(4))]
"""One large kind of which hardly anybody was looked at, beside tiny or small ones looked at almost as a whole."""


def headline(chance: np.random.Generator) -> Iterator[Row]:
    """The interval that the report quotes, the approximate one beside it, and Korn and Graubard's as it is."""
    for title, design, runs in (("plain", DESIGN, 2_000), ("lopsided", LOPSIDED, 1_000), ("wider", WIDER, 1_000)):
        truth = sum(wrong for *_, wrong in design) / sum(people for _, people, *_ in design)
        drawn = [chance.hypergeometric(wrong, people - wrong, reviewed, runs) for _, people, reviewed, wrong in design]
        quoted, approximate, korn, too_low = 0, 0, 0, 0
        for finds in np.array(drawn).T:
            kinds = Kinds(
                {(name,): Counts(people, n, n, int(x)) for (name, people, n, _), x in zip(design, finds, strict=True)},
                {},
            )
            found = estimate(kinds)
            assert found is not None, design
            quoted += _holds(found.interval, truth)
            approximate += _holds(found.approximate, truth)
            too_low += found.interval[0] > truth
            korn += _holds(stratified(kinds.strata()).interval, truth)
        yield f"the interval that is quoted covers, {title} design", "at least 95 %", f"{quoted / runs:.1%}"
        yield (
            "  its lower end, by which findings are made, is above the truth",
            "at most 2.5 %",
            f"{too_low / runs:.1%}",
        )
        yield "  the approximate one at the capped size covers", "about 95 %", f"{approximate / runs:.1%}"
        yield "  Korn-Graubard's as it is covers", "", f"{korn / runs:.1%}"


def _holds(interval: tuple[float, float] | None, truth: float) -> bool:
    return interval is not None and interval[0] <= truth <= interval[1]


def finds(chance: np.random.Generator, rate: float, quiet: int = 0, nights: int = NIGHTS) -> Any:
    """Finds of each run and night: at ``P0`` for the quiet nights, then at ``rate``."""
    return np.concatenate(
        [chance.binomial(A_NIGHT, P0, (RUNS, quiet)), chance.binomial(A_NIGHT, rate, (RUNS, nights))], axis=1
    )


def log_bets(found: Any) -> Any:
    """Logarithm of the night's likelihood ratio."""
    return found * np.log(P1 / P0) + (A_NIGHT - found) * np.log((1 - P1) / (1 - P0))


def plain(found: Any) -> Any:
    """The e-value from the first night on: the product's alarm."""
    return np.cumsum(log_bets(found), axis=1)


def mixed_starts(found: Any) -> Any:
    """Part of the stake on a rise that starts on night s, 1 / (s (s + 1)) of it for each s: an e-process as well."""
    bets = np.exp(log_bets(found))
    running, wealth = np.zeros(len(bets)), np.empty(bets.shape)
    for night in range(bets.shape[1]):
        start = 1 / ((night + 1) * (night + 2))
        running = (running + start) * bets[:, night]
        wealth[:, night] = running + 1 / (night + 2)  # what is not staked yet
    return np.log(wealth)


def shiryaev_roberts(found: Any) -> Any:
    """The e-detector of Shin, Ramdas and Rinaldo: one unit staked anew every night. Grows with time if all is well."""
    bets = np.exp(log_bets(found))
    running, wealth = np.zeros(len(bets)), np.empty(bets.shape)
    for night in range(bets.shape[1]):
        running = (running + 1) * bets[:, night]
        wealth[:, night] = running
    return np.log(wealth)


def cusum(found: Any) -> Any:
    """Started anew whenever it is below its stake: the e-detector that takes the best start instead of the sum."""
    bets = log_bets(found)
    running, wealth = np.zeros(len(bets)), np.empty(bets.shape)
    for night in range(bets.shape[1]):
        running = np.maximum(running, 0) + bets[:, night]
        wealth[:, night] = running
    return wealth


def p_values(found: Any) -> Any:
    """The exact one-sided p-value every night, as 1 / (20 p) so that 20 is p = 5 %."""
    from scipy.stats import binom  # noqa: PLC0415 - as in the product

    totals = np.cumsum(found, axis=1)
    reviewed = A_NIGHT * np.arange(1, found.shape[1] + 1)
    return -np.log(np.maximum(binom.sf(totals - 1, reviewed, P0), 1e-300))


ALARMS = (
    ("e-value at 20 (the alarm)", plain, 1 / ALPHA),
    ("starts mixed, at 20", mixed_starts, 1 / ALPHA),
    ("Shiryaev-Roberts e-detector at 20", shiryaev_roberts, 1 / ALPHA),
    (f"Shiryaev-Roberts e-detector at {NIGHTS} / 5 %", shiryaev_roberts, NIGHTS / ALPHA),
    ("CUSUM e-detector at 20", cusum, 1 / ALPHA),
    (f"CUSUM e-detector at {NIGHTS} / 5 %", cusum, NIGHTS / ALPHA),
    ("p-value below 5 %, looked at every night", p_values, 1 / ALPHA),
)


def monitoring(chance: np.random.Generator) -> Iterator[Row]:
    """False alarms while nothing has changed, and nights until a rise is called, by how long it was quiet before."""
    null = finds(chance, P0)
    worse = {quiet: finds(chance, P1, quiet) for quiet in (0, 20, 60)}
    for name, wealth, bar in ALARMS:
        alarms = np.mean(np.any(wealth(null) >= np.log(bar), axis=1))
        yield f"{name}: runs of {NIGHTS} quiet nights with a false alarm", "at most 5 %", f"{alarms:.1%}"
        for quiet, found in worse.items():
            promise = "median at most 10" if quiet == 0 and wealth is plain else ""
            yield f"  nights to find a rise {_after(quiet)}", promise, _delays(wealth(found) >= np.log(bar), quiet)


def _after(quiet: int) -> str:
    return f"after {quiet} quiet ones" if quiet else "on night 1"


def _delays(called: Any, quiet: int) -> str:
    """Median and 90th percentile among the runs that had not called before the rise."""
    first = np.where(called.any(axis=1), called.argmax(axis=1), called.shape[1])
    late = first[first >= quiet] - quiet + 1
    return f"{np.median(late):.0f} (nine of ten by {np.percentile(late, 90):.0f}; {np.mean(first < quiet):.1%} before)"


UNEQUAL = (("new kinds", 40, 1.0), ("all others", 400, 0.05))
"""(kind, people a night, rate of draw): two of three controls stand for one person in eleven."""
CHANCES = (
    ("2 % missed, 10 % of new kinds", 0.1, 0.012),
    ("2 % missed, none of new kinds", 0.0, 0.022),
    ("2 % missed, alike", 0.02, 0.02),
    ("5 % missed, alike", 0.05, 0.05),
    ("5 % missed, none of new kinds", 0.0, 0.055),
)
"""Of each kind the chance that a person was missed; in all it is 2 or 5 %."""


def unequal_rates(chance: np.random.Generator) -> Iterator[Row]:
    """The alarm where kinds are drawn at different rates, with weights (the product's) and without them."""
    least = min(rate for *_, rate in UNEQUAL)
    for name, *missed in CHANCES:
        logs = {"weighted": np.zeros((RUNS, NIGHTS)), "all alike": np.zeros((RUNS, NIGHTS))}
        for (_, people, rate), of_kind in zip(UNEQUAL, missed, strict=True):
            drawn = chance.binomial(people, rate, (RUNS, NIGHTS))
            found = chance.binomial(drawn, of_kind)
            for way, weight in (("weighted", least / rate), ("all alike", 1.0)):
                logs[way] += found * np.log1p(weight * (P1 - P0) / P0)
                logs[way] += (drawn - found) * np.log1p(-weight * (P1 - P0) / (1 - P0))
        for way, bets in logs.items():
            called = np.cumsum(bets, axis=1) >= np.log(1 / ALPHA)
            if name.startswith("2"):
                promise = "at most 5 %" if way == "weighted" else ""
                yield f"controls {way}, {name}: a false alarm ever", promise, f"{called.any(axis=1).mean():.1%}"
            else:
                yield f"controls {way}, {name}: nights to find it", "", _delays(called, 0)
    yield _unequal_sequence(chance)


def _unequal_sequence(chance: np.random.Generator) -> Row:
    """Looked at on 12 nights of each run, because there is no closed form."""
    runs, wrong, (_, *missed) = 400, 0, CHANCES[0]
    least = min(rate for *_, rate in UNEQUAL)
    for _ in range(runs):
        counts = {}
        for (_, people, rate), of_kind in zip(UNEQUAL, missed, strict=True):
            drawn = chance.binomial(people, rate, NIGHTS)
            counts[least / rate] = np.cumsum(np.stack([drawn, chance.binomial(drawn, of_kind)]), axis=1)
        looks = [
            {weight: tuple(each[:, night].tolist()) for weight, each in counts.items()}
            for night in range(19, NIGHTS, 20)
        ]
        wrong += any(not _holds(weighted_interval(look), P0) for look in looks)
    return (
        "weighted confidence sequence ever wrong, 2 % missed, 10 % of new kinds",
        "at most 5 %",
        f"{wrong / runs:.1%}",
    )


def sequences(chance: np.random.Generator) -> Iterator[Row]:
    """How often the confidence sequence ever leaves the true rate out, looked at on every one of the nights."""
    runs = 400
    for rate in (P0, P1, 0.1):
        totals = np.cumsum(chance.binomial(A_NIGHT, rate, (runs, NIGHTS)), axis=1)
        missed = np.zeros(runs, dtype=bool)
        for night in range(NIGHTS):
            for found in np.unique(totals[:, night]):
                low, high = beta_mixture_interval(int(found), A_NIGHT * (night + 1))
                if not low <= rate <= high:
                    missed |= totals[:, night] == found
        yield (
            f"confidence sequence ever wrong in {NIGHTS} nights, rate {rate:.0%}",
            "at most 5 %",
            f"{missed.mean():.1%}",
        )


PARTS = (coverage, weighting, monitoring, sequences, unequal_rates, headline)


def main() -> None:
    started = time.perf_counter()
    chance = np.random.default_rng(SEED)
    rows = [row for part in PARTS for row in part(chance)]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    print(f"{A_NIGHT} reviews a night, accepted {P0:.0%}, alternative {P1:.0%}; {RUNS:,} runs; seed {SEED}\n")
    for row in rows:
        print("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())
    print(f"\n{time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
