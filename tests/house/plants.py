"""Violations to plant in a copy of this checkout: what is written where, and the words of the complaint it must cause."""
# ruff: noqa: E501 - a table reads best with one row on one line.

from collections.abc import Callable
from pathlib import Path

from tests.house import code_rules, doc_rules, packaging_rules

Rule = Callable[[Path], list[str]]

# Put together here, so that this file does not break the rule itself.
MACHINE_PATH = "see !root!planted!x".replace("!", "/")
INDEX_ADDRESS = "+x:\n\tpip install !index!url x\n".replace("!index!", "--index-")

IMPORTS = {
    "the core knows the store": ("app/matching/planted.py", "from app.store import session"),
    "the core knows the clock": ("app/stats/planted.py", "from app import clock"),
    "the core knows the settings": ("app/stats/planted_settings.py", "from app import config"),
    "the core asks the time": ("app/matching/planted_time.py", "import time"),
    "the core draws chance, late": ("app/stats/planted_chance.py", "def draw():\n    import random"),
    "the core validates with Pydantic": ("app/stats/planted_model.py", "import pydantic"),
    "the core knows the database": ("app/matching/planted_rows.py", "import sqlalchemy"),
    "a slice knows another slice": ("app/intake/planted.py", "from app.review import planted_end"),
    "a slice knows the web": ("app/review/planted.py", "from app.web import planted_end"),
    "a door knows another door": ("app/demo/planted.py", "from app.web import planted_end"),
    "the store knows the ATS": ("app/store/planted.py", "from app.ats import base"),
    "the ATS knows a slice": ("app/ats/planted.py", "from app.review import planted_end"),
    "the ground knows the engine": ("app/errors.py", "from app import engine"),
    "a vendor knows another vendor": ("app/ats/vendors/planted.py", "from app.ats.vendors import generic"),
    "a slice knows a vendor": ("app/writeback/planted.py", "from app.ats.vendors import generic"),
    "a format knows another format": ("parsers/formats/planted.py", "from parsers.formats import text"),
    "a check knows another check": ("app/audit/checks/planted.py", "from app.audit.checks import lapses"),
    "a parser knows the house": ("parsers/planted.py", "from app import context"),
    "a parser knows the database": ("parsers/planted_rows.py", "import sqlalchemy"),
}
ENDS = ("app/review/planted_end.py", "app/web/planted_end.py")

