"""Play a talk against a real server. This is the only code that sends anything to an ATS or fetches a candidate's file.

The company's sign-in is asked through it too, for the same reasons.

It checks where a call leads, adds credentials only where they belong, bounds time, size and number of calls, and turns
passing faults into ``RetryLater``. It never sleeps and never repeats a call: that is the outbox row's business, which
survives a restart. Environment proxies are not used, because the address check has to see the real destination.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import cache
from ssl import SSLContext
from typing import TypeVar
from urllib.parse import unquote

import httpcore2
import httpx2
import structlog

from app.ats import addresses
from app.ats.base import Adapter, Call, Outcome, Refused, Reply, RetryLater, Talk
from app.ats.payload import Payload, read_json
from app.ats.replies import is_success, refusal
from app.context import in_transaction

T = TypeVar("T")
log = structlog.get_logger(__name__)

PASSING_STATUSES = frozenset({429, 502, 503, 504})
REDIRECT_STATUSES = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one talk. Sizes are bytes after decompression, times are seconds."""

    connect_seconds: float = 5
    read_seconds: float = 15
    total_seconds: float = 60
    document_bytes: int = 10 * 1024 * 1024
    answer_bytes: int = 2 * 1024 * 1024
    calls: int = 20
    redirects: int = 3
    retry_after_seconds: float = 3600


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Target:
    """Where a talk is played: one connection's server and the headers that authorise us there."""

    connection: str
    """The connection's name, for the log."""
    base_url: str
    credentials: Mapping[str, str] = field(default_factory=dict, repr=False)
    sign_in: Call | None = None
    allowed_hosts: tuple[str, ...] = ()
    """Host names, addresses and networks (CIDR) of the customer's own that may be private and may speak plain http."""


def target_for(
    adapter: Adapter,
    *,
    connection: str,
    base_url: str,
    token: str,
    options: Mapping[str, str],
    allowed_hosts: tuple[str, ...] = (),
) -> Target:
    """Build the target of a connection from what is stored about it."""
    return Target(connection, base_url, adapter.credentials(token), adapter.sign_in(options), allowed_hosts)


class _GivenUpError(Exception):
    """The call cannot be finished; carries the outcome of the whole talk."""

    def __init__(self, outcome: RetryLater | Refused) -> None:
        super().__init__(outcome.why)
        self.outcome = outcome


class _Token(Payload):
    access_token: str


OpenClient = Callable[[Target, Limits, float], httpx2.Client]


def run(
    talk: Talk[T], target: Target, *, limits: Limits = DEFAULT_LIMITS, open_client: OpenClient | None = None
) -> Outcome[T]:
    """Drive a talk to its outcome.

    Args:
        talk: a generator from an adapter, not started yet.
        target: the connection's server.
        limits: bounds of time, size and number of calls.
        open_client: makes the HTTP client; tests pass one that trusts their own certificate authority.

    Raises:
        RuntimeError: a write session is open; the network is never asked while the database is locked.

    """
    if in_transaction():
        raise RuntimeError("a write session is open here: commit it before asking an ATS anything")
    deadline = time.monotonic() + limits.total_seconds
    with (open_client or open_guarded_client)(target, limits, deadline) as client:
        session = _Session(client, target, limits, deadline)
        try:
            return session.play(talk)
        except _GivenUpError as stop:
            log.warning("ats_talk_ended", connection=target.connection, outcome=type(stop.outcome).__name__)
            return stop.outcome
        finally:
            talk.close()


