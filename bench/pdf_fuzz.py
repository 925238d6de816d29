"""Throws bytes that grow with the code they reach at the PDF readers that we wrote ourselves.

    python bench/pdf_fuzz.py content|objects|tables|file [libFuzzer options, e.g. -max_total_time=300] [folder]

Whatever is thrown, a reader may end with its own result, ``TooMuch`` or what ``damage.DAMAGE`` lists; anything else is
a finding. What was found is kept in ``tests/parsers/test_pdf_fuzzed.py``.
"""

import math
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

with atheris.instrument_imports(include=["parsers"]):
    from parsers.pdf import objects, streams, tokens, tounicode, truetype
    from parsers.pdf.budget import Budget, TooMuch
    from parsers.pdf.content import Content
    from parsers.pdf.damage import DAMAGE
    from parsers.pdf.fonts import Fonts
    from parsers.pdf.glyphs import Sheet
    from parsers.pdf.miner import Miner
    from parsers.pdf.state import IDENTITY

from pdfminer.psparser import LIT

_FONT = {"Type": LIT("Font"), "Subtype": LIT("Type1"), "BaseFont": LIT("Helvetica")}
_RESOURCES = {
    "Font": {"F1": _FONT},
    "ExtGState": {"G": {"ca": 0.5, "SMask": {"S": LIT("Alpha")}}},
    "ColorSpace": {"C": [LIT("Separation"), LIT("Black"), LIT("DeviceGray")]},
}


def content(data: bytes) -> None:
    sheet = Sheet(600, 800)
    with suppress(TooMuch):
        Content(sheet, IDENTITY, Fonts(), Budget(), frozenset()).run(data, _RESOURCES)
    assert not any(math.isnan(edge) for glyph in sheet.glyphs for edge in glyph.box)
    for _, _, operands in tokens.operations(data, Budget()):
        for operand in operands:
            if isinstance(operand, tokens.Array):
                tokens.elements(operand)


def values(data: bytes) -> None:
    with suppress(*DAMAGE):
        objects.many(data, None)


def tables(data: bytes) -> None:
    tounicode.read(data)
    truetype.is_bounded(streams.BoundedStream({}, data))
    for name in ("FlateDecode", "LZWDecode", "RunLengthDecode"):
        with suppress(*DAMAGE):
            parameters = {"Predictor": 12, "Columns": data[0] if data else 1}
            streams.BoundedStream({"Filter": LIT(name), "DecodeParms": parameters}, data).get_data()


def file(data: bytes) -> None:
    for rebuild in (False, True):
        with suppress(TooMuch, *DAMAGE):
            for sheet in Miner(data, rebuild=rebuild).sheets():
                assert sheet.width > 0


TARGETS: dict[str, Callable[[bytes], None]] = {"content": content, "objects": values, "tables": tables, "file": file}

if __name__ == "__main__":
    atheris.Setup([sys.argv[0], *sys.argv[2:]], TARGETS[sys.argv[1]])
    atheris.Fuzz()
