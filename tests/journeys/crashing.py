"""The product's own command line in a process that kills itself with SIGKILL at one point of the walk.

``python crashing.py POINT COMMAND...``. A point is a function and a moment: as it is called, as it returns (nothing is
committed yet), or after the commit of the session it worked in. Nothing in the product knows of this.
"""

import os
import signal
import sys
from contextlib import contextmanager
from functools import wraps

import app.cli.main
from app.audit import run as night
from app.intake import echo, process, receive
from app.review import decide, holds, serving
from app.screening import read, screen
from app.store.session import Store
from app.writeback import deliver

CALLED, RETURNS, COMMITTED = "called", "returns", "committed"

WEB = {
    "1 raw bytes read": (receive, "receive", CALLED),
    "2 delivery stored": (receive, "receive", RETURNS),
    "3 delivery committed": (receive, "receive", COMMITTED),
    "7 next one leased": (serving, "next_item", COMMITTED),
    "8 decided": (decide, "decide", RETURNS),
    "8 decision committed": (decide, "decide", COMMITTED),
    "8 undo committed": (decide, "undo", COMMITTED),
}
WORKER = {
    "4 processed": (process, "take", RETURNS),
    "4 processing committed": (process, "take", COMMITTED),
    "5 screening taken": (screen, "take", COMMITTED),
    "5 fetched, parsed, matched": (read, "work", RETURNS),
    "5 screening recorded": (screen, "record", RETURNS),
    "5 screening committed": (screen, "record", COMMITTED),
    "6+9 item taken": (deliver, "take", COMMITTED),
    "6+9 ATS told": (deliver, "work", RETURNS),
    "6+9 outcome recorded": (deliver, "record", RETURNS),
    "6+9 outcome committed": (deliver, "record", COMMITTED),
    "10 echo recognised": (echo, "echo_of_reinstatement", RETURNS),
    "11 swept": (holds, "sweep", RETURNS),
    "11 sweep committed": (holds, "sweep", COMMITTED),
}
NIGHT = {
    "12 first answer kept": (night, "_keep", RETURNS),
    "12 first answer committed": (night, "_keep", COMMITTED),
    "12 night finished": (night, "_finish", RETURNS),
    "12 night committed": (night, "_finish", COMMITTED),
}
WITHOUT_RESULT = {"take", "record", "_keep", "_finish"}
POINTS = WEB | WORKER | NIGHT


def die() -> None:
    """As ``kill -9`` from outside."""
    os.kill(os.getpid(), signal.SIGKILL)


def arm(point: str) -> None:
    """Replace the function everywhere it is known under its name."""
    module, name, moment = POINTS[point]
    original = getattr(module, name)
    marked: set[int] = set()

    @wraps(original)
    def deadly(*args, **kwargs):
        if moment == CALLED:
            die()
        result = original(*args, **kwargs)
        idle = result is None or result == 0 or result is False  # a sweep that found nothing, an item already done
        if name not in WITHOUT_RESULT and idle:
            return result
        if moment == RETURNS:
            die()
        marked.add(id(args[0]))
        return result

    for known in list(sys.modules.values()):
        if getattr(known, "__name__", "").startswith("app.") and getattr(known, name, None) is original:
            setattr(known, name, deadly)

    write = Store.write

    @contextmanager
    def deadly_write(self):
        with write(self) as session:
            yield session
        if id(session) in marked:
            die()

    Store.write = deadly_write


if __name__ == "__main__":
    arm(sys.argv[1])
    app.cli.main.build()(sys.argv[2:])
