# ruff: noqa: RUF001 - Chinese and Arabic are written with such letters and marks
"""Chinese and Arabic: what their writing asks for beside the tables, one trap each."""

from datetime import date

import pytest

from app.matching import tables
from app.matching.model import Finding, Kind, MatchPolicy, Verdict
from app.matching.normalize import texts, tokens
from app.matching.requirements import from_data, read_requirements
from app.matching.score import match
from tests.matching.people import resume

AS_OF = date(2026, 11, 1)
PERSON = """
{name}
EXPERIENCE
{role}
01/2020 - present
- {work}
EDUCATION
{study}
CERTIFICATIONS
{licence}
SKILLS
{skills}
LANGUAGES
{spoken}
"""
NOBODY = dict.fromkeys(("name", "role", "work", "study", "licence", "skills", "spoken"), "-")


def finding(asked, **said):
    person = resume(PERSON.format(**(NOBODY | said)))
    found = match(person, from_data([{"text": asked}]), policy=MatchPolicy(), as_of=AS_OF)
    return found.judgements[0].finding


@pytest.mark.parametrize(
    ("asked", "said", "expected"),
    [
        ("持有中级会计师证书", {"licence": "中级会计师备考中"}, Finding.PARTLY),
        ("持有中级会计师证书", {"licence": "高级会计师"}, Finding.MET),
        ("持有中级会计师证书", {"licence": "初级会计师"}, Finding.NOT_FOUND),
        ("持有叉车证", {"licence": "叉车证（已过期）"}, Finding.CONTRADICTED),
        ("持有叉车证", {"licence": "叉车证，有效期至2024年3月"}, Finding.CONTRADICTED),
        ("持有叉车证", {"licence": "叉车证，有效期至2028年3月"}, Finding.MET),
        ("持有C1驾照", {"licence": "A2驾驶证"}, Finding.MET),
        ("持有A2驾照", {"licence": "C1驾驶证"}, Finding.NOT_FOUND),
        ("熟悉PLC编程", {"skills": "没有PLC编程经验"}, Finding.CONTRADICTED),
        ("熟悉PLC编程", {"skills": "了解PLC编程"}, Finding.PARTLY),
        ("熟悉PLC编程", {"skills": "没有机器人经验，熟练PLC编程"}, Finding.MET),
        ("熟悉会计核算", {"work": "抓住机会，计划拓展"}, Finding.NOT_FOUND),
        ("本科及以上学历", {"study": "学士在读"}, Finding.PARTLY),
        ("本科及以上学历，计算机相关专业", {"study": "软件工程 本科"}, Finding.MET),
        ("本科及以上学历，金融专业", {"study": "西南金融大学 护理学 本科"}, Finding.PARTLY),
        ("英语流利", {"spoken": "中文（母语），英语（流利）"}, Finding.MET),
        ("英语流利", {"spoken": "英语 CET-4"}, Finding.PARTLY),
        ("持有低压电工证", {"licence": "特种作业操作证（低压电工作业）"}, Finding.MET),
        ("熟悉工资核算", {"work": "每月核算工资"}, Finding.MET),
        ("熟悉PLC", {"work": "对西门子PLC进行程序修改"}, Finding.MET),
        ("رخصة قيادة", {"licence": "رخصة قيادة منتهية الصلاحية"}, Finding.CONTRADICTED),
        ("رخصة قيادة", {"licence": "رخصة قيادة ثقيلة"}, Finding.MET),
        ("رخصة قيادة نقل ثقيل", {"licence": "رخصة قيادة خاصة"}, Finding.NOT_FOUND),
        ("معرفة باللحام", {"skills": "لا توجد لدي خبرة في اللحام"}, Finding.CONTRADICTED),
        ("إتقان إدارة المشاريع", {"work": "قمت بإدارة المشاريع الإنشائية"}, Finding.MET),
        ("خبرة في التمريض", {"work": "الإشراف والتمريض"}, Finding.MET),
        ("خبرة في التدريب", {"work": "متدرب"}, Finding.NOT_FOUND),
        ("بكالوريوس محاسبة", {"study": "بكالوريوس محاسبة، لم يكتمل"}, Finding.PARTLY),
        ("إجادة الإنجليزية", {"spoken": "الإنجليزية: متوسط"}, Finding.PARTLY),
    ],
)
def test_a_trap(asked, said, expected):
    assert finding(asked, **said) is expected


@pytest.mark.parametrize(
    ("asked", "years"),
    [
        ("3年以上会计工作经验", 3),
        ("三年以上会计经验", 3),
        ("具有5-8年会计从业经验", 5),
        ("6个月以上会计经验", 0.5),
        ("خبرة لا تقل عن ٣ سنوات في المحاسبة", 3),
        ("خبرة سنتين في المحاسبة", 2),
        ("خبرة من 5 إلى 8 سنوات في المحاسبة", 5),
        ("خبرة خمس سنوات في المحاسبة", 5),
        ("خبرة لا تقل عن سنة في المحاسبة", 1),
    ],
)
def test_an_amount_of_years(asked, years):
    (read,) = from_data([{"text": asked}])
    assert (read.kind, read.amount, read.terms) == (Kind.YEARS, years, (("accounting",),))


def test_and_so_on_with_the_kind_of_things_names_nothing():
    (read,) = from_data([{"text": "熟悉Spring Boot、MyBatis等主流框架"}])
    assert read.terms == (("spring boot",), ("mybatis",))


def test_the_last_of_several_names_says_what_is_asked_for():
    (read,) = from_data([{"text": "3年以上设备维修电工经验"}])
    assert read.terms == (("electrician",),)


def test_years_in_a_place_of_work_are_years_of_what_the_title_names():
    (read,) = read_requirements("ممرض/ة", "المتطلبات:\n- خبرة ثلاث سنوات على الأقل في المستشفيات\n")
    assert read.terms == (("hospital work",), ("nursing",))


def test_words_that_no_table_knows_make_nobody_weak():
    asked = read_requirements("", "任职要求：\n1、熟悉无菌灌装\n2、持有叉车证\n")
    person = resume(PERSON.format(**(NOBODY | {"licence": "叉车证"})))
    assert match(person, asked, policy=MatchPolicy(), as_of=AS_OF).verdict is Verdict.DOUBT


def test_what_is_known_and_missed_does():
    asked = read_requirements("", "任职要求：\n1、熟悉无菌灌装\n2、持有叉车证\n")
    person = resume(PERSON.format(**NOBODY))
    assert match(person, asked, policy=MatchPolicy(), as_of=AS_OF).verdict is Verdict.WEAK


def test_forms_are_cut_by_themselves_as_they_are_in_a_text():
    rows = [row for kind in ("skills", "licences") for rows in tables.sectors(kind).values() for row in rows]
    forms = {form for row in rows for tag, form in map(tables.tagged, row) if tag in {"ar", "zh"}}
    assert not [form for form in forms if texts(form) != [word.text for word in tokens(form)]]
