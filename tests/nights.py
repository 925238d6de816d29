"""Making the night's report inside a test's own session: by asking the checks, or with answers made by hand."""

from collections.abc import Mapping
from contextlib import nullcontext
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.audit import findings, verify
from app.audit.answer import Answer, Chart, Column, Kind, Observed, Severity, as_json, count, said, share, table
from app.audit.run import period, run_night
from app.store.night import AuditAnswer, AuditRun


def audited(session: Session, day: date, *, now: datetime, since: date | None = None) -> AuditRun:
    """The report up to a day, made now; what it reads and writes stays in the session."""
    run_id = run_night(lambda: nullcontext(session), lambda: nullcontext(session), period(day, now, since), now=now)
    return session.get_one(AuditRun, run_id)


def written(session: Session, day: date, answers: Mapping[str, Answer], *, now: datetime, days: int = 28) -> AuditRun:
    """A finished report with these answers of checks, as if the night had asked them."""
    run = AuditRun(day=day, since=day - timedelta(days=days - 1), started_at=now, finished_at=now, seed="5eed")
    run.snapshot, run.versions = "0" * 64, {"second-look": "1.0"}
    session.add(run)
    session.flush()
    for check, answer in answers.items():
        session.add(AuditAnswer(run_id=run.id, check=check, content=as_json(answer)))
        findings.keep(session, run.id, check, answer.findings)
    session.flush()
    findings.follow(session, run.id, day, now)
    verify.stamp(session, run)
    return run


def telling(rule: str = "Kubernetes = No", subject: str = "", others: int = 58) -> Mapping[str, Answer]:
    """Answers with every kind of column, chart and text: what a page of them has to show."""
    rule_column, rate = Column("rule", "rule"), share("rate", "rate")
    ends = share("low", "low"), share("high", "high")
    people = [(f"ana{number}@example.org", number, None if number == 1 else 0.12345) for number in range(3)]
    rules = [(rule, 214, 11 / 18, 0.3575, 0.827), ("=1+1", 3, None, None, None)]
    rules += [(f"Rule {number}", 1000 + number, number / 200, number / 300, number / 100) for number in range(others)]
    nights = [
        (f"2026-11-{number:02}", None if number == 3 else number * 1.5, number, number * 2) for number in range(1, 21)
    ]
    return {
        "misses": Answer(
            tables=(
                table(
                    "misses",
                    said("Missed people"),
                    (Column("what", "what", Kind.WORD), Column("people", "people", Kind.NUMBER, 1)),
                    [("received", 2000.04), ("decided", -0.5)],
                    sentence=said(
                        "About %(missed)s of %(people)s people set aside would have been advanced.",
                        missed=50,
                        people=2000,
                    ),
                ),
            ),
            unmeasured=(said("%(many)s people were in groups that nobody looked into.", many=1200),),
        ),
        "rule_health": Answer(
            findings=(
                Observed(
                    rule,
                    said(
                        "rejected %(people)s, of %(looked)s looked at %(reinstated)s were reinstated",
                        rule=rule,
                        people=214,
                        alone=214,
                        looked=18,
                        reinstated=11,
                    ),
                    Severity.URGENT,
                    weight=130.0,
                ),
            ),
            tables=(
                table(
                    "rules",
                    said("Rules"),
                    (rule_column, count("rejected", "rejected"), rate, *ends),
                    rules,
                    sentence=said("One rule rejects people whom you would advance: %(rule)s.", rule=rule),
                    chart=Chart("intervals", "rule", "rate", "low", "high", 0.02),
                ),
            ),
        ),
        "monitor": Answer(
            tables=(
                table(
                    "nights",
                    said("Night over night"),
                    (
                        Column("night", "night"),
                        Column("e", "e-value", Kind.NUMBER, 2),
                        Column("l", "low", Kind.NUMBER, 2),
                        Column("h", "high", Kind.NUMBER, 2),
                    ),
                    nights,
                    chart=Chart("line", "night", "e", "l", "h", 20.0),
                ),
            ),
        ),
        "deadlines": Answer(
            findings=(Observed(subject, said("the hold ended undecided"), weight=1.0),) if subject else ()
        ),
        "reviewers": Answer(
            findings=(Observed("ana@example.org", said("decides unlike before"), Severity.NOTE),),
            tables=(
                table(
                    "people",
                    said("Who decided"),
                    (Column("who", "who"), count("n", "n"), share("r", "r")),
                    people,
                    sentence=said("Ana decided most."),
                    chart=Chart("bars", "who", "n"),
                ),
            ),
        ),
    }
