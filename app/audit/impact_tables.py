"""The tables of an adverse impact report. Local Law 144's summary is made of the same ones."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.audit.answer import Chart, Column, Kind, Said, Table, count, said, share, table
from app.audit.cells import ATTRIBUTES, TITLES, Crowd, Grouped, ScoreCell, grouped, hidden_groups
from app.audit.impacts import ENOUGH, VERDICTS, Comparison, compared_of, comparisons, remark
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.stats.impact import Category, Compared
from app.stats.intervals import wilson
from app.stats.mantel_haenszel import WithinStrata, pooled
from app.stats.two_groups import Groups

ATS, REVIEW = "ats", "review"
STAGES: Mapping[str, Callable[[Crowd], int]] = {
    ATS: lambda crowd: crowd.after_ats,
    REVIEW: lambda crowd: crowd.after_review,
}
STAGE_NAMES = {ATS: N_("after the ATS"), REVIEW: N_("after review")}
FOUR_FIFTHS = 0.8
"""Where charts draw a line; a mark of 29 CFR 1607.4 D, and of no law on its own."""

_HEADINGS = {
    (ATS, "sex"): N_("Who passes the ATS, by sex"),
    (ATS, "race"): N_("Who passes the ATS, by race or ethnicity"),
    (ATS, "sex_race"): N_("Who passes the ATS, by sex and race or ethnicity"),
    (ATS, "age"): N_("Who passes the ATS, by age"),
    (REVIEW, "sex"): N_("Who passes after review, by sex"),
    (REVIEW, "race"): N_("Who passes after review, by race or ethnicity"),
    (REVIEW, "sex_race"): N_("Who passes after review, by sex and race or ethnicity"),
    (REVIEW, "age"): N_("Who passes after review, by age"),
}
_PASSING = (
    Column("group", N_("group")), count("n", N_("people")), count("passed", N_("passed")), share("rate", N_("rate")),
    share("rate_low", N_("rate: low")), share("rate_high", N_("rate: high")), share("share", N_("share of people")),
    Column("ratio", N_("impact ratio"), Kind.NUMBER, 4), Column("ratio_low", N_("ratio: low"), Kind.NUMBER, 4),
    Column("ratio_high", N_("ratio: high"), Kind.NUMBER, 4), Column("shortfall", N_("people short"), Kind.NUMBER, 1),
    Column("remark", N_("remark")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Within:
    """A comparison with everybody measured within their own posting."""

    comparison: Comparison
    strata: Sequence[Groups]
    result: WithinStrata
    differs: bool | None


def passing(stage: str, people: Grouped) -> Table:
    """The selection table of one attribute: n, passed, rate with Wilson's interval, ratio with Katz's, people short."""
    compared = compared_of(people)
    beside = {one.group.name: one for one in comparisons(people, compared)}
    total = sum(each.n for each in compared.categories)
    rows = [
        (
            each.name, each.n, each.passed, each.passed / each.n, *wilson(each.passed, each.n), each.n / total,
            compared.ratio(each), *(one.interval if one else (None, None)), one.shortfall if one else None,
            remark(each, compared),
        )
        for each in compared.categories
        for one in [beside.get(each.name)]
    ]  # fmt: skip
    return table(
        f"{stage}_{people.attribute}", said(_HEADINGS[stage, people.attribute]), _PASSING, rows,
        sentence=_plainly(compared, list(beside.values())),
        chart=Chart("intervals", "group", "ratio", "ratio_low", "ratio_high", FOUR_FIFTHS),
    )  # fmt: skip


def _plainly(compared: Compared, found: Sequence[Comparison]) -> Said:
    reference = compared.reference
    if reference is None or not reference.passed:
        return said(N_("No group can be compared: nobody passed, or every group is too small."))
    behind = [one for one in found if one.groups.behind]
    if not behind:
        return said(N_("No group passed less often than %(reference)s."), reference=reference.name)
    last = min(behind, key=lambda one: (one.groups.ratio or 0.0, one.group.name))
    return said(
        N_("%(group)s: %(passed)s of %(n)s passed, %(ratio)s times as often as %(reference)s (%(high)s %%); at the "
           "same rate %(shortfall)s more of them would have passed."),
        group=last.group.name, passed=last.group.passed, n=last.group.n, ratio=f"{last.groups.ratio:.2f}",
        reference=reference.name, high=f"{100 * reference.passed / reference.n:.1f}", shortfall=f"{last.shortfall:.0f}",
    )  # fmt: skip


def tests(found: Sequence[Comparison]) -> Table:
    """Every comparison with its tests; the same person in a smaller and a larger group makes two."""
    number = Kind.NUMBER
    columns = (
        Column("stage", N_("stage")), Column("attribute", N_("attribute")), Column("group", N_("group")),
        Column("reference", N_("compared with")), Column("ratio", N_("impact ratio"), number, 4),
        Column("z", N_("z"), number, 3), Column("p_z", N_("p of z"), number, 5),
        Column("p_fisher", N_("p (Fisher)"), number, 5), Column("p_mid", N_("mid-p"), number, 5),
        Column("p_adjusted", N_("p, adjusted for all comparisons"), number, 5),
        Column("swapped", N_("ratio after swapping one person"), number, 4),
        Column("worst", N_("ratio at worst, by those unknown"), number, 4),
        Column("best", N_("ratio at best, by those unknown"), number, 4), Column("verdict", N_("verdict")),
    )  # fmt: skip
    rows = [
        (
            STAGE_NAMES[one.stage], TITLES[one.attribute], one.group.name, one.reference.name, one.groups.ratio, one.z,
            one.p_z, one.exact.two_sided, one.exact.mid, one.adjusted, one.swapped, one.worst, one.best,
            VERDICTS[one.verdict],
        )
        for one in found
    ]  # fmt: skip
    sentence = said(
        N_("Of %(all)s comparisons %(adverse)s are below four fifths and hardly chance, even beside all the others."),
        all=len(found), adverse=sum(one.adverse for one in found),
    )  # fmt: skip
    return table("comparisons", said(N_("Is it chance?")), columns, rows, sentence=sentence)


def within_postings(found: Sequence[Within]) -> Table:
    """Mantel and Haenszel's comparison by posting; an overall ratio that points another way is marked."""
    number = Kind.NUMBER
    columns = (
        Column("stage", N_("stage")), Column("group", N_("group")), Column("reference", N_("compared with")),
        count("postings", N_("postings")), Column("overall", N_("ratio over all"), number, 4),
        Column("ratio", N_("ratio within postings"), number, 4), Column("odds", N_("odds ratio"), number, 4),
        Column("odds_low", N_("odds: low"), number, 4), Column("odds_high", N_("odds: high"), number, 4),
        Column("p", N_("p within postings"), number, 5), Column("shortfall", N_("people short"), number, 1),
        Column("p_alike", N_("p that postings are alike"), number, 5), Column("remark", N_("remark")),
    )  # fmt: skip
    rows = []
    for one in found:
        result, pair = one.result, one.comparison
        remarks = N_("points the other way within postings") if one.differs else ""
        rows.append((
            STAGE_NAMES[pair.stage], pair.group.name, pair.reference.name, len(one.strata), pooled(one.strata).ratio,
            result.ratio, result.odds_ratio, *(result.odds_ratio_interval or (None, None)), result.p, result.shortfall,
            _alike(result), remarks,
        ))  # fmt: skip
    sentence = said(
        N_("Within the same posting, %(number)s of %(all)s comparisons point another way than over all postings."),
        number=sum(bool(one.differs) for one in found), all=len(found),
    )  # fmt: skip
    return table("within_postings", said(N_("Within each posting")), columns, rows, sentence=sentence)


