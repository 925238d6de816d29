"""Programs from outside that read what we do not: found once, each run in a confined process without a shell.

They see a file only on their standard input and say what they found on their output. They have no files of their own,
no network and no threads, and the limits of any other child.
"""

import re
import shutil
from dataclasses import dataclass
from functools import cache

from parsers import quarantine
from parsers.order import Limits, Order
from parsers.talk import Overrun

_ASKING = Limits(wall_seconds=10, cpu_seconds=5, output_bytes=100_000)
_VERSION = re.compile(rb"\d+(?:\.\d+)+")
_LANGUAGE = re.compile(r"[a-z]{3}(?:_[a-z]{3,4})?")


@dataclass(frozen=True, slots=True)
class Program:
    """An installed program. ``languages`` are those that tesseract has data for."""

    name: str
    path: str
    version: str
    languages: tuple[str, ...] = ()


@cache
def catdoc() -> Program | None:
    """What reads Word files from before 2007, or None."""
    return _found("catdoc", "-V")


@cache
def tesseract() -> Program | None:
    """What reads pictures of text, or None; also None where it has no language at all."""
    program = _found("tesseract", "--version")
    if program is None:
        return None
    listed = _said(program.path, "--list-langs").decode("ascii", "replace").splitlines()[1:]
    languages = tuple(name for name in listed if _LANGUAGE.fullmatch(name) and name != "osd")
    return Program(program.name, program.path, program.version, languages) if languages else None


def run(program: Program, arguments: tuple[str, ...], data: bytes, limits: Limits) -> bytes:
    """What the program says about ``data``; empty where it failed. Raises ``parsers.talk.Overrun``."""
    order = Order("program", limits.cpu_seconds, limits.memory_bytes, program=(program.path, *arguments))
    code, said = quarantine.run(order, data, limits)
    return said if code == 0 else b""


def _found(name: str, ask_version: str) -> Program | None:
    path = shutil.which(name)
    if path is None:
        return None
    version = _VERSION.search(_said(path, ask_version))
    return Program(name, path, version.group().decode()) if version else None


def _said(path: str, argument: str) -> bytes:
    try:
        return run(Program("", path, ""), (argument,), b"", _ASKING)
    except Overrun:
        return b""
