"""``second-look connect``: a connection to an ATS, its secrets, and the policy that a named person chooses for it."""

import base64
from collections.abc import Mapping
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from app import clock
from app.ats.base import Adapter, Application, Outcome, Refused, RetryLater
from app.ats.registry import ADAPTERS
from app.ats.transport import Limits, run, target_for
from app.cli import door
from app.config import Settings, load_settings
from app.errors import BadInputError, ConflictError
from app.lifecycle import HoldMode, LapsePolicy, UnflaggedPolicy
from app.store.connections import add_connection, find_connection
from app.store.models import Connection
from app.store.policies import OFFERED, choose_policy
from app.store.session import seal_of

LIVE_SECRETS = 2
"""While the ATS is being told a new secret, the one before still counts."""

PROBE = Limits(total_seconds=20)
PROBE_ID = "2147483647"
"""An application that hardly any ATS has, in digits because some take nothing else: asking for it changes nothing."""

MODE_HELP = (
    "How a rejection is kept from taking effect. gate: the rule only parks, nothing is rejected yet; "
    "delay: rejected, its mail can wait; reverse: rejected and told, a decision can only undo it."
)

Choice = tuple[HoldMode, UnflaggedPolicy, LapsePolicy, str]


def connect(  # noqa: PLR0913, PLR0917 - the options of a command
    name: Annotated[str, typer.Option(help="Stands in the hook's address.")],
    vendor: Annotated[str, typer.Option(help=f"One of {', '.join(v for v in ADAPTERS if v != 'file')}.")] = "",
    base_url: Annotated[str, typer.Option(help="Where the ATS's API begins.")] = "",
    token_file: Annotated[str, typer.Option(help="File with the API token on its first line.")] = "",
    token_env: Annotated[str, typer.Option(help="Environment variable that holds the API token.")] = "",
    secret_file: Annotated[str, typer.Option(help="File with the signing secret; generated if not given.")] = "",
    mode: Annotated[HoldMode | None, typer.Option(help=MODE_HELP)] = None,
    unflagged: Annotated[UnflaggedPolicy | None, typer.Option(help=door.UNFLAGGED_HELP)] = None,
    lapse: Annotated[LapsePolicy | None, typer.Option(help=door.LAPSE_HELP)] = None,
    chosen_by: Annotated[str, typer.Option(help="The person who chooses mode and policies.")] = "",
    option: Annotated[list[str] | None, typer.Option(help="Vendor setting as key=value; repeatable.")] = None,
    rotate_secret: Annotated[bool, typer.Option("--rotate-secret", help="Add a new signing secret.")] = False,  # noqa: FBT002
    probe: Annotated[bool, typer.Option(help="Ask the ATS whether address and token are good.")] = True,  # noqa: FBT002
    as_json: door.AsJson = False,  # noqa: FBT002 - a command-line flag
) -> None:
    """Make a connection to an ATS, or change one. Secrets come from files or prompts, never from the command line."""
    settings = load_settings()
    with door.opened(settings) as store:
        with store.read() as session:
            known = find_connection(session, name)
        adapter = _adapter(known, vendor)
        options = _options(adapter, option or [])
        choice = _choice(adapter, mode, unflagged, lapse, chosen_by, new=known is None)
        token = _token(token_file, token_env, new=known is None)
        secret = _new_secret(adapter, secret_file) if known is None or rotate_secret or secret_file else ""
        with store.write() as session:
            connection = find_connection(session, name) or add_connection(session, name, adapter.NAME, now=clock.now())
            _change(session, connection, adapter, base_url=base_url, token=token, secret=secret, options=options)
            if choice:
                _choose(session, connection, choice)
            opened_token = seal_of(session).open(connection.token)
        trouble = _trouble(adapter, connection, opened_token, settings) if probe else ""
    _report(connection, settings, secret="" if secret_file else secret, trouble=trouble, as_json=as_json)


def _adapter(known: Connection | None, vendor: str) -> Adapter:
    if known is not None and vendor not in {"", known.vendor}:
        raise ConflictError(f"{known.name} is a connection to {known.vendor}; make another for {vendor}")
    wanted = known.vendor if known else vendor
    if wanted == "file":
        raise BadInputError("connections for files are made by `second-look import`")
    if wanted not in ADAPTERS:
        choices = ", ".join(name for name in ADAPTERS if name != "file")
        said = f"there is no vendor {wanted!r}" if wanted else "a new connection needs a vendor"
        raise BadInputError(f"{said}; pass --vendor, one of {choices}")
    return ADAPTERS[wanted]


def _options(adapter: Adapter, given: list[str]) -> Mapping[str, str]:
    options = {}
    for pair in given:
        key, mark, value = pair.partition("=")
        if not mark or key not in adapter.CAN.option_names:
            known = "; ".join(f"{name}: {what}" for name, what in adapter.CAN.option_names.items()) or "none"
            raise BadInputError(f"{pair.partition('=')[0]!r} is no option of {adapter.NAME}; there are: {known}")
        options[key] = value
    return options


