"""All commands, put together. A new one: a function in its group's file, a line here and one in docs/commands.md."""

from importlib import metadata
from typing import Annotated

import typer

from app import logs
from app.cli import (
    aliases,
    auditing,
    connecting,
    demo,
    doctor,
    hold_test,
    importing,
    keys,
    people,
    replaying,
    retrying,
    running,
)


def build() -> typer.Typer:
    """Make the command line."""
    cli = typer.Typer(
        name="second-look",
        help="Holds strong candidates that an applicant tracking system rejected until a person has looked.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    cli.callback()(_quiet)
    cli.command()(running.up)
    cli.command()(running.serve)
    cli.command("worker")(running.work)
    cli.command()(running.migrate)
    cli.command()(connecting.connect)
    cli.command()(hold_test.hold_test)
    cli.command()(doctor.doctor)
    cli.command()(demo.demo)
    cli.command("import")(importing.import_)
    cli.command()(retrying.retry)
    cli.command()(replaying.replay)
    cli.add_typer(auditing.build(), name="audit")
    cli.add_typer(aliases.build(), name="aliases")
    cli.add_typer(people.build(), name="user")
    cli.add_typer(keys.build(), name="key")
    return cli


def _say_version(asked: bool) -> None:  # noqa: FBT001 - typer passes the flag
    if asked:
        typer.echo(f"second-look {metadata.version('second-look')}")
        raise typer.Exit


def _quiet(
    version: Annotated[bool, typer.Option("--version", is_eager=True, callback=_say_version, help="Show it.")] = False,  # noqa: ARG001, FBT002 - its callback acts
) -> None:
    # Logs would stand between the results of commands; the servers set their own level. Typer shows a docstring here
    # as the help of the whole, so there is none.
    logs.configure("error", "plain")
