"""Whether PDF pages are read in the order in which a person reads them, by geometry and not as they were painted.

``python -m bench.reading_order [FOLDER]`` where FOLDER holds PDFs with ``X.truth.json`` beside them; without an
argument the folder ``corpus`` in ``shared`` beside the checkout is tried. A paragraph is a highlight or a summary.

``joins``: wrapped lines of one paragraph that stay neighbours; where lines wrap is taken from PDFium's text, whose
stream order is right in these files. ``whole``: paragraphs found contiguous in the joined lines. ``blocks``: paragraphs
whose lines share one block that holds nothing else. ``bullets``: highlights whose first line is marked as an item.
``heading``: paragraphs and schools whose nearest heading above is the right one, in the languages whose headings are
known. Each again in brackets with the glyphs of every page shuffled and painted from the bottom up; below the table the
files that changed.
"""

import hashlib
import json
import logging
import re
import sys
import time
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import pypdfium2

from parsers.lines import Lines
from parsers.model import Line, SectionKind
from parsers.pdf.glyphs import BLACK, Glyph, Sheet
from parsers.pdf.layout.book import Book
from parsers.pdf.layout.page import lines as page_lines
from parsers.pdf.layout.shapes import shapes
from parsers.pdf.miner import Miner
from parsers.resume.sections import heading

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
KNOWN = ("en", "de", "fr", "es", "pt", "it", "nl")
MEASURES = ("joins", "whole", "blocks", "bullets", "heading")
MAX_PAGES = 50
END = 10
"""Letters of the end of one line and of the beginning of the next that must stand beside each other."""


@dataclass
class Tally:
    """Answers counted per measure."""

    hits: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    asked: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    misses: list[str] = field(default_factory=list)

    def note(self, measure: str, right: bool, what: str = "") -> None:  # noqa: FBT001  the answer itself
        """Count one answer; ``what`` was asked for."""
        self.asked[measure] += 1
        self.hits[measure] += right
        if not right:
            self.misses.append(f"{measure}: {what[:70]}")

    def share(self, measure: str) -> float:
        """Right answers of all."""
        return self.hits[measure] / self.asked[measure] if self.asked[measure] else 1.0


def squeezed(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if character.isalnum())


def paragraphs(truth: dict[str, Any]) -> Iterator[tuple[str, set[SectionKind], bool]]:
    """Every paragraph with the sections where it may stand, and whether it is an item of a list."""
    resume, left_out = truth["resume"], set(truth.get("fieldsNotShownVerbatim") or [])
    summary = resume["basics"].get("summary")
    if summary and "basics.summary" not in left_out:
        yield summary, {SectionKind.SUMMARY, SectionKind.HEADER}, False
    for part, kinds in (
        ("work", {SectionKind.EXPERIENCE}),
        ("volunteer", {SectionKind.VOLUNTEER}),
        ("projects", {SectionKind.PROJECTS}),
    ):
        for number, item in enumerate(resume.get(part) or []):
            for key in ("summary", "description"):
                if item.get(key) and f"{part}[{number}].{key}" not in left_out:
                    yield item[key], kinds, False
            for at, text in enumerate(item.get("highlights") or []):
                if f"{part}[{number}].highlights[{at}]" not in left_out:
                    yield text, kinds, True


def schools(truth: dict[str, Any]) -> Iterator[str]:
    left_out = set(truth.get("fieldsNotShownVerbatim") or [])
    for number, item in enumerate(truth["resume"].get("education") or []):
        if f"education[{number}].institution" not in left_out:
            yield item["institution"]


def wraps(data: bytes) -> list[tuple[str, str]]:
    """Neighbouring lines of PDFium's text, squeezed."""
    with pypdfium2.PdfDocument(data) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    lines = [squeezed(line) for text in texts for line in re.split(r"[\r\n]+", text)]
    return [(a, b) for a, b in pairwise([line for line in lines if line]) if len(a) >= 3 and len(b) >= 3]


class Reading:
    """The lines of one file as one squeezed text, with the line that each character came from."""

    def __init__(self, lines: tuple[Line, ...]) -> None:
        self.lines = lines
        parts = [squeezed(line.text) for line in lines]
        self.text = "".join(parts)
        self.owner = [number for number, part in enumerate(parts) for _ in part]
        self.kinds: list[SectionKind | None] = []
        kind: SectionKind | None = SectionKind.HEADER
        for line in lines:
            kind = heading(line.text) or kind
            self.kinds.append(kind)

    def find(self, text: str) -> list[Line]:
        """The lines that hold the text; none where it is not in one piece."""
        wanted = squeezed(text)
        at = self.text.find(wanted)
        if at < 0 or not wanted:
            return []
        return list(self.lines[self.owner[at] : self.owner[at + len(wanted) - 1] + 1])

    def block(self, number: int) -> str:
        """All of a block, squeezed."""
        return "".join(squeezed(line.text) for line in self.lines if line.block == number)


