"""Pictures of text: recognised, turned upright, laid out, or refused (from ``parsers.formats.image`` on)."""

import io

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageDraw

from parsers import isolate, programs, quarantine
from parsers.isolate import Limits, Ocr, parse
from parsers.model import Need, Resume, Unreadable
from parsers.pictures import picture
from parsers.read import read
from parsers.scan import words
from tests.parsers.spoken import spoken

COLUMNS, LOW = "d07__jsonresume-macchiato__scan-150dpi.pdf", "d04__rendercv-classic__scan-110dpi.pdf"
OCR = Ocr(pages=2, page_seconds=60, seconds=180)


# --- With the program -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def scanned(tesseract, resume_file):
    """A scan with a sidebar, read once for all that is asked about it."""
    return parse(resume_file(COLUMNS), ocr=OCR)


def test_a_scan_is_read(scanned, truth):
    assert isinstance(scanned, Resume), scanned
    facts = truth(COLUMNS)
    lines = [line.text for line in scanned.document.lines]
    assert any(facts["basics"]["name"] in line for line in lines[:3])
    assert (scanned.document.media_type, scanned.reader) == ("application/pdf", f"ocr/{words.VERSION}")
    assert scanned.document.remarks == ("the text was recognised in a picture, so single letters may be wrong",)
    text = " ".join(lines)
    assert sum(job["position"] in text for job in facts["work"]) == len(facts["work"])


def test_its_columns_are_read_one_after_the_other(scanned):
    lines = [line.text for line in scanned.document.lines]
    assert lines.index("Languages") < lines.index("Summary") < lines.index("Experience")


def test_its_boxes_are_on_the_page(scanned):
    boxes = [line.box for line in scanned.document.lines]
    assert all(0 <= x0 < x1 <= 600 and 0 <= top < bottom <= 842 for x0, top, x1, bottom in boxes)
    name, experience = boxes[0], next(line.box for line in scanned.document.lines if line.text == "Experience")
    assert experience[1] - name[1] > 60


@pytest.mark.usefixtures("tesseract")
def test_a_page_on_its_side_is_turned(resume_file, truth):
    drawn = quarantine.ask(
        "picture", resume_file(LOW), Limits(), picture.decode, page=1, dpi=150, pixels=9_000_000, words=1, turn=270
    )
    side = Image.frombytes("L", (drawn.wide, drawn.high), drawn.pixels)
    buffer = io.BytesIO()
    side.save(buffer, "JPEG")
    resume = parse(buffer.getvalue(), ocr=OCR)
    assert isinstance(resume, Resume), resume
    assert "page 1 was turned by 90 degrees" in resume.document.remarks
    text = " ".join(line.text for line in resume.document.lines)
    assert truth(LOW)["basics"]["name"] in text
    assert truth(LOW)["basics"]["email"] in text


@pytest.mark.usefixtures("tesseract")
def test_what_cannot_be_recognised_is_refused():
    noise = Image.effect_noise((300, 400), 120)
    blank = Image.new("L", (300, 400), 255)
    ImageDraw.Draw(blank).text((100, 100), "3", fill=0)
    for image in (noise, blank):
        buffer = io.BytesIO()
        image.save(buffer, "PNG")
        refused = parse(buffer.getvalue(), ocr=OCR)
        assert isinstance(refused, Unreadable)
        assert "almost no text" in refused.why or "not clear enough" in refused.why
        assert refused.media_type == "image/png"


def test_a_script_without_language_data_is_named(monkeypatch):
    told = {"osd": b"Rotate: 0\nOrientation confidence: 21.76\nScript: Arabic\nScript confidence: 1.03\n"}
    said = spoken((1, 9, 9, 90, 20, 40, "junk")).encode()
    monkeypatch.setattr(programs, "run", lambda _p, arguments, *_: told.get(arguments[-1], said))
    monkeypatch.setattr(programs, "tesseract", lambda: programs.Program("tesseract", "", "5", ("eng", "deu")))
    buffer = io.BytesIO()
    Image.new("L", (100, 140), 255).save(buffer, "PNG")
    refused = parse(buffer.getvalue(), ocr=OCR)
    assert "seems to show Arabic script, which the language data of tesseract cannot read" in refused.why
    told["osd"] = told["osd"].replace(b"21.76", b"0.65")  # what it says of noise
    assert "not clear enough" in parse(buffer.getvalue(), ocr=OCR).why


