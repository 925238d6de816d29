import struct
import zipfile
from contextlib import closing

import pytest

from app.errors import BadInputError
from app.intake import resume_files
from app.intake.resume_files import open_resumes

LIMIT = 1000


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "resumes"
    (place / "2026").mkdir(parents=True)
    (place / "a.pdf").write_bytes(b"a")
    (place / "2026" / "B.PDF").write_bytes(b"b")
    (place / "Twin.pdf").write_bytes(b"1")
    (place / "TWIN.pdf").write_bytes(b"2")
    (place / "large.pdf").write_bytes(b"x" * (LIMIT + 1))
    (tmp_path / "secret.txt").write_bytes(b"secret")
    return place


@pytest.fixture(params=["folder", "zip"])
def files(request, folder, tmp_path):
    place = folder
    if request.param == "zip":
        place = tmp_path / "resumes.zip"
        with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(folder.rglob("*")):
                archive.write(path, path.relative_to(folder))
            archive.writestr("../escape.pdf", b"outside")
    opened = open_resumes(place)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", b"a"),
        ("A.pdf", b"a"),
        ("2026/B.PDF", b"b"),
        ("b.pdf", b"b"),
        ("2026\\b.pdf", b"b"),
        ("Twin.pdf", b"1"),
    ],
)
def test_a_file_is_found_by_its_path_or_by_the_only_name_alike(files, name, data):
    assert files.read(name, LIMIT) == data


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("c.pdf", "no such file"),
        ("twin.PDF", "2 files are called alike"),
        ("../secret.txt", "leads out"),
        ("2026/../../secret.txt", "leads out"),
        ("/etc/passwd", "leads out"),
        ("C:\\resumes\\a.pdf", "leads out"),
        ("large.pdf", "larger than"),
        (".", "names no file"),
        ("./", "names no file"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(files, name, reason):
    with pytest.raises(BadInputError, match=reason):
        files.read(name, LIMIT)


def test_a_link_out_of_the_folder_is_refused(folder, tmp_path):
    (folder / "link.pdf").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(BadInputError, match="link that leads out"):
        open_resumes(folder).read("link.pdf", LIMIT)


def test_an_entry_of_an_archive_is_never_written_outside(folder, tmp_path):
    place = tmp_path / "slip.zip"
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("../escape.pdf", b"outside")
    files = open_resumes(place)
    assert files.read("escape.pdf", LIMIT) == b"outside"  # bytes only; nothing is unpacked
    files.close()
    assert not (tmp_path.parent / "escape.pdf").exists()


def test_a_bomb_is_refused_before_anything_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(resume_files, "BOMB_BYTES", 100_000)
    place = tmp_path / "bomb.zip"
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.pdf", b"0" * 5_000_000)
    with pytest.raises(BadInputError, match="would unpack to"):
        open_resumes(place)


def test_a_damaged_entry_is_a_reason_and_not_a_crash(tmp_path):
    place = tmp_path / "damaged.zip"
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("a.pdf", b"content")
    place.write_bytes(place.read_bytes().replace(b"content", b"c0ntent"))
    files = open_resumes(place)
    with pytest.raises(BadInputError, match="damaged"):
        files.read("a.pdf", LIMIT)
    files.close()


@pytest.mark.parametrize("fault", [UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"), struct.error()])
def test_whatever_is_wrong_inside_an_archive_costs_its_own_row_only(tmp_path, monkeypatch, fault):
    place = tmp_path / "odd.zip"
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("a.pdf", b"content")
    files = open_resumes(place)

    def broken(*_args, **_values):
        raise fault

    monkeypatch.setattr(zipfile.ZipFile, "open", broken)
    with pytest.raises(BadInputError, match="damaged"):
        files.read("a.pdf", LIMIT)
    files.close()


@pytest.mark.parametrize("packed", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_way_of_packing_that_a_few_bytes_can_make_costly_is_never_unpacked(tmp_path, monkeypatch, packed):
    place = tmp_path / "odd.zip"
    with zipfile.ZipFile(place, "w", packed) as archive:
        archive.writestr("a.pdf", b"content" * 100)
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("was opened"))
    with closing(open_resumes(place)) as files, pytest.raises(BadInputError, match="packed in an unusual way"):
        files.read("a.pdf", LIMIT)


@pytest.mark.parametrize(("limit", "value"), [("FILES_AT_MOST", 4), ("LIST_AT_MOST", 200)])
def test_a_list_of_too_many_files_is_refused_before_it_is_taken_apart(tmp_path, monkeypatch, limit, value):
    place = tmp_path / "many.zip"
    with zipfile.ZipFile(place, "w") as archive:
        for number in range(5):
            archive.writestr(f"{number}.pdf", b"")
    monkeypatch.setattr(resume_files, limit, value)
    monkeypatch.setattr(zipfile.ZipInfo, "_decodeExtra", lambda *_: pytest.fail("was taken apart"))
    with pytest.raises(BadInputError, match="holds more than"):
        open_resumes(place)


def test_neither_folder_nor_archive(tmp_path):
    (tmp_path / "x.txt").write_text("x")
    with pytest.raises(BadInputError, match="neither"):
        open_resumes(tmp_path / "x.txt")