def judge(reading: Reading, truth: dict[str, Any], joins: list[tuple[str, str]], tally: Tally) -> None:
    language = language_of(truth)
    for text, kinds, item in paragraphs(truth):
        wanted = squeezed(text)
        for first, second in joins:
            if first + second in wanted:
                tally.note("joins", first[-END:] + second[:END] in reading.text, text)
        found = reading.find(text)
        tally.note("whole", bool(found), text)
        if not found:
            continue
        numbers = {line.block for line in found}
        alone = len(numbers) == 1 and reading.block(found[0].block) == wanted
        tally.note("blocks", alone and found[0].block > 0, text)
        if item:
            tally.note("bullets", found[0].bullet, text)
        if language not in KNOWN:
            continue
        tally.note("heading", reading.kinds[found[0].number - 1] in kinds, text)
    for name in schools(truth) if language in KNOWN else ():
        if found := reading.find(name):
            right = any(
                reading.kinds[line.number - 1] is SectionKind.EDUCATION
                for line in reading.lines
                if squeezed(name) in squeezed(line.text)
            )
            tally.note("heading", right, name)
        else:
            tally.note("heading", False, name)


def shuffled(sheets: list[Sheet], how: str) -> list[Sheet]:
    """The same pages painted in another order."""
    changed = []
    for sheet in sheets:
        glyphs = list(sheet.glyphs)
        if how == "random":
            glyphs.sort(key=lambda glyph: hashlib.sha256(repr((glyph.text, glyph.box)).encode()).digest())
        else:
            glyphs.sort(key=lambda glyph: (-glyph.box[3], glyph.box[0]))
        changed.append(replace(sheet, glyphs=repainted(glyphs)))
    return changed


def repainted(glyphs: list[Glyph]) -> list[Glyph]:
    """Numbered as if painted in this order, above whatever fill was below them before."""
    return [
        replace(glyph, order=glyph.order if glyph.ink.colour != BLACK else number)
        for number, glyph in enumerate(glyphs)
    ]


def read(sheets: list[Sheet]) -> tuple[Line, ...]:
    book, lines = Book(), Lines()
    for number, sheet in enumerate(sheets, start=1):
        book.add(number, page_lines(sheet.glyphs, shapes(sheet)))
    book.write(lines)
    return lines.finish()


def cost(sheets: list[Sheet]) -> list[float]:
    """Processor milliseconds of layout for each page, the better of two."""
    times = []
    for sheet in sheets:
        best = float("inf")
        for _ in range(2):
            began = time.process_time()
            page_lines(sheet.glyphs, shapes(sheet))
            best = min(best, time.process_time() - began)
        times.append(1000 * best)
    return times


def language_of(truth: dict[str, Any]) -> str:
    return str(truth["resume"].get("meta", {}).get("language", "?"))


def layout_of(path: Path) -> str:
    return path.stem.split("__")[-1].removesuffix(".pdf")


def main() -> None:
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    folder = Path(arguments[0]) if arguments else CORPUS / "resumes"
    cases = [path for path in sorted(folder.rglob("*.pdf")) if truth_of(path) and "scan" not in path.stem]
    if not cases:
        print(f"reading order: no PDFs with truth in {folder.name}; nothing measured")
        return
    logging.disable()
    plain: dict[str, Tally] = defaultdict(Tally)
    mixed: dict[str, Tally] = defaultdict(Tally)
    changed: list[str] = []
    times: list[float] = []
    for path in cases:
        data = path.read_bytes()
        truth = json.loads(truth_of(path).read_text())
        language = language_of(truth)
        sheets = list(Miner(data).sheets())
        joins = wraps(data)
        times += cost(sheets)
        lines = read(sheets)
        for group in (layout_of(path), f"language {language}", "all"):
            before = len(plain[group].misses)
            judge(Reading(lines), truth, joins, plain[group])
            if "-v" in sys.argv and group == "all":
                print("\n".join(f"{path.stem}  {miss}" for miss in plain[group].misses[before:]))
        for how in ("random", "by y"):
            again = read(shuffled(sheets, how))
            if again != lines:
                changed.append(f"{path.stem} ({how})")
            for group in (layout_of(path), f"language {language}", "all"):
                judge(Reading(again), truth, joins, mixed[group])
    print(f"{'':28}" + "".join(f"{name:>16}" for name in MEASURES))
    for group in sorted(plain, key=lambda name: (name == "all", name.startswith("language"), name)):
        cells = (f"{plain[group].share(m):.3f} ({mixed[group].share(m):.3f})" for m in MEASURES)
        print(f"{group:28}" + "".join(f"{cell:>16}" for cell in cells))
    worst = ", ".join(changed) or "none"
    print(f"{len(cases)} files; read differently when painted in another order: {worst}")
    print(f"layout, CPU ms a page: min {min(times):.1f}, median {median(times):.1f}, max {max(times):.1f}")


def truth_of(path: Path) -> Path | None:
    for name in (f"{path.stem}.truth.json", f"{path.name}.truth.json"):
        if (path.parent / name).exists():
            return path.parent / name
    return None


if __name__ == "__main__":
    main()
