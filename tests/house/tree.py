"""Reading a checkout: its files and their syntax trees. Rules take a root, so they can be tried on a spoilt copy."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("app", "parsers", "migrations")
SKIPPED = {".venv", ".git", "__pycache__", ".mypy_cache", ".ruff_cache", ".import_linter_cache", ".hypothesis", "dist"}


def tracked(root: Path) -> list[str]:
    """Paths of all files that belong to the project: git's list, or all files where the copy has no git."""
    if (root / ".git").exists():
        listing = subprocess.run(
            ["git", "-c", f"safe.directory={root}", "ls-files", "--cached", "--others", "--exclude-standard"],
            cwd=root, check=True, capture_output=True, text=True,
        )  # fmt: skip
        return [path for path in listing.stdout.splitlines() if (root / path).is_file()]
    return sorted(
        str(path.relative_to(root)) for path in root.rglob("*") if path.is_file() and not SKIPPED & set(path.parts)
    )


@cache
def parsed(text: str) -> ast.Module:
    """The syntax tree, made once for the same text: a planted copy differs from the checkout in one file."""
    return ast.parse(text)


def python(root: Path, *folders: str) -> Iterator[tuple[str, ast.Module]]:
    """Every Python file below the folders, as (path, syntax tree)."""
    for folder in folders or PACKAGES:
        for path in sorted((root / folder).rglob("*.py")):
            yield str(path.relative_to(root)), parsed(path.read_text(encoding="utf-8"))


def imports(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Every imported name as (line, dotted name); ``from a import b`` gives ``a.b``. Late imports count too."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = "." * node.level + (node.module or "")
            yield from ((node.lineno, f"{origin}.{alias.name}") for alias in node.names)


def calls(module: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    """Every call as (node, last part of the called name)."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
            yield node, node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
