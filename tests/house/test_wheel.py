"""The wheel is built without network and holds everything that runs: code, migrations, templates, schemas."""

import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.house import tree

SHIPPED = (".html", ".css", ".js", ".json", ".mako", ".svg", ".txt", ".woff2", ".py", ".typed", ".po")


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


SERVE = """
import sys
from pathlib import Path
from fastapi.testclient import TestClient
from app import clock
from app.accounts import sessions, users
from app.config import Settings
from app.store.migrate import migrate
from app.store.session import open_store
from app.web import deps, render
from app.web.main import ROUTERS, create_app

data = Path(sys.argv[1])
settings = Settings(data_dir=data, database_url=f"sqlite:///{data}/wheel.db")
migrate(settings.database)
store = open_store(settings.database, data)
with store.write() as session:
    ada = users.add_user(session, "ada@example.org", "Ada", "admin", now=clock.now())
    cookie = sessions.start(session, ada, now=clock.now())
app = create_app(settings, store)
routes = [route for router in ROUTERS for route in router.routes]
pages = [route.path for route in routes if "GET" in (route.methods or ()) and "{" not in route.path]
files = ["/static/" + p.relative_to(render.STATIC).as_posix() for p in render.STATIC.rglob("*") if p.is_file()]
with TestClient(app, follow_redirects=False, base_url="http://testserver") as client:
    client.cookies.set(deps.cookie_name(settings), cookie)
    for path in [*pages, *files]:
        for language in ("en", "de"):
            answer = client.get(path, headers={"Accept-Language": language})
            print("answered", answer.status_code, path)
store.close()
"""
"""Run in the environment: one line with status and address for every page without parameters and every static file."""


def test_serves_every_page_and_file_from_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    """Of the tests' environment it sees the dependencies only, behind its own packages."""
    venv.create(tmp_path / "env", with_pip=False)
    python = tmp_path / "env" / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", "--quiet"]
    subprocess.run([*install, str(wheel)], check=True, timeout=120)
    packages = next((tmp_path / "env").glob("lib/*/site-packages"))
    (packages / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    command = [python, "-c", SERVE, str(tmp_path)]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=180)
    assert ran.returncode == 0, ran.stderr
    answers = [line.split(" ")[1:] for line in ran.stdout.splitlines() if line.startswith("answered ")]
    assert {path for _, path in answers} >= {"/queue", "/postings", "/settings", "/sign-in", "/static/style.css"}
    served = {"200", "303", "401", "403", "422"}
    assert {path for status, path in answers if status not in served} == {"/sign-in/company", "/sign-in/company/back"}
    assert {status for status, path in answers if path.startswith("/static/")} == {"200"}


def test_can_be_imported_from_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=False)
    python = tmp_path / "env" / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", "--quiet"]
    subprocess.run([*install, str(wheel)], check=True, timeout=120)
    code = "import app, parsers, migrations; print(app.__file__)"
    ran = subprocess.run([python, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60)
    assert str(tmp_path / "env") in ran.stdout
    assert (tmp_path / "env" / "bin" / "second-look").is_file()
