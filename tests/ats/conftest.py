"""Fixtures of the adapters' tests."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.ats.loopback import Server, serving


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    with ExitStack() as stack:
        yield lambda **answers: stack.enter_context(
            serving(Server({f"/{path.replace('__', '/')}": made for path, made in answers.items()}))
        )
