"""What every applicant tracking system looks like from inside: events in, conversations out, and the adapter protocol.

An adapter is a module of plain functions that does no I/O. Inbound functions turn bytes into events. Outbound ones are
generators ("talks"): they yield a ``Call``, are sent the ``Reply``, and return an outcome; an answer that the vendor
does not document raises ``ValueError``. ``transport.run`` is the only code that drives them against a real server.
"""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from app.lifecycle import HoldMode

T = TypeVar("T")


class EventKind(StrEnum):
    """What happened to an application, in our words."""

    REJECTED = "rejected"
    """The rule said no, or (gate mode) parked the application."""
    REINSTATED = "reinstated"
    WITHDRAWN = "withdrawn"
    HIRED = "hired"
    POSTING = "posting"
    """A posting was published or changed; carries ``posting``."""


class Origin(StrEnum):
    """Who rejected. UNKNOWN is treated as AUTO, HUMAN is recorded and not screened."""

    AUTO = "auto"
    HUMAN = "human"
    UNKNOWN = "unknown"


class AtsState(StrEnum):
    """The state of an application in the ATS, as read just now."""

    ACTIVE = "active"
    PARKED = "parked"
    """Active, but set aside by the rule for us (gate mode)."""
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    HIRED = "hired"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class PostingDetails:
    """A posting as the ATS has it; ``requirements`` is filled where the ATS sends them typed (docs/ats/generic.md)."""

    external_id: str
    title: str
    text: str
    requirements: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """One normalised event. ``event_id`` is stable over redeliveries of the same event."""

    event_id: str
    kind: EventKind
    occurred_at: datetime | None
    application_id: str = ""
    posting_id: str = ""
    posting: PostingDetails | None = None
    candidate_id: str = ""
    candidate_name: str = ""
    candidate_email: str = ""
    origin: Origin = Origin.UNKNOWN
    origin_evidence: str = ""
    """The words of the ATS from which ``origin`` was concluded."""
    reason: str = ""
    rule: str = ""
    rules: tuple[str, ...] = ()
    """All rules that said no, where the ATS names more than ``rule``."""
    parked: bool = False
    """True when the ATS has not rejected yet and waits for us (gate mode)."""
    mail_at: datetime | None = None
    """When the ATS will send the rejection mail, if it says so (delay mode)."""
    resume_url: str = ""
    resume_name: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    remark: str = ""
    """What could not be read and was left out, in one plain sentence per thing; nobody is lost for a bad detail."""


@dataclass(frozen=True, slots=True)
class Ignored:
    """An authentic delivery that is of no interest; ``why`` is stored with it."""

    event_id: str
    why: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """One entry of an authentic batch that nobody can read; ``why`` names the field. The other entries still count."""

    event_id: str
    why: str


@dataclass(frozen=True, slots=True)
class Verified:
    """The signature is good. ``event_id`` identifies the delivery and is itself signed, or made from what is signed."""

    event_id: str
    signed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BadSignature:
    """Not authentic, too old or too new; nothing is stored. ``why`` goes into the answer and never holds a secret."""

    why: str


class Receipt(StrEnum):
    """What became of a delivery at the door; ``ack`` maps it to the status that the vendor wants."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    HANDSHAKE = "handshake"
    BAD_SIGNATURE = "bad_signature"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A request as it arrived. Header names are lower case."""

    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP request to make. ``url`` is absolute, or a path below the connection's base URL.

    The transport adds the connection's credentials, and only ever towards the origin of its base URL. ``document``
    marks the download of a candidate's file: larger size cap, redirects followed and each one re-checked, credentials
    only where ``url`` is a path below the base URL (an absolute address came from outside).
    """

    method: str
    url: str = field(repr=False)
    json: Any = field(default=None, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    document: bool = False
    idempotency_key: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. Header names are lower case. A network fault never reaches the talk: it is ``RetryLater``."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """The talk reached its end; ``value`` is what was asked for. ``already`` marks that nothing was left to do."""

    value: T
    already: bool = False


@dataclass(frozen=True, slots=True)
class RetryLater:
    """A passing fault. ``after`` is the wait in seconds that the ATS asked for, if it did."""

    why: str
    after: float | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The ATS says no and will say no again: park it and show it. ``credentials`` marks 401/403."""

    why: str
    credentials: bool = False


@dataclass(frozen=True, slots=True)
class Superseded:
    """Somebody changed the application in the ATS meanwhile: stop, keep their state, tell the recruiter.

    ``state`` is ACTIVE, WITHDRAWN or HIRED. MISSING is doubt, not a change: that is ``RetryLater``.
    """

    state: AtsState
    why: str


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Nothing that the vendor offers; recorded and shown, not an error."""

    why: str


Outcome = Done[T] | RetryLater | Refused | Superseded | Unsupported
Talk = Generator[Call, Reply, Outcome[T]]


@dataclass(frozen=True, slots=True)
class FileReceived:
    """A candidate's file: bytes and the name the ATS gave it (never trusted for its type)."""

    data: bytes
    name: str


