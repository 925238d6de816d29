"""Rules about what must be written down: settings, commands, vendors, formats, decisions, and links that lead on."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.house import tree

NOT_A_MEMBER = {"registry"}
TEST_VARIABLES = re.compile(r"SECOND_LOOK_TEST_\w+")
ADR_PARTS = ("## Context", "## Decision", "## Consequences", "## Alternatives")
REGISTRIES = {
    "app/ats/vendors": ("app/ats/registry.py", "ADAPTERS"),
    "parsers/formats": ("parsers/registry.py", "FORMATS"),
    "app/audit/checks": ("app/audit/checks/registry.py", "CHECKS"),
}


def _text(root: Path, *names: str) -> str:
    return "\n".join((root / name).read_text(encoding="utf-8") for name in names if (root / name).is_file())


def _members(root: Path, folder: str) -> set[str]:
    return {path.stem for path in (root / folder).glob("[!_]*.py")} - NOT_A_MEMBER


def _pages(root: Path) -> list[str]:
    return [path for path in tree.tracked(root) if path.endswith(".md")]


def _literal(root: Path, file: str, name: str) -> ast.expr | None:
    """The value assigned to ``name`` at the top of a file."""
    if not (root / file).is_file():
        return None
    for node in ast.parse((root / file).read_text(encoding="utf-8")).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if any(getattr(target, "id", None) == name for target in targets):
            return getattr(node, "value", None)
    return None


def registries_are_complete(root: Path) -> list[str]:
    """A literal dict, because mypy checks modules against a protocol only there, naming every module of its folder."""
    complaints = []
    for folder, (file, name) in REGISTRIES.items():
        modules = _members(root, folder)
        if not modules:
            continue
        table = _literal(root, file, name)
        if not isinstance(table, ast.Dict) or any(key is None for key in table.keys):
            complaints.append(f"{file}: {name} must be one literal dict; mypy checks its entries only then")
            continue
        named = {
            getattr(value, "id", None) or str(getattr(value, "value", "")).split(".")[-1] for value in table.values
        }
        complaints += [f"{folder}/{stem}.py is not in {name} of {file}" for stem in sorted(modules - named)]
    return complaints


def vendors_have_page_and_fixtures(root: Path) -> list[str]:
    complaints = []
    for vendor in sorted(_members(root, "app/ats/vendors")):
        if not (root / f"docs/ats/{vendor}.md").is_file():
            complaints.append(f"app/ats/vendors/{vendor}.py has no page docs/ats/{vendor}.md")
        if not any((root / f"tests/ats/{vendor}").rglob("*.json")):
            complaints.append(f"app/ats/vendors/{vendor}.py has no recorded deliveries or talks in tests/ats/{vendor}/")
    return complaints


def formats_and_checks_are_tried_and_named(root: Path) -> list[str]:
    complaints = []
    words = _text(root, *_pages(root))
    for folder, tests in (("parsers/formats", "tests/parsers"), ("app/audit/checks", "tests/audit")):
        tried = "\n".join(path.read_text(encoding="utf-8") for path in (root / tests).rglob("*.py"))
        for stem in sorted(_members(root, folder)):
            if not re.search(rf"\b{stem}\b", tried):
                complaints.append(f"{folder}/{stem}.py: no test in {tests}/ names it")
            if f"`{stem}`" not in words:
                complaints.append(f"{folder}/{stem}.py: no page names `{stem}`")
    return complaints


def settings(root: Path) -> set[str]:
    module = ast.parse(_text(root, "app/config.py"))
    classes = [node for node in module.body if isinstance(node, ast.ClassDef) and node.name == "Settings"]
    return {
        f"SECOND_LOOK_{node.target.id.upper()}"
        for one in classes
        for node in one.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id != "model_config"
    }


def settings_are_documented(root: Path) -> list[str]:
    page = set(re.findall(r"`(SECOND_LOOK_\w+)`", _text(root, "docs/settings.md")))
    real = settings(root)
    return [f"docs/settings.md does not explain {name}" for name in sorted(real - page)] + [
        f"docs/settings.md explains {name}, which app/config.py does not know" for name in sorted(page - real)
    ]


def only_real_settings_are_named(root: Path) -> list[str]:
    real = settings(root)
    files = [
        path for path in tree.tracked(root) if re.search(r"\.(md|yml|yaml|toml)$|Dockerfile|Makefile|^\.ci/", path)
    ]
    return [
        f"{path} names {name}, which app/config.py does not know"
        for path in files
        for name in sorted(set(re.findall(r"SECOND_LOOK_[A-Z][A-Z_]*[A-Z]", _text(root, path))) - real)
        if not TEST_VARIABLES.fullmatch(name)
    ]


def _groups(root: Path) -> dict[str, str]:
    """``add_typer(people.build(), name="user")`` puts the commands of people.py behind ``user``, and that in another
    group's file behind that group's name.
    """
    added = {
        call.args[0].func.value.id: (Path(path).stem, word.value.value)
        for path, module in tree.python(root, "app/cli")
        for call, name in tree.calls(module)
        for word in call.keywords
        if name == "add_typer" and word.arg == "name"
    }

    def words(file: str) -> str:
        above, word = added.get(file, ("", ""))
        return f"{words(above)}{word} " if word else ""

    return {file: words(file) for file in added}


def _commands(root: Path) -> Iterator[tuple[str, str]]:
    """(file, command), from ``@app.command("name")``, ``@app.command()`` or ``app.command("name")(function)``."""
    groups = _groups(root)
    for path, module in tree.python(root, "app/cli"):
        named = {id(mark): node.name for node in ast.walk(module)
                 if isinstance(node, ast.FunctionDef) for mark in node.decorator_list}  # fmt: skip
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and node.args:
                named[id(node.func)] = getattr(node.args[0], "id", getattr(node.args[0], "attr", ""))
        for call, name in tree.calls(module):
            if name == "command":
                given = [*call.args, *(word.value for word in call.keywords if word.arg == "name")]
                own = (
                    str(getattr(given[0], "value", ""))
                    if given
                    else named.get(id(call), "").strip("_").replace("_", "-")
                )
                yield path, groups.get(Path(path).stem, "") + own


def commands_are_documented(root: Path) -> list[str]:
    words = _text(root, "README.md", "docs/operations.md")
    return [
        f"{path}: neither README.md nor docs/operations.md shows `second-look {name}`"
        for path, name in _commands(root)
        if not re.search(rf"second-look {re.escape(name)}\b", words)
    ]


def lifecycle_page_is_the_table(root: Path) -> list[str]:
    """The page is generated; ``make docs`` writes it."""
    printed = subprocess.run(
        [sys.executable, "-c", "from app.lifecycle import as_markdown; print(as_markdown(), end='')"],
        cwd=root, env={**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if printed.returncode:
        return [f"app/lifecycle.py cannot print its table: {printed.stderr.strip().splitlines()[-1]}"]
    same = printed.stdout == _text(root, "docs/lifecycle.md")
    return [] if same else ["docs/lifecycle.md is not what app/lifecycle.py says: run `make docs`"]


def templates_are_plain(root: Path) -> list[str]:
    """The content security policy forbids inline code, so a template that has some would be broken in the browser."""
    inline = {
        "a script": re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE),
        "a style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
        "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
        "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
        "a file from elsewhere": re.compile(
            r"<(?:script|link|img|iframe)\b[^>]*(?:src|href)\s*=\s*[\"']?(?:https?:)?//"
        ),
    }
    return [
        f"{path} holds {what} inside"
        for path in tree.tracked(root)
        if path.startswith("app/") and path.endswith((".html", ".j2", ".jinja"))
        for what, pattern in inline.items()
        if pattern.search(_text(root, path))
    ]


def links_lead_somewhere(root: Path) -> list[str]:
    return [
        f"{page} links to {target}, which is not there"
        for page in _pages(root)
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", _text(root, page))
        if "://" not in target and not target.startswith("mailto:") and not ((root / page).parent / target).exists()
    ]


def decisions_are_whole(root: Path) -> list[str]:
    index = _text(root, "docs/adr/README.md")
    records = sorted((root / "docs/adr").glob("[0-9]*.md"))
    complaints = [f"docs/adr/README.md does not list {path.name}" for path in records if path.name not in index]
    for path in records:
        missing = [part for part in ADR_PARTS if part not in path.read_text(encoding="utf-8")]
        complaints += [f"docs/adr/{path.name} has no part {part[3:]!r}" for part in missing]
    return complaints


def dependencies_have_a_reason(root: Path) -> list[str]:
    project = tomllib.loads(_text(root, "pyproject.toml"))["project"]
    reasons = _text(root, "docs/adr/0009-dependencies.md")
    names = [re.split(r"[\[<>=!~ ;]", line)[0] for line in project["dependencies"]]
    return [
        f"docs/adr/0009-dependencies.md gives no reason for {name}" for name in names if f"| {name} |" not in reasons
    ]


RULES = [
    registries_are_complete, vendors_have_page_and_fixtures, formats_and_checks_are_tried_and_named,
    settings_are_documented, only_real_settings_are_named, commands_are_documented, lifecycle_page_is_the_table,
    templates_are_plain, links_lead_somewhere, decisions_are_whole, dependencies_have_a_reason,
]  # fmt: skip
