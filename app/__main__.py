"""``second-look`` and ``python -m app``: run a command, and turn what goes wrong into one sentence and an exit code."""

import os
import sys
import traceback

from app.errors import SecondLookError

NOT_DONE = 2
OTHERS_NOTHING = 0o077
"""Resumes, secrets and the database lie in what commands write: for the user that runs them only."""

FAULT = 70
"""EX_SOFTWARE of sysexits.h: a fault of ours."""


def main() -> None:
    """Run the command line."""
    os.umask(OTHERS_NOTHING)
    from app.cli.main import build  # noqa: PLC0415 - an import that fails is reported like any other fault

    try:
        build()(prog_name="second-look")
    except SecondLookError as error:
        sys.stderr.write(f"second-look: {error}\n")
        sys.exit(NOT_DONE)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:  # noqa: BLE001 - one of three places: few at a terminal can use a traceback
        if os.environ.get("SECOND_LOOK_LOG_LEVEL") == "debug":
            traceback.print_exc()
        sys.stderr.write(
            f"second-look: an unexpected {type(error).__name__}: {str(error)[:500]}; "
            "this is our fault, run with SECOND_LOOK_LOG_LEVEL=debug and report it\n"
        )
        sys.exit(FAULT)


if __name__ == "__main__":
    main()
