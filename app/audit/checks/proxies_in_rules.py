"""Rules of the ATS whose name or reason stands for age, origin, family, a place or a gap instead of the work.

A rule named so is asked about before anybody counts whom it hit: such rules are what courts look at first.
"""

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.answer import Answer, Column, Kind, Night, Observed, Severity, Table, count, said, table
from app.audit.cohort import received
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.matching.rule_proxies import found_in
from app.store.models import Rejection

NAME = "proxies_in_rules"
QUESTION = N_("Does a rule of the ATS stand for something that must not count, such as age or origin?")

NAMES_AT_MOST = 2_000
"""Distinct names or reasons that are read, those that rejected most people first."""
REASON_FROM = 3
"""A reason that fewer people were given may be about a person; it is not read."""
QUOTED = 120

STANDS_FOR: Mapping[str, tuple[Severity, str]] = MappingProxyType(
    {
        "age": (Severity.URGENT, N_("age")),
        "commute": (Severity.SERIOUS, N_("where somebody lives, and with it income and origin")),
        "culture": (Severity.NOTE, N_("likeness to those who are there already")),
        "digital native": (Severity.SERIOUS, N_("a year of birth")),
        "family": (Severity.URGENT, N_("family, pregnancy or care")),
        "gaps": (Severity.SERIOUS, N_("care, illness or the end of a contract")),
        "gender": (Severity.URGENT, N_("sex or gender")),
        "graduate": (Severity.SERIOUS, N_("youth")),
        "graduation year": (Severity.URGENT, N_("age")),
        "name": (Severity.URGENT, N_("origin, religion or sex, which names tell")),
        "nationality": (Severity.URGENT, N_("origin or religion")),
        "native speaker": (Severity.SERIOUS, N_("where somebody was born")),
        "overqualified": (Severity.SERIOUS, N_("age")),
        "photo": (Severity.URGENT, N_("age, origin and sex, which a photo shows")),
        "place": (Severity.SERIOUS, N_("income and origin, which an address tells")),
        "school": (Severity.SERIOUS, N_("the parents' means")),
    }
)
"""How soon to act, and what it may stand for. It may also be lawful: then a named person accepts it with the reason."""


def run(session: Session, night: Night) -> Answer:
    """The distinct rules and reasons of the period's rejections, each with how many people got it."""
    rules, more_rules = _rules(session, night)
    reasons, more_reasons = _reasons(session, night)
    findings, rows = [], []
    for what, named in ((N_("rule"), rules), (N_("reason"), reasons)):
        for name, people in sorted(named.items(), key=lambda item: (-item[1], item[0])):
            for about, quote in found_in(name).items():
                findings.append(_observed(what, name, about, people))
                rows.append((what, name[:QUOTED], quote, STANDS_FOR[about][1], people))
    unmeasured = []
    if more_rules or more_reasons:
        words = N_("Names of rules and reasons beyond the %(most)s most frequent ones were not read for proxies.")
        unmeasured.append(said(words, most=NAMES_AT_MOST))
    return Answer(tuple(findings), (_table(rows, len(rules), len(reasons)),), tuple(unmeasured))


def _rules(session: Session, night: Night) -> tuple[Counter[str], bool]:
    """Each rule with how many people it rejected, alone or with others; and whether there are more."""
    many = func.count()
    rows = session.execute(
        select(Rejection.rule, Rejection.rules, many)
        .where(received(night), Rejection.origin != "human")
        .group_by(Rejection.rule, Rejection.rules)
        .order_by(many.desc(), Rejection.rule, Rejection.rules)
        .limit(NAMES_AT_MOST + 1)
    ).all()
    named = Counter[str]()
    for rule, rules, people in rows[:NAMES_AT_MOST]:
        for name in filter(None, {*(rules.splitlines() or [rule])}):
            named[name] += people
    return named, len(rows) > NAMES_AT_MOST


def _reasons(session: Session, night: Night) -> tuple[Counter[str], bool]:
    many = func.count()
    rows = session.execute(
        select(Rejection.reason, many)
        .where(received(night), Rejection.origin != "human", Rejection.reason != "")
        .group_by(Rejection.reason)
        .having(many >= REASON_FROM)
        .order_by(many.desc(), Rejection.reason)
        .limit(NAMES_AT_MOST + 1)
    ).all()
    return Counter(dict(rows[:NAMES_AT_MOST])), len(rows) > NAMES_AT_MOST


def _observed(what: str, name: str, about: str, people: int) -> Observed:
    severity, stands_for = STANDS_FOR[about]
    words = N_(
        "the %(what)s “%(name)s” rejected %(people)s people and may stand for %(stands_for)s; change it in the ATS, or "
        "accept this with the reason why the work needs it"
    )
    text = said(words, what=what, name=name[:QUOTED], people=people, stands_for=stands_for)
    return Observed(name[:QUOTED], text, severity, kind=f"{what}-{about}", weight=float(people))


def _table(rows: list[tuple[str, str, str, str, int]], rules: int, reasons: int) -> Table:
    words = N_("Of %(rules)s rules and %(reasons)s reasons, %(found)s name something that may stand for another.")
    named = len({row[:2] for row in rows})
    return table(
        "proxies_in_rules",
        said(N_("Proxies in rules")),
        (
            Column("what", N_("what"), Kind.WORD), Column("name", N_("name")), Column("words", N_("words")),
            Column("stands_for", N_("may stand for"), Kind.WORD), count("people", N_("people rejected")),
        ),
        rows,
        sentence=said(words, rules=rules, reasons=reasons, found=named),
    )  # fmt: skip
