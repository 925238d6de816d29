"""Types by content, and the reasons given for what is not read."""

import io
import zipfile

import pytest

from parsers import registry, sniff
from parsers.model import Resume, Unreadable
from parsers.read import read

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET = "application/vnd.ms-excel"
TEXT = b"Jo Muster\nSkills\nPython and SQL for ten years\n"


def zipped(**parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (TEXT, sniff.TEXT),
        (b"\xff\xfe" + TEXT.decode().encode("utf-16-le"), sniff.TEXT),
        (TEXT.decode().encode("utf-16-le"), sniff.TEXT),
        ("Müller, Zürich: Schweißer".encode("cp1252"), sniff.TEXT),
        (b"MZ is a fine beginning for a text", sniff.TEXT),
        (b"  <!DOCTYPE html><title>x</title>", sniff.HTML),
        (b"<div class=a>Jo</div>", sniff.HTML),
        (b"x" * 1000 + b"%PDF-1.4\n", sniff.PDF),
        (b"{\\rtf1 hello}", sniff.RTF),
        (b"\xef\xbb\xbf\r\n{\\rtf1 hello}", sniff.RTF),
        (b"# Jo Muster\n\n## Skills\n\n- **Python** and SQL\n", sniff.MARKDOWN),
        (b"Ticket #1 of 3\n# 2 is a number here\n", sniff.TEXT),
        (b'{"basics": {"name": "Jo Muster"}}', sniff.JSON),
        (b"{curly} braces open this text, which is none the less text", sniff.TEXT),
        (b'<?xml version="1.0"?><SkillsPassport xmlns="http://europass.cedefop.europa.eu/Europass"/>', sniff.EUROPASS),
        (b'<?xml version="1.0"?><Candidate xmlns="http://www.europass.eu/1.0"/>', sniff.EUROPASS),
        (b'<?xml version="1.0"?><invoice xmlns="urn:x"><p/></invoice>', "application/xml"),
        (b'<?xml version="1.0"?><!DOCTYPE html><html><p>Jo</p></html>', sniff.HTML),
        (b"<script>var a = 1</script><h1>Jo</h1>", sniff.HTML),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n", "message/rfc822"),
        (b"Name: Jo Muster\nEmail: jo@example.org\nSkills: SQL\n", sniff.TEXT),
        (OLE + bytes(100), sniff.DOC),
        (OLE + bytes(600) + "WordDocument".encode("utf-16-le"), sniff.DOC),
        (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "application/encrypted"),
        (OLE + bytes(600) + "Workbook".encode("utf-16-le"), "application/vnd.ms-excel"),
        (b"\x1f\x8b\x08" + bytes(50), "application/gzip"),
        (b"II*\x00" + bytes(50), "image/tiff"),
        (b"GIF89a" + bytes(50), "image/gif"),
        (b"BM" + bytes(8) + b"\x36\0\0\0\x28\0\0\0" + bytes(40), "image/bmp"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "image/png"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "image/jpeg"),
        (b"RIFF1234WEBPVP8 " + bytes(50), "image/webp"),
        (b"\x7fELF\x02\x01" + bytes(50), "application/x-executable"),
        (zipped(mimetype=sniff.ODT.encode()), sniff.ODT),
        (zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "application/vnd.ms-excel"),
        (zipped(**{"[Content_Types].xml": "x.spreadsheetml.sheet.main+xml x.wordprocessingml.document"}), SHEET),
        (zipped(**{"Index/Document.iwa": "x"}), "application/vnd.apple.pages"),
        (zipped(readme="hello"), "application/zip"),
        (bytes(range(256)) * 4, sniff.UNKNOWN),
    ],
)
def test_type_by_content(data, kind):
    assert sniff.media_type(data) == kind


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "The file is protected with a password."),
        (b'<?xml version="1.0"?><invoice/>', "This is an XML file that is neither a web page nor a Europass resume; "),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "This is an image (png)"),
        (zipped(mimetype=sniff.ODT), "The file is a damaged office document: its main part is missing."),
        (zipped(readme="hello"), "This is a zip archive that is not a Word document"),
        (bytes(range(256)) * 4, "The kind of this file is not known"),
        (b"   \n\n", "The file holds almost no text."),
    ],
)
def test_reasons(data, reason):
    result = read(data)
    assert isinstance(result, Unreadable)
    assert result.why.startswith(reason)


def test_every_format_is_registered_under_its_own_types():
    for kind, name in registry.FORMATS.items():
        reader, module = registry.format_for(kind)
        assert kind in module.MEDIA_TYPES
        assert reader == f"{name.rpartition('.')[2]}/{module.VERSION}"
    assert registry.format_for("application/zip") is None


def test_a_refusal_names_every_kind_that_is_read():
    words = {"json_resume": "JSON Resume", "europass": "Europass", "text": "plain text", "image": "photos and scans"}
    for name in registry.FORMATS.values():
        assert words.get(name.rpartition(".")[2], name.rpartition(".")[2].upper()) in sniff.READABLE


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("Müller\nCompétences: soudure à l\u2019arc".encode("cp1252"), "Compétences: soudure à l\u2019arc"),
        ("\ufeffJo Muster\nCompétences".encode("utf-16"), "Compétences"),
        (b"Jo Muster\0\0\nSkills\0: SQL and more", "Skills: SQL and more"),
        ("Jo Muster\nof\ufb01ce e\u0301tude soft\u00adhyphen".encode(), "office étude softhyphen"),
    ],
)
def test_text_is_decoded_and_cleaned(data, expected):
    result = read(data)
    assert isinstance(result, Resume)
    assert result.document.lines[-1].text == expected
