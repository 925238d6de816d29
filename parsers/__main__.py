"""``python -m parsers FILE...``: what is read in each file, as an outline or with ``--json`` as one object a line.

Files are opened as in the service: in a limited child process. The exit code is 0 when every file was answered, also
where the answer is that it cannot be read, and 1 when one was not there.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from parsers import isolate
from parsers.json_resume import answer
from parsers.readable import readable


def main(arguments: Sequence[str]) -> int:
    """Answer about each file on standard output, complain on standard error."""
    parser = argparse.ArgumentParser(prog="python -m parsers", description="Show what is read in resumes.")
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--json", action="store_true", help="one JSON object a line, with places and doubts")
    given = parser.parse_args(arguments)
    missing = 0
    for name in given.files:
        try:
            with Path(name).open("rb") as file:
                data = file.read(isolate.Limits().input_bytes + 1)  # The reader refuses one byte too many.
        except OSError as error:
            sys.stderr.write(f"{name}: {error.strerror}\n")
            missing += 1
            continue
        result = isolate.parse(data, ocr=isolate.Ocr())
        said = json.dumps(answer(name, result), ensure_ascii=False) + "\n" if given.json else readable(name, result)
        sys.stdout.buffer.write(said.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
