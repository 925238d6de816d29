"""Whole postings of several trades and languages with what has to be read in them, one requirement a line.

A line of ``postings/NAME.expected`` is: importance and kind with amount or level, the literal text, the terms.
"""

from pathlib import Path

import pytest

from app.matching.requirements import read_requirements

FOLDER = Path(__file__).parent / "postings"
UNREAD = [
    "データアナリスト\n\n応募資格:\n- データ分析の経験3年以上\n- SQLの知識\n",
    "數據分析師\n\n任職要求:\n- 三年以上數據分析經驗\n- 熟練使用Python\n",
    "تحلیلگر داده\n\nشرایط احراز:\n- سه سال سابقه کار\n- آشنایی با پایگاه داده\n",  # noqa: RUF001 - Persian
    "Бухгалтер\n\nТребования:\n- Опыт работы от 3 лет\n- Знание 1С\n",  # noqa: RUF001 - it is Russian
]


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


@pytest.mark.parametrize("text", UNREAD, ids=["Japanese", "traditional Chinese", "Persian", "Russian"])
def test_a_script_that_is_not_read_gives_no_requirement_at_all(text):
    assert read_requirements("", text) == ()