class _Session:
    """One run: the open client, the credentials in force and the number of calls made."""

    def __init__(self, client: httpx2.Client, target: Target, limits: Limits, deadline: float) -> None:
        self.client = client
        self.target = target
        self.limits = limits
        self.deadline = deadline
        self.credentials = {} if target.sign_in else target.credentials
        self.calls = 0

    def play(self, talk: Talk[T]) -> Outcome[T]:
        try:
            self._sign_in()
            call = next(talk)
            while True:
                call = talk.send(self._reply(call))
        except StopIteration as stop:
            outcome: Outcome[T] = stop.value
            return outcome
        except ValueError as error:
            # The contract of a talk: ValueError means an answer that the vendor does not document.
            return Refused(f"the ATS answered in a way that its documentation does not describe: {error}")

    def _sign_in(self) -> None:
        if self.target.sign_in is None:
            return
        reply = self._send(self.target.sign_in, _address(self.target.sign_in.url), self.target.credentials)
        if not is_success(reply):
            raise _GivenUpError(refusal(reply, "signing in at the ATS"))
        token = read_json(_Token, reply.body).access_token
        self.credentials = {"authorization": f"Bearer {token}"}

    def _reply(self, call: Call) -> Reply:
        relative = "://" not in call.url
        home = _address(self.target.base_url)
        url = _address(below(self.target.base_url, call.url) if relative else call.url)
        for _ in range(self.limits.redirects + 1):
            trusted = same_origin(url, home) and (relative or not call.document)
            reply = self._send(call, url, self.credentials if trusted else {})
            location = reply.headers.get("location", "")
            if not (call.document and reply.status in REDIRECT_STATUSES and location):
                return reply
            url, relative = _address(location, url), False
        raise _GivenUpError(Refused(f"the file is behind more than {self.limits.redirects} redirects"))

    def _send(self, call: Call, url: httpx2.URL, credentials: Mapping[str, str]) -> Reply:
        self._count()
        self._check_scheme(url)
        keyed = {"idempotency-key": call.idempotency_key} if call.idempotency_key else {}
        request = self.client.build_request(
            call.method, url, json=call.json, data=call.form, headers={**call.headers, **keyed, **credentials}
        )
        # A file's address may hold the candidate's name, a query may hold a signature: neither goes into the log.
        where = {"host": request.url.host} | ({} if call.document else {"path": request.url.path})
        noted = log.bind(connection=self.target.connection, method=call.method, **where)
        with _network_faults(request.url.host):
            response = self.client.send(request, stream=True)
            try:
                body = self._body(response, call)
            finally:
                response.close()
        noted.info("ats_call", status=response.status_code, size=len(body))
        if response.status_code in PASSING_STATUSES:
            after = retry_after(response.headers, self.limits.retry_after_seconds)
            raise _GivenUpError(RetryLater(f"{request.url.host} answered {response.status_code}", after))
        return Reply(response.status_code, dict(response.headers), body)

    def _count(self) -> None:
        self.calls += 1
        if self.calls > self.limits.calls:
            raise _GivenUpError(Refused(f"this took more than {self.limits.calls} calls to the ATS; nothing ends it"))

    def _check_scheme(self, url: httpx2.URL) -> None:
        plain = url.scheme == "http" and addresses.allowed_by_name(url.host, self.target.allowed_hosts)
        if not url.host or url.userinfo or (url.scheme != "https" and not plain):
            why = f"{url.host or 'the address'} must be reached by https (http only for SECOND_LOOK_ALLOWED_HOSTS)"
            raise _GivenUpError(Refused(why))

    def _body(self, response: httpx2.Response, call: Call) -> bytes:
        cap = self.limits.document_bytes if call.document else self.limits.answer_bytes
        parts: list[bytes] = []
        size = 0
        for part in response.iter_bytes():
            size += len(part)
            if size > cap:
                raise _GivenUpError(Refused(f"the answer is larger than {cap} bytes"))
            if time.monotonic() > self.deadline:
                raise httpcore2.ReadTimeout
            parts.append(part)
        return b"".join(parts)


def below(base_url: str, path: str) -> str:
    """Put a path below a base URL; it can never lead to another host or above the base."""
    # Cut off the query first: a question mark that is escaped belongs to the path.
    if {".", ".."} & set(unquote(path.partition("?")[0]).replace("\\", "/").split("/")):
        raise _GivenUpError(Refused("an id or a path from the ATS holds a step such as '..': it is not followed"))
    return f"{base_url.rstrip('/')}/{path.lstrip('/')}"


def same_origin(one: httpx2.URL, other: httpx2.URL) -> bool:
    """True for the same scheme, host and port; the parser has left out the port that is the scheme's own."""
    return (one.scheme, one.host, one.port) == (other.scheme, other.host, other.port)


def _address(text: str, base: httpx2.URL | None = None) -> httpx2.URL:
    try:
        return base.join(text) if base else httpx2.URL(text)
    except (httpx2.InvalidURL, ValueError) as error:
        raise _GivenUpError(Refused("the ATS named an address that is no address")) from error


