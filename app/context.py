"""Whether a write session is open in this thread of execution: nothing may be sent over the network while it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_in_transaction: ContextVar[bool] = ContextVar("in_transaction", default=False)


def in_transaction() -> bool:
    """True inside a write session."""
    return _in_transaction.get()


@contextmanager
def transaction() -> Iterator[None]:
    """Mark the enclosed block as inside a write session; a second one inside it would wait for itself, so it raises.

    Raises:
        RuntimeError: a write session is open already.

    """
    if _in_transaction.get():
        message = "a write session is already open here; pass that session on instead of opening another"
        raise RuntimeError(message)
    token = _in_transaction.set(True)
    try:
        yield
    finally:
        _in_transaction.reset(token)
