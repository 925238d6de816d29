"""Real files with what is known of them, goldens, and small PDF and DOCX files made on the spot."""

import io
import json
import os
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from parsers import programs
from parsers.model import Resume, Unreadable
from parsers.wire import encode

HERE = Path(__file__).parent
FILES = HERE / "files"
WORDS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = b'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.x"/></Types>'


@pytest.fixture(scope="session")
def resume_file() -> Callable[[str], bytes]:
    """The bytes of a real file in ``files``."""
    return lambda name: (FILES / name).read_bytes()


@pytest.fixture
def truth() -> Callable[[str], dict[str, Any]]:
    """The resume that a real file was made from."""
    return lambda name: json.loads((FILES / f"{name.rpartition('.')[0]}.truth.json").read_text())["resume"]


@pytest.fixture
def golden() -> Callable[[str, Resume | Unreadable], None]:
    """Compare with the stored answer, or store it where the environment has ``GOLDEN=1``."""

    def compare(name: str, result: Resume | Unreadable) -> None:
        stored = HERE / "golden" / f"{name}.json"
        answer = json.loads(encode(replace(result, reader="")))
        if os.environ.get("GOLDEN") == "1":
            rows = json.dumps(answer, ensure_ascii=False, indent=1)
            stored.write_text(rows + "\n")
        assert answer == json.loads(stored.read_text()), f"{name} is read differently; GOLDEN=1 stores the new reading"

    return compare


@pytest.fixture
def make_pdf() -> Callable[..., bytes]:
    """A one-page PDF of 600 by 800 points from its content stream; font F1 is Helvetica."""

    def make(content: bytes, *objects: bytes, resources: bytes = b"", page: bytes = b"") -> bytes:
        font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
        first = (
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> "
            + resources
            + b" >> "
            + page
            + b" >>",
            stream(content),
            font,
        )
        out = b"%PDF-1.7\n"
        places = []
        for number, body in enumerate((*first, *objects), start=1):
            places.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        table = b"".join(b"%010d 00000 n \n" % place for place in places)
        size = len(places) + 1
        out_table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
        return out + out_table + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))

    return make


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


@pytest.fixture
def pdf_stream() -> Callable[..., bytes]:
    """The body of a stream object."""
    return stream


@pytest.fixture
def make_docx() -> Callable[..., bytes]:
    """A DOCX from the XML inside its body, and further parts by name."""

    def make(body: str, prolog: str = "", **parts: str) -> bytes:
        document = f"{prolog}<w:document {WORDS}><w:body>{body}</w:body></w:document>"
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("[Content_Types].xml", TYPES)
            archive.writestr("word/document.xml", document)
            for name, xml in parts.items():
                archive.writestr(f"word/{name}.xml", xml.replace("<w:x>", f"<w:x {WORDS}>"))
        return buffer.getvalue()

    return make


@pytest.fixture(scope="session")
def tesseract() -> None:
    if programs.tesseract() is None:
        pytest.skip("tesseract is not installed: `apt-get install tesseract-ocr` (or run .ci/run) to try scans")


@pytest.fixture(scope="session")
def catdoc() -> None:
    if programs.catdoc() is None:
        pytest.skip("catdoc is not installed: `apt-get install catdoc` (or run .ci/run) to try old Word files")


@pytest.fixture
def make_ole() -> Callable[..., bytes]:
    """An OLE compound file with streams by name, each of one sector; the directory is sector 0, the table the last."""

    def make(*names: str, begins: bytes = b"") -> bytes:
        count = len(names) + 2
        header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0"))
        struct.pack_into("<H", header, 0x1E, 9)
        struct.pack_into("<III", header, 0x30, 0, 0, 0)
        struct.pack_into("<110I", header, 0x44, 0xFFFFFFFE, 0, *[count - 1, *[0xFFFFFFFF] * 107])
        entries = b"".join(
            struct.pack("<64sHB49xIQ", name.encode("utf-16-le"), 2 * len(name) + 2, 2, n, 512)
            for n, name in enumerate(names, start=1)
        )
        table = struct.pack("<128I", *[0xFFFFFFFE] * count, *[0xFFFFFFFF] * (128 - count))
        return bytes(header) + entries[:512].ljust(512, b"\0") + begins.ljust(512, b"\0") * len(names) + table

    return make


@pytest.fixture
def endless_pdf(make_pdf: Callable[..., bytes]) -> bytes:
    """As much work as the limits of the PDF reader let through: pages full of strewn letters. Many seconds of it."""
    places = ((n * 7919 % 600, n * 104729 % 800) for n in range(29_000))
    content = zlib.compress(b"BT /F1 6 Tf " + b"".join(b"1 0 0 1 %d %d Tm (x) Tj " % place for place in places) + b"ET")
    page = b"<< /Type /Page /MediaBox [0 0 600 800] /Contents 6 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
    packed = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(content), content)
    kids = b" ".join(b"%d 0 R" % number for number in range(7, 20))
    return make_pdf(b"", packed, *[page] * 13).replace(b"/Kids [3 0 R]", b"/Kids [" + kids + b"]")


@pytest.fixture
def endless_forms(make_pdf: Callable[..., bytes]) -> bytes:
    """26 forms that each paint the next one twice: two to the power of 26 forms."""
    forms = [
        stream(
            b"/X%d Do /X%d Do" % (n + 1, n + 1),
            b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X%d %d 0 R >> >>"
            % (n + 1, n + 7),
        )
        for n in range(26)
    ]
    last = stream(b"q Q", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]")
    words = b"BT /F1 12 Tf 50 700 Td (Visible words about skills and welding) Tj ET "
    return make_pdf(words + b"/X0 Do", *forms, last, resources=b"/XObject << /X0 6 0 R >>")
