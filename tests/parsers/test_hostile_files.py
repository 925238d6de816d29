"""Files made to hurt: each ends as a plain reason within its limits, and nothing leaves the child."""

import io
import zipfile
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers import package
from parsers.isolate import Limits, parse
from parsers.model import Resume, Unreadable
from parsers.read import read
from parsers.refusal import CannotRead

TIGHT = Limits(wall_seconds=20, cpu_seconds=2, memory_bytes=700_000_000)


def refused(result, *words):
    assert isinstance(result, Unreadable), result
    assert any(word in result.why for word in words), result


def test_nothing_at_all():
    refused(parse(b""), "empty")


def test_more_than_we_take():
    refused(parse(bytes(1001), Limits(input_bytes=1000)), "larger")


def test_endless_work_is_ended_by_the_processor_limit(endless_pdf):
    started = monotonic()
    refused(parse(endless_pdf, Limits(wall_seconds=30, cpu_seconds=1)), "too much work")
    assert monotonic() - started < 20


def test_endless_work_is_ended_by_the_clock(endless_pdf):
    started = monotonic()
    refused(parse(endless_pdf, Limits(wall_seconds=1.5, cpu_seconds=60)), "too long")
    assert monotonic() - started < 8


def test_a_zip_bomb(make_docx):
    small = make_docx("<w:p/>")
    buffer = io.BytesIO(small)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/header1.xml", b" " * 60_000_000)
    assert len(buffer.getvalue()) < 200_000
    refused(parse(buffer.getvalue(), TIGHT), "far more")


def test_many_parts():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(2_500):
            archive.writestr(f"{number}", b"")
    refused(parse(buffer.getvalue(), TIGHT), "more parts")


@pytest.mark.parametrize("depth", [200, 5_000, 200_000])
def test_deep_nesting(depth, make_docx):
    html = b"<html><body>Jo Muster, welder for ten years" + b"<div>" * depth + b"deep words" + b"</div>" * depth
    assert isinstance(parse(html, TIGHT), Resume | Unreadable)
    xml = make_docx("<w:sdt>" * depth + "<w:p><w:r><w:t>deep words</w:t></w:r></w:p>" + "</w:sdt>" * depth)
    assert isinstance(parse(xml, TIGHT), Resume | Unreadable)


@pytest.mark.parametrize(
    "entity",
    ['<!ENTITY x SYSTEM "file:///etc/hostname">', '<!ENTITY y "zzzzzzzz"><!ENTITY x "&y;&y;&y;&y;">'],
    ids=["outside", "inside"],
)
def test_entities_are_refused(entity, make_docx):
    body = "<w:p><w:r><w:t>Jo Muster, welder for many years &x;</w:t></w:r></w:p>"
    refused(parse(make_docx(body, prolog=f"<!DOCTYPE d [{entity}]>")), "entities")


@pytest.mark.parametrize("part", ["content.xml", "styles.xml"])
def test_entities_are_refused_in_open_document_files(part):
    harmless = {"content.xml": "<a/>", "styles.xml": "<a/>"}
    data = packed(**(harmless | {part: '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>'}))
    refused(parse(data, TIGHT), "entities")


def packed(**parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_bombs_in_open_document_files():
    refused(parse(packed(**{"content.xml": b" " * 60_000_000}), TIGHT), "far more")


def test_many_small_bombs_count_together(monkeypatch):
    monkeypatch.setattr(package, "MAX_TOTAL", 100)
    with package.opened(packed(a=b"x" * 60, b=b"x" * 60)) as parts:
        assert len(parts.read("a")) == 60
        with pytest.raises(CannotRead, match="far more"):
            parts.read("b")


def test_names_that_lead_out_of_a_package_lead_nowhere(make_docx, tmp_path):
    buffer = io.BytesIO(make_docx("<w:p><w:r><w:t>Jo Muster, welder for ten years</w:t></w:r></w:p>"))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(f"../../{tmp_path.name}/out.txt", "out")
    assert isinstance(parse(buffer.getvalue(), TIGHT), Resume)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "data",
    [
        rb"{\rtf1 " + b"{" * 2_000_000,
        rb"{\rtf1 Jo Muster, welder" + b"}" * 2_000_000,
        rb"{\rtf1 " + rb"\u-9999" * 400_000,
        rb"{\rtf1 " + rb"{\shptxt" * 90_000,
        rb"{\rtf1 " + rb"\trowd\cellx1" * 300_000 + rb"\intbl x\cell\row}",
        rb"{\rtf1\bin99999999999 Jo",
        b"<style>" + b".a{" * 300_000 + b"</style>Jo Muster, welder",
        b"<style>" + b"a b c d e f g h{x:y}" * 20_000 + b"</style>" + b"<h>" * 200 + b"Jo Muster, welder",
        b"<p style='" + b"a:b;" * 300_000 + b"'>Jo Muster, welder",
        b"<table><tr><td>" * 30_000 + b"Jo Muster, welder",
        b'{"basics": ' + b"[" * 500_000,
        b'{"work": [' + b'{"name": "x"},' * 200_000 + b'{"name": "Jo Muster, welder"}]}',
        b"# a\n" + b"**" * 400_000,
        b"# a\n## b\n" + b"[x](" * 200_000 + b"\n" + b"*_" * 200_000,
        b'<Candidate xmlns="http://www.europass.eu/1.0">' + b"<a>" * 100_000,
    ],
    ids=range(15),
)
def test_endless_markup_ends(data):
    assert isinstance(parse(data, Limits(wall_seconds=30, cpu_seconds=10)), Resume | Unreadable)


def test_a_damaged_package(make_docx):
    data = make_docx("<w:p><w:r><w:t>Jo Muster, welder for many years</w:t></w:r></w:p>")
    refused(read(data[: len(data) // 2]), "damaged")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        place = archive.getinfo("word/document.xml").header_offset + 60
    refused(read(data[:place] + bytes(9) + data[place + 9 :]), "damaged")


def test_a_page_in_another_coat_is_read_as_what_it_is():
    result = parse(b"<html><body><p>Jo Muster, welder for ten years</p></body></html>")  # sent as resume.pdf
    assert result.document.media_type == "text/html"


def test_more_text_than_a_resume_is_cut_and_said():
    document = read(b"Jo Muster, welder\n" * 30_000).document
    assert len(document.lines) == 20_000
    assert document.remarks == ("only the beginning of this very long file was read",)


def test_a_very_long_line_is_broken_and_not_slow():
    started = monotonic()
    document = read(b"word " * 150_000).document
    assert max(len(line.text) for line in document.lines) <= 2_000
    assert sum(line.text.count("word") for line in document.lines) == 150_000
    assert monotonic() - started < 10


@settings(max_examples=20, deadline=None)
@given(
    st.sampled_from(
        [b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<html>", b"\xff\xfe", b"{\\rtf1 ", b'{"basics":', b"# a\n## b\n"]
    ),
    st.binary(max_size=3_000),
)
def test_no_bytes_raise(head, tail):
    assert isinstance(parse(head + tail, TIGHT), Resume | Unreadable)


@pytest.mark.parametrize(
    "name",
    [
        "d01__rendercv-moderncv.pdf",
        "d01__docx-header-contact.docx",
        "d08__docx-plain.html",
        "d01__docx-header-contact.odt",
        "d07__docx-textbox.rtf",
    ],
)
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_no_damage_raises(name, resume_file, data):
    whole = bytearray(resume_file(name))
    for _ in range(data.draw(st.integers(1, 12))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(whole)))
    assert isinstance(parse(bytes(whole[:cut]), TIGHT), Resume | Unreadable)
