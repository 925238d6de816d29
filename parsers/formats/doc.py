"""Word files from before 2007 (.doc): what is in the box is looked at here, the text comes from an outside program.

``read`` never returns a document: it refuses what is no readable Word file, and says of the others what they need.
``document`` makes one of the program's text.
"""

import struct

from parsers import ole
from parsers.lines import Lines, Look
from parsers.model import Document, Need
from parsers.refusal import CannotRead

MEDIA_TYPES = ("application/msword",)
VERSION = "1"

_WORD = "WordDocument"
_OTHERS = {
    "Workbook": "an Excel workbook",
    "Book": "an Excel workbook",
    "PowerPoint Document": "a PowerPoint presentation",
    "VisioDocument": "a Visio drawing",
    "__properties_version1.0": "an Outlook message",
}
_LOCKED = {"EncryptedPackage", "EncryptionInfo"}
_SINCE_95, _SINCE_97 = 0xA5DC, 0xA5EC
_FLAGS, _ENCRYPTED = 0x0A, 0x0100
"""Where the flags stand in a Word document's first block ([MS-DOC] 2.5.2), and the one that says it is encrypted."""

_COUNTS, _PARTS = 0x4C, 8
"""Where it counts the characters of: main text, footnotes, headers, macros, comments, endnotes, text boxes, those of
headers; which is the order in which the program prints them."""

_LENGTH = struct.Struct(">Q")
_PASSWORD = "The file is protected with a password."  # noqa: S105  a sentence about one


def read(data: bytes) -> Document:
    """Refuse the file, by name where it is no Word file."""
    try:
        streams = {stream.name: stream.begins for stream in ole.streams(data)}
    except ole.Damaged as error:
        raise CannotRead("The old Office file is damaged and cannot be opened.") from error
    if _LOCKED & streams.keys():
        raise CannotRead(_PASSWORD)
    if _WORD not in streams:
        what = next((_OTHERS[name] for name in _OTHERS if name in streams), "an old Office file without text")
        raise CannotRead(f"This is {what}; a resume is expected as PDF, Word or text.")
    _check(streams[_WORD])
    raise CannotRead("This is a Word file of the kind before 2007 (.doc), which needs a program of its own.", Need.WORD)


def pack(text: bytes, data: bytes) -> bytes:
    """What ``document`` takes: the program's text, and the file that it came from."""
    return _LENGTH.pack(len(text)) + text + data


def document(packed: bytes) -> Document:
    """The text that the program found: one line for each paragraph, tabulators between the cells of a table.

    Headers and text boxes, which the program appends, come first: there stand the name and how to reach a person.
    """
    (length,) = _LENGTH.unpack_from(packed)
    text, data = packed[_LENGTH.size :][:length], packed[_LENGTH.size + length :]
    paragraphs = text.decode("utf-8", "replace").splitlines()
    lines = Lines()
    for number, line in enumerate(_headers_first(paragraphs, _appended(data)), start=1):
        lines.add(line, look=Look(block=number))
        if lines.full:
            break
    remarks = ("this kind of file does not tell which of its text is hidden", *lines.remarks())
    return Document(media_type=MEDIA_TYPES[0], pages=1, lines=lines.finish(), remarks=remarks)


def _appended(data: bytes) -> int:
    """How many characters of headers and text boxes follow the main text; 0 where notes lie between."""
    begins = next((stream.begins for stream in ole.streams(data) if stream.name == _WORD), b"")
    if len(begins) < _COUNTS + 4 * _PARTS:
        return 0
    _, _, headers, macros, remarks, notes, boxes, header_boxes = struct.unpack_from(f"<{_PARTS}I", begins, _COUNTS)
    return 0 if macros + remarks + notes else headers + boxes + header_boxes


def _headers_first(paragraphs: list[str], appended: int) -> list[str]:
    """The last paragraphs, as many as hold about ``appended`` characters, in front of the others."""
    cut = len(paragraphs)
    while cut and appended > len(paragraphs[cut - 1]) / 2:
        cut -= 1
        appended -= len(paragraphs[cut]) + 1
    return paragraphs[cut:] + paragraphs[:cut]


def _check(begins: bytes) -> None:
    """Refuse a document that is encrypted, or of no known kind."""
    try:
        (kind,) = struct.unpack_from("<H", begins, 0)
        (flags,) = struct.unpack_from("<H", begins, _FLAGS)
    except struct.error:
        return  # too small to be looked at; the program will see
    if kind not in (_SINCE_95, _SINCE_97):
        raise CannotRead("This Word file is of a kind before Word 95, which cannot be read.")
    if flags & _ENCRYPTED:
        raise CannotRead(_PASSWORD)
