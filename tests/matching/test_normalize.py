from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.matching.normalize import key, stem, texts, tokens


def words(text):
    return [token.text for token in tokens(text)]


def test_signs_that_carry_meaning_stay():
    assert words("C++, C#, F#, .NET, Node.js, A+ & R&D") == ["c++", "c#", "f#", ".net", "node.js", "a+", "and", "r&d"]
    assert words("Category C+E licence, B+E") == ["category", "c+e", "license", "b+e"]
    assert words("Security+, Network+ and Linux+; Java+Spring") == [
        "security+", "network+", "and", "linux+", "java", "spring"
    ]  # fmt: skip
    assert words("B.S.N. from R.N. school") == ["bsn", "from", "rn", "school"]


def test_codes_keep_their_numbers():
    assert words("ISO9001, K8s, 6G, P91, D1.1") == ["iso", "9001", "k8s", "6g", "p91", "d1.1"]


def test_keys_forget_spacing_case_and_accents_only():
    assert key("Book-keeping") == key("bookkeeping") == key("BOOK KEEPING")
    assert key("Maîtrise") == key("maitrise")
    assert len({key("C"), key("C++"), key("C#"), key("A"), key("A+")}) == 5


def test_ligatures_and_wide_letters_are_levelled_but_quoted_as_written():
    line = "E\ufb03cient \uff33\uff31\uff2c"
    first, second = tokens(line)
    assert (first.text, second.text) == ("efficient", "sql")
    assert line[second.start : second.end] == "\uff33\uff31\uff2c"


def test_signs_without_spaces_are_one_token_each_but_for_the_little_words():
    assert words("焊接SQL") == ["焊", "接", "sql"]
    assert words("熟悉焊接3年以上") == ["熟悉", "焊", "接", "3", "年", "以上"]


def test_a_latin_word_ends_where_signs_begin():
    assert words("精通C++与Node.js开发") == ["精通", "c++", "与", "node.js", "开", "发"]


def test_arabic_words_lose_marks_and_article_and_their_and_is_a_word():
    assert words("والمُحاسبة المالية") == words("و محاسبة مالية")
    assert words("وظيفة") == ["وظيفه"]
    assert words("٣ سنوات") == ["3", "سنوات"]


def test_inflection_is_levelled_but_not_the_meaning():
    assert stem("welding") == stem("welded") == stem("welds")
    assert stem("accounting") != stem("account")
    assert stem("marketing") != stem("market")
    assert stem("kubernetes") == "kubernetes"
    assert stem("policing") != stem("police")
    assert stem("machining") != stem("machine")
    assert stem("tailoring") != stem("tailored")


@given(st.text(max_size=300))
def test_offsets_point_into_the_line(line):
    found = tokens(line)
    assert all(0 <= each.start < each.end <= len(line) and each.text for each in found)
    assert all(left.end <= right.start for left, right in pairwise(found))


@given(st.text(st.sampled_from("abcisedCE \u00e9\u00df\u00d7\u0131-.+#'1"), max_size=30) | st.text(max_size=30))
def test_the_quick_way_cuts_like_the_careful_one(line):
    assert texts(line) == words(line)
