"""Settings: how each connection stands, and the policy that a named person chooses for it."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.audit.standing import detail, standings
from app.errors import BadInputError
from app.language import marked as N_  # noqa: N812 - gettext's name for it
from app.language import translated as _
from app.lifecycle import HoldMode, LapsePolicy, UnflaggedPolicy
from app.store.connections import connection_named
from app.store.people import Role, User
from app.store.policies import BOUNDS, OFFERED, choose_policy
from app.web.deps import Admin, Now, ReadSession, TheSettings, WriteSession, require
from app.web.render import go, page

router = APIRouter(include_in_schema=False)

READERS = (Role.ADMIN, Role.COMPLIANCE, Role.INTEGRATOR)
Reader = Annotated[User, require(*READERS)]

MODES: Mapping[str, str] = MappingProxyType(
    {
        HoldMode.GATE: N_(
            "Gate: the ATS's rule only parks people; nothing is rejected before a person or a policy says so."
        ),
        HoldMode.DELAY: N_(
            "Delay: the ATS rejects and its mail waits; we hold the mail. Needs a hold test that passed."
        ),
        HoldMode.REVERSE: N_("Reverse: the ATS rejects and tells the person; a decision can only undo it afterwards."),
    }
)
UNFLAGGED: Mapping[str, str] = MappingProxyType(
    {
        UnflaggedPolicy.HOLD_ALL: N_("A person looks at each of them."),
        UnflaggedPolicy.SAMPLE_THEN_RELEASE: N_(
            "A random sample waits for a person; the rest stands as the ATS's rule said."
        ),
    }
)
LAPSES: Mapping[str, str] = MappingProxyType(
    {
        LapsePolicy.KEEP: N_("It goes on waiting, is held in the ATS day by day, and is reported every night."),
        LapsePolicy.RELEASE: N_("The rejection stands as the ATS's rule said."),
    }
)
NUMBERS: Mapping[str, str] = MappingProxyType(
    {
        "hold_working_days": N_("Working days that somebody is held"),
        "hold_working_days_at_most": N_("Working days that a hold can be extended to, at most"),
        "budget_per_day": N_("Candidates served a day, for each posting and reviewer"),
        "lease_seconds": N_("Seconds that a candidate stays open for a reviewer"),
        "undo_seconds": N_("Seconds in which a decision can be undone before the ATS is told"),
        "allowed_missing": N_("Must-haves that may be not found and somebody is flagged all the same"),
        "control_share": N_("Share of unflagged rejections drawn at random for a look (0.05 is one in twenty)"),
        "controls_at_least": N_("Unflagged rejections drawn a day, at least"),
        "second_review_share": N_("Share of decisions that a second person makes blind, too (0.05 is one in twenty)"),
        "ask_working_days": N_("Working days that a hiring manager has to answer"),
        "accepted_miss_rate": N_("Share of unflagged people wrongly rejected that is accepted (0.02 is one in fifty)"),
        "alarming_miss_rate": N_("Share that raises the monitor's alarm; below both it stays quiet"),
    }
)
SHARES = frozenset({"control_share", "second_review_share", "accepted_miss_rate", "alarming_miss_rate"})


class PolicyForm(BaseModel):
    """The choices as the form holds them; numbers are judged with the rest, so that the page can come back."""

    hold_mode: str = ""
    unflagged_policy: str = ""
    lapse_policy: str = ""
    hold_working_days: str = ""
    hold_working_days_at_most: str = ""
    budget_per_day: str = ""
    lease_seconds: str = ""
    undo_seconds: str = ""
    allowed_missing: str = ""
    control_share: str = ""
    accepted_miss_rate: str = ""
    alarming_miss_rate: str = ""
    controls_at_least: str = ""
    second_review_share: str = ""
    ask_working_days: str = ""


@router.get("/settings")
def show_settings(request: Request, _user: Reader, session: ReadSession) -> Response:
    """List the connections."""
    return page(request, "settings.html", connections=standings(session))


@router.get("/settings/connections/{name}")
def show_connection(request: Request, name: str, user: Reader, session: ReadSession, settings: TheSettings) -> Response:
    """Show one connection."""
    return _page(request, session, name, user, settings.origin)


@router.post("/settings/connections/{name}/policy")
def choose(
    request: Request,
    name: str,
    user: Admin,
    session: WriteSession,
    settings: TheSettings,
    now: Now,
    form: Annotated[PolicyForm, Form()],
) -> Response:
    """Add a version of the policy, in the name of whoever is signed in."""
    try:
        with session.begin_nested():
            connection = connection_named(session, name)
            choices = _choices(form, detail(session, name).modes)
            policy = choose_policy(session, connection, chosen_by=f"{user.name} <{user.email}>", now=now, **choices)
    except BadInputError as refusal:
        return _page(request, session, name, user, settings.origin, form=form, refusal=str(refusal))
    said = _("Version %(number)s counts for everybody who is rejected from now on.") % {"number": policy.version}
    return go(f"/settings/connections/{name}", said)


def _choices(form: PolicyForm, modes: Collection[HoldMode]) -> dict[str, Any]:
    try:
        chosen: dict[str, Any] = {
            "hold_mode": HoldMode(form.hold_mode),
            "unflagged_policy": UnflaggedPolicy(form.unflagged_policy),
            "lapse_policy": LapsePolicy(form.lapse_policy),
        }
    except ValueError:
        raise BadInputError(_("nothing is chosen for you: choose a mode and both policies")) from None
    if chosen["hold_mode"] not in modes:
        raise BadInputError(_("this ATS cannot do that mode; choose another"))
    if chosen["unflagged_policy"] not in OFFERED:
        raise BadInputError(_("that policy cannot be chosen yet: it promises an appeal"))
    for name, words in NUMBERS.items():
        try:
            number = float(getattr(form, name).replace(",", "."))
        except ValueError:
            raise BadInputError(_("%(what)s: a number is missing") % {"what": _(words)}) from None
        if name not in SHARES and not number.is_integer():
            raise BadInputError(_("%(what)s: only whole numbers") % {"what": _(words)})
        chosen[name] = number if name in SHARES else int(number)
    return chosen


def _page(
    request: Request,
    session: Session,
    name: str,
    user: User,
    origin: str,
    *,
    form: PolicyForm | None = None,
    refusal: str = "",
) -> Response:
    shown = detail(session, name)
    newest = shown.policies[0] if shown.policies else None
    if form is None and newest is not None:
        form = PolicyForm(**{field: f"{getattr(newest, field)}" for field in PolicyForm.model_fields})
    return page(
        request,
        "connection.html",
        status=422 if refusal else 200,
        item=shown,
        hook=f"{origin}/hooks/{shown.standing.name}",
        form=form or PolicyForm(),
        refusal=refusal[:1].upper() + refusal[1:],
        modes={mode: words for mode, words in MODES.items() if mode in shown.modes},
        unflagged=UNFLAGGED,
        lapses=LAPSES,
        numbers=NUMBERS,
        bounds=BOUNDS,
        admin=user.role == Role.ADMIN,
    )
