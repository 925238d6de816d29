"""The night's reports as pages and files: what stands first, who may see what, and that all of them say the same."""

import csv
import hashlib
import html
import json
import re
import zipfile
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from sqlalchemy import select

from app.audit.checks.registry import CHECKS
from app.audit.report import FOR_REVIEWERS, in_words, printed
from app.language import speaking
from app.store.night import Monitor, MonitorReset
from tests.nights import audited, telling, written
from tests.review.desk import NOW

DAY = NOW.date().isoformat()
MORNING = NOW + timedelta(days=1)


def text_of(page: str) -> str:
    """What a reader sees, in one line."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def tables_in(page: str) -> dict[str, list[list[str]]]:
    """The cells of every table of a report by its anchor."""
    found = {}
    for sheet in re.split(r'(?=<div class="card stack sheet")', page)[1:]:
        rows = re.findall(r"<tr>(.*?)</tr>", sheet.partition("</table>")[0], re.DOTALL)
        place = re.search(r'id="([^"]+)"', sheet)[1]
        found[place] = [[text_of(cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)] for row in rows[1:]]
    return found


def test_the_first_line_is_the_first_finding(client, person, sign_in, report):
    sign_in(person("compliance"))
    for page in ("/night", f"/night/{DAY}"):
        shown = client.get(page).text
        first = text_of(re.search(r'<ol class="findings">\s*<li>(.*?)</li>', shown, re.DOTALL)[1]).strip()
        assert first.startswith("urgent Kubernetes = No : rejected 214, of 18 looked at 11 were reinstated"), page
    assert "About 50 of 2,000 people set aside would have been advanced." in shown


def test_a_report_has_questions_tables_charts_gaps_and_its_seal(client, person, sign_in, store, report):
    sign_in(person("compliance"))
    shown = client.get(f"/night/{DAY}").text
    assert "Was somebody not looked at in time?" in shown
    assert "1,200 people were in groups that nobody looked into." in shown
    assert shown.count('<svg class="chart" role="img"') == 3
    assert len(set(re.findall(r' id="([^"]+)"', shown))) == len(re.findall(r' id="([^"]+)"', shown))
    assert "Seed: 5eed." in shown
    assert hashlib.sha256(client.get(f"/night/{DAY}/report.json").content).hexdigest() in shown


def test_long_tables_end_after_fifty_rows_with_a_way_to_all(client, person, sign_in, report):
    sign_in(person("compliance"))
    shown = client.get(f"/night/{DAY}").text
    assert len(tables_in(shown)["rule_health-rules"]) == 50
    assert "The first 50 of 60 rows are shown." in shown
    address = re.search(r'href="(/night/[^"]+/rule_health/rules\.csv[^"]*)"', shown)[1]
    assert len(list(csv.reader(StringIO(client.get(html.unescape(address)).text)))) == 61


def test_findings_and_rules_lead_to_records_and_to_what_is_done_about_them(client, person, sign_in, report):
    sign_in(person("compliance"))
    shown = client.get(f"/night/{DAY}").text
    assert f'href="/records/{report}"' in shown
    assert 'href="/records?rule=Kubernetes%20%3D%20No"' in shown
    assert re.search(r'href="/findings/[0-9a-f-]{36}"', shown)
    for link in set(re.findall(r'href="(/(?:records|findings)[^"]*)"', shown)):
        assert client.get(html.unescape(link)).status_code == 200, link


def test_every_number_is_the_same_on_page_paper_csv_and_json(client, person, sign_in, report):
    sign_in(person("compliance"))
    data = json.loads(client.get(f"/night/{DAY}/report.json").content)
    page, paper = tables_in(client.get(f"/night/{DAY}").text), tables_in(client.get(f"/night/{DAY}/report.html").text)
    seen = 0
    for answer in data["answers"]:
        for one in answer["tables"]:
            place = f"{answer['check']}-{one['name']}"
            lines = list(csv.reader(StringIO(client.get(f"/night/{DAY}/{answer['check']}/{one['name']}.csv").text)))
            assert lines[0] == [column["name"] for column in one["columns"]]
            assert paper[place][:50] == page[place]
            assert len(paper[place]) == len(lines) - 1 == len(one["rows"])
            for row, line, cells in zip(one["rows"], lines[1:], paper[place], strict=True):
                for value, in_csv, shown, column in zip(row, line, cells, one["columns"], strict=True):
                    seen += 1
                    assert as_number(shown, column) == value, (place, shown, value)
                    assert in_csv == {None: "", "=1+1": "'=1+1"}.get(value, in_csv)
                    if isinstance(value, (int, float)):
                        assert float(in_csv) == value
                        assert len(in_csv.partition(".")[2]) == column["digits"]
    assert seen > 300


def as_number(shown: str, column: dict):
    """Back from what is printed to what is stored."""
    if shown == "-":
        return None
    if column["kind"] in {"text", "word"}:
        return shown
    number = float(shown.replace(",", "").removesuffix(" %"))
    return round(number / 100, column["digits"]) if column["kind"] == "share" else number


def test_numbers_and_words_are_german_for_germans(client, person, sign_in, report):
    sign_in(person("compliance"))
    shown = text_of(client.get(f"/night/{DAY}", headers={"Accept-Language": "de"}).text)
    assert "2.000,0" in shown
    assert "61,11 %" in shown


def test_words_and_numbers_in_sentences_are_german_too_and_data_is_not(store, desk):
    values = {"one": "1,234", "two": "6.5", "three": "v1.2,3", "four": 5000, "five": "2026"}
    content = {"text": "%(one)s|%(two)s|%(three)s|%(four)s|%(five)s", "values": values}
    with speaking("de"):
        assert in_words(content) == "1.234|6,5|v1.2,3|5.000|2026"
        assert printed("open", {"kind": "word", "digits": 0}) != "open"
        assert printed("open", {"kind": "text", "digits": 0}) == "open"
    assert in_words(content) == "1,234|6.5|v1.2,3|5,000|2026"


def test_the_zip_has_everything_and_is_the_same_twice(client, person, sign_in, report):
    sign_in(person("compliance"))
    packed = client.get(f"/night/{DAY}/tables.zip").content
    assert packed == client.get(f"/night/{DAY}/tables.zip").content
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        assert set(archive.namelist()) == {
            "misses/misses.csv", "rule_health/rules.csv", "monitor/nights.csv", "reviewers/people.csv",
            "findings.csv", "not-measured.csv", "report.json",
        }  # fmt: skip
        assert archive.read("report.json") == client.get(f"/night/{DAY}/report.json").content
        found = list(csv.DictReader(StringIO(archive.read("findings.csv").decode())))
    assert [row["severity"] for row in found] == ["urgent", "serious", "note"]


def test_the_file_stands_alone_and_runs_nothing(client, person, sign_in, report):
    sign_in(person("compliance"))
    answer = client.get(f"/night/{DAY}/report.html")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="audit-{DAY}.html"'
    assert "<style>" in answer.text
    assert not re.search(r"<script|<link|<img|\bhref=\"(?!#)|\bstyle=|url\(", answer.text)


@pytest.mark.parametrize("role", ["recruiter", "integrator", "hiring_manager"])
def test_files_are_for_those_who_do_not_review(client, person, sign_in, report, role):
    sign_in(person(role))
    for name in ("report.json", "report.html", "tables.zip", "rule_health/rules.csv"):
        assert client.get(f"/night/{DAY}/{name}").status_code == 403


def test_who_reviews_gets_sentences_but_no_small_counts_ids_or_colleagues(client, person, sign_in, report):
    """A table by posting and rule with one control in it would tell which candidate it is."""
    sign_in(person("recruiter"))
    for page in ("/night", f"/night/{DAY}"):
        shown = client.get(page).text
        assert report not in shown
        assert "About 2 % of the people set aside would have been advanced." in shown
        assert "2,000" not in shown
        assert not re.search(
            r"ana\d?@example\.org|Ana decided|decides unlike before|tables\.zip|/findings|/records", shown
        )
    assert "<td" not in shown
    assert "<svg" not in shown
    assert "of 18 looked at 11 were reinstated" in shown


def test_who_reviews_reads_the_usual_period_only(client, person, sign_in, store, report):
    """What the reports of two periods differ by are few people, or a single one."""
    with store.write() as session:
        written(session, NOW.date(), telling(rule="Of one day"), now=MORNING, days=1)
        written(session, NOW.date(), telling(rule="Of a year"), now=MORNING, days=365)
        written(session, NOW.date() + timedelta(days=1), telling(rule="Of one day"), now=MORNING, days=1)
    since = f"?since={DAY}"
    sign_in(person("recruiter"))
    for page in ("/night", f"/night/{DAY}", f"/night/{DAY}{since}"):
        shown = client.get(page).text
        assert "Kubernetes = No" in shown, page
        assert "Of one day" not in shown, page
        assert since not in shown, page
        assert "Of a year" not in shown, page
    assert client.get(f"/night/{NOW.date() + timedelta(days=1)}").status_code == 404
    sign_in(person("compliance"))
    assert "Of one day" in client.get(f"/night/{DAY}{since}").text


def test_what_reviewers_may_read_are_checks_that_are_there():
    assert set(CHECKS) >= FOR_REVIEWERS


def test_unknown_reports_and_tables_are_404(client, person, sign_in, report):
    sign_in(person("compliance"))
    for address in (
        "1999-01-01",
        f"{DAY}/rule_health/nothing.csv",
        f"{DAY}/nothing/rules.csv",
        f"{DAY}?since=1999-01-01",
    ):
        assert client.get(f"/night/{address}").status_code == 404, address


def test_the_real_checks_are_shown(client, person, sign_in, store, desk):
    desk.hold()
    with store.write() as session:
        audited(session, NOW.date(), now=NOW + timedelta(hours=1))
    sign_in(person("compliance"))
    shown = client.get(f"/night/{DAY}").text
    assert "The last day is not over" in shown
    assert "received" in shown
    assert f'href="/night/{DAY}?since=' in client.get("/night").text


def test_without_a_night_the_page_says_what_to_do(client, person, sign_in):
    sign_in(person("recruiter"))
    assert "second-look audit run" in client.get("/night").text


def test_an_alarm_is_reset_by_a_named_person_with_a_reason(client, person, sign_in, store, desk, report):
    with store.write() as session:
        since = NOW.date() - timedelta(days=3)
        session.add(Monitor(connection_id=desk.connection_id, since=since, alarmed_on=NOW.date(), e_value=30.0))
    token = sign_in(person("compliance"))
    shown = client.get(f"/night/{DAY}").text
    address = re.search(r'action="(/night/[^"]+/monitors/[^"]+/reset)"', shown)[1]
    assert client.post(address, data={"form_token": token, "reason": " "}).status_code == 422
    assert client.post(address, data={"reason": "the rule was mended"}).status_code == 403
    answer = client.post(address, data={"form_token": token, "reason": "the rule was mended"})
    assert answer.status_code == 303
    with store.read() as session:
        (reset,) = session.scalars(select(MonitorReset)).all()
        assert session.scalars(select(Monitor)).one().alarmed_on is None
    assert (reset.by, reset.reason) == ("compliance@example.org", "the rule was mended")
    assert "/reset" not in client.get(f"/night/{DAY}").text


def test_who_reviews_neither_sees_an_alarm_s_form_nor_resets_it(client, person, sign_in, store, desk, report):
    with store.write() as session:
        session.add(Monitor(connection_id=desk.connection_id, since=NOW.date(), alarmed_on=NOW.date(), e_value=30.0))
    token = sign_in(person("recruiter"))
    assert "/reset" not in client.get(f"/night/{DAY}").text
    data = {"form_token": token, "reason": "x"}
    assert client.post(f"/night/{DAY}/monitors/works/reset", data=data).status_code == 403
