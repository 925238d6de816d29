"""In which order the lines of a PDF page are read, what belongs together in them, and where their characters stand."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.lines import Lines
from parsers.pdf.glyphs import Glyph
from parsers.pdf.layout.book import Book
from parsers.pdf.layout.page import lines
from parsers.pdf.layout.shapes import Shapes, shapes
from parsers.pdf.miner import Miner

FILES = Path(__file__).parent / "files"
PDFS = sorted(FILES.glob("*.pdf"))


def glyphs(text, x, top, size=10.0, **looks):
    """Letters half as wide as high, blanks included."""
    step = size / 2
    return [Glyph(c, (x + i * step, top, x + (i + 1) * step, top + size), size, i, **looks) for i, c in enumerate(text)]


def page(*rows, top=80, leading=14, **looks):
    """Rows of (x, text) pairs, one below the other."""
    return [g for n, row in enumerate(rows) for x, text in row for g in glyphs(text, x, top + leading * n, **looks)]


def texts(found):
    return [line.text for line in lines(found)]


def blocks(found):
    """The texts of the lines, those of one block in one list."""
    parted = {}
    for line in lines(found):
        parted.setdefault(line.block, []).append(line.text)
    return list(parted.values())


# --- Order -------------------------------------------------------------------------------------------------------

LEFT = ["Contact", "jo@example.org", "Skills", "Welding", "Brazing"]
RIGHT = ["Experience in many shops of the region", "Welder at the yard for many long years", "and more of the same"]
TWO_COLUMNS = [
    *glyphs("Jo Muster", 40, 20, 24),
    *page(*([(40, text)] for text in LEFT)),
    *page(*([(200, text)] for text in RIGHT * 2), top=83),
]


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False))
def test_columns_are_read_one_after_the_other_however_they_were_painted(chance):
    shuffled = TWO_COLUMNS.copy()
    chance.shuffle(shuffled)
    assert texts(shuffled) == ["Jo Muster", *LEFT, *RIGHT, *RIGHT]


def test_a_sidebar_in_larger_letters_than_the_text_is_no_list_of_labels():
    side = {
        80: "About",
        112.5: "Leeds",
        138.5: "jo@example.org",
        184: "Trade",
        216.5: "Welding",
        242.5: "Brazing",
        288: "En",
    }
    main = [text for year in (2015, 2018, 2021) for text in (f"Welder since {year}", *RIGHT, "and more", "Leeds")]
    level = [top for n, top in enumerate(side) if n % 3 == 0]
    left = [g for top, text in side.items() for g in glyphs(text, 40, top, 10 if top in level else 12)]
    right = page(*([(200, text)] for text in main), leading=13)
    assert texts(left + right) == [*side.values(), *main]


def test_the_name_goes_first_where_the_second_column_holds_it():
    sidebar = page([(40, "Contact")], [(40, "jo@example.org")], [(40, "Skills")], [(40, "Welding")], [(40, "Brazing")])
    main = [
        *glyphs("Jo Muster", 200, 60, 24),
        *glyphs("Welder of ships", 200, 95),
        *glyphs("EXPERIENCE", 200, 120),
        *page(*([(200, text)] for text in RIGHT), top=136),
    ]
    assert texts(sidebar + main) == ["Jo Muster", "Welder of ships", *LEFT, "EXPERIENCE", *RIGHT]


@pytest.mark.parametrize(
    "rows",
    [
        [
            ("2019 - 2021", "Welder at the yard"),
            ("", "long seams of thick plate"),
            ("2016 - 2019", "Fitter in town"),
            ("", "pipes and valves"),
            ("2012 - 2016", "Apprentice"),
            ("", "everything else"),
        ],
        [("English", "C1"), ("Deutsch", "Muttersprache"), ("Polski", "A2"), ("Suomi", "B1")],
    ],
    ids=["dates on the left", "a table"],
)
def test_rows_are_read_across(rows):
    found = page(*([(x, text) for x, text in zip((40, 160), row, strict=True) if text] for row in rows))
    assert texts(found) == ["\t".join(part for part in row if part) for row in rows]


def test_dates_right_of_jobs_stay_in_their_line():
    rows = [("Welder", "2019 - 2021"), ("Fitter", "2016 - 2019"), ("Apprentice", "2012 - 2016")]
    found = page(*([(40, job), (400, date)] for job, date in rows))
    assert texts(found) == ["\t".join(row) for row in rows]


def test_a_column_of_dates_between_the_lines_is_read_with_them():
    jobs = page(*([(40, text)] for text in ("Welder at the yard", "Fitter in town", "Apprentice")), leading=40)
    dates = page(*([(400, text)] for text in ("2019 - 2021", "2016 - 2019", "2012 - 2016")), top=70, leading=40)
    assert texts(jobs + dates) == [
        "2019 - 2021", "Welder at the yard", "2016 - 2019", "Fitter in town", "2012 - 2016", "Apprentice",
    ]  # fmt: skip


def test_a_date_beside_a_list_does_not_stand_in_its_items():
    found = page(
        [(40, "The Yard, Welder"), (400, "Hamburg")],
        [(50, "• long seams of thick plate in the"), (400, "2019 - 2021")],
        [(60, "double bottom")],
        [(50, "• pipes")],
    )
    assert texts(found) == [
        "The Yard, Welder\tHamburg", "2019 - 2021", "long seams of thick plate in the", "double bottom", "pipes",
    ]  # fmt: skip


def test_a_period_wrapped_in_its_narrow_column_is_read_before_its_job():
    found = page(
        [(40, "05/2018 -"), (160, "Welder at the yard")],
        [(40, "04/2020"), (160, "Long seams of thick plate")],
        [(160, "Pipes and valves of all sizes")],
        [(40, "2016 - 2018"), (160, "Fitter in town")],
    )
    assert texts(found)[:3] == ["05/2018 -", "04/2020", "Welder at the yard"]
    assert texts(found)[-1] == "2016 - 2018\tFitter in town"


def test_a_degree_hyphenated_in_its_narrow_column_is_one_line_before_its_school():
    wide = "Welder of ships and of pipes for the better part of twenty years in the north"
    found = page(
        [(40, wide)],
        [(40, "Bach\u00ad"), (80, "Rio Puerco State University, Nursing"), (400, "2013 - 2017")],
        [(40, "elor")],
        [(40, "of Sci\u00ad")],
        [(40, "ence")],
        [(40, wide)],
    )
    assert texts(found) == [wide, "Bachelor of Science", "Rio Puerco State University, Nursing\t2013 - 2017", wide]
    assert lines(found)[1].edges == ()


def test_cells_with_their_own_heads_are_read_one_after_the_other():
    heads = page([(40, "English"), (200, "French"), (360, "Italian")], bold=True)
    levels = page([(40, "Native"), (200, "Fluent"), (360, "Basic")], top=94)
    body = page([(40, "Welder of ships and of pipes for the better part of twenty years in the north")], top=200)
    assert texts(heads + levels + body)[:6] == ["English", "Native", "French", "Fluent", "Italian", "Basic"]


def test_a_heading_hung_out_to_the_left_stands_before_its_text():
    found = glyphs("Work", 40, 78, 16) + page([(160, "Welder at the yard")], [(160, "Long seams")], [(160, "Plates")])
    assert texts(found) == ["Work", "Welder at the yard", "Long seams", "Plates"]


def test_baselines_that_differ_a_little_are_one_line():
    found = glyphs("Welder, ", 40, 80) + glyphs("The Yard", 80, 80.9, bold=True) + glyphs("2", 120.5, 80.5, 5.0)
    assert texts(found) == ["Welder, The Yard2"]


# --- Text and places ---------------------------------------------------------------------------------------------


def test_letters_set_apart_are_words():
    found = [replace(g, box=(g.box[0] * 1.8, *g.box[1:3], g.box[3])) for g in glyphs("WORK HISTORY", 40, 80)]
    found = [replace(g, box=(g.box[0], g.box[1], g.box[0] + 5, g.box[3])) for g in found]
    assert texts(found) == ["WORK HISTORY"]


def test_letters_printed_twice_are_read_once_and_bold():
    (line,) = lines(glyphs("Skills", 40, 80) + glyphs("Skills", 40.4, 80))
    assert (line.text, line.bold) == ("Skills", True)


def test_words_printed_over_each_other_are_kept_apart():
    found = page([(40, "Diploma and more")]) + page([(62, "Wide School")], bold=True)
    assert sorted(texts(found)[0].split("\t")) == ["Diploma and more", "Wide School"]


def test_boxes_without_a_blank_between_them_are_apart_though_they_are_near():
    body = page([(40, "a page that writes its blanks")], top=200)
    assert texts(page([(40, "Python"), (78, "Go"), (96, "SQL")]) + body)[0] == "Python\tGo\tSQL"


@pytest.mark.parametrize(
    ("drawn", "read"),
    [("o\ufb03ce", "office"), ("caf\u00e9\u00ad", "caf\u00e9"), ("a\uf0e0b", "a b"), ("e\u0301t", "\u00e9t")],
    ids=["ligature", "soft hyphen", "icon", "combining accent"],
)
def test_every_character_has_its_place(drawn, read):
    (line,) = lines(glyphs(drawn, 40, 80))
    assert line.text == read
    assert len(line.edges) == len(read) + 1
    assert line.edges[0] == 40


def test_an_accent_of_its_own_is_joined_to_its_letter():
    acute = Glyph("\u00b4", (45.5, 80, 49.5, 90), 10, 9)
    (line,) = lines([*glyphs("cafe", 30, 80), acute])
    assert line.text == "caf\u00e9"


@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.stem)
def test_edges_of_real_files_are_exact(path):
    for sheet in Miner(path.read_bytes()).sheets():
        boxes = {(round(g.box[0], 1), g.text) for g in sheet.glyphs}
        for line in lines(sheet.glyphs, shapes(sheet)):
            assert len(line.edges) == len(line.text) + 1
            known = [(x, c) in boxes for x, c in zip(line.edges, line.text, strict=False) if c.isascii() and c > " "]
            assert sum(known) >= 0.95 * len(known)  # the others are parts of ligatures


# --- Right to left, top to bottom --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seen", "read"),
    [
        ("ודלוו הדע", "עדה וולדו"),
        ("2021 - 2019 ךתר", "רתך 2019 - 2021"),
        ("Python דמל ונחנא", "אנחנו למד Python"),
        ("(הסדנה) ךתר", "רתך (הנדסה)"),
        ("the word םולש stands", "the word שלום stands"),
    ],
    ids=["words", "a period", "a Latin word", "brackets", "inside a Latin line"],
)
def test_right_to_left_is_read_in_logical_order(seen, read):
    (line,) = lines(glyphs(seen, 40, 80))
    assert line.text == read


def test_columns_from_the_top_down_are_read_from_the_right():
    found = [
        Glyph(c, (x, 80 + 10 * n, x + 10, 90 + 10 * n), 10, 0)
        for x, text in ((200, "職務経歴書"), (180, "電気工事士"))
        for n, c in enumerate(text)
    ]
    assert texts(found[::-1]) == ["職務経歴書", "電気工事士"]


def test_turned_text_comes_last():
    turned = [Glyph(c, (20, 300 - 6 * n, 30, 306 - 6 * n), 10, n, upright=False) for n, c in enumerate("Resume")]
    assert texts(turned + page([(40, "Jo Muster")])) == ["Jo Muster", "Resume"]


# --- Blocks ------------------------------------------------------------------------------------------------------

WRAPPED = ["Welder with twenty years at the yards of", "the north coast and a good hand for thin", "plates"]


def test_wrapped_lines_share_a_block_and_short_ones_do_not():
    found = page(*([(40, text)] for text in [*WRAPPED, "Hamburg", "Germany"]))
    assert blocks(found) == [WRAPPED, ["Hamburg"], ["Germany"]]


def test_each_item_of_a_list_is_a_block_without_its_sign():
    found = page(
        [(40, "• Welder with twenty years at the yards of")], [(50, "the north coast")], [(40, "- Fitter")],
        [(40, "\uf0b7 Pipes")],
    )  # fmt: skip
    assert blocks(found) == [["Welder with twenty years at the yards of", "the north coast"], ["Fitter"], ["Pipes"]]
    assert [line.bullet for line in lines(found)] == [True, False, True, True]


def test_drawn_dots_are_signs_and_icons_are_not():
    found = page([(50, "Pipes")], [(50, "Valves")])
    dots = [(43, 82 + 14 * n, 46, 85 + 14 * n) for n in range(2)]
    assert [line.bullet for line in lines(found, Shapes(dots))] == [True, True]
    icon = [*dots, (44, 83, 47, 86)]
    assert [line.bullet for line in lines(found, Shapes(icon))] == [False, True]


def test_texts_in_boxes_of_their_own_are_apart():
    found = page([(40, "switchboards of all")], [(40, "sizes")], [(40, "pipes")])
    boxes = [(38, 79 + 14 * n, 140, 91 + 14 * n) for n in range(3)]
    assert [line.block for line in lines(found)] == [1, 1, 2]
    assert [line.block for line in lines(found, Shapes(cells=boxes))] == [1, 2, 3]


def test_another_style_begins_another_block():
    found = page([(40, "Welder with twenty years at the yards of Elb")], bold=True)
    found += page([(40, "The north coast and its small old shipyards")], top=94)
    assert len(blocks(found)) == 2


def test_wider_white_begins_another_block():
    first = page(*([(40, text)] for text in WRAPPED[:2]))
    second = page(*([(40, text)] for text in WRAPPED[:2]), top=80 + 28 + 10)
    assert blocks(first + second) == [WRAPPED[:2], WRAPPED[:2]]


# --- Several pages -----------------------------------------------------------------------------------------------


def read(*sheets):
    book, found = Book(), Lines()
    for number, sheet in enumerate(sheets, start=1):
        book.add(number, lines(sheet))
    book.write(found)
    return found.finish()


def test_a_paragraph_goes_on_over_the_page_and_its_foot():
    sheets = [
        page(*([(40, text)] for text in part)) + page([(40, f"Jo Muster - Page {n} of 2")], top=700)
        for n, part in enumerate((["Profile", *WRAPPED[:2]], ["plates", "Hamburg"]), start=1)
    ]
    found = read(*sheets)
    assert [line.text for line in found] == [
        "Profile", *WRAPPED, "Hamburg", "Jo Muster - Page 1 of 2", "Jo Muster - Page 2 of 2",
    ]  # fmt: skip
    assert found[1].block == found[2].block == found[3].block != found[4].block
    assert [line.page for line in found] == [1, 1, 1, 2, 2, 1, 2]


def test_a_running_head_is_kept_where_it_stands_first():
    sheets = [page([(40, "Jo Muster, jo@example.org")], [(40, text)]) for text in ("Welder", "Fitter")]
    head = "Jo Muster, jo@example.org"
    assert [line.text for line in read(*sheets)] == [head, "Welder", "Fitter", head]


# --- Bounds ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.stem)
def test_real_pages_are_read_the_same_however_they_were_painted(path):
    for sheet in Miner(path.read_bytes()).sheets():
        found = shapes(sheet)
        usual = lines(sheet.glyphs, found)
        for key in (lambda g: g.box[3], lambda g: g.text, lambda g: -g.order):
            assert lines(sorted(sheet.glyphs, key=key), found) == usual


GLYPH = st.builds(
    lambda text, x, y, w, size, upright: Glyph(text, (x, y, x + w, y + size), size, 0, upright=upright),
    st.sampled_from(
        ["a", "B", " ", "•", "-", "7", "\ufffd", "\uf0b7", "\ufb01", "\u05d0", "\u0301", "語", "(", "\x00"]
    ),
    st.floats(-50, 700),
    st.floats(-50, 900),
    st.floats(0, 30),
    st.floats(0, 40),
    st.booleans(),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(GLYPH, max_size=60), st.randoms(use_true_random=False))
def test_any_glyphs_become_the_same_lines_in_any_order(found, chance):
    usual = lines(found)
    shuffled = found.copy()
    chance.shuffle(shuffled)
    assert lines(shuffled) == usual
    for line in usual:
        assert line.text.strip()
        assert len(line.edges) in (0, len(line.text) + 1)
    numbers = [line.block for line in usual]
    assert numbers == sorted(numbers)


def test_twenty_thousand_lone_letters_are_read():
    found = [
        Glyph("a", (x, y, x + 5, y + 9), 9, 0)
        for n in range(20_000)
        for x, y in [((n * 7919) % 600, (n * 104_729) % 8_000 / 10)]
    ]
    assert sum(line.text.count("a") for line in lines(found)) > 15_000
