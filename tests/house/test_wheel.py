"""The wheel is built without network and holds everything that runs: code, migrations, templates, schemas."""

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.house import tree

SHIPPED = (".html", ".css", ".js", ".json", ".mako", ".svg", ".txt", ".woff2", ".py", ".typed")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    built = subprocess.run(build, cwd=tree.ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert built.returncode == 0, built.stderr
    return next(folder.glob("second_look-*.whl"))


def test_holds_every_file_of_its_packages(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        path
        for path in tree.tracked(tree.ROOT)
        if path.startswith(tuple(f"{package}/" for package in tree.PACKAGES)) and path.endswith(SHIPPED)
    }
    assert wanted - names == set()


@pytest.mark.parametrize(
    "pattern",
    [
        "app/web/templates/",
        "app/web/static/",
        "app/demo/templates/",
        "migrations/versions/",
        "generic.schema.json",
        "app/matching/tables/skills/",
        "/LICENSE",
    ],
)
def test_holds_more_than_code(wheel: Path, pattern: str) -> None:
    assert [name for name in zipfile.ZipFile(wheel).namelist() if pattern in name and not name.endswith("__init__.py")]


def test_holds_nothing_else(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.startswith("second_look-")} == set(tree.PACKAGES)


def test_can_be_imported_from_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=False)
    python = tmp_path / "env" / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", "--quiet"]
    subprocess.run([*install, str(wheel)], check=True, timeout=120)
    code = "import app, parsers, migrations; print(app.__file__)"
    ran = subprocess.run([python, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60)
    assert str(tmp_path / "env") in ran.stdout
    assert (tmp_path / "env" / "bin" / "second-look").is_file()
