"""Whether two people who judge the same candidate, neither knowing of the other, come to the same result.

All that the night says about missed people rests on what reviewers decide. Where they do not agree, it says little.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.audit.answer import Answer, Cell, Column, Kind, Night, Observed, Said, Severity, count, said, share, table
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.lifecycle import Action
from app.stats.agreement import agreement_and_drift
from app.store.models import Opinion, Posting, Rejection

NAME = "agreement"
QUESTION = N_("Do two people who look at the same candidate disagree more than they may?")

POSTINGS = 20
"""Shown one by one, those with most pairs first."""
TOO_FEW = 10
"""Pairs below which no coefficient is given."""
OF_A_PERSON = 100
"""Pairs below which nothing follows about a single person."""
RELIABLE, TENTATIVE = 0.8, 0.667
"""Customary bars of alpha, after Krippendorff."""

WAYS = (Action.REINSTATE, Action.UPHOLD)
Pairs = Counter[tuple[str, str]]
"""How many pairs of a first and a second opinion there are, by what the two said."""


def run(session: Session, night: Night) -> Answer:
    """All blind second reviews of the period, as they stood at its end: over all, and by posting."""
    by_posting = _counted(session, night)
    everywhere = sum((pairs for _, pairs in by_posting), Pairs())
    n = everywhere.total()
    if n < TOO_FEW:
        few = N_(
            "Whether reviewers agree: %(pairs)s candidates were judged by two people, and below %(least)s no number "
            "says anything. The policy sets the share of second reviews; an earlier first day takes in more."
        )
        return Answer(unmeasured=(said(few, pairs=n, least=TOO_FEW),))
    rows = [_row(N_("all postings"), everywhere), *(_row(title, pairs) for title, pairs in by_posting[:POSTINGS])]
    observed = _finding(everywhere)
    return Answer(
        tables=(table("agreement", said(N_("Two people, one candidate")), _COLUMNS, rows, sentence=_say(everywhere)),),
        findings=(observed,) if observed else (),
        unmeasured=tuple(_gaps(n, len(by_posting))),
    )


def _counted(session: Session, night: Night) -> list[tuple[str, Pairs]]:
    first, second = aliased(Opinion), aliased(Opinion)
    known_to_us = and_(first.reason == "known_to_us", first.action == Action.UPHOLD)
    query: Select[str, str, str, str, int] = (
        select(Rejection.posting_id, Posting.title, first.action, second.action, func.count())
        .join(second, second.rejection_id == first.rejection_id)
        .join(Rejection, Rejection.id == first.rejection_id)
        .join(Posting, Posting.id == Rejection.posting_id)
        .where(
            first.kind == "first",
            second.kind == "second",
            ~known_to_us,  # two people looked because of what the first one said, not by chance
            second.at >= night.start,
            second.at < night.until,
            *(or_(one.withdrawn_at.is_(None), one.withdrawn_at >= night.until) for one in (first, second)),
        )
        .group_by(Rejection.posting_id, Posting.title, first.action, second.action)
    )
    found: dict[tuple[str, str], Pairs] = {}
    for posting_id, title, one, other, many in session.execute(query):
        found.setdefault((posting_id, title), Pairs())[one, other] += many
    ordered = sorted(found.items(), key=lambda item: (-item[1].total(), item[0]))
    return [(title or posting_id, pairs) for (posting_id, title), pairs in ordered]


_COLUMNS = (
    Column("posting", N_("posting")), count("pairs", N_("judged by two")), share("agreed", N_("agreed")),
    Column("kappa", N_("kappa"), Kind.NUMBER, 3), Column("low", N_("low"), Kind.NUMBER, 3),
    Column("high", N_("high"), Kind.NUMBER, 3), share("positive", N_("agreed on reinstating")),
    share("negative", N_("agreed on upholding")), Column("prevalence", N_("prevalence index"), Kind.NUMBER, 3),
    Column("bias", N_("bias index"), Kind.NUMBER, 3), Column("pabak", N_("PABAK"), Kind.NUMBER, 3),
    Column("ac1", N_("Gwet's AC1"), Kind.NUMBER, 3), Column("alpha", N_("Krippendorff's alpha"), Kind.NUMBER, 3),
    Column("word", N_("customary word"), Kind.WORD),
)  # fmt: skip


def _row(posting: str, pairs: Pairs) -> Sequence[Cell]:
    n = pairs.total()
    if n < TOO_FEW:
        return (posting, n, _agreed(pairs) / n, *[None] * 10, N_("too few"))
    found = _measured(pairs)
    two, alpha = found["two_reviewers"], found["krippendorff_alpha_nominal"]
    low, high = _within(two["kappa_ci95"] or (None, None))
    return (
        posting, n, two["observed_agreement"], two["kappa"], low, high, two["positive_agreement"],
        two["negative_agreement"], two["prevalence_index"], two["bias_index"], two["pabak"], two["gwet_ac1"], alpha,
        _word(alpha),
    )  # fmt: skip


def _measured(pairs: Pairs) -> dict[str, Any]:
    confusion = [[pairs[one, other] for other in WAYS] for one in WAYS]
    units = [pair for pair, many in sorted(pairs.items()) for _ in range(many)]
    return agreement_and_drift(confusion=confusion, units=units)


def _within(interval: tuple[Cell, Cell]) -> tuple[Cell, Cell]:
    """The normal interval leaves what kappa can be where there are few pairs."""
    low, high = (None if end is None else max(-1.0, min(1.0, float(end))) for end in interval)
    return low, high


def _agreed(pairs: Pairs) -> int:
    return sum(many for (one, other), many in pairs.items() if one == other)


def _word(alpha: float | None) -> str:
    if alpha is None:
        return N_("not defined: all said the same")
    return N_("reliable") if alpha >= RELIABLE else N_("tentative") if alpha >= TENTATIVE else N_("not reliable")


def _say(pairs: Pairs) -> Said:
    two, n = _measured(pairs)["two_reviewers"], pairs.total()
    if two["kappa"] is None:
        alike = N_(
            "Two people judged %(pairs)s candidates without knowing of each other, and all alike: that they agree "
            "beyond chance cannot be told from one answer."
        )
        return said(alike, pairs=n)
    low, high = _within(two["kappa_ci95"] or (two["kappa"], two["kappa"]))
    words = N_(
        "Two people judged %(pairs)s candidates without knowing of each other and agreed on %(agreed)s; kappa, which "
        "takes off what chance alone gives, is %(kappa)s, between %(low)s and %(high)s."
    )
    figures = {"kappa": two["kappa"], "low": low, "high": high}
    return said(words, pairs=n, agreed=_agreed(pairs), **{name: f"{value:.2f}" for name, value in figures.items()})


def _finding(pairs: Pairs) -> Observed | None:
    """Only where enough was judged, and even the upper end of kappa is below what is called tentative."""
    kappa = _measured(pairs)["two_reviewers"]["kappa_ci95"]
    n = pairs.total()
    if n < OF_A_PERSON or kappa is None or kappa[1] >= TENTATIVE:
        return None
    words = N_(
        "of %(pairs)s candidates judged by two people they agreed on %(agreed)s; kappa is at most %(high)s, so what "
        "the night says about missed people is as uncertain; look at the pairs together and say what counts"
    )
    text = said(words, pairs=n, agreed=_agreed(pairs), high=f"{kappa[1]:.2f}")
    return Observed("", text, Severity.SERIOUS, weight=float(n - _agreed(pairs)))


def _gaps(n: int, postings: int) -> list[Said]:
    gaps = []
    if n < OF_A_PERSON:
        words = N_("How well a single person agrees with others: %(pairs)s pairs are too few, below %(least)s.")
        gaps.append(said(words, pairs=n, least=OF_A_PERSON))
    if postings > POSTINGS:
        words = N_("Agreement is shown for the %(shown)s postings with most pairs, of %(all)s.")
        gaps.append(said(words, shown=POSTINGS, all=postings))
    return gaps
