"""``python -m app.cli.tied MODULE ARGUMENTS``: run a module as ``-m`` does, but no longer than the parent lives.

Standard input is a pipe whose other end only the parent holds, and says nothing. When the parent is gone, however it
went (``kill -9`` included), the system closes that end: the module is told to stop, and ended where it does not.
"""

import os
import runpy
import signal
import sys
import time
from threading import Thread

STOP_SECONDS = 25


def main() -> None:
    """Watch, and run the module."""
    Thread(target=_watch, daemon=True).start()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def _watch() -> None:
    while os.read(0, 1):  # not sys.stdin: its lock would be in the way when the interpreter ends
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(STOP_SECONDS)
    os._exit(1)


if __name__ == "__main__":
    main()
