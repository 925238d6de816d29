"""OpenDocument markup: what is text, where it stands, how it looks, and what nobody sees."""

import io
import zipfile

import pytest

from parsers.formats import odt
from parsers.model import NoticeKind
from parsers.refusal import CannotRead

SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
    for short in ("office", "text", "table", "draw", "style", "fo")
)
LINKS = 'xmlns:xlink="http://www.w3.org/1999/xlink"'


def package(body, automatic="", named="", masters="", pages="", others=()):
    content = (
        f"<office:document-content {SPACES} {LINKS}><office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    styles = (
        f"<office:document-styles {SPACES}><office:styles>{named}</office:styles>"
        f"<office:automatic-styles>{pages}</office:automatic-styles>"
        f"<office:master-styles>{masters}</office:master-styles></office:document-styles>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", odt.MEDIA_TYPES[0])
        archive.writestr("content.xml", content)
        archive.writestr("styles.xml", styles)
        for name, data in others:
            archive.writestr(name, data)
    return buffer.getvalue()


def read(body, **parts):
    return odt.read(package(body, **parts))


def p(inside, style="Standard"):
    return f'<text:p text:style-name="{style}">{inside}</text:p>'


def span(inside, style):
    return f'<text:span text:style-name="{style}">{inside}</text:span>'


def style(name, family, properties="", parent="", more=""):
    up = f'style:parent-style-name="{parent}"' if parent else ""
    return f'<style:style style:name="{name}" style:family="{family}" {up} {more}>{properties}</style:style>'


def letters(attributes):
    return f"<style:text-properties {attributes}/>"


def texts(document):
    return [line.text for line in document.lines]


def test_spaces_tabulators_and_line_breaks():
    document = read(p("Nurse,\n   Ward 3<text:tab/>2019<text:line-break/>Lee<text:s/>ds") + p('a<text:s text:c="9"/>b'))
    assert [(line.text, line.gaps, line.block) for line in document.lines] == [
        ("Nurse, Ward 3 2019", (13,), 1), ("Lee ds", (), 2), ("a b", (1,), 3),
    ]  # fmt: skip


def test_headings_and_lists():
    items = f"<text:list-header>{p('Head')}</text:list-header><text:list-item>{p('One')}{p('goes on')}</text:list-item>"
    nested = f"<text:list><text:list-item>{p('Two')}</text:list-item></text:list>"
    numbered = '<text:h text:outline-level="2">Skills</text:h>'
    bare = '<text:list-style style:name="L0"><text:list-level-style-number style:num-format=""/></text:list-style>'
    document = read(
        f'<text:h text:outline-level="1">Experience</text:h><text:list>{items}<text:list-item>{nested}</text:list-item>'
        f"</text:list><text:list><text:list-item>{numbered}</text:list-item></text:list>"
        f'<text:list text:style-name="L0"><text:list-item>{p("no sign")}</text:list-item></text:list>',
        automatic=bare,
    )
    assert [(line.text, line.level, line.bullet) for line in document.lines] == [
        ("Experience", 1, False), ("Head", 0, False), ("One", 0, True), ("goes on", 0, False), ("Two", 0, True),
        ("Skills", 2, False), ("no sign", 0, False),
    ]  # fmt: skip


def test_size_and_weight_come_through_parents():
    named = style("Standard", "paragraph", letters('fo:font-size="11pt"')) + style(
        "Gross", "paragraph", letters('fo:font-weight="bold"'), "Standard", 'style:default-outline-level="3"'
    )
    automatic = style("P1", "paragraph", "", "Gross") + style("T1", "text", letters('fo:font-size="0.5in"'))
    document = read(p("Heading", "P1") + p(f"a{span('bcdef', 'T1')}"), automatic=automatic, named=named)
    assert [(line.size, line.bold, line.level) for line in document.lines] == [(11.0, True, 3), (36.0, False, 0)]


def test_the_same_name_may_be_another_style_in_a_header():
    white = style("P1", "paragraph", letters('fo:color="#ffffff"'))
    master = (
        f'<style:master-page style:name="Standard"><style:header>{p("Jo", "P1")}</style:header></style:master-page>'
    )
    document = read(p("words", "P1"), automatic=white, pages=style("P1", "paragraph"), masters=master)
    assert texts(document) == ["Jo"]
    assert [(line.text, line.why) for line in document.hidden] == [("words", "white on white")]


def test_headers_first_footers_last_and_only_those_in_use():
    def master(name, text, more=""):
        parts = f"<style:header>{p(text)}</style:header><style:header-first>{p('First ' + text)}</style:header-first>"
        return (
            f'<style:master-page style:name="{name}" {more}>{parts}<style:footer>{p("Foot")}</style:footer>'
            f'<style:footer-left style:display="false">{p("Unused")}</style:footer-left></style:master-page>'
        )

    masters = (
        master("Standard", "Usual", 'style:next-style-name="Next"') + master("Next", "Later") + master("No", "Never")
    )
    assert texts(read(p("Body"), masters=masters)) == [
        "First Usual", "Usual", "First Later", "Later", "Body", "Foot",
    ]  # fmt: skip


