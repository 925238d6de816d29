"""Word's markup: what is text, where it stands, how it looks, and what nobody sees."""

import io
import zipfile

import pytest

from parsers.formats import docx
from parsers.model import NoticeKind

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
MODES = ("Internal", "External")
TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def p(*runs, style="", properties=""):
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{''.join(runs)}</w:p>"


def r(text, properties=""):
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


BREAK = "<w:r><w:br/></w:r>"


def cell(*blocks, properties=""):
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(blocks)}</w:tc>"


def table(*rows, properties=""):
    inside = "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr>{inside}</w:tbl>"


def package(body, relations=(), others=(), root="", **parts):
    """``relations`` are (id, kind, target, outside); ``parts`` the inside of parts of the word folder."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types>wordprocessingml</Types>")
        archive.writestr("word/document.xml", f"<w:document {W} {R}>{root}<w:body>{body}</w:body></w:document>")
        rows = "".join(
            f'<Relationship Id="{i}" Type="{TYPE}/{kind}" Target="{target}" TargetMode="{MODES[outside]}"/>'
            for i, kind, target, outside in relations
        )
        if rows:
            archive.writestr("word/_rels/document.xml.rels", f"<Relationships>{rows}</Relationships>")
        for name, inside in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {W}>{inside}</w:{name}>")
        for name, data in others:
            archive.writestr(name, data)
    return buffer.getvalue()


def read(body, *arguments, **parts):
    return docx.read(package(body, *arguments, **parts))


def texts(document):
    return [line.text for line in document.lines]


def hidden(document):
    return [(line.text, line.why) for line in document.hidden]


def test_inserted_text_counts_and_deleted_text_does_not():
    body = p(
        r("kept "),
        "<w:del><w:r><w:delText>deleted</w:delText></w:r></w:del>",
        f"<w:ins>{r('inserted')}</w:ins>",
        f"<w:moveFrom>{r(' moved away')}</w:moveFrom>",
    )
    assert texts(read(body)) == ["kept inserted"]


def test_content_controls_and_smart_tags_are_walked_through():
    inside = p(f"<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{r('Jo')}</w:sdtContent></w:sdt>", r(" Muster"))
    assert texts(read(f"<w:sdt><w:sdtContent>{inside}</w:sdtContent></w:sdt>")) == ["Jo Muster"]


def test_a_text_box_is_read_once_although_it_is_stored_twice():
    box = f"<w:txbxContent>{p(r('Jo Muster'))}{p(r('Welder'))}</w:txbxContent>"
    drawn = (
        f"<w:r><mc:AlternateContent xmlns:mc='urn:mc'><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert texts(read(p(drawn, r("beside")))) == ["beside", "Jo Muster", "Welder"]


def test_a_typed_line_break_begins_something_new():
    document = read(p(r("Ward 3"), BREAK, r("2019 - 2021")) + p(r("next")))
    assert [(line.text, line.block) for line in document.lines] == [("Ward 3", 1), ("2019 - 2021", 2), ("next", 3)]


def test_typed_line_breaks_inside_of_items_and_sentences_do_not():
    item = p(r("Led a team"), BREAK, r("Of four"), properties='<w:numPr><w:numId w:val="3"/></w:numPr>')
    sentence = p(r("Looked after ten patients and their relatives in"), BREAK, r("two wards, one"), BREAK, r("Leeds"))
    found = [(line.block, line.bullet) for line in looked(item, sentence).lines]
    assert found == [(1, True), (1, False), (2, False), (3, False), (4, False)]
    wrapped = p(
        r("Looked after ten patients and their relatives in two"), BREAK, r("wards, one of them"), BREAK, r("Leeds")
    )
    assert [line.block for line in looked(wrapped).lines] == [1, 1, 2]


def test_tabulators_and_typed_spaces_are_gaps():
    document = read(p(r("Nurse, Ward 3"), "<w:r><w:tab/></w:r>", r("2019")) + p(r("Welder       2021")))
    assert [(line.text, line.gaps) for line in document.lines] == [("Nurse, Ward 3 2019", (13,)), ("Welder 2021", (6,))]


def test_notes_stand_at_the_end_without_their_separator():
    separator = f'<w:footnote w:type="separator" w:id="-1">{p(r("----"))}</w:footnote>'
    document = read(p(r("Body")), footnotes=f'{separator}<w:footnote w:id="2">{p(r("A note"))}</w:footnote>')
    assert texts(document) == ["Body", "A note"]


def test_the_reading_above_a_word_is_not_read_twice():
    word = f"<w:r><w:ruby><w:rt>{r('toukyou')}</w:rt><w:rubyBase>{r('Tokyo')}</w:rubyBase></w:ruby></w:r>"
    assert texts(read(p(word))) == ["Tokyo"]


def headed(section):
    relations = [(f"h{n}", "header", f"header{n}.xml", False) for n in (1, 2, 3)]
    uses = "".join(
        f'<w:headerReference w:type="{use}" r:id="h{n}"/>' for n, use in ((1, "default"), (2, "first"), (3, "even"))
    )
    parts = [
        (f"word/header{n}.xml", f"<w:hdr {W}>{p(r(text))}</w:hdr>")
        for n, text in ((1, "Usual"), (2, "Jo Muster"), (3, "Usual"))
    ]
    return package(p(r("Body")) + f"<w:sectPr>{uses}{section}</w:sectPr>", relations, parts)


def test_the_header_of_the_first_page_comes_first_where_it_is_switched_on():
    assert texts(docx.read(headed("<w:titlePg/>"))) == ["Jo Muster", "Usual", "Body"]
    assert texts(docx.read(headed(""))) == ["Usual", "Body"]
    assert texts(docx.read(headed('<w:titlePg w:val="0"/>'))) == ["Usual", "Body"]


def test_headers_are_found_by_name_where_the_part_that_links_them_is_lost():
    others = [("word/header1.xml", f"<w:hdr {W}>{p(r('Jo Muster'))}</w:hdr>")]
    assert texts(docx.read(package(p(r("Body")), (), others))) == ["Jo Muster", "Body"]


def test_a_damaged_header_costs_the_header_and_is_said():
    document = docx.read(package(p(r("Body")), (), [("word/header1.xml", "<w:hdr")]))
    assert texts(document) == ["Body"]
    assert document.remarks == ("a damaged part of the document was left out",)


def test_cells_of_one_paragraph_are_one_line_with_gaps():
    document = read(table((cell(p(r("2019 - 2021"))), cell(p()), cell(p(r("Welder"))))))
    assert [(line.text, line.gaps) for line in document.lines] == [("2019 - 2021 Welder", (11,))]


def test_the_columns_of_a_layout_table_do_not_mix():
    side = cell(p(r("Skills")), p(r("Welding")), p(r("Languages")), p(r("English")))
    main = cell(p(r("Experience")), p(r("Welder, Smith Ltd")), p(r("2019 - 2021")))
    document = read(table((side, main)))
    assert texts(document) == [
        "Skills", "Welding", "Languages", "English", "Experience", "Welder, Smith Ltd", "2019 - 2021",
    ]  # fmt: skip
    assert [line.block for line in document.lines] == [1, 2, 3, 4, 5, 6, 7]


def test_a_date_beside_a_longer_cell_stays_on_its_first_line():
    row = (cell(p(r("2019 - 2021"))), cell(p(r("Welder, Smith Ltd")), p(r("Pipes and plates"))))
    document = read(table(row))
    assert texts(document) == ["2019 - 2021 Welder, Smith Ltd", "Pipes and plates"]
    assert document.lines[0].gaps == (11,)


def test_a_heading_beside_a_longer_cell_stays_a_line_of_its_own():
    row = (cell(p(r("Skills"))), cell(p(r("Welding")), p(r("Forklift"))))
    assert texts(read(table(row))) == ["Skills", "Welding", "Forklift"]


def test_a_table_inside_a_cell_is_read_where_it_stands():
    inner = table((cell(p(r("German"))), cell(p(r("C1")))))
    document = read(table((cell(p(r("Before")), inner, p(r("After"))), cell(p(r("Right"))))))
    assert texts(document) == ["Before", "German C1", "After", "Right"]


STYLES = """
    <w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/></w:rPr></w:rPrDefault></w:docDefaults>
    <w:style w:type="paragraph" w:default="1" w:styleId="Standard"><w:rPr><w:sz w:val="20"/></w:rPr></w:style>
    <w:style w:type="paragraph" w:styleId="Ueberschrift"><w:basedOn w:val="Standard"/>
      <w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:rPr><w:b/><w:sz w:val="28"/></w:rPr></w:style>
    <w:style w:type="paragraph" w:styleId="Meine"><w:basedOn w:val="Ueberschrift"/></w:style>
    <w:style w:type="paragraph" w:styleId="Titel4"><w:basedOn w:val="Ueberschrift"/>
      <w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>
    <w:style w:type="paragraph" w:styleId="Liste"><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
    <w:style w:type="character" w:styleId="Geheim"><w:rPr><w:vanish/></w:rPr></w:style>
    <w:style w:type="character" w:styleId="GeheimToo"><w:basedOn w:val="Geheim"/></w:style>
    <w:style w:type="paragraph" w:styleId="Weiss"><w:rPr><w:color w:val="FEFEFE"/></w:rPr></w:style>
    <w:style w:type="paragraph" w:styleId="Kreis"><w:basedOn w:val="Kreis"/></w:style>
    <w:style w:type="table" w:styleId="Bunt"><w:tblStylePr w:type="firstRow"><w:tcPr>
      <w:shd w:val="clear" w:fill="224466"/></w:tcPr></w:tblStylePr></w:style>"""
NUMBERS = """
    <w:abstractNum w:abstractNumId="0"><w:lvl><w:numFmt w:val="bullet"/><w:lvlText w:val="x"/></w:lvl></w:abstractNum>
    <w:abstractNum w:abstractNumId="1"><w:lvl><w:numFmt w:val="none"/><w:lvlText w:val=""/></w:lvl></w:abstractNum>
    <w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="4"><w:abstractNumId w:val="1"/></w:num>"""


def looked(*paragraphs):
    return read("".join(paragraphs), styles=STYLES, numbering=NUMBERS)


def test_levels_come_from_the_outline_of_styles_and_not_from_their_names():
    document = looked(
        p(r("Erfahrung"), style="Meine"),
        p(r("Kein Titel"), style="Titel4"),
        p(r("Direkt"), properties='<w:outlineLvl w:val="0"/>'),
        p(r("Im Kreis"), style="Kreis"),
    )
    assert [line.level for line in document.lines] == [2, 0, 1, 0]


def test_size_and_weight_come_through_styles_and_runs():
    document = looked(
        p(r("Erfahrung"), style="Meine"),
        p(r("plain"), r(" and small", '<w:sz w:val="14"/>')),
        p(r("all"), r(" bold", "<w:b/>")),
        p(r("all", "<w:b/>"), r(" bold", "<w:b/>"), r(" ")),
        p(r("not", '<w:b w:val="0"/>'), style="Meine"),
    )
    assert [(line.size, line.bold) for line in document.lines] == [
        (14.0, True), (7.0, False), (10.0, False), (10.0, True), (14.0, False),
    ]  # fmt: skip


def test_items_of_lists_are_bullets_where_the_list_shows_a_sign():
    no_list = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    document = looked(
        p(r("by style"), style="Liste"),
        p(r("direct"), properties='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr>'),
        p(r("without sign"), properties='<w:numPr><w:numId w:val="4"/></w:numPr>'),
        p(r("taken out"), style="Liste", properties=no_list),
        p(r("numbered heading"), style="Meine", properties='<w:numPr><w:numId w:val="3"/></w:numPr>'),
        p(r("\u2022 typed")),
    )
    assert [(line.text, line.bullet) for line in document.lines] == [
        ("by style", True), ("direct", True), ("without sign", False), ("taken out", False),
        ("numbered heading", False), ("typed", True),
    ]  # fmt: skip


WHITE = '<w:color w:val="FFFFFF"/>'


@pytest.mark.parametrize(
    ("paragraph", "why"),
    [
        (p(r("words", "<w:vanish/>")), "formatted as hidden"),
        (p(r("words", '<w:rStyle w:val="GeheimToo"/>')), "formatted as hidden"),
        (p(r("words", WHITE)), "white on white"),
        (p(r("words", '<w:color w:val="F6F6F6"/>')), "white on white"),
        (p(r("words"), style="Weiss"), "white on white"),
        (p(r("words", '<w:sz w:val="4"/>')), "letters of 2 points or less"),
        (p(r("words", WHITE + '<w:highlight w:val="white"/>')), "white on white"),
        (p(r("words", '<w:color w:val="0A0A0A"/><w:shd w:fill="000000"/>')), "in the colour of its background"),
        (table((cell(p(r("words", WHITE)), properties='<w:shd w:fill="auto"/>'), cell(p()))), "white on white"),
    ],
    ids=range(9),
)
def test_what_nobody_sees_is_kept_apart_with_a_reason(paragraph, why):
    document = looked(p(r("seen")), paragraph)
    assert texts(document) == ["seen"]
    assert hidden(document) == [("words", why)]


SHADE = '<w:shd w:val="clear" w:fill="1F3864"/>'


@pytest.mark.parametrize(
    "paragraph",
    [
        p(r("words", '<w:vanish w:val="0"/>')),
        p(r("words", '<w:rStyle w:val="Geheim"/><w:vanish w:val="false"/>')),
        p(r("words", WHITE), properties=SHADE),
        p(r("words", WHITE + '<w:highlight w:val="darkBlue"/>')),
        p(r("words", '<w:color w:val="auto"/>')),
        p(r("words", '<w:sz w:val="10"/>')),
        p(r("words"), properties="<w:rPr><w:vanish/></w:rPr>"),
        table((cell(p(r("words", WHITE)), properties=SHADE),)),
        table((cell(p(r("words", WHITE))),), properties='<w:tblStyle w:val="Bunt"/>'),
        table((cell(table((cell(p(r("words", WHITE))),)), properties=SHADE),)),
    ],
    ids=range(10),
)
def test_what_is_seen_is_not_called_hidden(paragraph):
    document = looked(paragraph)
    assert (texts(document), hidden(document)) == (["words"], [])


def shape(inside, fill):
    drawn = f"<x:spPr>{fill}</x:spPr><x:txbx><w:txbxContent>{inside}</w:txbxContent></x:txbx>"
    return f"<w:r><w:drawing><x:wsp xmlns:x='urn:x'>{drawn}</x:wsp></w:drawing></w:r>"


def test_white_letters_in_a_box_depend_on_what_fills_it():
    text = p(r("words", WHITE))
    dark = "<x:solidFill><x:srgbClr val='223344'/></x:solidFill>"
    light = "<x:solidFill><x:srgbClr val='FFFFFF'/></x:solidFill>"
    assert texts(read(p(shape(text, dark)))) == ["words"]
    assert hidden(read(p(r("seen"), shape(text, light)))) == [("words", "white on white")]
    assert hidden(read(p(r("seen"), shape(text, "<x:noFill/>")))) == [("words", "white on white")]
    assert texts(read(p(shape(text, "<x:gradFill/>")))) == ["words"]


def test_white_letters_over_a_banner_behind_the_text_are_believed():
    drawn = "<a:anchor xmlns:a='urn:a' behindDoc='1'><a:extent cx='{}' cy='{}'/></a:anchor>"
    anchor = f"<w:r><w:drawing>{drawn}</w:drawing></w:r>"
    body = p(r("Jo Muster", WHITE))
    assert texts(read(p(anchor.format(7_000_000, 1_500_000)) + body)) == ["Jo Muster"]
    assert hidden(read(p(anchor.format(9_000, 9_000)) + body)) == [("Jo Muster", "white on white")]


def test_a_hidden_row():
    row = cell(p(r("words"))).replace("<w:tc>", "<w:trPr><w:hidden/></w:trPr><w:tc>", 1)
    assert hidden(read(p(r("seen")) + table((row,)))) == [("words", "formatted as hidden")]


def test_white_on_a_dark_page():
    root = '<w:background w:color="202020"/>'
    assert texts(docx.read(package(p(r("Jo Muster", WHITE)), root=root))) == ["Jo Muster"]


def linked(target, label="E-mail"):
    body = p(f'<w:hyperlink r:id="l">{r(label)}</w:hyperlink>', r(" | Leeds"))
    return texts(read(body, [("l", "hyperlink", target, True)]))


def test_addresses_that_nobody_spelled_out_are_added():
    assert linked("mailto:jo@example.org?subject=x") == ["E-mail jo@example.org | Leeds"]
    assert linked("mailto:jo@example.org", "Jo@Example.org") == ["Jo@Example.org | Leeds"]
    assert linked("https://www.linkedin.com/in/jo", "LinkedIn") == ["LinkedIn https://www.linkedin.com/in/jo | Leeds"]
    assert linked("https://smith.example", "Smith Ltd") == ["Smith Ltd | Leeds"]
    assert linked("javascript:alert(1)", "Website") == ["Website | Leeds"]
    assert linked("https://[broken", "Website") == ["Website | Leeds"]


def test_links_in_fields_are_found():
    def step(kind):
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    code = "<w:r><w:instrText> HYPERLINK &quot;mailto:jo@example.org&quot; </w:instrText></w:r>"
    body = p(step("begin"), code, step("separate"), r("Mail"), step("end"), r("!"))
    assert texts(read(body)) == ["Mail jo@example.org!"]
    simple = p(f"<w:fldSimple w:instr='HYPERLINK \"mailto:jo@example.org\"'>{r('Mail')}</w:fldSimple>")
    assert texts(read(simple)) == ["Mail jo@example.org"]


def kinds(document):
    return [notice.kind for notice in document.notices]


@pytest.mark.parametrize(
    ("relations", "others", "kind"),
    [
        ([], [("word/vbaProject.bin", b"x")], NoticeKind.ACTIVE_CONTENT),
        ([], [("word/activeX/activeX1.xml", b"x")], NoticeKind.ACTIVE_CONTENT),
        ([], [("word/embeddings/oleObject1.bin", b"x")], NoticeKind.ACTIVE_CONTENT),
        ([], [("word/embeddings/Sheet.xlsx", b"x")], NoticeKind.ATTACHMENT),
        ([("i", "image", "http://127.0.0.1:9/x.png", True)], [], NoticeKind.ACTIVE_CONTENT),
        ([("i", "attachedTemplate", "http://127.0.0.1:9/x.dotm", True)], [], NoticeKind.ACTIVE_CONTENT),
    ],
)
def test_what_is_no_text_is_a_notice(relations, others, kind):
    assert kinds(docx.read(package(p(r("Jo")), relations, others))) == [kind]


def test_what_every_document_has_is_no_notice():
    relations = [
        ("t", "attachedTemplate", "file:///C:\\Users\\jo\\Normal.dotm", True),
        ("h", "hyperlink", "https://example.org", True),
    ]
    assert kinds(docx.read(package(p(r("Jo")), relations))) == []


def test_a_field_that_would_fetch_is_a_notice():
    field = "<w:fldSimple w:instr='INCLUDETEXT \"http://127.0.0.1:9/x\"'>" + r("Jo") + "</w:fldSimple>"
    document = read(p(field))
    assert (texts(document), kinds(document)) == (["Jo"], [NoticeKind.ACTIVE_CONTENT])


def test_a_piece_in_another_format_is_said_to_be_left_out():
    document = docx.read(package(p(r("Jo")), [("a", "aFChunk", "chunk.mht", False)]))
    assert document.remarks == ("a piece of the document that is stored in another format was not read",)


def test_names_of_parts_may_differ_in_capitals():
    data = package(p(r("Body")), (), [("Word/Header1.xml", f"<w:hdr {W}>{p(r('Jo'))}</w:hdr>")])
    assert "Body" in texts(docx.read(data))
