"""PDF files that suffered on their way are read as far as their text is still there, and say so."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers.formats import pdf
from parsers.pdf import objects
from parsers.pdf.miner import Miner
from parsers.pdf.pdfium import Pdfium
from parsers.refusal import CannotRead

WORDS = b"BT /F1 12 Tf 50 700 Td (Visible words about skills and welding) Tj ET "
SHOWN = "Visible words about skills and welding"
REBUILT = "the file is damaged and was read by looking for its parts"
FILES = ("d01__rendercv-moderncv.pdf", "d09__jsonresume-even.pdf", "d10__jsonresume-macchiato.pdf")


def text(data):
    return [line.text for line in pdf.read(data).lines]


def shifted(data):
    """An index that points beside every object, as after a transfer that changed the ends of lines."""
    return data.replace(b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\n" * 40)


DAMAGE = {
    "the tail is lost": lambda data: data[: data.index(b"xref\n")],
    "the index is in the wrong place": shifted,
    "the index is destroyed": lambda data: data.replace(b"0000000000 65535 f", b"zzzzzzzzzzzzzzzzzz"),
    "no trailer, no root": lambda data: data[: data.index(b"trailer")],
    "a dictionary with a key too many": lambda data: data.replace(b"/WinAnsiEncoding >>", b"/WinAnsiEncoding /X >>"),
    "a dictionary without an end": lambda data: data.replace(b"/Count 1 >>", b"/Count 1 "),
    "a key that is none": lambda data: data.replace(b"/Subtype /Type1", b"(x) /Subtype /Type1"),
    "a wrong length": lambda data: data.replace(b"/Length 70", b"/Length 7"),
    "a length far beyond the end": lambda data: data.replace(b"/Length 70", b"/Length 99999999"),
    "no length": lambda data: data.replace(b"/Length 70", b""),
    "no end of the stream": lambda data: data.replace(b"\nendstream\nendobj", b"\nendobj"),
    "no page tree": lambda data: data.replace(b"/Type /Pages", b"/Type /Pxges").replace(b"/Kids", b"/Kxds"),
    "a page that is not where the tree says": lambda data: data.replace(b"/Kids [3 0 R]", b"/Kids [30 0 R]"),
    "a broken box": lambda data: data.replace(b"[0 0 600 800]", b"[0 (a)]"),
    "a font that is none": lambda data: data.replace(b"/Subtype /Type1", b"/Subtype [/Type1]"),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_one_fault_does_not_cost_the_text(damage, make_pdf):
    data = make_pdf(WORDS)
    assert damage(data) != data
    assert text(damage(data)) == [SHOWN]


def test_junk_before_the_header_is_no_damage(make_pdf):
    document = pdf.read(b"\r\njunk" * 100 + make_pdf(WORDS))
    assert [line.text for line in document.lines] == [SHOWN]
    assert document.remarks == ()


def test_a_rescue_is_said(make_pdf):
    assert pdf.read(make_pdf(WORDS)[:-200]).remarks == (REBUILT,)
    assert pdf.read(make_pdf(WORDS)).remarks == ()


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("lost", [50, 200, 1_000])
def test_real_files_without_their_tail_keep_their_text(name, lost, resume_file):
    data = resume_file(name)
    assert text(data[:-lost]) == text(data)


@pytest.mark.parametrize("name", FILES)
def test_real_files_with_an_index_that_is_beside_keep_their_text(name, resume_file):
    data = resume_file(name)
    head, rest = data[:9], data[9:]
    assert text(head + b"\n" * 77 + rest) == text(data)


def test_a_page_that_is_lost_is_said(make_pdf):
    data = make_pdf(WORDS).replace(b"/Kids [3 0 R]", b"/Kids [3 0 R 44 0 R]")
    document = pdf.read(data)
    assert [line.text for line in document.lines] == [SHOWN]
    assert document.remarks != ()


def test_the_later_of_two_versions_counts(make_pdf, pdf_stream):
    data = make_pdf(WORDS)[:-30] + b"\n4 0 obj\n" + pdf_stream(WORDS.replace(b"Visible", b"Changed")) + b"\nendobj\n"
    assert text(data) == [SHOWN.replace("Visible", "Changed")]


def test_packed_content_keeps_what_stands_before_the_damage(make_pdf, resume_file):
    data = bytearray(resume_file(FILES[1]))
    start = data.index(b"stream\n") + 7
    data[start + 3_000] ^= 0xFF
    assert len(text(bytes(data))) > 5


def test_a_password_is_asked_for_at_once(make_pdf):
    locked = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O (%s) /U (%s) >> /ID [(a) (b)]" % (b"o" * 32, b"u" * 32)
    data = make_pdf(WORDS).replace(b"/Root 1 0 R", b"/Root 1 0 R " + locked)
    with pytest.raises(CannotRead, match="password"):
        pdf.read(data)


def test_an_unknown_encryption_is_not_called_damage(make_pdf):
    locked = b"/Encrypt << /Filter /Adobe.PubSec /V 4 >> /ID [(a) (b)]"
    with pytest.raises(CannotRead, match="encrypted"):
        pdf.read(make_pdf(WORDS).replace(b"/Root 1 0 R", b"/Root 1 0 R " + locked))


def test_the_second_engine_finds_the_same_letters(make_pdf):
    data = make_pdf(WORDS)
    with Pdfium(data) as engine:
        (theirs,) = engine.sheets()
    (ours,) = Miner(data).sheets()
    assert [glyph.text for glyph in theirs.glyphs] == [glyph.text for glyph in ours.glyphs]
    for one, other in zip(theirs.glyphs, ours.glyphs, strict=True):
        assert one.box[0] == pytest.approx(other.box[0], abs=0.5)


def test_the_second_engine_reads_what_the_first_cannot(make_pdf, monkeypatch):
    def broken(*_args, **_kwargs):
        raise ValueError

    monkeypatch.setattr(pdf, "Miner", broken)
    document = pdf.read(make_pdf(WORDS + b"3 Tr BT /F1 12 Tf 50 600 Td (secret) Tj ET"))
    assert [line.text for line in document.lines] == [SHOWN]
    assert [(line.text, line.why) for line in document.hidden] == [("secret", "painted with no ink")]
    assert "second PDF engine" in document.remarks[0]


def test_a_scan_is_not_damaged(make_pdf):
    document = pdf.read(make_pdf(b""))
    assert (document.pages, document.lines, document.remarks) == (1, (), ())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_damage_is_a_document_or_a_reason(data, make_pdf):
    whole = bytearray(make_pdf(WORDS))
    for _ in range(data.draw(st.integers(1, 10))):
        whole[data.draw(st.integers(8, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(9, len(whole)))
    try:
        assert pdf.read(bytes(whole[:cut])).media_type == "application/pdf"
    except CannotRead as refusal:
        why = refusal.why
        assert why.endswith(".")


VALUES = st.recursive(
    st.integers(-(10**9), 10**9) | st.booleans() | st.binary(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.from_regex(r"[A-Za-z]{1,8}", fullmatch=True), inner),
    max_leaves=20,
)


def written(value):
    if isinstance(value, bool):
        return b"true" if value else b"false"
    if isinstance(value, int):
        return b"%d" % value
    if isinstance(value, bytes):
        return (
            b"("
            + value.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)").replace(b"\r", b"\\r")
            + b")"
        )
    if isinstance(value, list):
        return b"[" + b" ".join(map(written, value)) + b"]"
    return b"<<" + b" ".join(b"/" + key.encode() + b" " + written(each) for key, each in value.items()) + b">>"


@settings(max_examples=60, deadline=None)
@given(VALUES)
def test_values_are_read_as_written(value):
    assert objects.one(written(value) + b" endobj", 0, None)[0] == value