def test_tables_and_frames():
    def cell(*parts):
        return f"<table:table-cell>{''.join(parts)}</table:table-cell>"

    def row(*cells):
        return f"<table:table-row>{''.join(cells)}</table:table-row>"

    frame = f"<draw:frame><draw:text-box>{p('in a box')}</draw:text-box></draw:frame>"
    head = row(cell(p("Language")), cell(p("Level")))
    long_row = row(cell(p("left"), p("more left")), cell(p("right")))
    body = (
        f"<table:table><table:table-column/><table:table-header-rows>{head}</table:table-header-rows>{long_row}"
        f"</table:table>{p(frame + 'x')}"
    )
    document = read(body)
    assert texts(document) == ["Language Level", "left", "more left", "right", "x", "in a box"]
    assert document.lines[0].gaps == (8,)


def test_deleted_text_and_remarks_are_left_out_and_notes_are_kept():
    deletion = f"<text:changed-region><text:deletion>{p('gone')}</text:deletion></text:changed-region>"
    deleted = f"<text:tracked-changes>{deletion}</text:tracked-changes>"
    mark = "<text:note-citation>1</text:note-citation>"
    note = f"<text:note>{mark}<text:note-body>{p('A note')}</text:note-body></text:note>"
    document = read(deleted + p(f"kept<office:annotation>{p('a remark')}</office:annotation> text{note}"))
    assert texts(document) == ["kept text", "A note"]


HIDING = "".join(
    (
        style("Tiny", "text", letters('fo:font-size="1pt"')),
        style("White", "text", letters('fo:color="#FFFFFF"')),
        style("Child", "text", "", "White"),
        style("None", "text", letters('text:display="none"')),
        style("Auto", "text", letters('fo:color="#ffffff" style:use-window-font-color="true"')),
        style("Marked", "text", letters('fo:color="#ffffff" fo:background-color="#203040"')),
        style("Dark", "paragraph", '<style:paragraph-properties fo:background-color="#102030"/>'),
        style("Cell", "table-cell", '<style:table-cell-properties fo:background-color="#102030"/>'),
        style("Box", "graphic", '<style:graphic-properties draw:fill="solid" draw:fill-color="#102030"/>'),
    )
)
BOX = f'<draw:frame draw:style-name="Box"><draw:text-box>{p(span("words", "White"))}</draw:text-box></draw:frame>'
CELL = f'<table:table-cell table:style-name="Cell">{p(span("words", "White"))}</table:table-cell>'


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (p(span("words", "Tiny")), "letters of 2 points or less"),
        (p(span("words", "Child")), "white on white"),
        (p(span("words", "None")), "formatted as hidden"),
        (p(span(span("words", "Child"), "Dark")), "white on white"),
        (f'<text:section text:display="none">{p("words")}</text:section>', "formatted as hidden"),
        (p('<text:hidden-text text:is-hidden="true">words</text:hidden-text>'), "formatted as hidden"),
        (p('words<text:hidden-paragraph text:is-hidden="true"/>'), "formatted as hidden"),
    ],
)
def test_what_nobody_sees_is_kept_apart_with_a_reason(body, why):
    document = read(p("seen") + body, automatic=HIDING)
    assert texts(document) == ["seen"]
    assert [(line.text, line.why) for line in document.hidden] == [("words", why)]


@pytest.mark.parametrize(
    "body",
    [
        p(span("words", "Auto")),
        p(span("words", "Marked")),
        p(span("words", "White"), "Dark"),
        f"<table:table><table:table-row>{CELL}</table:table-row></table:table>",
        p(BOX),
        f'<text:section text:display="true">{p("words")}</text:section>',
    ],
)
def test_what_is_seen_is_not_called_hidden(body):
    document = read(body, automatic=HIDING)
    assert (texts(document), document.hidden) == (["words"], ())


def test_an_address_behind_a_word_is_added():
    link = '<text:a xlink:href="mailto:jo@example.org">E-mail</text:a>'
    assert texts(read(p(f"{link} | Leeds"))) == ["E-mail jo@example.org | Leeds"]
    assert texts(read(p(f"{link} jo@example.org"))) == ["E-mail jo@example.org"]


@pytest.mark.parametrize(
    ("body", "others", "kind"),
    [
        ("", [("Basic/Standard/Module1.xml", b"x")], NoticeKind.ACTIVE_CONTENT),
        ("", [("Object 1/content.xml", b"x")], NoticeKind.ATTACHMENT),
        ('<draw:frame><draw:image xlink:href="http://127.0.0.1:9/x"/></draw:frame>', [], NoticeKind.ACTIVE_CONTENT),
    ],
)
def test_what_is_no_text_is_a_notice(body, others, kind):
    assert [notice.kind for notice in read(p("Jo") + body, others=others).notices] == [kind]


def test_a_password_is_said_to_be_one():
    manifest = [("META-INF/manifest.xml", b"<m:file-entry><m:encryption-data/></m:file-entry>")]
    with pytest.raises(CannotRead, match="password"):
        read(p("x"), others=manifest)