@dataclass(frozen=True, slots=True)
class Application:
    """What an outbound talk needs to know: whose application, in which posting, and how the ATS knows it."""

    application_id: str
    candidate_id: str = ""
    posting_id: str = ""
    resume_url: str = ""
    resume_name: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    """The connection's vendor settings, e.g. the id of the rejection reason that its rule uses."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row of a list that nobody can read. It is parked like a delivery, so that no candidate is lost unseen."""

    why: str
    body: bytes = field(repr=False)
    """The row in a form of which ``read_events`` says the same, for a later try."""


@dataclass(frozen=True, slots=True)
class RejectedPage:
    """One page of a backfill, in any order; ``cursor`` is None at the end."""

    events: tuple[Event, ...]
    cursor: str | None
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a vendor can do and what nobody has tried: shown on its page and in ``doctor``."""

    modes: frozenset[HoldMode]
    push: bool
    verified_live: str
    """Against what this adapter was tried live, and when. Empty reads: built to documentation, not verified live."""
    option_names: Mapping[str, str] = field(default_factory=dict)
    """Vendor settings of a connection: name to explanation."""


class Adapter(Protocol):
    """A vendor module. What it cannot do is one visible line, ``hold = unsupported``."""

    NAME: str
    TITLE: str
    CAN: Capabilities

    def option_trouble(self, options: Mapping[str, str]) -> str:
        """What is wrong with a connection's options taken together and what to do, or "" when they are fine."""

    def stage_words(self, options: Mapping[str, str]) -> str:
        """What a reviewer writes to say where a reinstated candidate goes, or "" where the ATS chooses."""

    def handshake(self, delivery: Delivery, options: Mapping[str, str]) -> bytes | None:
        """The body of the answer to a ping or activation call, or None when this is a real delivery."""

    def verify(self, delivery: Delivery, secrets: Sequence[str], now: datetime) -> Verified | BadSignature:
        """Check authenticity against every live secret. No secret at all is never authentic."""

    def read_events(self, delivery: Delivery, options: Mapping[str, str]) -> Sequence[Event | Ignored | Unclear]:
        """Bytes to events. Unknown fields are harmless, unknown types are ``Ignored``, bad batch entries ``Unclear``.

        Raises:
            ValueError: authentic, but not what the vendor documents; the message says which field.

        """

    def ack(self, receipt: Receipt) -> int:
        """The HTTP status this vendor wants to see."""

    def credentials(self, token: str) -> Mapping[str, str]:
        """The headers that authorise our calls, or, where there is a ``sign_in``, that one call."""

    def sign_in(self, options: Mapping[str, str]) -> Call | None:
        """The call that swaps the credentials for a short-lived ``access_token`` (OAuth 2.0), or None if there is none.

        The transport makes it before the talk and authorises the talk's calls with the answer, so that no secret ever
        passes through an adapter.
        """

    def read_state(self, application: Application) -> Talk[AtsState]:
        """The state of the application right now."""

    def list_rejected(self, since: datetime, cursor: str | None, options: Mapping[str, str]) -> Talk[RejectedPage]:
        """One page of rejected (or parked) applications since a time: poll and backfill."""

    def fetch_resume(self, application: Application) -> Talk[FileReceived]:
        """The resume file."""

    def fetch_posting(self, posting_id: str) -> Talk[PostingDetails]:
        """The posting text and, where the ATS has them, its requirements."""

    def hold(self, application: Application, until: datetime, item_id: str) -> Talk[None]:
        """Keep the rejection mail from leaving before a time. Idempotent."""

    def release(self, application: Application, item_id: str) -> Talk[None]:
        """Let the rejection take effect. Reads the state first; already released is ``Done(already=True)``."""

    def reinstate(self, application: Application, item_id: str, stage: str = "") -> Talk[None]:
        """Take the rejection back. Reads the state first; already active is ``Done(already=True)``.

        ``stage`` is where the candidate goes, as a reviewer wrote it; empty, or where ``stage_words`` is, the ATS
        chooses.
        """

    def reject(self, application: Application, item_id: str) -> Talk[None]:
        """Reject again what a reinstatement of ours had put back in the running: a person takes it back.

        Like ``release``, but an active application is rejected, too. Reads the state first.
        """

    def annotate(self, application: Application, text: str, item_id: str) -> Talk[None]:
        """Leave a note that carries ``item_id``; looks for that id first, so that no note is written twice."""


def any_options(_options: Mapping[str, str]) -> str:
    """Stand in for ``option_trouble`` where no option depends on another."""
    return ""


def no_sign_in(_options: Mapping[str, str]) -> Call | None:
    """Stand in for ``sign_in`` where the credentials authorise every call themselves."""
    return None


def unsupported(*_args: object, **_kwargs: object) -> Talk[Any]:
    """Stand in for an outbound function that this vendor does not offer."""
    yield from ()  # makes this a generator like every other talk
    return Unsupported("this applicant tracking system does not offer it")
