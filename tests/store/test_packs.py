"""Resumes of an import, many to a file."""

import pytest

from app.clock import new_ids
from app.errors import NotFoundError
from app.store import packs


@pytest.fixture
def ids():
    return new_ids(2)


def test_what_is_kept_comes_back_and_the_same_bytes_are_kept_once(tmp_path, ids):
    pack = packs.Pack(tmp_path / "packs", *ids)
    references = [pack.add(data) for data in (b"one", b"", b"two", b"one")]
    pack.close()
    assert [packs.get(tmp_path / "packs", reference) for reference in references] == [b"one", b"", b"two", b"one"]
    (path,) = (tmp_path / "packs").iterdir()
    assert path.read_bytes() == b"onetwo"


def test_nothing_is_seen_before_it_is_closed_and_without_a_resume_nothing_is_written(tmp_path, ids):
    empty = packs.Pack(tmp_path, *ids)
    empty.close()
    assert list(tmp_path.iterdir()) == []
    pack = packs.Pack(tmp_path, *ids)
    reference = pack.add(b"one")
    with pytest.raises(NotFoundError, match="not in the pack"):
        packs.get(tmp_path, reference)
    pack.close()
    assert packs.get(tmp_path, reference) == b"one"


def test_other_bytes_than_were_kept_are_no_resume(tmp_path, ids):
    pack = packs.Pack(tmp_path, *ids)
    reference = pack.add(b"one")
    pack.close()
    next(tmp_path.iterdir()).write_bytes(b"two")
    with pytest.raises(NotFoundError, match="restore the packs"):
        packs.get(tmp_path, reference)


@pytest.mark.parametrize("reference", ["", "../../etc/passwd/0/5/" + "0" * 64, "a/0/1/" + "0" * 64])
def test_what_is_no_reference_opens_nothing(tmp_path, reference):
    with pytest.raises(NotFoundError, match="what was asked for is none"):
        packs.get(tmp_path, reference)


def test_ids_made_together_are_different_and_ascend():
    made = new_ids(1000)
    assert len(set(made)) == 1000
    assert made == sorted(made)
    assert {(len(one), one[14], one[19] in "89ab") for one in made} == {(36, "7", True)}
