"""RTF: groups, destinations, encodings, tables, and what nobody sees."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.formats import rtf
from parsers.model import Document, NoticeKind

FONTS = rb"{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset2 Symbol;}{\f2\fcharset238 Arial CE;}{\f3\fcharset128 Mincho;}}"
COLOURS = rb"{\colortbl;\red0\green0\blue0;\red255\green255\blue255;\red31\green56\blue100;}"
STYLES = (
    rb"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 Kapitel;}{\s2\sbasedon1 Mein;}{\s3 heading 3;}{\*\cs9\b Strong;}}"
)


def read(body, head=FONTS + COLOURS + STYLES, closing=b"}"):
    return rtf.read(rb"{\rtf1\ansi\ansicpg1252\deff0" + head + body + closing)


def texts(document):
    return [line.text for line in document.lines]


def rows(document):
    return [(line.text, line.level, line.bullet, line.size, line.bold) for line in document.lines]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (rb"Caf\'e9 \u8211\'96 x", "Café \u2013 x"),
        (rb"\uc0\u8211 -\uc1\u8211?-", "\u2013-\u2013-"),
        (rb"\uc2\u26085\'93\'fa\u26412\'96\'7b", "日本"),
        (rb"\u-10180?\u-8238?", "\U0001f3d2"),
        (rb"{\f2 \'e8esk\'e1}", "česká"),
        (rb"{\f3 \'93\'fa\'96\'7b}", "日本"),
        (rb"\lquote a\rquote\emdash b\~c\_d\-e", "\u2018a\u2019\u2014b c-de"),
        (rb"curly \{braces\} and back\\slash", "curly {braces} and back\\slash"),
        (rb"a{\upr{ansi}{\*\ud{\u8364?}}}b", "a€b"),
        (b"one word\r\n\\b , two words\n", "one word, two words"),
    ],
)
def test_characters(body, text):
    assert texts(read(body)) == [text]


def test_paragraphs_looks_and_levels():
    body = (
        rb"\pard\plain\s1\fs32\b Experience\par\pard\plain\s2\fs20 Mine\par\pard\plain\s3 Three\par"
        rb"\pard\plain\outlinelevel1 Direct\par\pard\plain\fs22 {\b Nurse}, Leeds\line 2019\par"
    )
    assert rows(read(body)) == [
        ("Experience", 1, False, 16.0, True), ("Mine", 1, False, 10.0, False), ("Three", 3, False, 12.0, False),
        ("Direct", 2, False, 12.0, False), ("Nurse, Leeds", 0, False, 11.0, False), ("2019", 0, False, 11.0, False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "item",
    [
        rb"{\listtext\pard\plain \u61623\'3f\tab}\ls1 Welding",
        rb"{\pntext\f1\'b7\tab}{\*\pn\pnlvlblt\pnf1}Welding",
        rb"{\*\pn\pnlvlbody}Welding",
        rb"\ls2 Welding",
        rb"{\f1\'b7\tab}Welding",
        rb"\bullet  Welding",
    ],
)
def test_items_of_lists(item):
    line = read(rb"\pard\plain " + item + rb"\par\pard after\par").lines[0]
    assert (line.text, line.bullet) == ("Welding", True)


def test_rows_of_tables():
    row = rb"\trowd\cellx3000\cellx6000\pard\intbl 2019 - 2021\cell Welder, Smith Ltd\cell\row"
    wide = rb"\trowd\cellx3000\cellx6000\pard\intbl Skills\par Welding\cell Experience\par Welder\cell\row"
    document = read(row + wide + rb"\pard after\par")
    assert texts(document) == ["2019 - 2021 Welder, Smith Ltd", "Skills", "Welding", "Experience", "Welder", "after"]
    assert document.lines[0].gaps == (11,)


def test_tables_in_tables_and_rows_without_an_end():
    nested = (
        rb"\trowd\cellx9\pard\intbl Before\par\pard\intbl\itap2 German\nestcell C1\nestcell"
        rb"{\*\nesttableprops\trowd\cellx1\cellx2\nestrow}{\nonesttables\par}\pard\intbl After\cell\row"
    )
    assert texts(read(nested)) == ["Before", "German C1", "After"]
    assert texts(read(rb"\trowd\cellx9\pard\intbl a\cell b\cell")) == ["a b"]


def test_headers_first_footers_last_and_only_those_in_use():
    parts = rb"{\header Usual\par}{\headerf Jo Muster\par}{\footer Foot\par}{\headerl Usual\par}Body\par"
    assert texts(read(rb"\titlepg" + parts)) == ["Jo Muster", "Usual", "Body", "Foot"]
    assert texts(read(parts)) == ["Usual", "Body", "Foot"]
    assert texts(read(rb"\facingp" + parts)) == ["Usual", "Body", "Foot"]


def test_text_boxes_and_notes_follow_their_paragraph():
    box = rb"{\shp{\*\shpinst{\sp{\sn shapeType}{\sv 202}}{\shptxt Jo Muster\par Welder\par}}{\shprslt again}}"
    assert texts(read(rb"\pard\intbl\cellx9 x" + box + rb"{\footnote A note}y\par")) == [
        "xy",
        "Jo Muster",
        "Welder",
        "A note",
    ]


@pytest.mark.parametrize(
    "passed",
    [
        rb"{\*\generator Some program;}",
        rb"{\info{\title secret}{\author secret}}",
        rb"{\pict\wmetafile8 0102abcdef}",
        rb"{\pict\bin5 }}{{{ }",
        rb"{\*\unknown{\b deep {deeper}}}",
        rb"{\deleted gone }",
        rb"{\xe index entry}",
        rb"{\object\objemb{\*\objdata 0105}{\result }}",
    ],
)
def test_what_is_no_text_is_passed_over(passed):
    assert texts(read(rb"kept " + passed + rb"text\par")) == ["kept text"]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (rb"{\v words}", "formatted as hidden"),
        (rb"{\cf2 words}", "white on white"),
        (rb"{\fs4 words}", "letters of 2 points or less"),
        (rb"{\cf3\chcbpat3 words}", "in the colour of its background"),
        (rb"{\cf2\cb0 words}", "white on white"),
    ],
)
def test_what_nobody_sees_is_kept_apart_with_a_reason(words, why):
    document = read(rb"seen" + words + rb"\par")
    assert texts(document) == ["seen"]
    assert [(line.text, line.why) for line in document.hidden] == [("words", why)]


BOX = rb"{\shp{\*\shpinst{\sp{\sn fillColor}{\sv 6567967}}{\shptxt\cf2 words\par}}}\par"


@pytest.mark.parametrize(
    "body",
    [
        rb"{\v0 words}",
        rb"\pard\cbpat3\cf2 words\par",
        rb"{\cf2\highlight3 words}",
        rb"{\cf1\cf0 words}",
        rb"\trowd\clcbpat3\cellx9\pard\intbl\cf2 words\cell\row",
        rb"\trowd\clshdng2000\cellx9\pard\intbl\cf2 words\cell\row",
        BOX,
        rb"{\v hidden}\plain words",
    ],
)
def test_what_is_seen_is_not_called_hidden(body):
    document = read(body)
    assert texts(document) == ["words"]
    assert [line.text for line in document.hidden] in ([], ["hidden"])


def test_an_address_behind_a_word_is_added():
    field = rb'{\field{\*\fldinst{HYPERLINK "mailto:jo@example.org"}}{\fldrslt{E-mail}}}'
    assert texts(read(field + rb" | Leeds\par")) == ["E-mail jo@example.org | Leeds"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (rb"{\object\objemb{\*\objdata 01}}", NoticeKind.ACTIVE_CONTENT),
        (rb"{\object{\*\objclass Package}{\*\objdata 01}}", NoticeKind.ATTACHMENT),
        (rb"{\*\template \\\\host\\x.dotm}", NoticeKind.ACTIVE_CONTENT),
        (rb'{\field{\*\fldinst DDEAUTO c:\\\\x "y"}{\fldrslt z}}', NoticeKind.ACTIVE_CONTENT),
    ],
)
def test_what_is_no_text_is_a_notice(body, kind):
    assert [notice.kind for notice in read(b"Jo " + body).notices] == [kind]
    assert read(rb"Jo {\*\template C:\\x\\normal.dotm}").notices == ()


def test_a_lost_end_is_said_and_what_stands_before_it_is_read():
    document = read(rb"Jo Muster\par {\shptxt Welder", closing=b"")
    assert texts(document) == ["Jo Muster", "Welder"]
    assert document.remarks == ("the end of the file is missing; what stands before it was read",)


def test_deep_groups_and_endless_ones_end():
    assert texts(rtf.read(rb"{\rtf1 " + b"{" * 50_000 + b"deep" + b"}" * 50_000 + rb"\par after}")) == ["deep", "after"]
    endless = rtf.read(rb"{\rtf1 Jo\par" + b"{" * 150_000)
    assert (texts(endless), endless.remarks) == (["Jo"], ("only the beginning of this very long file was read",))


WORDS = [rb"\cell", rb"\row", rb"\trowd", rb"\nestrow", rb"\itap3", rb"\intbl", rb"{\shptxt", rb"{\header", rb"{\field"]
MORE = [
    rb"{\*\fldinst HYPERLINK x}",
    rb"{\shp",
    rb"{\sn ",
    rb"{\sv ",
    rb"\u-9",
    rb"\'",
    rb"{\*",
    rb"\bin9",
    rb"\cf99",
    b"}",
]


@given(
    st.lists(
        st.sampled_from([*WORDS, *MORE, b"{", b"text ", rb"\par", rb"\pard", rb"\f1", rb"{\colortbl"]), max_size=60
    )
)
def test_no_order_of_words_raises(pieces):
    assert isinstance(rtf.read(rb"{\rtf1 " + b"".join(pieces)), Document)
