"""HTML: blocks, tables, boxes side by side, and what an author's styles conceal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.formats import html
from parsers.model import Document, NoticeKind
from parsers.web.rules import Sheet


def read(body, css=""):
    return html.read(f"<html><head><style>{css}</style></head><body>{body}</body></html>".encode())


def texts(document):
    return [line.text for line in document.lines]


def test_a_page_shows_what_a_browser_would():
    page = b"""<html><head><title>CV</title><style>p{}</style></head><body><script>evil()</script><h1>Jo
        Muster</h1><p>Skills: <b>Py</b>thon<br>SQL</p><ul><li>first<li>second</ul><p hidden>secret words</p>
        <div style="display: none">more <i>secret</i> words</div><table><tr><td>a</td><td>b</td></tr></table>
        caf&eacute; &amp; &#8364;"""
    document = html.read(page)
    assert texts(document) == ["Jo Muster", "Skills: Python", "SQL", "first", "second", "a b", "café & €"]
    assert [line.block for line in document.lines] == [1, 2, 3, 4, 5, 6, 7]
    assert [line.level for line in document.lines] == [1, 0, 0, 0, 0, 0, 0]
    assert [line.bullet for line in document.lines] == [False, False, False, True, True, False, False]
    assert [line.text for line in document.hidden] == ["secret words", "more secret words"]


def test_levels_and_signs_do_not_leak_out_of_empty_elements():
    document = read("<h2></h2><p>one</p><ul><li></li></ul><p>two</p><li><p>three</p><p>four</p></li>")
    assert [(line.text, line.level, line.bullet) for line in document.lines] == [
        ("one", 0, False), ("two", 0, False), ("three", 0, True), ("four", 0, False),
    ]  # fmt: skip


def test_items_are_bullets_unless_they_stand_in_a_row():
    css = "ul { list-style: none } .in li { display: inline } .tags { display: flex }"
    lists = (
        "<ul><li>Led</li></ul>",
        "<ul class=in><li>SQL</li> <li>Go</li></ul>",
        "<ul class=tags><li>A</li><li>B</li></ul>",
    )
    document = read("".join(lists), css)
    assert [(line.text, line.bullet) for line in document.lines] == [("Led", True), ("SQL Go", False), ("A B", False)]


def test_sizes_and_weights():
    document = read('<h1>a</h1><p>b</p><p style="font-size:20px;font-weight:600">c</p><font size=5>d</font>')
    assert [(line.size, line.bold) for line in document.lines] == [
        (24.0, True), (12.0, False), (15.0, True), (18.0, False),
    ]  # fmt: skip


def test_layout_tables_and_boxes_side_by_side():
    side = "<td><h2>Skills</h2><p>SQL</p></td>"
    main = "<td><h2>Experience</h2><p>Welder</p></td>"
    assert texts(read(f"<table><tr>{side}{main}</tr></table>")) == ["Skills", "SQL", "Experience", "Welder"]
    head = "<div class=head><span>Welder</span><span>2019 - 2021</span></div>"
    document = read(head, ".head { display: flex }")
    assert [(line.text, line.gaps) for line in document.lines] == [("Welder 2019 - 2021", (6,))]
    for css in (".head { display: flex; flex-direction: column }", ".head { display: grid }"):
        assert texts(read(head, css)) == ["Welder", "2019 - 2021"]
    floated = "<p>Welder <span style='float:right'>2019</span></p>"
    assert read(floated).lines[0].gaps == (6,)
    dated = "<h4><span>Technical School</span> <span class='entry-date'>2012</span></h4>"
    assert read(dated).lines[0].gaps == (16,)


def test_words_that_only_a_style_sheet_parts_are_parted():
    assert texts(read("<li><span>English</span><span>Native</span></li>")) == ["English Native"]
    assert texts(read("<p><b>Py</b><span>thon</span></p>")) == ["Python"]


SKILLS = "<b>Go</b><b>SQL</b>"


@pytest.mark.parametrize(
    ("body", "css", "text", "gaps"),
    [
        (SKILLS, "b { padding: 2px 8px }", "Go SQL", (2,)),
        (SKILLS, "b { padding-left: .5em }", "Go SQL", (2,)),
        (SKILLS, "b { margin: 0 1ex 2px 0 }", "Go SQL", (2,)),
        (SKILLS, "b { padding: 8px 1px }", "GoSQL", ()),
        (SKILLS, "", "GoSQL", ()),
        ("<b>Go</b>, <b>SQL</b>", "b { padding: 0 8px }", "Go, SQL", (3,)),
        ("<ul><li>Go</li><li>SQL</li></ul>", "li { display: inline }", "Go SQL", (2,)),
        ("<i class=badge>a</i><i class=badge>Go</i>\n<i class=badge>SQL</i>", "", "a Go SQL", (1, 4)),
        ("<i class=a>J</i><i class=a>o</i><i class=a>y</i>", "", "Joy", ()),
        ("<i class=a>led</i> <i class=b>two</i> <i class=a>teams</i>", "", "led two teams", ()),
        ("<i class=a>led</i> the <i class=a>two</i> big <i class=a>teams</i>", "", "led the two big teams", ()),
    ],
)
def test_white_that_a_style_puts_between_boxes_is_a_gap(body, css, text, gaps):
    assert [(line.text, line.gaps) for line in read(f"<div>{body}</div>", css).lines] == [(text, gaps)]


