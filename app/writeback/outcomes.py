"""The outcome file of a connection without an interface: one JSON line per outcome, told apart by the item's id."""

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

LONGEST_LINE = 1 << 20


@dataclass(frozen=True, slots=True)
class Line:
    """One outcome. ``effect`` is reinstate, release, reject or note; ``at`` is when it was written.

    ``stage`` is where a reinstated candidate should go, if the reviewer said so.
    """

    connection: str
    item_id: str
    application_id: str
    effect: str
    state: str
    text: str
    at: datetime
    stage: str = ""


def append(folder: Path, line: Line, *, look_first: bool) -> None:
    """Add a line durably. ``look_first`` is for repeated tries: what stands there already is not added again."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{line.connection}.jsonl"
    if look_first and path.exists() and _stands(path, line.item_id):
        return
    said = asdict(line) | {"at": line.at.isoformat()}
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o640)
    with os.fdopen(descriptor, "r+b") as file:
        file.truncate(_whole(file))  # a line that a kill cut off was never an outcome; its item comes again
        file.seek(0, os.SEEK_END)
        file.write(json.dumps(said, ensure_ascii=False).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _stands(path: Path, item_id: str) -> bool:
    mark = f'"item_id": "{item_id}"'.encode()
    with path.open("rb") as file:
        return any(mark in line and line.endswith(b"\n") for line in file)


def _whole(file: BinaryIO) -> int:
    """The size up to the last line break; lines are far shorter than what is looked at."""
    size = file.seek(0, os.SEEK_END)
    tail = min(size, LONGEST_LINE)
    file.seek(size - tail)
    return size - tail + file.read(tail).rfind(b"\n") + 1
