"""Runs the stand-in ATS as a process: opens the port, says where it listens, stops gracefully on SIGTERM and SIGINT."""

import socket
import sys
from contextlib import suppress
from dataclasses import replace

import uvicorn

from app.demo.ats import create_stand_in
from app.demo.settings import StandInSettings

_LONGEST_STOP = 5


def serve_stand_in(settings: StandInSettings) -> None:
    """Serve until told to stop. With port 0 the system picks a free one; the line on standard output tells which.

    Raises:
        OSError: the port is taken, or the data folder cannot be written.

    """
    with socket.create_server((settings.host, settings.port)) as listener:
        settings = replace(settings, port=listener.getsockname()[1])
        config = uvicorn.Config(
            create_stand_in(settings),
            log_level="warning",
            timeout_graceful_shutdown=_LONGEST_STOP,
        )
        sys.stdout.write(f"stand-in ATS for demo and tests: {settings.base_url}\n")
        sys.stdout.flush()
        with suppress(KeyboardInterrupt):  # uvicorn stops gracefully and then passes Ctrl-C on
            uvicorn.Server(config).run(sockets=[listener])
