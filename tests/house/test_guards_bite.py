"""Every rule is shown a violation, planted in a copy of this checkout, and must complain about just that."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from tests.house import code_rules, doc_rules, floor_rules, packaging_rules, tree
from tests.house.plants import CHANGES, ENDS, IMPORTS, PLANTS, Rule


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This checkout without its history, free to be spoilt."""
    root = tmp_path_factory.mktemp("house")
    for path in tree.tracked(tree.ROOT):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(tree.ROOT / path, root / path)
    return root


@contextmanager
def planted(root: Path, path: str, text: str) -> Iterator[None]:
    """Write a file (or, after a "+", add to it), and put everything back at the end."""
    target = root / path
    before = target.read_bytes() if target.exists() else None
    made = [folder for folder in target.parents if not folder.exists()]
    target.parent.mkdir(parents=True, exist_ok=True)
    added = text.startswith("+")
    target.write_text((before or b"").decode() + "\n" + text[1:] if added else text, encoding="utf-8")
    try:
        yield
    finally:
        target.unlink()
        if before is not None:
            target.write_bytes(before)
        for folder in made:
            folder.rmdir()


@cache
def unspoilt(rule: Rule, root: Path) -> frozenset[str]:
    """What the rule complains about anyway: the guards must bite while the house is being built, too."""
    return frozenset(rule(root))


def bites(rule: Rule, root: Path, path: str, text: str, words: str) -> None:
    before = unspoilt(rule, root)
    with planted(root, path, text):
        complaints = set(rule(root)) - before
    assert any(words in complaint for complaint in complaints), f"{rule.__name__} missed {path}; it said {complaints}"


def _name(value: object) -> str | None:
    return getattr(value, "__name__", None)


@pytest.mark.parametrize(("rule", "path", "text", "words"), PLANTS, ids=_name)
def test_rule_sees_what_is_planted(copy: Path, rule: Rule, path: str, text: str, words: str) -> None:
    bites(rule, copy, path, text, words)


@pytest.mark.parametrize(("rule", "path", "old", "new", "words"), CHANGES, ids=_name)
def test_rule_sees_what_is_changed(copy: Path, rule: Rule, path: str, old: str, new: str, words: str) -> None:
    text = (copy / path).read_text(encoding="utf-8")
    assert old in text, f"{path} no longer holds {old!r}: plant something else"
    bites(rule, copy, path, text.replace(old, new), words)


def test_every_rule_was_shown_a_violation() -> None:
    rules = {*code_rules.RULES, *doc_rules.RULES, *packaging_rules.RULES}
    assert {rule.__name__ for rule in rules} == {plant[0].__name__ for plant in [*PLANTS, *CHANGES]}


# --- Import contracts: one run of import-linter over a copy with all violations at once -------------------------------


@pytest.fixture(scope="module")
def broken_contracts(tmp_path_factory: pytest.TempPathFactory) -> str:
    root = tmp_path_factory.mktemp("floors")
    shutil.copyfile(tree.ROOT / "pyproject.toml", root / "pyproject.toml")
    for package in tree.PACKAGES:
        shutil.copytree(tree.ROOT / package, root / package, ignore=shutil.ignore_patterns("__pycache__"))
    planted_files = dict(IMPORTS.values()) | dict.fromkeys(ENDS, "")
    planted_files["app/stray.py"] = ""
    planted_files |= {f"app/review/planted_{a}.py": f"from app.review import planted_{b}" for a, b in ("xy", "yx")}
    for path, line in planted_files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).parent.joinpath("__init__.py").touch()
        with (root / path).open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")
    return "\n".join(floor_rules.contracts_hold(root))


@pytest.mark.parametrize(("path", "line"), IMPORTS.values(), ids=list(IMPORTS))
def test_contract_sees_the_import(broken_contracts: str, path: str, line: str) -> None:
    importer = path.removesuffix(".py").replace("/", ".")
    origin, name = re.fullmatch(r"(?s)(?:.*from (\S+) )?.*import (\w+)", line).groups()
    imported = f"{origin}.{name}" if origin else name
    assert re.search(rf"{re.escape(importer)} -> {re.escape(imported)}\b", broken_contracts), broken_contracts


def test_contract_sees_a_stray_module(broken_contracts: str) -> None:
    assert "app.stray" in broken_contracts


def test_contract_sees_a_cycle(broken_contracts: str) -> None:
    assert re.search(r"planted_[xy]\b.*planted_[xy]\b", broken_contracts), broken_contracts
