"""What a run begins with: sample files, what the tests write in the format, and the words that are found in them."""

import ast
import hashlib
import io
import json
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

TESTS = Path(__file__).resolve().parent.parent.parent / "tests" / "parsers"
_SUFFIXES = {
    "rtf": (".rtf",),
    "docx": (".docx", ".docm"),
    "odt": (".odt",),
    "html": (".html", ".htm"),
    "text": (".txt", ".md"),
    "json_resume": (".json",),
    "europass": (".xml",),
    "pdf": (".pdf",),
    "pdf-mined": (".pdf",),
    "image": (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".bmp", ".webp"),
}
_LITERALS = {"pdf-content": "test_pdf_*.py", "pdf-objects": "test_pdf_*.py", "pdf-tables": "test_pdf_*.py"}
_WORD = re.compile(rb"\\[a-z]+-?\d*|</?[\w:]+|[\w:]+=\"[^\"]{0,24}\"|/[A-Z]\w+|[A-Za-z]{3,20}|[\"{}\[\]]")
_PART = re.compile(r"mimetype|content\.xml|styles\.xml|META-INF.*|\[Con.*|.*\.rels|word/[a-z]*\d?\.xml")
_TABLE_STYLE = re.compile(rb'<w:style w:type="table".*?</w:style>', re.DOTALL)
"""Word writes a third of a megabyte of them; that would be most of what is changed."""

_WORDS = 1_500
_LARGEST = 300_000
_WORD_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = '<Types><Override ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.x"/></Types>'
_OPEN = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "draw", "style", "fo")
)
_LINKS = 'xmlns:xlink="http://www.w3.org/1999/xlink"'


def sow(reader: str, folder: Path, corpus: Path | None) -> None:
    """Write the first inputs and the dictionary of a reader; what an earlier run kept stays."""
    for name in ("corpus", "findings"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    seeds = [seed for seed in _seeds(reader, corpus) if 0 < len(seed) <= _LARGEST]
    words = Counter(word for seed in seeds for word in set(_WORD.findall(seed)))
    quoted = ("".join(f"\\x{byte:02x}" for byte in word[:60]) for word, _ in words.most_common(_WORDS))
    (folder / "words.dict").write_text("".join(f'"{word}"\n' for word in quoted))
    for seed in seeds:
        (folder / "corpus" / hashlib.sha256(seed).hexdigest()[:20]).write_bytes(seed)


def _seeds(reader: str, corpus: Path | None) -> Iterator[bytes]:
    for root in filter(None, (TESTS / "files", corpus)):
        for path in sorted(root.rglob("*")):
            if path.suffix.lower() in _SUFFIXES.get(reader, ()) and not path.name.endswith(".truth.json"):
                yield _stored(path.read_bytes()) if reader in ("docx", "odt") else path.read_bytes()
            elif reader.startswith("pdf-c") and path.suffix.lower() == ".pdf":
                yield from _unpacked(path.read_bytes())
    if reader == "image":
        yield from _pictures()
    if reader == "json_resume":
        for path in sorted((TESTS / "files").glob("*.truth.json")):
            yield json.dumps(json.loads(path.read_bytes())["resume"]).encode()
    for path in sorted(TESTS.glob(_LITERALS.get(reader, f"test_{reader}.py"))):
        yield from (_dressed(reader, literal) for literal in _literals(path))


def _literals(path: Path) -> Iterator[bytes]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            yield node.value.encode("utf-8", "replace") if isinstance(node.value, str) else node.value


def _dressed(reader: str, literal: bytes) -> bytes:
    """A whole file around a piece of one."""
    text = literal.decode("utf-8", "replace")
    if reader == "rtf" and not text.startswith("{\\rtf"):
        return rf"{{\rtf1\ansi Ada Example, bookkeeper\par {text}\par}}".encode()
    if reader == "docx":
        words = "<w:p><w:r><w:t>Ada Example, bookkeeper, 2019 - 2021</w:t></w:r></w:p>"
        body = f'<w:document xmlns:w="{_WORD_SPACE}"><w:body>{words}{text}</w:body></w:document>'
        return _packed({"[Content_Types].xml": _TYPES, "word/document.xml": body})
    if reader == "odt":
        body = f"<office:body><office:text><text:p>Ada Example, bookkeeper</text:p>{text}</office:text></office:body>"
        styles = f"<office:document-styles {_OPEN}/>"
        content = f"<office:document-content {_OPEN} {_LINKS}>{body}</office:document-content>"
        kind = "application/vnd.oasis.opendocument.text"
        return _packed({"mimetype": kind, "content.xml": content, "styles.xml": styles})
    return literal


def _packed(parts: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part)
    return buffer.getvalue()


def _stored(data: bytes) -> bytes:
    """The XML of a package that is read, unpacked."""
    buffer = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(buffer, "w") as plain:
            for name in archive.namelist():
                if _PART.fullmatch(name):
                    plain.writestr(zipfile.ZipInfo(name), _TABLE_STYLE.sub(b"", archive.read(name)))
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, ValueError):
        return data
    return buffer.getvalue()


def _unpacked(data: bytes) -> Iterator[bytes]:
    """The content streams of a PDF."""
    for match in re.finditer(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
        try:
            stream = zlib.decompressobj().decompress(match[1], _LARGEST)
        except zlib.error:
            continue
        if b" Tf" in stream:
            yield re.sub(rb"/\w+ ([\d.]+) Tf", rb"/F1 \1 Tf", stream)[:20_000]


def _pictures() -> Iterator[bytes]:
    for mode in ("L", "RGB", "RGBA", "P", "1"):
        picture = Image.effect_noise((40, 60), 80).convert("RGB").convert(mode)
        for kind in ("PNG", "TIFF", "GIF", "BMP", "WEBP", "JPEG"):
            buffer = io.BytesIO()
            try:
                picture.save(buffer, kind)
            except (OSError, ValueError, KeyError):
                continue
            yield buffer.getvalue()
