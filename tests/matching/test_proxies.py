import pytest

from app.matching.proxies import ADVICE, warnings


@pytest.mark.parametrize(
    ("text", "about", "quote"),
    [
        ("We want a digital native.", "digital native", "digital native"),
        ("Recent graduates welcome", "graduate", "Recent graduates"),
        ("Neolaureati in Economia", "graduate", "Neolaureati"),
        ("Graduated in 2022 or later", "graduation year", "Graduated in"),
        ("English native speaker", "native speaker", "native speaker"),
        ("Muttersprachler Deutsch", "native speaker", "Muttersprachler"),
        ("Madrelingua inglese", "native speaker", "Madrelingua"),
        ("Lückenloser Lebenslauf", "gaps", "Lückenloser"),
        ("No employment gaps", "gaps", "No employment gaps"),
        ("A good cultural fit", "culture", "cultural fit"),
        ("Top university", "school", "Top university"),
        ("CV con foto", "photo", "con foto"),
        ("Bewerbung mit Lichtbild", "photo", "mit Lichtbild"),
        ("State your postcode", "place", "your postcode"),
        ("Ein junges Team", "age", "junges Team"),
        ("Entre 25 y 35 años de edad", "age", "Entre 25 y 35 años de edad"),
        ("Aged 25-35", "age", "Aged 25-35"),
        ("Maximum age 40", "age", "Maximum age"),
    ],
)
def test_a_proxy_is_quoted_with_a_reason_and_a_better_wording(text, about, quote):
    (found,) = warnings(text)
    assert (found.about, found.quote) == (about, quote)
    assert (found.reason, found.better) == ADVICE[about]


@pytest.mark.parametrize(
    "text",
    [
        "Between 10 and 20 years of experience",
        "At least 18 years old",
        "C1 English",
        "Photo editing in Photoshop",
        "5 years in a retail team",
        "University degree in physics",
    ],
)
def test_what_is_no_proxy(text):
    assert warnings(text) == ()


def test_a_wording_is_named_once():
    assert len(warnings("Digital native wanted.\nYou are a digital native.")) == 1


def test_chinese_and_arabic_wordings_are_proxies_too():
    chinese = warnings("要求: 35岁以下, 应届毕业生优先, 附照片")
    assert [(each.about, each.quote) for each in chinese] == [
        ("age", "岁以下"),
        ("graduate", "应届毕业生"),
        ("photo", "附照片"),
    ]
    arabic = warnings("حديثي التخرج مع صورة شخصية")
    assert [each.about for each in arabic] == ["graduate", "photo"]