def _alike(result: WithinStrata) -> float | None:
    """The p-value of Breslow and Day's test: small where one odds ratio does not fit all postings."""
    if result.breslow_day_chi2 is None or not result.breslow_day_df:
        return None
    from scipy.stats import chi2  # noqa: PLC0415 - slow to load, night only

    return float(chi2.sf(result.breslow_day_chi2, result.breslow_day_df))


def answered(people: Mapping[tuple[str, str], Grouped]) -> Table:
    """How many said what they are, of those who passed the ATS and of the others (29 CFR 1607.4 D: missing data).

    People of groups that are not shown count as not having said, or their number would be left over.
    """
    rows = []
    for attribute in ATTRIBUTES:
        one = people[ATS, attribute]
        known = sum(each.n for each in one.categories), sum(each.passed for each in one.categories)
        every = known[0] + one.unknown.n, known[1] + one.unknown.passed
        for outcome, n, all_of_them in (
            (N_("passed the ATS"), known[1], every[1]), (N_("did not"), known[0] - known[1], every[0] - every[1]),
        ):  # fmt: skip
            rows.append((
                TITLES[attribute], outcome, all_of_them, n, all_of_them - n, n / all_of_them if all_of_them else None,
            ))  # fmt: skip
    columns = (
        Column("attribute", N_("attribute")), Column("outcome", N_("outcome")), count("people", N_("people")),
        count("known", N_("known")), count("unknown", N_("unknown")), share("rate", N_("known, share")),
    )  # fmt: skip
    both = people[ATS, "sex_race"]
    everybody = both.unknown.n + sum(each.n for each in both.categories)
    sentence = said(
        N_("Sex and race or ethnicity are both known of %(known)s of %(people)s people who applied."),
        known=everybody - both.unknown.n, people=everybody,
    )  # fmt: skip
    return table("answered", said(N_("Who said what they are")), columns, rows, sentence=sentence)


def scoring(scores: Sequence[ScoreCell]) -> Table:
    """Scoring rates: the share of each group above the median of everybody with a score, unknown ones included."""
    rows: list[tuple[str | int | float | None, ...]] = []
    lowest: list[tuple[float, str]] = []
    for connection in sorted({one.connection for one in scores}):
        those = [one for one in scores if one.connection == connection]
        hidden = hidden_groups(those)
        for attribute in ("sex", "race", "sex_race"):
            people = grouped(((one.group(attribute), one.n, one.above) for one in those), attribute, hidden[attribute])
            compared = compared_of(people)
            for each in compared.categories:
                ratio = compared.ratio(each)
                lowest += [(ratio, each.name)] if ratio is not None else []
                rows.append((
                    connection, TITLES[attribute], each.name, each.n, each.passed, each.passed / each.n, ratio,
                    _small(each, compared),
                ))  # fmt: skip
    columns = (
        Column("connection", N_("connection")), Column("attribute", N_("attribute")), Column("group", N_("group")),
        count("n", N_("people")), count("above", N_("above the median")), share("rate", N_("scoring rate")),
        Column("ratio", N_("impact ratio"), Kind.NUMBER, 4), Column("remark", N_("remark")),
    )  # fmt: skip
    ratio, name = min(lowest, default=(None, ""))
    sentence = said(N_("No scoring rates can be compared.")) if ratio is None else said(
        N_("The lowest scoring rate is that of %(group)s, %(ratio)s times the highest."),
        group=name, ratio=f"{ratio:.2f}",
    )  # fmt: skip
    return table("scoring", said(N_("Who scores above the median")), columns, rows, sentence=sentence)


def _small(each: Category, compared: Compared) -> str:
    return remark(each, compared) if each.name in compared.excluded or each.n < ENOUGH else ""
