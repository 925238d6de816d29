"""What kind of file is this really? Decided by content alone: names and declared types are the sender's claims."""

import re

from parsers import package
from parsers.encoding import decode
from parsers.markdown import is_markdown
from parsers.refusal import CannotRead

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOC = "application/msword"
ODT = "application/vnd.oasis.opendocument.text"
RTF = "application/rtf"
HTML = "text/html"
TEXT = "text/plain"
MARKDOWN = "text/markdown"
JSON = "application/json"
EUROPASS = "application/vnd.europass+xml"
UNKNOWN = "application/octet-stream"

READABLE = (
    "PDF, Word (DOCX and DOC), OpenDocument (ODT), RTF, HTML, plain text, Markdown, JSON Resume, Europass XML, "
    "photos and scans"
)
"""For the sentence of a refusal."""

PDF_HEADER_WITHIN = 1_024
"""Bytes of junk that PDF viewers accept before the header."""

_HEAD = 4_000
_SIGNATURES = (
    (b"{\\rtf", RTF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", DOC),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x7fELF", "application/x-executable"),
    (b"MZ", "application/x-executable"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"%!PS", "application/postscript"),
    (b"PK\x05\x06", "application/zip"),
)
_BINARY_ONLY = {"application/x-executable"}
"""Their signature is two letters that a text may begin with, so bytes that decode as text are text."""

_BMP = re.compile(rb"BM.{4}\0{4}.{4}[\x0c\x28\x34\x38\x40\x6c\x7c]\0{3}", re.DOTALL)
"""Two letters, and a head of one of its usual lengths; a picture of one colour would otherwise pass as text."""

_WEBP = re.compile(rb"RIFF.{4}WEBP", re.DOTALL)
_OLE = (
    ("EncryptedPackage", "application/encrypted"),
    ("WordDocument", DOC),
    ("__substg1.0_", "application/vnd.ms-outlook"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
    ("Workbook", "application/vnd.ms-excel"),
)
"""Streams that tell what is stored in an old Office container, first one first."""

_NAMES = {
    JSON: "a JSON file",
    "application/vnd.ms-outlook": "a message saved by Outlook",
    "application/vnd.ms-powerpoint": "a presentation",
    "application/vnd.ms-excel": "a spreadsheet",
    "application/vnd.apple.pages": "a Pages document",
    "application/epub+zip": "an e-book",
    "application/zip": "a zip archive that is not a Word document",
    "application/gzip": "a compressed archive",
    "application/x-7z-compressed": "a compressed archive",
    "application/vnd.rar": "a compressed archive",
    "application/x-executable": "a program",
    "application/postscript": "a PostScript file",
    "application/xml": "an XML file that is neither a web page nor a Europass resume",
    "application/vnd.ms-word+xml": "a Word document stored as plain XML",
    "message/rfc822": "a mail message or a web page saved as one",
}
_PACKAGED = (
    (b"spreadsheetml.sheet.main", "application/vnd.ms-excel"),
    (b"presentationml.presentation.main", "application/vnd.ms-powerpoint"),
    (b"presentationml.slideshow.main", "application/vnd.ms-powerpoint"),
    (b"wordprocessingml", DOCX),
)
"""Words in the list of content types of a package, first one first: a spreadsheet may carry a Word document."""

_BLOCK = r"(?:!doctype\s+html|html|head|body|div|table|p|h[1-6]|ul|ol|meta|style|script|title|center|span|font|br|link)"
_TAG = re.compile(rf"<\s*{_BLOCK}\b", re.IGNORECASE)
_PAGE = re.compile(r"<\s*(?:!doctype\s+html|html|body)\b", re.IGNORECASE)
_EUROPASS = re.compile(r"<(?:\w+:)?(?:SkillsPassport|Candidate|LearnerInfo|learnerinfo)\b")
_OBJECT = re.compile(r"\{\s*[\"}]|\[\s*\{")
_MESSAGE = re.compile(r"(?:[\w-]{2,40}: [^\n]*\n(?:[ \t][^\n]*\n)*){1,60}", re.ASCII)


def media_type(data: bytes) -> str:
    """The media type of ``data`` by its content; ``application/octet-stream`` if it is none of those we know.

    Raises CannotRead for a zip package too damaged or too big to look into.
    """
    if b"%PDF-" in data[: PDF_HEADER_WITHIN + 5]:
        return PDF
    if data.startswith(package.SIGNATURE):
        return _packaged(data)
    text = decode(data)
    for signature, kind in _SIGNATURES:
        if data.startswith(signature) and not (text and kind in _BINARY_ONLY):
            return _stored(data) if kind == DOC else kind
    if _BMP.match(data) or _WEBP.match(data):
        return "image/bmp" if data.startswith(b"BM") else "image/webp"
    return UNKNOWN if text is None else _written(text)


def _stored(data: bytes) -> str:
    """What an old Office container holds; streams are named in UTF-16, and a damaged one counts as Word's."""
    return next((kind for name, kind in _OLE if name.encode("utf-16-le") in data), DOC)


def _packaged(data: bytes) -> str:
    with package.opened(data) as parts:
        if parts.has("mimetype"):
            declared = parts.read("mimetype")[:100].strip().decode("ascii", "replace")
            kinds = (
                (ODT, ODT),
                ("spreadsheet", "application/vnd.ms-excel"),
                ("presentation", "application/vnd.ms-powerpoint"),
            )
            known = (kind for word, kind in (*kinds, ("epub", "application/epub+zip")) if word in declared)
            return next(known, "application/zip")
        if parts.has("[Content_Types].xml"):
            types = parts.read("[Content_Types].xml")
            return next((kind for word, kind in _PACKAGED if word in types), "application/zip")
        pages = parts.has("Index/Document.iwa") or parts.has("buildVersionHistory.plist") or parts.has("Index.zip")
        return "application/vnd.apple.pages" if pages else "application/zip"


def _written(text: str) -> str:
    """What kind of text it is, by its beginning."""
    head = text[:_HEAD].lstrip("\ufeff \t\r\n\0")
    if head.startswith("{\\rtf"):
        return RTF
    if head.startswith("<"):
        return _marked_up(head)
    if _OBJECT.match(head):
        return JSON
    if _PAGE.search(head[:2_000]):
        return HTML
    headers = _MESSAGE.match(head)
    if headers and re.search(r"^(?:mime-version|content-type: multipart)", headers[0], re.IGNORECASE | re.MULTILINE):
        return "message/rfc822"
    return MARKDOWN if is_markdown(text) else TEXT


def _marked_up(head: str) -> str:
    if _EUROPASS.search(head) and "europass" in head.lower():
        return EUROPASS
    declared = head.startswith("<?xml")
    if (_PAGE if declared else _TAG).search(head[:2_000]):
        return HTML
    if "Word.Document" in head or "/office/word/2003/wordml" in head:
        return "application/vnd.ms-word+xml"
    return "application/xml" if declared or head.startswith("<!DOCTYPE") or " xmlns" in head else TEXT


def refusal(kind: str) -> CannotRead:
    """The refusal for a type that no format reads: it names what the file is and what can be read."""
    if kind == "application/encrypted":
        return CannotRead("The file is protected with a password.")
    what = _NAMES.get(kind) or (f"an image ({kind.removeprefix('image/')})" if kind.startswith("image/") else None)
    readable = f"this version reads {READABLE}"
    return CannotRead(f"This is {what}; {readable}." if what else f"The kind of this file is not known; {readable}.")
