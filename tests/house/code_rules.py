"""Rules that syntax trees, names and sizes can check. Each takes a root and returns its complaints, one line each."""

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.house import tree

DOORS = ("app/web/", "app/cli/", "app/demo/", "app/worker.py", "app/__main__.py")
SESSION_OPENERS = ("app/web/deps.py", "app/worker.py", "app/engine.py", "app/cli/", "app/demo/")
STORE_OPENERS = (*SESSION_OPENERS, "app/web/main.py", "app/store/session.py")

OUTSIDE = {
    r"dbos": ("app/engine.py",),
    r"httpx2?|httpcore2?|requests|urllib3|aiohttp|urllib\.request|http\.client": ("app/ats/transport.py", "app/demo/"),
    r"fastapi\w*|starlette|uvicorn|jinja2": ("app/web/", "app/cli/", "app/demo/"),
    r"typer|rich": ("app/cli/", "app/demo/", "app/__main__.py"),
    r"smtplib": ("app/mail.py",),
    r"authlib|joserfc": ("app/accounts/oidc.py",),
    r"reportlab": ("app/demo/",),
    r"pdfminer|pypdfium2|lxml|striprtf|PIL": ("parsers/", "app/demo/", "app/intake/resume_files.py"),
    r"zipfile": ("parsers/", "app/demo/", "app/intake/resume_files.py", "app/audit/files.py"),  # the last only writes
}
"""A package outside the house, and the only places that may know it. Import-linter sees neither late imports' reasons
nor submodules of packages outside (``urllib.request``), hence here."""

PARSERS_SEEN = {"app/matching/": ("parsers.model",), "app/": ("parsers.model", "parsers.isolate", "parsers.wire")}
NEVER_IN_PARSERS = re.compile(r"(app|migrations|pydantic|sqlalchemy|fastapi|starlette|dbos|structlog)(\.|$)")

BROAD_CATCH = {
    "app/engine.py": "a job that fails in an unforeseen way is counted and tried again; its thread lives on",
    "app/web/errors.py": "the edge: a fault becomes a 500 that leaks nothing",
    "app/__main__.py": "the command line: a fault becomes one line and an exit code",
}
LONG_FILES = {"app/store/models.py": "tables that all refer to each other, with what their columns mean"}
"""Files above 400 lines, each with its reason; 600 is the end for every file."""
LONG, TOO_LONG = 400, 600
SOURCES = {".py", ".html", ".css", ".js", ".sh"}

FORBIDDEN_NAMES = re.compile(r"(^|_)(utils?|helpers?|common|managers?|services?|misc|stuff)(_|$)")
LIKENESS = re.compile(r"partial_\w*ratio\w*|W?Q?Ratio|token_\w*ratio|default_process")
BEFORE_REVIEWERS = ("app/review/", "app/notices/", "app/web/")
RECORD = "app/web/pages/record.py"
"""The page of the record names controls; it is not for who may still decide."""
UNSEEN = {"control", "inclusion_probability", "KnownAnswer"}
EMPTY_ROOM = re.compile(r"\b(TODO|FIXME|XXX)\b|raise NotImplementedError")


def _inside(path: str, places: tuple[str, ...]) -> bool:
    return any(path == place or (place.endswith("/") and path.startswith(place)) for place in places)


def only_the_session_commits(root: Path) -> list[str]:
    return [
        f"{path}:{call.lineno} calls .{name}(): only app/store/session.py ends a transaction"
        for path, module in tree.python(root, "app", "parsers")
        for call, name in tree.calls(module)
        if name in {"commit", "rollback"} and path != "app/store/session.py"
    ]


def only_doors_open_sessions(root: Path) -> list[str]:
    def opened(module: ast.Module) -> Iterator[tuple[int, str]]:
        entered = {
            id(item.context_expr) for node in ast.walk(module) if isinstance(node, ast.With) for item in node.items
        }
        entered |= {id(arg) for call, name in tree.calls(module) if name == "enter_context" for arg in call.args}
        for call, name in tree.calls(module):
            bare = isinstance(call.func, ast.Attribute) and not call.args and not call.keywords
            if bare and (name == "write" or (name == "read" and id(call) in entered)):
                yield call.lineno, f".{name}()"
            if name in {"Session", "sessionmaker", "scoped_session"}:
                yield call.lineno, name

    complaints = [
        f"{path}:{line} opens a session with {what}: only {', '.join(SESSION_OPENERS)} do"
        for path, module in tree.python(root, "app")
        for line, what in opened(module)
        if not _inside(path, (*SESSION_OPENERS, "app/store/session.py"))
    ]
    complaints += [
        f"{path}:{call.lineno} opens the store: only {', '.join(STORE_OPENERS)} do"
        for path, module in tree.python(root, "app")
        for call, name in tree.calls(module)
        if name == "open_store" and not _inside(path, STORE_OPENERS)
    ]
    return complaints


