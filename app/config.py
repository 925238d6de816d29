"""Settings: read once from SECOND_LOOK_* variables at the door, frozen, passed on. Policy is data in the database."""

import re
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.errors import BadInputError

PREFIX = "SECOND_LOOK_"
EMAIL = r"^([^@\s]+@[^@\s]+)?$"
HOUR = r"^([01]\d|2[0-3]):[0-5]\d$"


class Settings(BaseSettings):
    """Everything an installation can set. docs/settings.md explains each one; a test compares."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    database_url: str = Field(default="", examples=["sqlite:////var/lib/second-look/second-look.db"])
    data_dir: Path = Field(default=Path("second-look-data"), examples=["/var/lib/second-look"])
    attributes_url: str = Field(default="", examples=["postgresql://auditor:password@host/attributes"])
    attributes_days: int = Field(default=30, ge=1, le=3650, examples=[30])
    host: str = Field(default="127.0.0.1", examples=["0.0.0.0"])  # noqa: S104 - an example of a good value, not a default
    port: int = Field(default=8000, ge=1, le=65535, examples=[8000])
    public_url: str = Field(default="", examples=["https://second-look.example.org"])
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(default=(), examples=["127.0.0.1,10.0.0.0/8"])
    first_admin: str = Field(default="admin@localhost", pattern=EMAIL, examples=["ada@example.org"])
    oidc_issuer: str = Field(
        default="", pattern=r"^(https?://[^\s?#]+)?$", examples=["https://login.example.org/company"]
    )
    oidc_client_id: str = Field(default="", examples=["second-look"])
    oidc_client_secret_file: Path | None = Field(default=None, examples=["/run/secrets/oidc-client-secret"])
    oidc_roles: Annotated[tuple[tuple[str, str], ...], NoDecode] = Field(
        default=(), examples=["hr-admins=admin,hr=recruiter"]
    )
    oidc_only: bool = Field(default=False, examples=["true"])
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(default=(), examples=["ats.intranet,10.20.0.0/16"])
    hook_limit_kb: int = Field(default=1024, ge=16, le=16_384, examples=[1024])
    resume_limit_mb: int = Field(default=10, ge=1, le=100, examples=[10])
    parse_seconds: float = Field(default=20, ge=1, le=300, examples=[20])
    parse_memory_mb: int = Field(default=1024, ge=256, le=16_384, examples=[1024])
    ocr_pages: int = Field(default=6, ge=1, le=50, examples=[6])
    ocr_seconds: float = Field(default=150, ge=5, le=3600, examples=[150])
    intake_threads: int = Field(default=4, ge=1, le=32, examples=[4])
    poll_seconds: float = Field(default=0.25, ge=0.02, le=10, examples=[0.25])
    sweep_seconds: int = Field(default=15, ge=1, le=60, examples=[15])
    night_at: str = Field(default="02:30", pattern=HOUR, examples=["02:30"])
    import_dir: str = Field(default="", examples=["/srv/second-look-drop"])
    smtp_url: str = Field(
        default="",
        pattern=r"^(smtps?://([^\s@/]+@)?[^\s@/:]+(:\d+)?)?$",
        examples=["smtps://robot@mail.example.org:465"],
    )
    smtp_password_file: Path | None = Field(default=None, examples=["/run/secrets/smtp-password"])
    mail_from: str = Field(default="", pattern=EMAIL, examples=["second-look@example.org"])
    chat_webhook_file: Path | None = Field(default=None, examples=["/run/secrets/chat-webhook"])
    digest_at: str = Field(default="08:00", pattern=HOUR, examples=["08:00"])
    quiet_hours: str = Field(
        default="20:00-07:00", pattern=rf"^({HOUR[1:-1]}-{HOUR[1:-1]})?$", examples=["20:00-07:00"]
    )
    timezone: str = Field(default="UTC", examples=["Europe/Berlin"])
    language: Literal["en", "de"] = Field(default="en", examples=["de"])
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", examples=["info"])
    log_format: Literal["plain", "json"] = Field(default="plain", examples=["json"])

    @field_validator("allowed_hosts", "trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for entry in value:
            ip_network(entry, strict=False)
        return value

    @field_validator("oidc_roles", mode="before")
    @classmethod
    def _pairs(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        pairs = [part.rpartition("=") for part in value.split(",") if part.strip()]
        if not all(group.strip() and role.strip() for group, _equals, role in pairs):
            raise ValueError("must be pairs of a group and a role")
        return tuple((group.strip(), role.strip()) for group, _equals, role in pairs)

    @field_validator("database_url", "attributes_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and not re.match(r"^(sqlite:///|postgresql(\+psycopg)?://)", value):
            raise ValueError("must begin with sqlite:/// or postgresql://")
        return re.sub(r"^postgresql://", "postgresql+psycopg://", value)

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError("is no time zone of the IANA database") from None
        return value

    @field_validator("public_url")
    @classmethod
    def _origin(cls, value: str) -> str:
        if value and not re.match(r"^https?://[^/]+$", value):
            raise ValueError("must be an origin such as https://second-look.example.org, without a path")
        return value

    @property
    def database(self) -> str:
        """The database URL, or a file in the data folder when none is set."""
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'second-look.db'}"

    @property
    def attributes(self) -> str:
        """The URL of the database of protected attributes; a file in a folder of its own when none is set."""
        return self.attributes_url or f"sqlite:///{self.data_dir.absolute() / 'attributes' / 'attributes.db'}"

    @property
    def embedded(self) -> bool:
        """True on SQLite: one process does everything (``up``)."""
        return self.database.startswith("sqlite")

    @property
    def origin(self) -> str:
        """The address under which browsers reach us."""
        return self.public_url or f"http://{self.host}:{self.port}"


def load_settings(**overrides: object) -> Settings:
    """Read the settings from the environment.

    Raises:
        BadInputError: names the variable, what is wrong with it, and a good value.

    """
    try:
        return Settings(**overrides)  # type: ignore[arg-type]  # overrides are validated like the variables
    except ValidationError as error:
        problems = []
        for problem in error.errors():
            name = str(problem["loc"][0])
            good = (Settings.model_fields[name].examples or ["?"])[0] if name in Settings.model_fields else "?"
            problems.append(f"{PREFIX}{name.upper()}: {problem['msg']}; a good value is {good}")
        raise BadInputError("; ".join(problems)) from error


def secret_in(file: Path | None, variable: str) -> str:
    """The first line of a file with a secret, "" without a file; ``variable`` is the setting that names it.

    Raises:
        BadInputError: it cannot be read.

    """
    if file is None:
        return ""
    try:
        return file.read_text(encoding="utf-8").partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInputError(
            f"{variable}: {file} cannot be read ({type(error).__name__}); correct path or rights"
        ) from None
