"""Types by content, and the reasons given for what is not read."""

import io
import zipfile

import pytest

from parsers import registry, sniff
from parsers.model import Resume, Unreadable
from parsers.read import read

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
        (b"{\\rtf1 hello}", "application/rtf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "application/msword"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "image/png"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "image/jpeg"),
        (b"RIFF1234WEBPVP8 " + bytes(50), "image/webp"),
        (b"\x7fELF\x02\x01" + bytes(50), "application/x-executable"),
        (zipped(mimetype=sniff.ODT), sniff.ODT),
        (zipped(readme="hello"), "application/zip"),
        (bytes(range(256)) * 4, sniff.UNKNOWN),
    ],
)
def test_type_by_content(data, kind):
    assert sniff.media_type(data) == kind


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{\\rtf1 hello}", "This is an RTF file; this version reads PDF, DOCX, HTML and plain text."),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "This is an image (png)"),
        (zipped(mimetype=sniff.ODT), "This is an OpenDocument (.odt) file"),
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
    assert registry.format_for("application/rtf") is None


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


def test_html_shows_what_a_browser_would():
    page = b"""<html><head><title>CV</title><style>p{}</style></head><body><script>evil()</script><h1>Jo
        Muster</h1><p>Skills: <b>Py</b>thon<br>SQL</p><ul><li>first<li>second</ul><p hidden>secret words</p>
        <div style="display: none">more <i>secret</i> words</div><table><tr><td>a</td><td>b</td></tr></table>"""
    document = read(page).document
    assert [line.text for line in document.lines] == ["Jo Muster", "Skills: Python", "SQL", "first", "second", "a b"]
    assert [line.text for line in document.hidden] == ["secret words", "more secret words"]


def test_word_markup(make_docx):
    header = "<w:x><w:p><w:r><w:t>Jo Muster</w:t></w:r></w:p></w:x>"
    body = """
        <w:p><w:r><w:t>kept </w:t></w:r><w:del><w:r><w:delText>deleted</w:delText></w:r></w:del>
          <w:ins><w:r><w:t>inserted</w:t></w:r></w:ins><w:hyperlink><w:r><w:t> link</w:t></w:r></w:hyperlink></w:p>
        <w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>vanished words</w:t></w:r></w:p>
        <w:p><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>not vanished</w:t></w:r></w:p>
        <w:p><w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>white words</w:t></w:r></w:p>
        <w:p><w:pPr><w:shd w:fill="000000"/></w:pPr><w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr>
          <w:t>white on black</w:t></w:r></w:p>
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t>2019 - 2021</w:t></w:r></w:p></w:tc>
          <w:tc><w:p><w:r><w:t>Welder</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"""
    document = read(make_docx(body, header1=header)).document
    assert [line.text for line in document.lines] == [
        "Jo Muster",
        "kept inserted link",
        "not vanished",
        "white on black",
        "2019 - 2021 Welder",
    ]
    assert [line.text for line in document.hidden] == ["vanished words", "white words"]