def _choice(
    adapter: Adapter,
    mode: HoldMode | None,
    unflagged: UnflaggedPolicy | None,
    lapse: LapsePolicy | None,
    chosen_by: str,
    *,
    new: bool,
) -> Choice | None:
    """All four or, for a connection that has them, none. On a terminal what is missing is asked; nothing is preset."""
    door.require_offered(unflagged)
    if not new and not any((mode, unflagged, lapse, chosen_by)):
        return None
    if not (mode and unflagged and lapse and chosen_by):
        if not door.interactive():
            raise BadInputError(
                "nothing is chosen for you: pass --mode, --unflagged, --lapse and --chosen-by (docs/commands.md)"
            )
        mode = mode or HoldMode(_ask("mode", sorted(adapter.CAN.modes)))
        unflagged = unflagged or UnflaggedPolicy(_ask("unflagged", sorted(OFFERED)))
        lapse = lapse or LapsePolicy(_ask("lapse", [word.value for word in LapsePolicy]))
        chosen_by = chosen_by or typer.prompt("chosen by (your name)")
    if mode not in adapter.CAN.modes:
        raise BadInputError(f"{adapter.NAME} cannot do {mode}; it can do {', '.join(sorted(adapter.CAN.modes))}")
    return mode, unflagged, lapse, chosen_by


def _ask(what: str, choices: list[str]) -> str:
    answer = ""
    while answer not in choices:
        answer = typer.prompt(f"{what} ({' | '.join(choices)})")
    return answer


def _token(file: str, variable: str, *, new: bool) -> str:
    return door.secret("API token", file, variable) if new or file or variable else ""


def _new_secret(adapter: Adapter, file: str) -> str:
    if file:
        return door.secret("signing secret", file)
    if adapter.NAME == "generic":
        return "whsec_" + base64.b64encode(clock.new_secret()).decode()
    return clock.new_secret().hex()


def _change(
    session: Session,
    connection: Connection,
    adapter: Adapter,
    *,
    base_url: str,
    token: str,
    secret: str,
    options: Mapping[str, str],
) -> None:
    seal = seal_of(session)
    if not (base_url or connection.base_url):
        raise BadInputError("a new connection needs --base-url, where the ATS's API begins")
    connection.base_url = base_url or connection.base_url
    if token:
        connection.token, connection.trouble = seal.seal(token), ""
    if secret:
        connection.secrets = [seal.seal(secret), *connection.secrets][:LIVE_SECRETS]
    connection.options = {**connection.options, **options}
    if options and (trouble := adapter.option_trouble(connection.options)):
        raise BadInputError(trouble)


def _choose(session: Session, connection: Connection, choice: Choice) -> None:
    mode, unflagged, lapse, chosen_by = choice
    choose_policy(
        session,
        connection,
        hold_mode=mode,
        unflagged_policy=unflagged,
        lapse_policy=lapse,
        chosen_by=chosen_by,
        now=clock.now(),
    )


def _trouble(adapter: Adapter, connection: Connection, token: str, settings: Settings) -> str:
    return trouble_of(
        run(
            adapter.read_state(Application(PROBE_ID, options=connection.options)),
            target_for(
                adapter,
                connection=connection.name,
                base_url=connection.base_url,
                token=token,
                options=connection.options,
                allowed_hosts=settings.allowed_hosts,
            ),
            limits=PROBE,
        )
    )


def trouble_of(outcome: Outcome[Any]) -> str:
    """What keeps us from talking to the ATS, or "" when it answered.

    That it does not know the application is an answer (``Done`` with MISSING); whatever else is not one is trouble.
    """
    return outcome.why if isinstance(outcome, Refused | RetryLater) else ""


def mending(name: str) -> str:
    """What to do about an ATS that could not be asked."""
    return (
        f"correct address or token with `second-look connect --name {name}`, "
        "or name a host inside your network in SECOND_LOOK_ALLOWED_HOSTS"
    )


def _report(connection: Connection, settings: Settings, *, secret: str, trouble: str, as_json: bool) -> None:
    hook = f"{settings.origin}/hooks/{connection.name}"
    lines = [f"{connection.name} is stored; let the ATS send its events to {hook}"]
    if secret:
        lines += [f"signing secret, shown once: {secret}"]
    if not connection.active:
        lines += [f"not active yet: run `second-look hold-test {connection.name}` on a dummy candidate first"]
    if trouble:
        lines += [f"the ATS could not be asked: {trouble}; {mending(connection.name)}"]
    result = {"name": connection.name, "hook": hook, "active": connection.active, "trouble": trouble}
    door.say(result | ({"secret": secret} if secret else {}), "\n".join(lines), as_json=as_json)
    if trouble:
        raise typer.Exit(door.NEEDS_A_PERSON)
