"""Loads the readers and lets each read a harmless sample of ours, so that a forked child finds everything in place."""

import codecs
import gc
import io
import zipfile
from importlib import import_module

from parsers import child, registry
from parsers.read import read

_OFTEN = 50_000
"""New objects between two rounds of the garbage collector: a child lives for one file, and its memory is limited."""

_ENCODINGS = ("utf-16-be", "utf-16-le")
"""Looked up by nearly every PDF and RTF file, which finds a module."""

_TEXT = b"Ada Example\nada@example.org\n\nWork Experience\nBookkeeper, Example Ltd\n01/2019 - 03/2021\n- Kept books\n"
_PAGE = b"BT /F1 12 Tf 72 720 Td (Ada Example) Tj 0 -14 Td (Bookkeeper, 2019 - 2021) Tj ET"
_PDF = (
    b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj "
    b"4 0 obj<</Length %d>>stream\n%s\nendstream endobj 5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
    b"trailer<</Root 1 0 R/Size 6>>\n"
) % (len(_PAGE), _PAGE)
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DOCX = {
    "[Content_Types].xml": '<Types><Override ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml" PartName="/word/document.xml"/></Types>',
    "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body><w:p><w:r><w:t>Ada Example</w:t></w:r></w:p><w:tbl>'
    "<w:tr><w:tc><w:p><w:r><w:t>2019 - 2021</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>",
    "word/header1.xml": f'<w:hdr xmlns:w="{_WORD}"><w:p><w:r><w:t>ada@example.org</w:t></w:r></w:p></w:hdr>',
}
_OPEN = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
    for short in ("office", "text", "table", "style")
)
_CELL = "<table:table><table:table-row><table:table-cell><text:p>2019 - 2021</text:p></table:table-cell>"
_ODT = {
    "mimetype": "application/vnd.oasis.opendocument.text",
    "content.xml": f"<office:document-content {_OPEN}><office:body><office:text><text:p>Ada Example</text:p>{_CELL}"
    "</table:table-row></table:table></office:text></office:body></office:document-content>",
    "styles.xml": f"<office:document-styles {_OPEN}><office:master-styles><style:master-page><style:header>"
    "<text:p>ada@example.org</text:p></style:header></style:master-page></office:master-styles>"
    "</office:document-styles>",
}
_RTF = (
    rb"{\rtf1\ansi{\fonttbl{\f0 Vera;}}{\header\pard ada@example.org\par}\pard\f0\fs24 Ada Example\par"
    rb"\trowd\cellx999\intbl 2019 - 2021\cell\row}"
)
_JSON = b'{"basics": {"name": "Ada Example"}, "work": [{"position": "Bookkeeper", "startDate": "2019-01"}]}'
_EUROPASS = (
    b'<Candidate xmlns="http://www.europass.eu/1.0"><CandidatePerson><PersonName><GivenName>Ada</GivenName>'
    b"<FamilyName>Example</FamilyName></PersonName></CandidatePerson></Candidate>"
)
_HTML = b"<html><body><h1>Ada Example</h1><p>Bookkeeper, 2019 - 2021</p></body></html>"


def samples() -> tuple[bytes, ...]:
    """A small file for every reader that works without an outside program."""
    return _TEXT, _HTML, _PDF, _RTF, _JSON, _EUROPASS, _packed(_DOCX), _packed(_ODT)


def load() -> None:
    """Import every reader and task, read the samples, and keep what is there by then out of garbage collection."""
    for name in sorted(set(registry.FORMATS.values())):
        import_module(name)
    for name in child.TASKS:
        child.task(name)
    for sample in samples():
        read(sample)
    for encoding in _ENCODINGS:
        codecs.lookup(encoding)
    gc.collect()
    gc.freeze()  # or every child's first collection would touch, and so copy, all of it
    gc.set_threshold(_OFTEN)


def _packed(parts: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in parts.items():
            archive.writestr(name, xml)
    return buffer.getvalue()
