"""``second-look audit ll144``: a draft of the summary that Local Law 144 asks for."""

from pathlib import Path
from typing import Annotated, Any

import typer
from markupsafe import Markup

from app import clock, language
from app.audit import ll144 as draft
from app.audit.report import as_data
from app.cli import door
from app.cli.door import AsJson, Day, Since
from app.errors import BadInputError
from app.web.render import STATIC, environment


def ll144(
    day: Day = None,
    since: Since = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write a page to be printed into this file.")] = None,
    tool: Annotated[str, typer.Option("--tool", help="Name and version of the tool that selects or scores.")] = "",
    distributed: Annotated[str, typer.Option("--distributed", help="When this version came into use.")] = "",
    as_json: AsJson = False,  # noqa: FBT002 - a command-line flag
) -> None:
    """Draft the summary of a bias audit from a stored report, the newest if none is named. Not an independent audit."""
    with door.opened() as store, store.read() as session:
        report = as_data(session, day.date() if day else None, since.date() if since else None)
    summary = draft.summary(report, audited_on=clock.now().date(), tool=tool, distributed=distributed)
    if out:
        try:
            out.write_text(page(summary), encoding="utf-8")
        except OSError as error:
            raise BadInputError(f"{out} cannot be written ({error.strerror}); choose another file") from error
    door.say(summary, _in_words(summary, out), as_json=as_json)


def page(summary: dict[str, Any]) -> str:
    """The summary as one file that needs no other."""
    style = Markup("<style>{}</style>").format(Markup((STATIC / "ll144.css").read_text(encoding="utf-8")))  # noqa: S704 - our own file
    return environment().get_template("ll144.html").render(
        summary=summary, style=style, language=language.spoken(), attributes=draft.ATTRIBUTES, stages=draft.STAGES,
        number=draft.number, percent=draft.percent, ratio=draft.ratio,
    )  # fmt: skip


def _in_words(summary: dict[str, Any], out: Path | None) -> str:
    lines = [str(summary["draft"]), f"{summary['since']} to {summary['until']}, {summary['people']} people"]
    for one in summary["selection"]:
        lines += ["", f"{draft.STAGES[one['stage']]}: {draft.ATTRIBUTES[one['attribute']]}"]
        lines += [
            f"  {row['group']}: {row['passed']} of {row['n']}, {draft.percent(row['rate'])}, ratio "
            f"{draft.ratio(row['ratio'])}" for row in one["rows"]
        ]  # fmt: skip
    return "\n".join([*lines, *(["", f"written to {out}"] if out else [])])
