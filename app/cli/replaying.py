"""``second-look replay``: what other rules would change, for stored matches or for a plain export without any ATS."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from app import clock
from app.cli import door
from app.config import Settings, load_settings
from app.errors import BadInputError
from app.intake.check import Bad, Repetitions, Usable, check_postings, check_rejections
from app.intake.columns import POSTING_COLUMNS, PostingRow, RejectionRow
from app.intake.files import open_batch
from app.intake.resume_files import ResumeFiles, open_resumes
from app.intake.rows import in_chunks, read_rows
from app.matching.lexicon import Alias
from app.matching.model import MatchPolicy, Requirement, Verdict
from app.matching.requirements import from_data, read_requirements
from app.matching.score import match
from app.screening.replay import Replay, Tally, Trial
from app.worker import child_limits
from parsers import isolate
from parsers.model import Resume

EXPORT_COLUMNS = ("application_id", "resume_file")
ANY_POSTING = ""
"""Key of a posting that holds for every row."""
VERDICTS = {
    Verdict.STRONG: "would have been flagged",
    Verdict.DOUBT: "would have gone to a person in doubt",
    Verdict.WEAK: "would not have been flagged",
}

AllowedMissing = Annotated[int | None, typer.Option(min=0, max=20, help="Try: so many must-haves may be not found.")]
Aliases = Annotated[list[str] | None, typer.Option("--alias", help='Try: two names of one thing, "K8s = Kubernetes".')]
Kept = Annotated[bool, typer.Option("--kept-requirements", help="With the requirements of then, not those of now.")]
PostingId = Annotated[str, typer.Option("--posting-id", help="Only the matches of this posting, by our id.")]
Export = Annotated[Path | None, typer.Option("--export", help="Instead: rejected applications, CSV or JSON Lines.")]
ResumesPlace = Annotated[Path | None, typer.Option("--resumes", help="Folder or zip archive with the resume files.")]
PostingFile = Annotated[
    Path | None,
    typer.Option("--posting", help="The posting as text, its title first; or several as JSON Lines (.jsonl)."),
]
Shown = Annotated[int, typer.Option("--show", min=0, max=1000, help="Rows listed of each kind of change.")]


def replay(  # noqa: PLR0913, PLR0917 - one parameter for each option
    allowed_missing: AllowedMissing = None,
    alias: Aliases = None,
    kept_requirements: Kept = False,  # noqa: FBT002 - a command-line flag
    posting_id: PostingId = "",
    export: Export = None,
    resumes: ResumesPlace = None,
    posting: PostingFile = None,
    show: Shown = 20,
    as_json: door.AsJson = False,  # noqa: FBT002 - a command-line flag
) -> None:
    """Match again and say what would be different; nothing is written, nobody's state changes.

    Without --export all stored matches are repeated, under the rules of this version and what is tried. With --export,
    --resumes and --posting no database is needed: it says who would have been flagged, and why.
    """
    trial = Trial(allowed_missing, tuple(_alias(each) for each in alias or ()), kept_requirements)
    if export is None:
        tally = _stored(trial, posting_id, show)
    elif resumes is None or posting is None:
        raise BadInputError("--export needs --resumes, the folder with the resume files, and --posting, the job's text")
    else:
        tally = _exported(trial, export, open_resumes(resumes), _postings(posting), show)
    door.say(_as_data(tally), _as_text(tally), as_json=as_json)


def _stored(trial: Trial, posting_id: str, show: int) -> Tally:
    with door.opened() as store:
        run = Replay(trial, posting_id=posting_id, shown_at_most=show)
        with store.read() as session:
            total = run.total(session)
        with door.progress("matched again", total) as advance:
            while True:
                with store.read() as session:
                    page = run.next_page(session)
                if not page:
                    return run.tally
                for stored in page:
                    run.add(stored)
                advance(len(page))


def _exported(
    trial: Trial, export: Path, files: ResumeFiles, postings: dict[str, tuple[Requirement, ...]], show: int
) -> Tally:
    settings, tally = load_settings(), Tally(show)
    try:
        with door.progress(export.name, None) as advance:
            for item in _checked(export):
                try:
                    row, asked, resume = _opened(item, files, postings, settings)
                except BadInputError as error:
                    tally.unreadable += 1
                    door.remark(f"line {item.row.line}: {error}")
                else:
                    found = match(
                        resume, asked, policy=MatchPolicy(allowed_missing=trial.allowed_missing or 0),
                        as_of=row.rejected_at.date(), answers=row.answers, aliases=trial.aliases,
                    )  # fmt: skip
                    tally.add(row.application_id, row.posting_id, "", found)
                advance(1)
    finally:
        files.close()
    return tally


def _opened(
    item: Usable[RejectionRow] | Bad,
    files: ResumeFiles,
    postings: dict[str, tuple[Requirement, ...]],
    settings: Settings,
) -> tuple[RejectionRow, tuple[Requirement, ...], Resume]:
    """A row with what its posting asks and its resume. Raises BadInputError for what cannot be used."""
    if isinstance(item, Bad):
        raise BadInputError(item.reason)
    asked = postings.get(item.value.posting_id, postings.get(ANY_POSTING))
    if asked is None:
        raise BadInputError("posting_id: no such posting; add it to the postings file")
    resume = isolate.parse(files.read(item.value.resume_file, settings.resume_limit_mb << 20), child_limits(settings))
    if not isinstance(resume, Resume):
        raise BadInputError(f"resume_file: {resume.why}")
    return item.value, asked, resume


def _checked(export: Path) -> Iterator[Usable[RejectionRow] | Bad]:
    """Rows of the export; a plain one has no posting and no date, then they are of the one posting and of today."""
    usual = {"posting_id": "-", "rejected_at": clock.now().date().isoformat()}
    with closing(open_batch(export)) as file, closing(Repetitions()) as repetitions:
        for chunk in in_chunks(read_rows(file.lines(), file.name, EXPORT_COLUMNS)):
            filled = [
                replace(row, fields=usual | {name: value for name, value in row.fields.items() if value})
                for row in chunk
            ]
            yield from check_rejections(filled, repetitions, clock.now())


def _postings(path: Path) -> dict[str, tuple[Requirement, ...]]:
    with closing(open_batch(path)) as file:
        if path.suffix != ".jsonl":
            text = "".join(file.lines())
            return {ANY_POSTING: read_requirements(text.strip().partition("\n")[0], text)}
        checked = check_postings(read_rows(file.lines(), file.name, POSTING_COLUMNS))
    return {row.posting_id: _requirements(row) for row in _usable(checked)}


def _usable(checked: Iterable[Usable[PostingRow] | Bad]) -> Iterator[PostingRow]:
    for item in checked:
        if isinstance(item, Bad):
            raise BadInputError(f"line {item.row.line}: {item.reason}")
        yield item.value


def _requirements(row: PostingRow) -> tuple[Requirement, ...]:
    return from_data(row.requirements) if row.requirements else read_requirements(row.title, row.text)


def _alias(text: str) -> Alias:
    form, sign, term = (part.strip() for part in text.partition("="))
    if not (form and sign and term):
        raise BadInputError(f'--alias {text!r}: write two names of one thing, such as "K8s = Kubernetes"')
    return Alias(form, term)


def _as_data(tally: Tally) -> dict[str, Any]:
    return {
        "compared": tally.compared,
        "unreadable": tally.unreadable,
        "matcher": tally.matcher,
        "verdicts": [{"before": old, "after": new, "count": n} for (old, new), n in sorted(tally.verdicts.items())],
        "findings": [{"before": old, "after": new, "count": n} for (old, new), n in sorted(tally.findings.items())],
        "rows": [asdict(row) for kept in tally.rows.values() for row in kept],
    }


def _as_text(tally: Tally) -> str:
    left = f", {tally.unreadable} could not be" if tally.unreadable else ""
    lines = [f"{tally.compared} matched{left}; matcher {tally.matcher or '-'}"]
    for (before, after), count in sorted(tally.verdicts.items()):
        lines.append(f"{before} -> {after}: {count}" if before else f"{VERDICTS[Verdict(after)]}: {count}")
        kept = tally.rows[before, after] if before or after != Verdict.WEAK else []
        lines += [f"  {row.id}  {row.posting}  {row.why}" for row in kept]
        lines += [f"  and {count - len(kept)} more"] if kept and count > len(kept) else []
    if not tally.verdicts:
        lines.append("no verdict would be different")
    lines += [f"finding {before} -> {after}: {count}" for (before, after), count in sorted(tally.findings.items())]
    return "\n".join(lines)
