"""``second-look import``: files by hand."""

from contextlib import ExitStack, closing
from pathlib import Path
from typing import Annotated, Any

import typer

from app import clock
from app.cli import door
from app.config import load_settings
from app.errors import BadInputError
from app.intake import batch, importing
from app.intake.drop import take_in
from app.intake.files import open_batch
from app.intake.resume_files import open_resumes
from app.lifecycle import LapsePolicy, UnflaggedPolicy
from app.worker import place_of

SHOWN = 20
"""Rows put aside that are listed; ``--json`` lists up to a thousand."""

PROGRESS_EVERY = 50_000

ConnectionName = Annotated[str, typer.Option("--connection", help="Name of the connection the files belong to.")]
PostingsFile = Annotated[Path | None, typer.Option("--postings", help="Postings, JSON Lines.")]
RejectionsFile = Annotated[Path | None, typer.Option("--rejections", help="Rejected applications, CSV or JSON Lines.")]
ResumesPlace = Annotated[Path | None, typer.Option("--resumes", help="Folder or zip archive with the resume files.")]
Unflagged = Annotated[UnflaggedPolicy | None, typer.Option(help=f"{door.UNFLAGGED_HELP} (New connection.)")]
Lapse = Annotated[LapsePolicy | None, typer.Option(help=f"{door.LAPSE_HELP} (New connection.)")]
FromDrop = Annotated[
    bool, typer.Option("--drop", help="Take in what lies in the drop folder (SECOND_LOOK_IMPORT_DIR), nothing else.")
]
ChosenBy = Annotated[str, typer.Option(help="The person who chose these policies (new connection).")]


def import_(  # noqa: PLR0913, PLR0917 - the options of a command
    connection: ConnectionName = "",
    postings: PostingsFile = None,
    rejections: RejectionsFile = None,
    resumes: ResumesPlace = None,
    unflagged: Unflagged = None,
    lapse: Lapse = None,
    chosen_by: ChosenBy = "",
    drop: FromDrop = False,  # noqa: FBT002 - a command-line flag
    as_json: door.AsJson = False,  # noqa: FBT002 - a command-line flag
) -> None:
    """Take in files exported from an ATS: postings, and rejected applications with their resumes.

    Safe to repeat: what is known is not added again, and an import that was stopped goes on where it was. A file can
    hold nothing in the ATS, so the mode of its connection is always "reverse" and outcomes leave as a file.
    """
    if drop:
        _take_dropped(as_json=as_json)
        return
    if not connection:
        raise BadInputError("whose files are they? pass --connection, or --drop to take in the drop folder")
    if not postings and not rejections:
        raise BadInputError("there is nothing to import; pass --postings, --rejections with --resumes, or both")
    door.require_offered(unflagged)
    if rejections and not resumes:
        raise BadInputError("--rejections needs --resumes, the folder or zip archive with the resume files")
    settings = load_settings()
    results = []
    with door.opened(settings) as store, ExitStack() as opened:
        place = place_of(settings, store)
        with store.write() as session:
            found = batch.file_connection(
                session, connection, unflagged=unflagged, lapse=lapse, chosen_by=chosen_by, now=clock.now()
            )
        if postings:
            results.append(_importing(opened, place, found.id, postings).postings())
        if rejections and resumes:
            archive = opened.enter_context(closing(open_resumes(resumes)))
            results.append(_importing(opened, place, found.id, rejections).rejections(archive))
    door.say({"imports": results}, "\n".join(_in_words(result) for result in results), as_json=as_json)
    if any(result["quarantined"] for result in results):
        raise typer.Exit(door.NEEDS_A_PERSON)


def _take_dropped(*, as_json: bool) -> None:
    settings = load_settings()
    if not settings.import_dir:
        raise BadInputError("there is no drop folder; set SECOND_LOOK_IMPORT_DIR (docs/importing.md)")
    with door.opened(settings) as store, door.progress("drop folder", None, every=PROGRESS_EVERY) as advance:
        results = take_in(place_of(settings, store), Path(settings.import_dir), by=door.person(), advance=advance)
    door.say({"drop": results}, "\n".join(map(_dropped_in_words, results)) or "nothing there", as_json=as_json)
    if any(result["trouble"] or any(one.get("quarantined") for one in result["imports"]) for result in results):
        raise typer.Exit(door.NEEDS_A_PERSON)


def _dropped_in_words(result: dict[str, Any]) -> str:
    lines = [f"{result['connection']}: {result['trouble'] or 'taken in what is complete'}"]
    lines += [f"  still written, left for later: {', '.join(result['waiting'])}"] if result["waiting"] else []
    lines += [f"  {_in_words(one)}" for one in result["imports"] if not one.get("refused")]
    return "\n".join(lines)


def _importing(opened: ExitStack, place: importing.Place, connection_id: str, path: Path) -> importing.Importing:
    file = opened.enter_context(closing(open_batch(path)))
    advance = opened.enter_context(door.progress(path.name, None, every=PROGRESS_EVERY))
    return importing.Importing(place, connection_id, file, by=door.person(), advance=advance)


def _in_words(result: dict[str, Any]) -> str:
    earlier = result["added"] - result["added_now"]
    counts = (
        f"{result['added_now']} added now, {earlier} by an earlier run of this file, {result['known']} known before"
    )
    lines = [f"{result['file']}: {result['rows']} rows; {counts}, {result['quarantined']} put aside"]
    lines += [f"  {result['remark']}"] if result["remark"] else []
    lines += [f"  line {row['line']}: {row['reason']}" for row in result["put_aside"][:SHOWN]]
    hidden = result["quarantined"] - min(SHOWN, len(result["put_aside"]))
    lines += [f"  and {hidden} more; --json lists them"] if hidden > 0 else []
    return "\n".join(lines)