def retry_after(headers: Mapping[str, str], most: float) -> float | None:
    """The wait in seconds that a server asks for, at most ``most``; a date counts from the server's own clock."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value), most)
    try:
        wait = parsedate_to_datetime(value) - parsedate_to_datetime(headers.get("date", ""))
    except (ValueError, TypeError):
        return None
    return min(max(wait.total_seconds(), 0), most)


@contextmanager
def _network_faults(host: str) -> Iterator[None]:
    try:
        yield
    except addresses.BlockedError as error:
        raise _GivenUpError(Refused(str(error))) from error
    except (
        httpx2.RequestError,
        httpcore2.TimeoutException,
        httpcore2.NetworkError,
        httpcore2.ProtocolError,
    ) as error:
        # The type only: the text of these errors may hold the address, and with it a token.
        raise _GivenUpError(RetryLater(f"{host} could not be reached: {type(error).__name__}")) from error


def open_guarded_client(
    target: Target, limits: Limits, deadline: float, ssl_context: SSLContext | None = None
) -> httpx2.Client:
    """Open a client that connects to checked addresses only and stops at the deadline (``time.monotonic``)."""
    for name in ("httpx2", "httpcore2"):
        logging.getLogger(name).setLevel(logging.WARNING)  # they log whole addresses, with tokens in them
    pool = httpcore2.ConnectionPool(
        ssl_context=ssl_context or _trust(),
        network_backend=_GuardedBackend(target.allowed_hosts, deadline),
    )
    return httpx2.Client(
        transport=_PoolTransport(pool),
        timeout=httpx2.Timeout(limits.read_seconds, connect=limits.connect_seconds),
        follow_redirects=False,
        headers={"accept-encoding": "gzip", "user-agent": "second-look"},
    )


@cache
def _trust() -> SSLContext:
    """The certificate authorities we trust (``SSL_CERT_FILE`` is honoured); reading them takes long, so once only."""
    return httpx2.create_ssl_context()


class _PoolTransport(httpx2.BaseTransport):
    """httpx2 over a connection pool of our making: its own transport does not take a network backend."""

    def __init__(self, pool: httpcore2.ConnectionPool) -> None:
        self.pool = pool

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        response = self.pool.handle_request(
            httpcore2.Request(
                request.method,
                httpcore2.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.read(),
                extensions=request.extensions,
            )
        )
        return httpx2.Response(response.status, headers=response.headers, stream=_PoolStream(response))

    def close(self) -> None:
        self.pool.close()


class _PoolStream(httpx2.SyncByteStream):
    def __init__(self, response: httpcore2.Response) -> None:
        self.response = response

    def __iter__(self) -> Iterator[bytes]:
        yield from self.response.iter_stream()

    def close(self) -> None:
        self.response.close()


class _GuardedBackend(httpcore2.NetworkBackend):
    """Resolves, checks, and connects to the very address it checked, so that a changing name server gains nothing."""

    def __init__(self, allowed_hosts: Sequence[str], deadline: float) -> None:
        self.allowed_hosts = allowed_hosts
        self.deadline = deadline
        self.sockets = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        try:
            candidates = addresses.resolve(host, port, self.allowed_hosts)
        except OSError as error:
            raise httpcore2.ConnectError(f"{host} does not resolve") from error
        fault = httpcore2.ConnectError(f"{host} has no address")
        for address in candidates:
            left = clipped(timeout, self.deadline)
            try:
                stream = self.sockets.connect_tcp(address, port, left, local_address, socket_options)
            except httpcore2.ConnectError as error:
                fault = error
            else:
                return _DeadlineStream(stream, self.deadline)
        raise fault


class _DeadlineStream(httpcore2.NetworkStream):
    """A socket whose every wait ends at the deadline: a server that sends a byte now and then cannot hold us."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: float) -> None:
        self.stream = stream
        self.deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, clipped(timeout, self.deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, clipped(timeout, self.deadline))

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        secured = self.stream.start_tls(ssl_context, server_hostname, clipped(timeout, self.deadline))
        return _DeadlineStream(secured, self.deadline)

    def get_extra_info(self, info: str) -> object:
        return self.stream.get_extra_info(info)


def clipped(timeout: float | None, deadline: float) -> float:
    """The wait that is left before the deadline, at most ``timeout``.

    Raises:
        httpcore2.ReadTimeout: the deadline has passed.

    """
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore2.ReadTimeout
    return left if timeout is None else min(timeout, left)
