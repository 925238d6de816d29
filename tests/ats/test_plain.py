"""Postings arrive as HTML and are matched as text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ats.plain import LONGEST, text_of

HOSTILE = ["<a ", "<!--", "<", "</", "</p ", "<![", "<?", "&", "&#", "&#9", "<script>", "<script", "</script", "<a b='"]
HOSTILE += ["<a '\"", "<p>", "<!-", "<a b=\"'<", "<template><!--", "\n", "-->", '<a"']


def test_blocks_are_lines_and_items_start_with_a_dash() -> None:
    html = "<h2>You bring</h2><p>A <b>licence</b>,\n and <i>two</i>&nbsp;years.<br>More</p><ul><li>SQL<li>Go</ul>"
    assert text_of(html) == "You bring\nA licence, and two years.\nMore\n- SQL\n- Go"


def test_scripts_are_no_text() -> None:
    assert text_of("a<script>alert('b')</script><style>c{}</style>d &lt;e&gt;") == "ad <e>"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<p title="a > b">c</p>', "c"),
        ("a<!-- b > c -->d<!doctype html>e<?pi?>", "ade"),
        ("x < y &amp; a<b", "x < y & a<b"),
        ("<P>a<BR/>b<LI class=x>c", "a\nb\n- c"),
        ("a<template>b</template>c<Script src=x>d", "ac"),
        ("a<!-- never closed <p>b", "a"),
        ("a<![x<![b", "a<![x<![b"),
    ],
)
def test_markup_goes_and_text_stays(html: str, text: str) -> None:
    assert text_of(html) == text


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hostile_megabyte_is_read_at_once(piece: str) -> None:
    begun = time.perf_counter()
    text_of(piece * (1_000_000 // len(piece)))
    assert time.perf_counter() - begun < 1


def test_what_is_too_long_is_cut() -> None:
    assert len(text_of("a" * LONGEST * 2)) == LONGEST


@given(st.text() | st.text(alphabet="<>!-/ap \"'&#;[]?"))
def test_any_text_survives(html: str) -> None:
    assert "\n\n" not in text_of(html)