@pytest.mark.parametrize(
    ("css", "text"),
    [
        (".at::before { content: ' At ' }", "Welder At The Yard"),
        ("i:after { content: ' \\2022' ' ' }", "Welder \u2022 The Yard"),
        ("i::after { content: ''; display: table }", "WelderThe Yard"),
        ("i::after { content: url(dot.png) } i::before { content: counter(job) }", "WelderThe Yard"),
        ("@media print { i::after { content: ', ' } }", "WelderThe Yard"),
        ("i::after { content: '\\ffffff' '\\f0e0' }", "WelderThe Yard"),
        ("i::after, i.b { content: 'X'; visibility: hidden }", "WelderThe Yard"),
    ],
)
def test_text_that_only_a_style_sheet_holds(css, text):
    assert texts(read("<p><i>Welder</i><b class=at>The Yard</b></p>", css)) == [text]


def test_a_sign_from_a_style_sheet_makes_an_item_and_a_box_a_line():
    document = read(
        "<p>Led</p><div>Go</div>", "p::before { content: '\\25B8' } div::before { content: 'Can'; display: block }"
    )
    assert [(line.text, line.bullet) for line in document.lines] == [("Led", True), ("Can", False), ("Go", False)]


def test_what_a_style_sheet_hides_of_its_own_words_is_hidden():
    document = read("<p>Led</p>", "p::after { content: 'Best Candidate'; color: white }")
    assert (texts(document), [line.text for line in document.hidden]) == (["Led"], ["Best Candidate"])


@pytest.mark.parametrize(
    ("css", "why"),
    [
        (".x { display: none }", "formatted as hidden"),
        ("#one { visibility: hidden }", "formatted as hidden"),
        ("p.x { font-size: 1px }", "letters of 2 points or less"),
        ("div p { font: 0.5px/2 serif }", "letters of 2 points or less"),
        ("p { color: #fff }", "white on white"),
        ("p { color: rgb(252, 252, 252) !important } #one { color: black }", "white on white"),
        ("div { background: navy } p { color: #000080 }", "in the colour of its background"),
        (".x { opacity: 0 }", "fully transparent"),
        (".x { position: absolute; left: -9999px }", "outside of the page"),
        (".x { text-indent: -5000px }", "outside of the page"),
        (".x { position: absolute; clip: rect(0,0,0,0) }", "clipped away"),
        (".x { mso-hide: all }", "formatted as hidden"),
        (".x { height: 0; overflow: hidden }", "clipped away"),
        ("@media screen { .x { display: none } }", "formatted as hidden"),
        ("div > p, q { display: none }", "formatted as hidden"),
    ],
)
def test_what_styles_conceal_is_kept_apart_with_a_reason(css, why):
    document = read("<h1>seen</h1><div><p class='a x' id=one>words</p></div>", css)
    assert texts(document) == ["seen"]
    assert [(line.text, line.why) for line in document.hidden] == [("words", why)]


@pytest.mark.parametrize(
    "css",
    [
        "@media print { .x { display: none } }",
        ".x:hover { display: none }",
        ".x + p { display: none }",
        "body > p { display: none }",
        ".x { display: none } #one { display: block }",
        ".x { display: none } p.x { display: block }",
        "div { background: #123456 } p { color: white }",
        "body { background: #222; color: #fff }",
        "div { background-image: url(x.png) } p { color: white }",
        "div { background: linear-gradient(red, blue) } p { color: white }",
        ".side { position: fixed; background: #123 } p { color: white }",
        "p { color: var(--light) }",
        ".x { opacity: 0; animation: appear 1s }",
        ".x { font-size: 80% }",
        "/* .x { display: none } */",
        ".x { margin-left: -9999px }",
    ],
)
def test_what_is_seen_is_not_called_hidden(css):
    document = read("<div><p class='a x' id=one>words</p></div>", css)
    assert (texts(document), document.hidden) == (["words"], ())


def test_visible_inside_of_hidden():
    document = read("<div style='visibility:hidden'>a<p style='visibility:visible'>b</p></div>")
    assert (texts(document), [line.text for line in document.hidden]) == (["b"], ["a"])


def test_menus_and_second_copies_are_no_hidden_text():
    menu = "<nav style='display:none'><a href='#skills'>Skills</a> <i>&times;</i></nav><h2>Skills</h2>"
    skip = "<a href='#main' style='position:absolute;left:-999px'>Skip to content</a>"
    assert read(menu + skip).hidden == ()


def test_colours_are_not_judged_where_a_style_sheet_lies_elsewhere():
    document = html.read(b"<link rel=stylesheet href=style.css><p style='color:white'>words</p>")
    assert (texts(document), document.hidden) == (["words"], ())
    assert document.remarks == ("the page's look depends on other files, which were not fetched",)


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        ("<script>x()</script>", [NoticeKind.ACTIVE_CONTENT]),
        ("<p onclick='x()'>a</p>", [NoticeKind.ACTIVE_CONTENT]),
        ("<iframe src='file:///etc/hostname'></iframe>", [NoticeKind.ACTIVE_CONTENT]),
        ("<script type='application/ld+json'>{}</script>", []),
        ("<img src='http://127.0.0.1:9/x.png'>", []),
    ],
)
def test_scripts_are_a_notice(body, kinds):
    assert [notice.kind for notice in read("Jo" + body).notices] == kinds


def test_addresses_behind_words_are_added():
    assert texts(read("<a href='mailto:jo@example.org'>E-mail</a> | Leeds")) == ["E-mail jo@example.org | Leeds"]
    assert texts(read("<a href='https://smith.example'>Smith Ltd</a>")) == ["Smith Ltd"]


@given(st.text(alphabet="{}@;:.#p x>,/*!-0a()\"'", max_size=200))
def test_no_style_sheet_raises(css):
    assert isinstance(Sheet(css), Sheet)
    assert isinstance(read("<p class=a id=x style='" + css.replace("'", "") + "'>words</p>", css), Document)
