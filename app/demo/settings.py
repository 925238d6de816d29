"""The switches of the stand-in. They are arguments of a process for demo and tests, not settings of Second Look."""

from dataclasses import dataclass
from pathlib import Path

DEMO_TOKEN = "demo-token"  # noqa: S105 - printed on purpose: it opens nothing but invented data
DEMO_CLIENT_SECRET = "demo-client-secret"  # noqa: S105 - as above


@dataclass(frozen=True, slots=True)
class StandInSettings:
    """All durations are seconds; fractions are fine (tests use them).

    ``duplicate_share`` of the webhooks is sent twice, ``late_share`` is held back by ``late_by`` so that younger ones
    overtake them; both are drawn from the seed. ``retry_waits`` are the waits after the first, second, ... failed
    attempt; the last one repeats for ever.
    """

    data_dir: Path
    host: str = "127.0.0.1"
    port: int = 8090
    public_url: str = ""
    """What resume links start with where ``host`` is not what others call us, as in a container."""
    token: str = DEMO_TOKEN
    client_id: str = "demo-client"
    client_secret: str = DEMO_CLIENT_SECRET
    seed: int = 1
    people: int = 60
    mail_delay: float = 15 * 60
    tick: float = 0.1
    retry_waits: tuple[float, ...] = (1.0, 2.0, 5.0, 15.0)
    duplicate_share: float = 0.1
    late_share: float = 0.1
    late_by: float = 2.0

    @property
    def base_url(self) -> str:
        """What resume links start with."""
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"
