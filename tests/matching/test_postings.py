"""Whole postings of several trades and languages with what has to be read in them, one requirement a line.

A line of ``postings/NAME.expected`` is: importance and kind with amount or level, the literal text, the terms.
"""

from pathlib import Path

import pytest

from app.matching.requirements import read_requirements

FOLDER = Path(__file__).parent / "postings"
CHINESE = "数据分析师\n\n任职要求:\n- 三年以上数据分析经验\n- 精通SQL,熟练使用Python\n- 英语流利\n"
ARABIC = "صيدلي سريري\n\nالمتطلبات:\n- بكالوريوس صيدلة\n- خبرة ثلاث سنوات\n"  # noqa: RUF001 - it is Arabic


def row(each):
    kind = " ".join(
        str(part) for part in (each.importance, each.kind, each.amount and f"{each.amount:g}", each.level) if part
    )
    equivalent = " or experience" if each.equivalent else ""
    return f"{kind}{equivalent} / {each.text} / {' & '.join('|'.join(group) for group in each.terms)}".rstrip()


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_posting(path):
    text = path.read_text("utf-8")
    found = read_requirements(text.splitlines()[0].strip("# "), text)
    assert [row(each) for each in found] == path.with_suffix(".expected").read_text("utf-8").splitlines()


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_every_word_shown_stands_in_the_posting(path):
    text = path.read_text("utf-8")
    for each in read_requirements("", text):
        assert each.text in text
        assert each.text in (each.source or each.text)
        assert each.source in text


@pytest.mark.parametrize("text", [CHINESE, ARABIC])
def test_a_script_that_is_not_read_gives_no_requirement_at_all(text):
    assert read_requirements("", text) == ()
