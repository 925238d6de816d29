"""Pictures of text: recognised, turned upright, laid out, or refused (from ``parsers.formats.image`` on)."""

import html
import io
import json
import math

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageDraw

from parsers import isolate, programs, quarantine
from parsers.isolate import Limits, Ocr, parse
from parsers.model import Need, Resume, Unreadable
from parsers.pictures import level, picture
from parsers.read import answer_scan, read
from parsers.scan import bullets, hocr, score, words
from parsers.wire import Garbled, decode

COLUMNS, LOW = "d07__jsonresume-macchiato__scan-150dpi.pdf", "d04__rendercv-classic__scan-110dpi.pdf"
OCR = Ocr(pages=2, page_seconds=60, seconds=180)


def spoken(*rows):
    """What tesseract says: (line, left, top, wide, high, confidence, text), where the first stands on the line."""
    said, last = [], None
    for line, x, y, wide, high, sure, text in rows:
        if line != last:
            place = f"bbox {x} {y} 900 {y + high}; baseline 0 0"
            said.append(
                f"<span class='ocr_line' id='l' title=\"{place}; x_size {high}; x_descenders 5; x_ascenders 6\">"
            )
            last = line
        box = f"bbox {x} {y} {x + wide} {y + high}; x_wconf {sure}"
        said.append(f"<span class='ocrx_word' id='w' title='{box}'>{html.escape(text)}</span>")
    return "\n".join(said)


def pages(*told, file=b"", **page):
    """What the recognition packs: one picture of three, or these pages of a file."""
    whole = {"number": 1, "wide": 600.0, "high": 800.0, "scale": 0.5, "turn": 0, "askew": 0.0, **page}
    rows = [{**whole, "number": number, "hocr": said} for number, said in enumerate(told, start=1)]
    kind = "application/pdf" if file else "image/png"
    return json.dumps({"media_type": kind, "asked": [1, 2, 3], "pages": rows}).encode() + b"\n" + file


def document(*rows, **page):
    return words.document(pages(spoken(*rows), **page))


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
    assert "seems to show Arabic script, for which tesseract has no language data" in refused.why
    told["osd"] = told["osd"].replace(b"21.76", b"0.65")  # what it says of noise
    assert "not clear enough" in parse(buffer.getvalue(), ocr=OCR).why


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


# --- How words become lines -------------------------------------------------------------------------------------------


def test_words_of_one_line_are_one_line_and_far_apart_ones_columns():
    read_lines = document(
        *[(n, 20 + 90 * k, 40 * n, 80, 20, 95, word) for n in (1, 2, 3) for k, word in enumerate(("Senior", "Nurse"))],
        (1, 700, 40, 100, 20, 95, "2019"),
        (4, 20, 160, 80, 20, 95, "below"),
    ).lines
    assert [line.text for line in read_lines] == ["Senior Nurse 2019", "Senior Nurse", "Senior Nurse", "below"]
    assert read_lines[-1].box == pytest.approx((10.0, 79.6, 50.0, 92.9), abs=0.5)