PLANTS: list[tuple[Rule, str, str, str]] = [
    # rule, file, what is written into it (after a "+": added at its end), words of the complaint
    (code_rules.only_the_session_commits, "app/review/planted.py", "def f(session):\n    session.commit()\n", ".commit()"),
    (code_rules.only_the_session_commits, "app/web/planted.py", "def f(session):\n    session.rollback()\n", ".rollback()"),
    (code_rules.only_doors_open_sessions, "app/review/planted.py", "def f(store):\n    with store.write() as s:\n        s\n", ".write()"),
    (code_rules.only_doors_open_sessions, "app/web/api/planted.py", "def f(store):\n    with store.read() as s:\n        s\n", ".read()"),
    (code_rules.only_doors_open_sessions, "app/audit/planted.py", "def f(stack, store):\n    stack.enter_context(store.read())\n", ".read()"),
    (code_rules.only_doors_open_sessions, "app/audit/planted.py", "from sqlalchemy.orm import Session\nSession(None)\n", "Session"),
    (code_rules.only_doors_open_sessions, "app/intake/planted.py", "def f():\n    open_store('', None)\n", "opens the store"),
    (code_rules.only_transition_assigns_a_state, "app/review/planted.py", "def f(r):\n    r.state = 'held'\n", "sets a state"),
    (code_rules.only_transition_assigns_a_state, "app/review/planted.py", "def f(u):\n    u.values(state='held')\n", "sets a state"),
    (code_rules.only_transition_assigns_a_state, "app/review/planted.py", "def f(r):\n    setattr(r, 'state', 1)\n", "sets a state"),
    (code_rules.only_transition_assigns_a_state, "app/intake/planted.py", "Rejection(state=State.HELD)\n", "sets a state"),
    (code_rules.no_likeness_of_whole_texts_decides, "app/matching/planted.py", "from rapidfuzz import fuzz\nfuzz.partial_ratio('a', 'b')\n", "partial_ratio"),
    (code_rules.no_likeness_of_whole_texts_decides, "app/screening/planted.py", "from rapidfuzz.fuzz import WRatio\n", "WRatio"),
    (code_rules.no_likeness_of_whole_texts_decides, "app/matching/planted.py", "from rapidfuzz import utils\nf = utils.default_process\n", "default_process"),
    (code_rules.broad_catches_are_listed, "app/ats/planted.py", "try:\n    f()\nexcept Exception:\n    g()\n", "catches everything"),
    (code_rules.broad_catches_are_listed, "parsers/planted.py", "try:\n    f()\nexcept (ValueError, BaseException):\n    g()\n", "catches"),
    (code_rules.broad_catches_are_listed, "app/ats/planted.py", "try:\n    f()\nexcept:\n    g()\n", "catches everything"),
    (code_rules.outside_packages_stay_in_their_room, "app/review/planted.py", "def f():\n    import dbos\n", "imports dbos"),
    (code_rules.outside_packages_stay_in_their_room, "app/web/planted.py", "from httpx2 import Client\n", "imports httpx2"),
    (code_rules.outside_packages_stay_in_their_room, "app/ats/vendors/planted.py", "import urllib.request\n", "urllib.request"),
    (code_rules.outside_packages_stay_in_their_room, "app/screening/planted.py", "from urllib import request\n", "urllib.request"),
    (code_rules.outside_packages_stay_in_their_room, "app/review/planted.py", "from fastapi import Depends\n", "imports fastapi"),
    (code_rules.outside_packages_stay_in_their_room, "app/store/planted.py", "import starlette.requests\n", "imports starlette"),
    (code_rules.outside_packages_stay_in_their_room, "app/screening/planted.py", "import pdfminer\n", "imports pdfminer"),
    (code_rules.parsers_are_quarantined, "parsers/planted.py", "def f():\n    import app.clock\n", "imports app.clock"),
    (code_rules.parsers_are_quarantined, "app/matching/planted.py", "from parsers import isolate\n", "parsers.isolate"),
    (code_rules.parsers_are_quarantined, "app/screening/planted.py", "from parsers.formats import text\n", "parsers.formats"),
    (code_rules.only_doors_ask_the_time, "app/review/planted.py", "from app.clock import now\n", "asks the clock"),
    (code_rules.only_doors_ask_the_time, "app/audit/planted.py", "from app import clock\nclock.now()\n", "asks the clock"),
    (code_rules.files_are_short, "app/review/planted.py", '"""Long."""\n' + "x = 1\n" * 401, "has 402 lines"),
    (code_rules.files_are_short, "app/store/models.py", "x = 1\n" * 601, "has 601 lines"),
    (code_rules.files_are_short, "app/web/templates/planted.html", "<p>\n" * 401, "has 401 lines"),
    (code_rules.names_say_what_is_inside, "app/review/text_utils.py", "", "text_utils"),
    (code_rules.names_say_what_is_inside, "tests/helpers/planted.py", "", "helpers"),
    (code_rules.names_say_what_is_inside, "app/review/review_service.py", "", "review_service"),
    (code_rules.packages_do_nothing_at_import, "app/ats/__init__.py", "+import os\n", "app/ats/__init__.py"),
    (code_rules.no_empty_rooms, "app/planted/__init__.py", '"""Later."""\n', "empty room"),
    (code_rules.no_empty_rooms, "app/review/planted.py", "def f():\n    raise NotImplementedError\n", "promises work"),
    (code_rules.unique_test_files, "tests/planted/test_rules.py", "", "called test_rules.py"),
    (doc_rules.registries_are_complete, "app/ats/vendors/planted.py", "", "vendors/planted.py is not in ADAPTERS"),
    (doc_rules.registries_are_complete, "parsers/formats/planted.py", "", "planted.py is not in FORMATS"),
    (doc_rules.registries_are_complete, "app/audit/checks/planted.py", "", "CHECKS"),
    (doc_rules.vendors_have_page_and_fixtures, "app/ats/vendors/planted.py", "", "no page docs/ats/planted.md"),
    (doc_rules.vendors_have_page_and_fixtures, "app/ats/vendors/planted.py", "", "no recorded deliveries"),
    (doc_rules.formats_and_checks_are_tried_and_named, "parsers/formats/planted.py", "", "no test in"),
    (doc_rules.formats_and_checks_are_tried_and_named, "app/audit/checks/planted.py", "", "no page names `planted`"),
    (doc_rules.settings_are_documented, "docs/settings.md", "+`SECOND_LOOK_PLANTED`\n", "explains SECOND_LOOK_PLANTED"),
    (doc_rules.settings_are_documented, "app/config.py", "class Settings:\n    planted: int = 1\n", "explain SECOND_LOOK_PLANTED"),
    (doc_rules.only_real_settings_are_named, "docs/planted.md", "set SECOND_LOOK_PLANTED\n", "SECOND_LOOK_PLANTED"),
    (doc_rules.commands_are_documented, "app/cli/planted.py", "@app.command('planted')\ndef f(): ...\n", "planted"),
    (doc_rules.commands_are_documented, "app/cli/planted.py", "@app.command()\ndef re_plant(): ...\n", "re-plant"),
    (doc_rules.commands_are_documented, "app/cli/planted.py", "app.command()(replanted)\n", "replanted"),
    (doc_rules.lifecycle_page_is_the_table, "docs/lifecycle.md", "+One more state.\n", "make docs"),
    (doc_rules.templates_are_plain, "app/web/templates/planted.html", "<script>x()</script>", "a script"),
    (doc_rules.templates_are_plain, "app/web/templates/planted.html", "<p style='color:red'>", "a style"),
    (doc_rules.templates_are_plain, "app/web/templates/planted.html", "<a onclick='x()'>", "an event attribute"),
    (doc_rules.templates_are_plain, "app/demo/templates/planted.html", "<script src='https://a.example/x.js'>", "from elsewhere"),
    (doc_rules.links_lead_somewhere, "docs/planted.md", "[there](nowhere.md)", "nowhere.md"),
    (doc_rules.decisions_are_whole, "docs/adr/0099-planted.md", "## Context\n", "no part 'Decision'"),
    (doc_rules.decisions_are_whole, "docs/adr/0099-planted.md", "## Context\n", "does not list"),
    (packaging_rules.locks_are_pinned_and_hashed, "requirements.lock", "+planted==1.0\n", "planted==1.0"),
    (packaging_rules.locks_are_pinned_and_hashed, "requirements.lock", "+# from https://index.example\n", "an address"),
    (packaging_rules.locks_agree, "requirements.lock", "+planted==1.0\n", "planted==1.0"),
    (packaging_rules.licences_are_permissive, "requirements.lock", "+certifi==1.0\n", "certifi is MPL-2.0"),
    (packaging_rules.nothing_of_this_machine, "docs/planted.md", MACHINE_PATH, "a path"),
    (packaging_rules.nothing_of_this_machine, "Makefile", INDEX_ADDRESS, "an index address"),
    (packaging_rules.image_is_careful, "Dockerfile", "FROM python:latest\nRUN pip install fastapi\n", "without hashes"),
    (packaging_rules.image_is_careful, "Dockerfile", "FROM python:latest\nRUN pip install fastapi\n", "exact version"),
    (packaging_rules.image_is_careful, "Dockerfile", "FROM python:3.13\nUSER root\n", "runs as root"),
    (packaging_rules.image_is_careful, "Dockerfile", "+COPY planted /planted\n", "leaves out"),
    (packaging_rules.make_does_its_own_set_up, "Makefile", "+planted:\n", "planted has no description"),
]  # fmt: skip