def only_transition_assigns_a_state(root: Path) -> list[str]:
    def assigned(module: ast.Module) -> Iterator[int]:
        for node in ast.walk(module):
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign) and any(
                isinstance(target, ast.Attribute) and target.attr == "state" for target in targets
            ):
                yield node.lineno
        for call, name in tree.calls(module):
            given = [word.value for word in call.keywords if word.arg == "state"]
            born = name == "Rejection" and all(getattr(value, "attr", "") == "RECEIVED" for value in given)
            keyword = name in {"values", "Rejection"} and given and not born
            text = name == "setattr" and len(call.args) > 1 and getattr(call.args[1], "value", "") == "state"
            if keyword or text:
                yield call.lineno

    return [
        f"{path}:{line} sets a state: only apply() in app/store/transition.py does, with history and outbox"
        for path, module in tree.python(root, "app")
        for line in assigned(module)
        if path != "app/store/transition.py"
    ]


def broad_catches_are_listed(root: Path) -> list[str]:
    def swallows(handler: ast.ExceptHandler) -> bool:
        caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        broad = any(kind is None or getattr(kind, "id", "") in {"Exception", "BaseException"} for kind in caught)
        last = handler.body[-1]  # Cleaning up and raising on hides nothing.
        return broad and not (isinstance(last, ast.Raise) and last.exc is None)

    found = [
        f"{path}:{node.lineno} catches everything: only {', '.join(BROAD_CATCH)} may; name the exceptions"
        for path, module in tree.python(root)
        for node in ast.walk(module)
        if isinstance(node, ast.ExceptHandler) and swallows(node) and path not in BROAD_CATCH
    ]
    return found if len(BROAD_CATCH) <= 3 else [*found, "more than three files catch everything"]


def outside_packages_stay_in_their_room(root: Path) -> list[str]:
    return [
        f"{path}:{line} imports {name}: only {', '.join(places)} may"
        for path, module in tree.python(root, "app", "parsers")
        for line, name in tree.imports(module)
        for pattern, places in OUTSIDE.items()
        if re.match(rf"({pattern})(\.|$)", name) and not _inside(path, places)
    ]


def parsers_are_quarantined(root: Path) -> list[str]:
    complaints = [
        f"{path}:{line} imports {name}: parsers run in a child process that knows nothing of the house"
        for path, module in tree.python(root, "parsers")
        for line, name in tree.imports(module)
        if NEVER_IN_PARSERS.match(name)
    ]
    for path, module in tree.python(root, "app"):
        seen = next(names for place, names in PARSERS_SEEN.items() if path.startswith(place))
        complaints += [
            f"{path}:{line} imports {name}: from here only {' and '.join(seen)} can be seen"
            for line, name in tree.imports(module)
            if re.match(r"parsers(\.|$)", name) and not name.startswith(seen)
        ]
    return complaints


def only_doors_ask_the_time(root: Path) -> list[str]:
    def asks(module: ast.Module) -> Iterator[int]:
        yield from (line for line, name in tree.imports(module) if name == "app.clock.now")
        for node in ast.walk(module):
            if isinstance(node, ast.Attribute) and node.attr == "now" and getattr(node.value, "id", "") == "clock":
                yield node.lineno

    return [
        f"{path}:{line} asks the clock: below the doors the time is an argument"
        for path, module in tree.python(root, "app", "parsers")
        for line in asks(module)
        if not _inside(path, (*DOORS, "app/engine.py", "app/clock.py"))
    ]