def test_a_page_askew_is_levelled_and_its_boxes_stand_where_they_stood():
    page = Image.new("L", (600, 800), 255)
    for top in range(100, 700, 40):
        page.paste(0, (100, top, 500, top + 12))
    side = page.rotate(-2, Image.Resampling.BICUBIC, fillcolor=255)
    assert abs(level.askew(side) - 2) <= 0.1
    assert level.askew(page) == level.askew(Image.new("L", (600, 800), 255)) == 0
    level_again = level.levelled(side, 2)
    assert max(level_again.getpixel((x, 106)) for x in range(110, 490)) < 60
    shown = document((1, 200, 192, 800, 24, 95, "level"), askew=2.0).lines[0].box
    turned = side.getpixel((round(shown[0] + shown[2]) // 2, round(shown[1] + shown[3]) // 2))
    assert turned < 60
    left, right = (document((1, x, 192, 100, 24, 95, "word"), askew=2.0).lines[0].box for x in (200, 900))
    assert right[1] - left[1] == pytest.approx(350 * math.sin(math.radians(2)), abs=0.1)


def test_words_whose_boxes_overlap_stay_words():
    line = document(
        (1, 0, 40, 100, 20, 95, "ofertas"), (1, 90, 40, 20, 20, 95, "y"), (1, 100, 40, 90, 20, 95, "ferias")
    )
    assert [line.text for line in line.lines] == ["ofertas y ferias"]


@pytest.mark.parametrize(
    ("sign", "wide", "white", "read_as"),
    [
        ("e", 8, 14, "• word"),  # as small as a bullet, and far away
        ("e", 8, 6, "e word"),
        ("e", 14, 14, "e word"),  # a letter
        ("+", 8, 6, "• word"),
        ("+49", 40, 6, "+49 word"),
        ("«Hot", 80, 6, "• Hot word"),
        ("A", 14, 14, "A word"),
    ],
)
def test_bullets_are_told_by_shape_and_place(sign, wide, white, read_as):
    line = hocr.Line(1, 18, 0, 20)
    high = 8 if wide == 8 else 14
    row = [
        hocr.Word(line, 0, 0, wide, high, 90, sign),
        hocr.Word(line, wide + white, 0, wide + white + 50, 20, 90, "word"),
    ]
    assert " ".join(word.text for word in bullets.marked(row)) == read_as


def test_what_is_left_of_a_bullet_goes():
    line = hocr.Line(1, 18, 0, 20)
    row = [hocr.Word(line, 60 * n, 0, 60 * n + 8, 8, 90, text) for n, text in enumerate(("*", "_", "_Lohn"))]
    assert [word.text for word in bullets.marked(row)] == ["•", "Lohn"]


def test_sizes_are_told_by_the_letters():
    rows = (("acorn", 52), ("title", 75), ("Type", 91), ("2019", 70), ("gas", 73))
    for text, high in rows:
        (word,) = hocr.words(spoken((1, 20, 40, 300, high, 95, text)))
        assert word.line.size == pytest.approx(100, abs=1), text
    assert hocr.words(spoken((1, 20, 40, 300, 33, 95, "Ägäis")))[0].line.size == 33  # what the program says


def test_a_doubled_dash_behind_a_year_is_a_dash():
    cells = [(1, 20 + 60 * n, 40, 50, 20, 95, text) for n, text in enumerate(("2019", "=", "Present", "x", "=", "3"))]
    assert document(*cells).lines[0].text == "2019 \u2013 Present x = 3"


def test_items_in_a_short_line_are_parted_by_less_white():
    rows = [(1, 20, 40, 60, 20, 95, "Excel"), (1, 100, 40, 60, 20, 95, "Power"), (1, 168, 40, 30, 20, 95, "BI")]
    (line,) = document(*rows).lines
    assert [line.text[gap + 1 :] for gap in line.gaps] == ["Power BI"]


def test_specks_are_left_out_and_doubt_is_refused():
    clear = document((1, 20, 40, 80, 20, 95, "Nurse"), (1, 110, 40, 3, 3, 20, "."), (2, 20, 90, 2, 300, 5, "|"))
    assert [line.text for line in clear.lines] == ["Nurse"]
    raw = answer_scan(pages(spoken((1, 9, 9, 90, 20, 50, "Nvrze"))), {})
    assert "not clear enough" in decode(raw).why


def test_pages_that_were_not_clear_or_not_reached_are_named():
    raw = answer_scan(
        pages(spoken((1, 9, 9, 300, 20, 95, "Registered Nurse")), spoken((1, 9, 9, 90, 20, 50, "Nvrze"))), {}
    )
    read_one = decode(raw).document
    assert (read_one.pages, read_one.unread) == (3, (2, 3))
    assert "pages that are pictures of text and were not read: 2, 3" in read_one.remarks


def test_what_makes_no_sense_is_skipped():
    good = spoken((1, 20, 40, 80, 20, 95, "Nurse &amp;"))
    bad = spoken(
        (1, 90, 40, 80, 20, 101, "x"), (2, 20, 40, 0, 20, 95, "x"), (3, 20, 40, 10, 0, 95, "x"), (4, 2, 4, 9, 9, 9, " ")
    )
    assert [word.text for word in hocr.words(bad + good + "<span class='ocrx_word' title='bbox 1'>x</span>")] == [
        "Nurse &amp;"
    ]
    assert hocr.words(good.partition("\n")[2]) == []
    assert len(hocr.words("\n".join([good] * (hocr.MAX_WORDS + 10)))) == hocr.MAX_WORDS


def test_confidence_counts_letters():
    data = spoken((1, 0, 0, 9, 9, 100, "eightlet"), (1, 0, 0, 9, 9, 0, "ab")).encode()
    assert score.decode_score(score.answer(data, {})) == score.Score(80, "")
    assert score.answer(b"", {}) == b"0 "
    for bad in (b"", b"101 ", b"-1 eng", b"80 eng+fra", b"80 ../x", b"9" * 5_000):
        with pytest.raises(Garbled):
            score.decode_score(bad)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Nurse with years of care for the elderly, and training of staff in the ward", "eng"),
        ("Pflege und Betreuung von Patienten mit Demenz, Leitung der Station fiir die Nacht", "deu"),
        ("Direction de la brigade et gestion des stocks pour une cuisine de saison", "fra"),
        ("Venta de maquinaria en el norte y gestion de los equipos para la empresa", "spa"),
        ("Contratos e pareceres em direito do trabalho, com atuação na defesa da empresa", "por"),
        ("Gestione del personale e della cucina, con la cura di tutti gli ordini per il locale", "ita"),
        ("Zorg voor het welzijn van de bewoners en begeleiding van een team met leerlingen", "nld"),
        ("Python Java SQL", ""),
    ],
)
def test_small_words_tell_the_language(text, language):
    assert score.language(text.split()) == language
