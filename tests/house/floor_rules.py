"""The import contracts of pyproject.toml, run by import-linter over a checkout in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

COMMAND = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def contracts_hold(root: Path) -> list[str]:
    """Import-linter imports nothing it checks, but finds the packages on the path: hence PYTHONPATH."""
    ran = subprocess.run(
        [sys.executable, "-c", COMMAND, "--no-cache", "--no-logo"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    return (
        [] if ran.returncode == 0 else [line.strip() for line in (ran.stdout + ran.stderr).splitlines() if line.strip()]
    )


RULES = [contracts_hold]
