"""What the installation sends, to whom and when: read from the settings once, at the start."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.config import Settings, secret_in
from app.errors import BadInputError
from app.lifecycle import SATURDAY
from app.mail import Server, server


@dataclass(frozen=True, slots=True)
class Plan:
    """Where messages go and the hours that count, in the installation's time zone. ``quiet`` may run over midnight."""

    origin: str
    mail: Server | None
    chat: str = field(repr=False)
    """Address of the chat's webhook, which is a secret; empty without one."""
    allowed_hosts: tuple[str, ...]
    language: str
    zone: ZoneInfo
    digest_at: time
    quiet: tuple[time, time] | None

    @property
    def on(self) -> bool:
        """Whether anything is sent at all."""
        return bool(self.mail or self.chat)

    def is_quiet(self, moment: datetime) -> bool:
        """Whether this is in the quiet hours."""
        if self.quiet is None:
            return False
        begin, end = self.quiet
        now = moment.astimezone(self.zone).time()
        return begin <= now < end if begin < end else now >= begin or now < end

    def quiet_end(self, moment: datetime) -> datetime:
        """When the quiet hours that this moment lies in are over; the moment itself outside of them."""
        if self.quiet is None or not self.is_quiet(moment):
            return moment
        local = moment.astimezone(self.zone)
        end = datetime.combine(local.date(), self.quiet[1], self.zone)
        return end if end > local else datetime.combine(local.date() + timedelta(days=1), self.quiet[1], self.zone)

    def is_working_day(self, moment: datetime) -> bool:
        """Monday to Friday there."""
        return moment.astimezone(self.zone).weekday() < SATURDAY


def plan(settings: Settings) -> Plan:
    """Make the plan.

    Raises:
        BadInputError: a file with a secret cannot be read, mail has no sender, or the webhook is no web address.

    """
    if settings.smtp_url and not settings.mail_from:
        raise BadInputError("SECOND_LOOK_MAIL_FROM is missing: mail needs a sender, such as second-look@example.org")
    chat = secret_in(settings.chat_webhook_file, "SECOND_LOOK_CHAT_WEBHOOK_FILE")
    if chat and not chat.startswith(("https://", "http://")):
        raise BadInputError("the file of SECOND_LOOK_CHAT_WEBHOOK_FILE does not begin with an https address")
    password = secret_in(settings.smtp_password_file, "SECOND_LOOK_SMTP_PASSWORD_FILE")
    quiet = settings.quiet_hours.split("-") if settings.quiet_hours else []
    return Plan(
        origin=settings.origin,
        mail=server(settings.smtp_url, password, settings.mail_from) if settings.smtp_url else None,
        chat=chat,
        allowed_hosts=settings.allowed_hosts,
        language=settings.language,
        zone=ZoneInfo(settings.timezone),
        digest_at=time.fromisoformat(settings.digest_at),
        quiet=(time.fromisoformat(quiet[0]), time.fromisoformat(quiet[1])) if quiet else None,
    )
