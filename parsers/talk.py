"""The talk with a child process over one socket: the file goes in, the answer comes out, within time and size."""

import selectors
import socket
from time import monotonic

from parsers.order import Limits

PIECE = 65_536


class Overrun(Exception):  # noqa: N818  it overran, which is an outcome and not an error
    """The child went on too long or said too much; the message is a sentence for a recruiter."""


def talk(ours: socket.socket, data: bytes, limits: Limits) -> bytes:
    """Send the file and collect the answer side by side, so that neither direction can block for ever.

    Returns when the child has closed its end. Raises Overrun.
    """
    deadline = monotonic() + limits.wall_seconds
    rest, answer = memoryview(data), bytearray()
    ours.setblocking(False)
    with selectors.DefaultSelector() as waiting:
        waiting.register(ours, selectors.EVENT_READ | selectors.EVENT_WRITE)
        while True:
            ready = {event for _, events in waiting.select(max(0.0, deadline - monotonic())) for event in _each(events)}
            if monotonic() >= deadline:
                raise Overrun("The file took too long to read.")
            if selectors.EVENT_WRITE in ready:
                rest = _send(ours, rest)
                if not rest:
                    waiting.modify(ours, selectors.EVENT_READ)
            if selectors.EVENT_READ in ready:
                piece = _receive(ours)
                if not piece:
                    return bytes(answer)
                answer += piece
                if len(answer) > limits.output_bytes:
                    raise Overrun("The file holds far more text than a resume.")


def _each(events: int) -> list[int]:
    return [event for event in (selectors.EVENT_READ, selectors.EVENT_WRITE) if events & event]


def _send(ours: socket.socket, rest: memoryview) -> memoryview:
    """Write what the socket takes, and say when that was all; nothing is left when the child no longer listens."""
    try:
        rest = rest[ours.send(rest[:PIECE]) :]
        if not rest:
            ours.shutdown(socket.SHUT_WR)
    except BlockingIOError:
        return rest
    except (BrokenPipeError, ConnectionResetError):
        return rest[:0]
    return rest


def _receive(ours: socket.socket) -> bytes:
    """What there is; nothing at the end. A child that ends without reading everything resets the connection."""
    try:
        return ours.recv(PIECE)
    except ConnectionResetError:
        return b""
