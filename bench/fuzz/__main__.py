"""Throws bytes that grow with the code they reach at a reader that we wrote ourselves.

    python -m bench.fuzz READER [--minutes 20] [--corpus FOLDER] [--out FOLDER]
    python -m bench.fuzz READER --again FILE...

It begins with the sample files and the literals of the tests, and with the files of FOLDER. Whatever is thrown, a
reader gives a document that the other side of the wire accepts, or a refusal; any other exception, a file that takes
longer than ``SLOW_SECONDS`` and one that takes more memory than a child has is a finding. Findings lie in
``FOLDER/READER/findings`` with where they happened, the shortest input of each; ``--again`` tries them without the
fuzzer. An exception does not end the run; what ends the process does, and it goes on with what it has learnt.
"""

import argparse
import os
import re
import resource
import sys
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, process_time

SLOW_SECONDS = 6.0
"""Processor time for one input while every branch is counted, which takes several times as long."""

MEMORY = 900_000_000
"""Bytes by which one input may make the process grow."""

HANGS_SECONDS = 60
_LONGEST = 30_000
_LONGEST_PACKAGE = 300_000
_OUR_FAULT = 1
"""Exit code where the fuzzer or a function of this folder failed, and no reader."""

_STATUS = re.compile(rb"#(\d+)\s.*?cov: (\d+) ft: \d+ corp: (\d+)")

Target = Callable[[bytes], int | None]


@dataclass
class Watch:
    """Calls a target and keeps what it must not do; ``kept`` holds the length of the shortest input of each finding."""

    target: Target
    folder: Path
    kept: dict[str, int] = field(default_factory=dict)

    def once(self, data: bytes) -> int | None:
        """Minus one for an input that teaches nothing, as the fuzzer wants it."""
        begun, size = process_time(), peak()
        result = None
        try:
            result = self.target(data)
        except Exception as error:  # noqa: BLE001  each one is what we are looking for
            self.keep(place(error), data, traceback.format_exc())
        if process_time() - begun > SLOW_SECONDS:
            self.keep("slow", data, f"{process_time() - begun:.1f} s for {len(data)} bytes")
        if peak() - size > MEMORY:
            self.keep("memory", data, f"{(peak() - size) // 1_000_000} MB for {len(data)} bytes")
        return result

    def keep(self, name: str, data: bytes, says: str) -> None:
        """Write a finding, unless a shorter input led to the same."""
        if len(data) < self.kept.get(name, sys.maxsize):
            self.kept[name] = len(data)
            (self.folder / f"{name}.bin").write_bytes(data)
            (self.folder / f"{name}.txt").write_text(says)


def peak() -> int:
    """Bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def place(error: Exception) -> str:
    """The kind of exception, and the last line of ours that it came from."""
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if "parsers" in Path(frame.filename).parts]
    last = ours[-1] if ours else None
    return f"{type(error).__name__}-{Path(last.filename).stem}-{last.lineno}" if last else type(error).__name__


def fuzz(reader: str, folder: Path, seconds: int) -> None:
    """Let the fuzzer run in this process, which ends with it."""
    import atheris  # noqa: PLC0415  it changes how modules are loaded

    os.dup2(os.open(folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND), sys.stderr.fileno())
    with atheris.instrument_imports(include=["parsers"]):
        from bench.fuzz import mutate, readers  # noqa: PLC0415
    packed = reader in mutate.PACKED
    options = {
        "max_total_time": seconds,
        "max_len": _LONGEST_PACKAGE if packed else _LONGEST,
        "timeout": HANGS_SECONDS,
        "rss_limit_mb": 3_000,
        "artifact_prefix": f"{folder}/findings/",
        "dict": folder / "words.dict",
        "print_final_stats": 1,
    }
    arguments = [sys.argv[0], *(f"-{name}={value}" for name, value in options.items()), f"{folder}/corpus"]
    watch = Watch(readers.TARGETS[reader], folder / "findings")
    more = {"custom_mutator": mutate.PACKED[reader]} if packed else {}
    atheris.Setup(arguments, watch.once, **more)
    atheris.Fuzz()


def run(reader: str, folder: Path, minutes: float) -> None:
    """Fuzz for so long, with a new process where one ended early, and print what came of it."""
    begun, runs, ends = monotonic(), 0, 0
    state = (0, 0)
    while (left := int(begun + 60 * minutes - monotonic())) > 0:
        (folder / "log").unlink(missing_ok=True)
        pid = os.fork()
        if pid == 0:
            try:
                fuzz(reader, folder, left)
            except Exception:  # noqa: BLE001  nothing of ours may go on in the copy of the process
                traceback.print_exc()
            finally:
                os._exit(_OUR_FAULT)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        ends += code != 0
        seen = _STATUS.findall((folder / "log").read_bytes())
        if not seen or code == _OUR_FAULT:
            raise SystemExit((folder / "log").read_text(errors="replace")[-3_000:])
        runs += int(seen[-1][0])
        state = int(seen[-1][1]), int(seen[-1][2])
    found = sorted(path.name for path in (folder / "findings").iterdir() if path.suffix != ".txt")
    print(f"{reader}: {(monotonic() - begun) / 60:.1f} min, {runs} runs, {state[0]} branches, {state[1]} inputs kept,")
    print(f"{len(found)} findings in {folder / 'findings'}, {ends} early ends", *found, sep="\n  ")


def again(reader: str, files: list[Path]) -> None:
    """Try inputs without the fuzzer."""
    from bench.fuzz import readers  # noqa: PLC0415  here without counting branches

    for file in files:
        begun = process_time()
        try:
            readers.TARGETS[reader](file.read_bytes())
        except Exception:  # noqa: BLE001  as above
            traceback.print_exc(limit=-3)
        print(f"{process_time() - begun:6.2f} s  {file}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reader")
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--out", type=Path, default=Path(tempfile.gettempdir()) / "second-look-fuzz")
    parser.add_argument("--again", type=Path, nargs="+")
    arguments = parser.parse_args()
    if arguments.again:
        again(arguments.reader, arguments.again)
        return 0
    from bench.fuzz import seeds  # noqa: PLC0415  it loads no reader

    folder = arguments.out.resolve() / arguments.reader
    seeds.sow(arguments.reader, folder, arguments.corpus)
    run(arguments.reader, folder, arguments.minutes)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
