"""Sends mail by SMTP: the only file that knows the protocol. Bounded in time; what went wrong is a sentence."""

import smtplib
import ssl
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from app.context import in_transaction

SECONDS = 15.0
PORTS = {"smtp": 25, "smtps": 465}


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server. ``smtps`` speaks TLS from the first byte; ``smtp`` changes to it where the server offers that."""

    host: str
    port: int
    tls: bool
    user: str
    password: str = field(repr=False)
    sender: str


def server(url: str, password: str, sender: str) -> Server:
    """Read ``smtps://user@host:port``."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or PORTS[parts.scheme]
    return Server(host, port, parts.scheme == "smtps", unquote(parts.username or ""), password, sender)


def send(to: Server, recipient: str, subject: str, body: str, *, message_id: str, at: datetime) -> str:
    """Hand one plain-text mail to the server; returns "" when it took it, else why not.

    Args:
        to: the mail server.
        recipient: one address.
        subject: one line.
        body: text; lines of any length.
        message_id: the same for each try, so that a mail that comes twice is recognised as one.
        at: when it was written.

    Raises:
        RuntimeError: a write session is open; the network is never asked while the database is locked.

    """
    if in_transaction():
        raise RuntimeError("a write session is open here: commit it before sending mail")
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = to.sender, recipient, " ".join(subject.split())
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{message_id}@{to.sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: holiday answers stay away
    mail.set_content(body)
    try:
        with _open(to) as session:
            session.send_message(mail)
    except (smtplib.SMTPException, OSError) as error:
        return _reason(error)
    return ""


def probe(to: Server) -> str:
    """Connect and sign in without sending anything; returns "" or what is in the way."""
    try:
        with _open(to) as session:
            session.noop()
    except (smtplib.SMTPException, OSError) as error:
        return _reason(error)
    return ""


def _open(to: Server) -> smtplib.SMTP:
    trusted = ssl.create_default_context()
    if to.tls:
        session: smtplib.SMTP = smtplib.SMTP_SSL(to.host, to.port, timeout=SECONDS, context=trusted)
    else:
        session = smtplib.SMTP(to.host, to.port, timeout=SECONDS)
        session.ehlo()
        if session.has_extn("starttls"):
            session.starttls(context=trusted)
            session.ehlo()
        elif to.user and not _is_loopback(to.host):
            session.close()
            raise smtplib.SMTPException("the server offers no TLS, so the password was not sent; use smtps://")
    if to.user:
        session.login(to.user, to.password)
    return session


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _reason(error: Exception) -> str:
    """One line without anything that the server repeats of addresses."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "the mail server refused the recipient's address"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "the mail server refused user or password"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"the mail server answered {error.smtp_code}"
    return f"the mail server could not be used: {type(error).__name__}: {error}"[:300]