def ruff_bans_clock_and_chance(root: Path) -> list[str]:
    ruff = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]
    banned = ruff["flake8-tidy-imports"]["banned-api"]
    needed = {
        "datetime.datetime.now",
        "datetime.date.today",
        "time.time",
        "random",
        "secrets",
        "uuid.uuid4",
        "os.urandom",
    }
    complaints = [f"ruff no longer bans {name}" for name in sorted(needed - set(banned))]
    if ruff["select"] != ["ALL"] or "TID251" in ruff["ignore"]:
        complaints.append("ruff no longer checks everything, or no longer the banned names (TID251)")
    excused = {path for path, rules in ruff["per-file-ignores"].items() if "TID251" in rules}
    complaints += [f"{path} is excused from the ban as a whole" for path in sorted(excused - {"app/clock.py"})]
    if ruff["mccabe"]["max-complexity"] > 10:
        complaints.append("functions may be more complex than 10")
    return complaints


def files_are_short(root: Path) -> list[str]:
    complaints = []
    for path in tree.tracked(root):
        if Path(path).suffix not in SOURCES or path.startswith("migrations/versions/"):
            continue
        lines = len((root / path).read_bytes().splitlines())
        if lines > TOO_LONG or (lines > LONG and path not in LONG_FILES):
            complaints.append(
                f"{path} has {lines} lines: aim at 200, list it with its reason above 400, never above 600"
            )
    return complaints


def no_likeness_of_whole_texts_decides(root: Path) -> list[str]:
    """Scores that hold Java for JavaScript and class A for class B, and the preparation that makes C of C++."""
    return [
        f"{path}:{node.lineno} says {name}: compare word by word (app/matching/align.py)"
        for path, module in tree.python(root, "app")
        for node in ast.walk(module)
        for name in _named(node)
        if LIKENESS.fullmatch(name)
    ]


def reviewers_code_knows_no_controls(root: Path) -> list[str]:
    """What is not read cannot be shown, and no order and no time can depend on it."""
    return [
        f"{path}:{node.lineno} says {name}: nothing before reviewers may depend on who is a control, or known"
        for path, module in tree.python(root, "app")
        if _inside(path, BEFORE_REVIEWERS) and path != RECORD
        for node in ast.walk(module)
        for name in _named(node)
        if name in UNSEEN
    ]


def _named(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Attribute):
        return [node.attr]
    if isinstance(node, ast.ImportFrom):
        return [alias.name for alias in node.names]
    return [node.id] if isinstance(node, ast.Name) else []


def names_say_what_is_inside(root: Path) -> list[str]:
    return sorted(
        f"{path}: the name {part!r} says nothing about the contents"
        for path in tree.tracked(root)
        for part in Path(path).with_suffix("").parts
        if FORBIDDEN_NAMES.search(part)
    )


def packages_do_nothing_at_import(root: Path) -> list[str]:
    """``__init__.py`` holds one docstring; no other module below app or parsers is empty."""
    return [
        f"{path} must hold one docstring and nothing else"
        for path, module in tree.python(root)
        if path.endswith("__init__.py") and not (len(module.body) == 1 and ast.get_docstring(module))
    ]


def no_empty_rooms(root: Path) -> list[str]:
    complaints = [
        f"{path}:{number} promises work instead of doing it: {line.strip()}"
        for path, _module in tree.python(root)
        for number, line in enumerate((root / path).read_text(encoding="utf-8").splitlines(), 1)
        if EMPTY_ROOM.search(line)
    ]
    rooms = [path.parent for package in ("app", "parsers") for path in (root / package).rglob("__init__.py")]
    return complaints + [
        f"{room.relative_to(root)} is an empty room: it appears when something runs in it"
        for room in rooms
        if not any(path.name != "__init__.py" for path in room.rglob("*.py"))
    ]


def unique_test_files(root: Path) -> list[str]:
    counted = Counter(path.name for path in (root / "tests").rglob("test_*.py"))
    return [f"tests: {count} files are called {name}" for name, count in sorted(counted.items()) if count > 1]


RULES = [
    only_the_session_commits, only_doors_open_sessions, only_transition_assigns_a_state, broad_catches_are_listed,
    outside_packages_stay_in_their_room, parsers_are_quarantined, only_doors_ask_the_time, ruff_bans_clock_and_chance,
    files_are_short, no_likeness_of_whole_texts_decides, reviewers_code_knows_no_controls, names_say_what_is_inside,
    packages_do_nothing_at_import, no_empty_rooms, unique_test_files,
]  # fmt: skip