@pytest.mark.parametrize(
    ("script", "installed", "read_with"),
    [
        (b"Arabic", ("eng", "ara", "chi_sim", "deu"), {"ara+eng"}),
        (b"Han", ("eng", "chi_sim"), {"chi_sim+eng"}),
        (b"Arabic", ("ara",), {"ara"}),
        (b"Latin", ("ara", "chi_sim", "deu", "eng"), {"eng", "deu+eng"}),
        (b"Cyrillic", ("eng", "ara", "rus"), {"eng", "eng+rus"}),
    ],
)
def test_the_script_of_a_page_decides_what_it_is_read_with(script, installed, read_with, monkeypatch):
    told = {"osd": b"Rotate: 0\nOrientation confidence: 9.12\nScript: %s\nScript confidence: 1.03\n" % script}
    said = spoken((1, 200, 200, 300, 40, 95, "Recognised")).encode()
    asked = []

    def run(_program, arguments, *_rest):
        asked.append(arguments[arguments.index("-l") + 1])
        return told.get(arguments[-1], said)

    monkeypatch.setattr(programs, "run", run)
    monkeypatch.setattr(programs, "tesseract", lambda: programs.Program("tesseract", "", "5", installed))
    buffer = io.BytesIO()
    Image.new("L", (100, 140), 255).save(buffer, "PNG")
    resume = parse(buffer.getvalue(), ocr=OCR)
    assert resume.document.unread == (() if script == b"Latin" else (1,))
    assert ("page 1 is in a script that is often misread" in resume.document.remarks) == (script != b"Latin")
    assert not any("were not read" in remark for remark in resume.document.remarks)
    assert {"+".join(sorted(languages.split("+"))) for languages in asked if languages != "osd"} == {
        "+".join(sorted(languages.split("+"))) for languages in read_with
    }


@pytest.mark.usefixtures("tesseract")
def test_a_scan_has_its_own_clock(resume_file):
    refused = parse(resume_file(LOW), ocr=Ocr(seconds=0.01))
    assert refused.why == "The scan took too long to read."
    assert "too long" in parse(resume_file(LOW), ocr=Ocr(page_seconds=0.05)).why


@pytest.mark.usefixtures("tesseract")
def test_a_scan_is_left_for_later_where_it_is_not_asked_for(resume_file):
    refused = parse(resume_file(LOW))
    assert isinstance(refused, Unreadable)
    assert refused.needs is Need.OCR


# --- Without it -------------------------------------------------------------------------------------------------------


def test_without_the_program_a_person_is_told(resume_file, monkeypatch):
    monkeypatch.setattr(programs, "tesseract", lambda: None)
    for data in (resume_file(LOW), b"\xff\xd8\xff\xe0" + bytes(100)):
        refused = parse(data, ocr=OCR)
        assert "cannot read pictures of text" in refused.why
        assert "held for a person" in refused.why
        assert refused.needs is None
    assert not isolate.ocr_installed()


def test_a_picture_says_what_it_needs(make_pdf):
    assert read(make_pdf(b"")).needs is Need.OCR
    assert read(b"\x89PNG\r\n\x1a\n" + bytes(50)).needs is Need.OCR
    assert read(b"no").needs is None


# --- A file of which some pages are scans -----------------------------------------------------------------------------

TEXT = (
    b"BT /F1 11 Tf 50 700 Td (Registered Nurse, Ward 3, Clinic of Somewhere, 2019 - 2021, day and night shifts,) Tj "
    * 2
)


@pytest.fixture
def mixed(make_pdf, resume_file):
    """A page of text, a scan, a page of text."""
    text, scan = pdfium.PdfDocument(make_pdf(TEXT)), pdfium.PdfDocument(resume_file(LOW))
    whole = pdfium.PdfDocument.new()
    for part in (text, scan, text):
        whole.import_pages(part)
    buffer = io.BytesIO()
    whole.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def fake_tesseract(monkeypatch):
    """Says the same of every page."""
    said = spoken((1, 200, 200, 300, 40, 95, "Recognised"), (1, 520, 200, 200, 40, 95, "Text"))
    monkeypatch.setattr(programs, "run", lambda *_: said.encode())
    monkeypatch.setattr(programs, "tesseract", lambda: programs.Program("tesseract", "", "5", ("eng",)))


@pytest.mark.usefixtures("fake_tesseract")
def test_only_its_scanned_pages_are_recognised(mixed):
    waits = parse(mixed)
    assert (waits.needs, waits.media_type) == (Need.OCR, "application/pdf")
    resume = parse(mixed, ocr=OCR)
    assert [(line.page, line.text[:15]) for line in resume.document.lines if "day" not in line.text] == [
        (2, "Recognised Text")
    ]
    assert {line.page for line in resume.document.lines if "Registered Nurse" in line.text} == {1, 3}
    assert (resume.document.unread, resume.document.pages) == ((), 3)


def test_without_the_program_its_text_is_read_and_the_rest_is_named(mixed, monkeypatch):
    monkeypatch.setattr(programs, "tesseract", lambda: None)
    for ocr in (None, OCR):
        document = parse(mixed, ocr=ocr).document
        assert document.unread == (2,)
        assert "pages that are pictures of text and were not read: 2" in document.remarks
        assert {line.page for line in document.lines} == {1, 3}


@pytest.mark.usefixtures("fake_tesseract")
def test_a_scanned_page_that_cannot_be_read_leaves_the_others(mixed, monkeypatch):
    unclear = spoken((1, 200, 200, 300, 40, 30, "Rccqgmsod")).encode()
    for said, unread in ((unclear, (2,)), (b"", (2,)), (b"<div class='ocr_page'></div>", ())):
        monkeypatch.setattr(programs, "run", lambda *_, said=said: said)
        assert parse(mixed, ocr=OCR).document.unread == unread
    assert parse(mixed, ocr=Ocr(seconds=0)).document.unread == (2,)
