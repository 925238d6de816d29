"""What the child costs a document: reading it in a forked child and in this process, in turns, in one run.

``python -m bench.isolation [--folder DIR] [--rounds 9]`` prints milliseconds of wall time: the price is what ``parse``
takes beyond reading and encoding the same file here, by readers that are as warm as a child's: what they remember of
the file's own words is forgotten first, because the child has never seen them. Each file counts with the least of its
rounds, because another program on the machine can only add; minimum, median and maximum are over files. CPU time, of
children and of their parent, tells more on a busy machine, where a child waits, because it is told to be nice.
"""

import argparse
import os
import resource
import statistics
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter

from parsers import fresh, isolate, quarantine, warm, wire
from parsers.model import Resume
from parsers.order import Limits, Order
from parsers.read import answer

FILES = Path(__file__).parent.parent / "tests" / "parsers" / "files"
KINDS = {".pdf", ".docx", ".html", ".txt", ".odt", ".rtf"}
THREADS = 4


def taken(work: Callable[[], object]) -> float:
    """Milliseconds."""
    begun = perf_counter()
    work()
    return (perf_counter() - begun) * 1_000


def forget() -> None:
    """Leave the readers with what they know when a child is forked: that of the samples, and nothing of any file."""
    for name, module in list(sys.modules.items()):
        if name.startswith("parsers."):
            for value in vars(module).values():
                if hasattr(value, "cache_clear"):
                    value.cache_clear()
    for sample in warm.samples():
        here(sample)


def here(data: bytes) -> object:
    return wire.decode(answer(data, {}))


def started(data: bytes) -> object:
    limits = Limits()
    return fresh.run(Order("read", limits.cpu_seconds, limits.memory_bytes), data, limits)


def own_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return (used.ru_utime + used.ru_stime) * 1_000


def zygote_cpu() -> float:
    """Milliseconds that the zygote and its children have used, in steps of ten; 0 where nobody says."""
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    if not children.is_file():
        return 0.0
    pid = children.read_text().split()[0]
    return sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15])) * 10.0


def cpu_price(data: bytes, rounds: int) -> float:
    """CPU milliseconds of a forked child beyond those of reading the file here."""
    inside = 0.0
    for _ in range(rounds):
        forget()
        begun = own_cpu()
        here(data)
        inside += own_cpu() - begun
    begun, children = own_cpu(), zygote_cpu()
    for _ in range(rounds):
        isolate.parse(data)
    return (own_cpu() - begun + zygote_cpu() - children - inside) / rounds


def row(name: str, values: list[float]) -> str:
    return f"{name:36} {min(values):8.2f} {statistics.median(values):8.2f} {max(values):8.2f}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=FILES)
    parser.add_argument("--rounds", type=int, default=9)
    arguments = parser.parse_args()
    paths = sorted(path for path in arguments.folder.rglob("*") if path.suffix in KINDS)
    files = [data for data in (path.read_bytes() for path in paths) if isinstance(isolate.parse(data), Resume)]
    warm.load()
    first = taken(lambda: (quarantine.forks.close(), isolate.parse(b"Ada Example\nSkills\nBookkeeping")))
    inside, child, new = ([[] for _ in files] for _ in range(3))
    for number in range(arguments.rounds):
        for place, data in enumerate(files):
            forget()
            inside[place].append(taken(lambda data=data: here(data)))
            child[place].append(taken(lambda data=data: isolate.parse(data)))
            if number < 3:
                new[place].append(taken(lambda data=data: started(data)))
    least = [[min(times) for times in way] for way in (inside, child, new)]
    print(f"{len(files)} files, {arguments.rounds} rounds, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    print(f"{'ms a document':36} {'min':>8} {'median':>8} {'max':>8}")
    print(row("read in this process", least[0]))
    print(row("read in a forked child", least[1]))
    print(row("price of the forked child", [b - a for a, b in zip(least[0], least[1], strict=True)]))
    print(row("price of a fresh interpreter", [b - a for a, b in zip(least[0], least[2], strict=True)]))
    print(row("CPU price of the forked child", [cpu_price(data, 4 * arguments.rounds) for data in files]))
    with ThreadPoolExecutor(THREADS) as threads:
        rounds = [taken(lambda: list(threads.map(isolate.parse, files))) / len(files) for _ in range(arguments.rounds)]
    print(row(f"a document, {THREADS} threads at once", rounds))
    print(f"\nfirst document, with the start of the zygote: {first:.0f} ms")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
