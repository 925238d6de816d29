"""A sender of webhooks that does not wait for answers: each leaves at its time, however slow the receiver is.

Latency counts from the time at which a request was due, so that a receiver that stalls cannot hide it by slowing the
sender down (coordinated omission). Connections are kept alive; a new one is opened when none is idle. The requests are
complete bytes, made beforehand: on a small machine the sender must not compete with what it measures.
"""

import asyncio
from dataclasses import dataclass

HOST = "127.0.0.1"
LONGEST_ANSWER = 30.0
FAILED = 0


@dataclass(frozen=True, slots=True)
class Sample:
    """One request: milliseconds from when it was due to the last byte of its answer, and the status (0: none came)."""

    milliseconds: float
    status: int


def request(path: str, headers: dict[str, str], body: bytes) -> bytes:
    """A whole HTTP/1.1 request."""
    head = {"host": HOST, **headers, "content-length": str(len(body))}
    return "".join([f"POST {path} HTTP/1.1\r\n", *(f"{k}: {v}\r\n" for k, v in head.items()), "\r\n"]).encode() + body


def send_all(port: int, requests: list[bytes], rate: float) -> list[Sample]:
    """Send ``rate`` requests a second to a port of this machine; returns when all are answered or given up."""
    return asyncio.run(_Sender(port).run(requests, rate))


class _Sender:
    def __init__(self, port: int) -> None:
        self._port = port
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def run(self, requests: list[bytes], rate: float) -> list[Sample]:
        clock, tasks = asyncio.get_running_loop().time, []
        start = clock() + 0.1
        for number, data in enumerate(requests):
            due = start + number / rate
            await asyncio.sleep(max(0.0, due - clock()))
            tasks.append(asyncio.create_task(self._timed(data, due)))
        samples = await asyncio.gather(*tasks)
        for _, writer in self._idle:
            writer.close()
        return samples

    async def _timed(self, data: bytes, due: float) -> Sample:
        clock = asyncio.get_running_loop().time
        try:
            async with asyncio.timeout_at(due + LONGEST_ANSWER):
                status = await self._exchange(data)
        except (TimeoutError, OSError, EOFError):
            status = FAILED
        return Sample(1000 * (clock() - due), status)

    async def _exchange(self, data: bytes) -> int:
        reader, writer, used = await self._connection()
        writer.write(data)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        except (ConnectionError, asyncio.IncompleteReadError):
            if not used:
                raise
            return await self._exchange(data)  # an idle one was closed as we took it, which every client meets
        await reader.readexactly(int(head.partition("content-length:")[2].split(maxsplit=1)[0]))
        self._idle.append((reader, writer))
        return int(head.split(maxsplit=2)[1])

    async def _connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter, bool]:
        """A connection, and whether it was used before."""
        while self._idle:
            reader, writer = self._idle.pop()
            if not (reader.at_eof() or writer.is_closing()):
                return reader, writer, True
        reader, writer = await asyncio.open_connection(HOST, self._port)
        return reader, writer, False
