"""What the commands write is for their user only, and ``doctor`` says where it is not."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli import doctor
from app.config import Settings

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path):
    """A data folder that a command has made."""
    values = os.environ | {"SECOND_LOOK_DATA_DIR": str(tmp_path / "new"), "SECOND_LOOK_DATABASE_URL": ""}
    subprocess.run([sys.executable, "-m", "app", "migrate"], cwd=ROOT, env=values, check=True, umask=0o022)
    return tmp_path / "new"


def mending(folder):
    return [each.fix for each in doctor._files(Settings(data_dir=folder)) if each.broken]


def test_what_a_command_makes_is_for_its_user_only(folder):
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}
    assert mending(folder) == []


def test_the_doctor_names_a_data_folder_and_a_database_that_every_user_may_open(folder):
    (file,) = folder.glob("*.db")
    file.chmod(0o644)
    assert mending(folder) == []  # nobody else gets so far
    folder.chmod(0o711)
    assert mending(folder) == [f"run `chmod o= {folder}`", f"run `chmod o= {file}*`"]
    folder.chmod(0o750)
    assert mending(folder) == []
