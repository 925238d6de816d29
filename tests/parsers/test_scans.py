"""Pictures of text: recognised, turned upright, laid out, or refused (from ``parsers.formats.image`` on)."""

import io
import json

import pytest
from PIL import Image, ImageDraw

from parsers import isolate, programs, quarantine
from parsers.isolate import Limits, Ocr, parse
from parsers.model import Need, Resume, Unreadable
from parsers.pictures import picture
from parsers.read import answer_scan, read
from parsers.scan import bullets, score, tsv, words
from parsers.wire import Garbled, decode

COLUMNS, LOW = "d07__jsonresume-macchiato__scan-150dpi.pdf", "d04__rendercv-classic__scan-110dpi.pdf"
OCR = Ocr(pages=2, page_seconds=60, seconds=180)


def table(*rows):
    """A table of tesseract's: (line, left, top, wide, high, confidence, text)."""
    cells = [f"5\t1\t1\t1\t{line}\t1\t{x}\t{y}\t{w}\t{h}\t{sure}\t{text}" for line, x, y, w, h, sure, text in rows]
    return "\n".join(["level\tpage_num\tblock_num\t...", "1\t1\t0\t0\t0\t0\t0\t0\t900\t900\t-1\t", *cells])


def document(*rows, **page):
    packed = {"wide": 600.0, "high": 800.0, "scale": 0.5, "turn": 0, "tsv": table(*rows), **page}
    return words.document(json.dumps({"media_type": "image/png", "of": 3, "pages": [packed]}).encode())


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
    noise = Image.effect_noise((800, 1_000), 120)
    blank = Image.new("L", (800, 1_000), 255)
    ImageDraw.Draw(blank).text((100, 100), "3", fill=0)
    for image in (noise, blank):
        buffer = io.BytesIO()
        image.save(buffer, "PNG")
        refused = parse(buffer.getvalue(), ocr=OCR)
        assert isinstance(refused, Unreadable)
        assert "almost no text" in refused.why or "not clear enough" in refused.why
        assert refused.media_type == "image/png"


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


def test_words_of_one_line_are_one_line_and_far_apart_ones_columns():
    read_lines = document(
        *[(n, 20 + 90 * k, 40 * n, 80, 20, 95, word) for n in (1, 2, 3) for k, word in enumerate(("Senior", "Nurse"))],
        (1, 700, 40, 100, 20, 95, "2019"),
        (4, 20, 160, 80, 20, 95, "below"),
    ).lines
    assert [line.text for line in read_lines] == ["Senior Nurse 2019", "Senior Nurse", "Senior Nurse", "below"]
    assert read_lines[-1].box == (10.0, 80.0, 50.0, 90.0)


def test_a_page_askew_keeps_its_rows():
    """It falls by three in a hundred: over the page that is more than the height of a line."""
    rows = [(n, x, 100 + 30 * n + int(0.03 * x), 60, 20, 96, f"w{n}{x}") for n in range(6) for x in range(0, 1_100, 70)]
    lines = document(*rows).lines
    assert [line.text.split()[0] for line in lines] == [f"w{n}0" for n in range(6)]
    assert all(len(line.text.split()) == 16 for line in lines)
    assert abs(lines[0].box[1] - (100 + 0.03 * 555) / 2) < 3


def test_words_whose_boxes_overlap_stay_words():
    line = document(
        (1, 0, 40, 100, 20, 95, "ofertas"), (1, 90, 40, 20, 20, 95, "y"), (1, 100, 40, 90, 20, 95, "ferias")
    )
    assert [line.text for line in line.lines] == ["ofertas y ferias"]


def test_bullets_are_told_by_where_they_stand():
    def cell(sign, gap):
        return [tsv.Word((1, 1, 1), 0, 0, 8, 20, 90, sign), tsv.Word((1, 1, 1), 8 + gap, 0, 50, 20, 90, "word")]

    told = bullets.with_bullets(
        [cell("e", 12), cell("e", 12), cell("e", 4), cell("o", 12), cell("*", 12), cell("A", 12)]
    )
    assert [words[0].text for words in told] == ["•", "•", "e", "o", "•", "A"]


def test_specks_are_left_out_and_doubt_is_refused():
    clear = document((1, 20, 40, 80, 20, 95, "Nurse"), (1, 110, 40, 3, 3, 20, "."), (2, 20, 90, 2, 300, 5, "|"))
    assert [line.text for line in clear.lines] == ["Nurse"]
    assert "only the first 1 pages were read" in clear.remarks
    packed = {"wide": 600.0, "high": 800.0, "scale": 0.5, "turn": 0, "tsv": table((1, 9, 9, 90, 20, 50, "Nvrze"))}
    raw = answer_scan(json.dumps({"media_type": "image/png", "of": 1, "pages": [packed]}).encode(), {})
    assert "not clear enough" in decode(raw).why


def test_rows_that_are_none_are_skipped():
    good = table((1, 20, 40, 80, 20, 95, "Nurse"))
    bad = "\n5\t1\t1\t1\t1\t1\t-5\t0\t9\t9\t95\tx\n5\t1\nfive\t\n5\t1\t1\t1\t1\t1\t9\t9\t9\t9\tnan\tx\n" + "\t" * 11
    assert [word.text for word in tsv.rows(good + bad)] == ["Nurse"]
    assert len(tsv.rows("\n".join([good] * (tsv.MAX_WORDS + 10)))) == tsv.MAX_WORDS


def test_confidence_counts_letters():
    data = table((1, 0, 0, 9, 9, 100, "eightlet"), (1, 0, 0, 9, 9, 0, "ab")).encode()
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
