"""Gates in front of scarce things. Waiting here costs no thread; waiting for a database connection costs one.

FastAPI runs sync code in 40 threads. Without a gate, 40 requests wait in them for a connection whose holder needs a
thread for its next step, and everything stops.
"""

import asyncio
from types import TracebackType

from app.errors import BusyError
from app.store.session import POSTGRES_WRITERS, READERS, Store

WAIT_SECONDS = 20.0
SPARE = 2
"""Connections of a pool that the gate leaves to short reads outside it."""
SQLITE_WRITERS = 4


class Gate:
    """Lets so many in at once; the others wait, but not for ever."""

    def __init__(self, places: int, wait_seconds: float = WAIT_SECONDS) -> None:
        self._places = asyncio.Semaphore(places)
        self._wait_seconds = wait_seconds

    async def __aenter__(self) -> None:
        try:
            async with asyncio.timeout(self._wait_seconds):
                await self._places.acquire()
        except TimeoutError:
            raise BusyError("too much is going on at once; nothing was stored, try again in a few seconds") from None

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._places.release()


class Gates:
    """The gates of one process: to sessions that write and read, to hashing (64 MiB each), to drawing, and outside."""

    def __init__(self, store: Store) -> None:
        self.write = Gate(SQLITE_WRITERS if store.sqlite else POSTGRES_WRITERS - SPARE)
        self.read = Gate(READERS - SPARE)
        self.hashing = Gate(2)
        self.drawing = Gate(2)
        self.outside = Gate(4)
        """To servers that may take seconds to answer."""
