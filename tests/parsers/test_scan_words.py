"""From what tesseract says of a page to lines: words, bullets, sizes, columns, what is left out."""

import math

import pytest
from PIL import Image

from parsers.pictures import level
from parsers.read import answer_scan
from parsers.scan import bullets, hocr, score
from parsers.wire import Garbled, decode
from tests.parsers.spoken import document, pages, spoken


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
    shown = document((1, 200, 192, 800, 24, 95, "level" * 9), askew=2.0).lines[0].box
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


def test_a_bullet_stands_before_dashes_that_are_left_of_a_rule():
    line = hocr.Line(1, 18, 0, 20)
    row = [
        hocr.Word(line, left, 0, left + 8, 8, 90, text) for left, text in ((0, "e"), (13, "-"), (30, "-"), (60, "Cut"))
    ]
    assert [word.text for word in bullets.marked(row)] == ["•", "Cut"]


def test_what_is_left_of_rules_is_no_word_and_does_not_tell_a_size():
    heading = ((1, 20, 40, 90, 26, 95, "Education"), (1, 200, 60, 104, 1, 63, "he"), (1, 400, 60, 35, 1, 83, "_"))
    read = hocr.words(spoken(*heading, (1, 500, 52, 24, 4, 90, "\u2014"), (1, 540, 40, 20, 26, 90, "|")))
    assert [word.text for word in read] == ["Education", "\u2014", "|"]
    assert {round(word.line.size) for word in read} == {35}


def test_the_sides_of_a_frame_are_no_words():
    text = (1, 20, 40, 80, 20, 95, "Nurse"), (1, 110, 40, 3, 20, 95, "|"), (1, 120, 40, 80, 20, 95, "Ward")
    framed = document((1, 10, 40, 3, 20, 95, "|"), *text, (1, 220, 40, 3, 20, 95, "|"), (2, 10, 90, 3, 20, 95, "|"))
    assert [line.text for line in framed.lines] == ["Nurse | Ward"]


def test_small_remnants_and_signs_below_each_other_are_no_words():
    read = document(
        (1, 40, 40, 80, 20, 95, "Nurse"), (2, 20, 92, 8, 9, 90, "se"), (3, 20, 120, 20, 74, 80, "oo"),
        (3, 60, 140, 80, 20, 95, "Ward"), (4, 40, 200, 20, 20, 95, "II"),
    )  # fmt: skip
    assert [line.text for line in read.lines] == ["Nurse", "Ward", "II"]


def test_sizes_that_hardly_differ_are_one():
    rows = [(n, 20, 60 * n, 300, high, 95, "Heading") for n, high in enumerate((96, 98, 100), start=1)]
    text = [(n, 20, 60 * n, 300, high, 95, "longer text of a body") for n, high in ((4, 70), (5, 74), (6, 75), (7, 76))]
    sizes = [line.size for line in document(*rows, *text).lines]
    assert len(set(sizes[:3])) == 1
    assert len(set(sizes[3:])) == 1
    assert sizes[0] > 1.2 * sizes[3]


def test_arabic_words_are_read_from_the_right():
    (line,) = document(
        (1, 300, 40, 100, 42, 92, "بكالوريوس"), (1, 180, 40, 100, 42, 92, "الصيدلة\u200f")
    ).lines  # fmt: skip
    assert line.text == "بكالوريوس الصيدلة"
    assert {round(word.line.size) for word in hocr.words(spoken((1, 20, 40, 90, 42, 92, "صيدلانية")))} == {40}


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