CHANGES: list[tuple[Rule, str, str, str, str]] = [
    # rule, file, words in it, what stands there instead, words of the complaint
    (doc_rules.registries_are_complete, "app/ats/registry.py", "dict[str, Adapter] = {", "dict[str, Adapter] = {} | {", "one literal dict"),
    (code_rules.ruff_bans_clock_and_chance, "pyproject.toml", '"random".msg', '"planted".msg', "bans random"),
    (code_rules.ruff_bans_clock_and_chance, "pyproject.toml", 'select = ["ALL"]', 'select = ["E"]', "everything"),
    (code_rules.ruff_bans_clock_and_chance, "pyproject.toml", "max-complexity = 10", "max-complexity = 11", "complex"),
    (code_rules.ruff_bans_clock_and_chance, "pyproject.toml", '"bench/**" = [', '"bench/**" = ["TID251", ', "excused"),
    (packaging_rules.locks_agree, "pyproject.toml", '"fastapi>=', '"fastapi>=9', "does not satisfy"),
    (packaging_rules.compose_is_sound, "docker-compose.yml", "postgres:18", "postgres:17", "not version 18"),
    (packaging_rules.compose_is_sound, "docker-compose.yml", "SECOND_LOOK_DATABASE_URL:", "SECOND_LOOK_DB:", "SECOND_LOOK_DB,"),
    (packaging_rules.compose_is_sound, "docker-compose.yml", "- resumes:", "- planted:", "planted, which is not declared"),
    (packaging_rules.compose_is_sound, "docker-compose.yml", "  worker:\n", "  planted:\n", "worker is missing"),
    (packaging_rules.compose_is_sound, "docker-compose.yml", "completed_successfully", "started", "before the database"),
    (packaging_rules.compose_has_no_default_secret, "docker-compose.yml", ":?", ":-planted", "POSTGRES_PASSWORD"),
    (packaging_rules.make_does_its_own_set_up, "Makefile", "test: $(VENV)/ready-to-test", "test:", "set itself up"),
    (doc_rules.dependencies_have_a_reason, "pyproject.toml", "dependencies = [", 'dependencies = ["planted",', "planted"),
]  # fmt: skip
