"""What a PDF page costs: our engine, with visibility, and stock pdfminer's ``extract_pages``, on the same files.

    python -m bench.pdf_speed [folder] [how many files]

CPU milliseconds a page, both in this process and taking turns, the better of two passes. Reads every PDF below
``SECOND_LOOK_CORPUS`` or the folder that is named, or else those of the tests; asserts nothing.
"""

import io
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time

from pdfminer.high_level import extract_pages

from parsers.formats import pdf
from parsers.pdf import hidden
from parsers.pdf.budget import MAX_PAGES
from parsers.pdf.damage import DAMAGE
from parsers.pdf.miner import Miner
from parsers.refusal import CannotRead

TESTS = Path(__file__).parent.parent / "tests" / "parsers" / "files"
PASSES = 2


def stock(data: bytes) -> int:
    return sum(1 for _ in extract_pages(io.BytesIO(data), maxpages=MAX_PAGES))


def engine(data: bytes) -> int:
    miner = Miner(data)
    looks = pdf.Looks(data, miner)
    for number, sheet in enumerate(miner.sheets()):
        hidden.split(sheet, lambda page=number, view=sheet.view: looks(page, view))  # type: ignore[misc]
    return len(miner.pages)


def whole(data: bytes) -> int:
    return pdf.read(data).pages


READERS: dict[str, Callable[[bytes], int]] = {"stock extract_pages": stock, "engine": engine, "with lines": whole}


def measured(data: bytes) -> dict[str, float] | None:
    """CPU milliseconds a page by reader; None where one of them refuses the file."""
    best: dict[str, float] = {}
    for _ in range(PASSES):
        for name, reader in READERS.items():
            started = process_time()
            try:
                pages = reader(data)
            except (CannotRead, *DAMAGE):
                return None
            if not pages:
                return None
            spent = 1000 * (process_time() - started) / pages
            best[name] = min(best.get(name, spent), spent)
    return best


def main(arguments: list[str]) -> None:
    logging.disable(logging.CRITICAL)
    named = arguments[0] if arguments else os.environ.get("SECOND_LOOK_CORPUS", "")
    folder = Path(named) if named else TESTS
    if not named:
        print(f"no corpus named; reading {TESTS.name} of the tests only")
    files = sorted(path for path in folder.rglob("*.pdf") if "badfiles" not in path.parts)
    if len(arguments) > 1:
        files = files[:: max(1, len(files) // int(arguments[1]))]
    rows = [row for path in files if (row := measured(path.read_bytes())) is not None]
    if not rows:
        print("no PDF file there that all of them read")
        return
    print(f"{len(rows)} files, {len(files) - len(rows)} left out; CPU ms a page")
    print(f"{'':<22}{'min':>8}{'median':>8}{'max':>8}{'mean':>8}")
    for name in READERS:
        spent = [row[name] for row in rows]
        print(f"{name:<22}{min(spent):8.1f}{median(spent):8.1f}{max(spent):8.1f}{sum(spent) / len(spent):8.1f}")
    for name in list(READERS)[1:]:
        ratios = [row["stock extract_pages"] / row[name] for row in rows]
        total = sum(row["stock extract_pages"] for row in rows) / sum(row[name] for row in rows)
        print(f"times faster, {name:<14}{min(ratios):8.1f}{median(ratios):8.1f}{max(ratios):8.1f}{total:8.1f}")


if __name__ == "__main__":
    main(sys.argv[1:])
