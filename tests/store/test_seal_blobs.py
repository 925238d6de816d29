"""Secrets at rest and resume bytes."""

import multiprocessing
import stat

import pytest

from app.errors import BadInputError, NotFoundError
from app.store import blobs
from app.store.seal import load_seal


def test_what_is_sealed_opens_again_and_does_not_show(tmp_path):
    seal = load_seal(tmp_path)
    sealed = seal.seal("whsec_topsecret")
    assert "topsecret" not in sealed
    assert load_seal(tmp_path).open(sealed) == "whsec_topsecret"
    assert seal.open(seal.seal("")) == ""


def test_the_key_file_is_for_its_owner_only(tmp_path):
    load_seal(tmp_path / "data")
    assert stat.S_IMODE((tmp_path / "data" / "seal.key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_another_key_says_what_to_do(tmp_path):
    sealed = load_seal(tmp_path / "one").seal("x")
    with pytest.raises(BadInputError, match="key file"):
        load_seal(tmp_path / "two").open(sealed)


def test_a_damaged_key_file_is_refused(tmp_path):
    (tmp_path / "seal.key").write_bytes(b"c2hvcnQ=")
    with pytest.raises(BadInputError, match="32 bytes"):
        load_seal(tmp_path)


def _derive(folder, out):
    out.put(load_seal(folder).derive("controls"))


def test_processes_that_start_together_share_one_key(tmp_path):
    context = multiprocessing.get_context("fork")
    out = context.Queue()
    started = [context.Process(target=_derive, args=(tmp_path, out)) for _ in range(4)]
    for process in started:
        process.start()
    keys = {out.get(timeout=20) for _ in started}
    for process in started:
        process.join()
    assert len(keys) == 1


def test_bytes_come_back_and_the_same_file_is_kept_once(tmp_path):
    first, second = blobs.put(tmp_path, b"resume"), blobs.put(tmp_path, b"resume")
    assert first == second
    assert blobs.get(tmp_path, first) == b"resume"
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_missing_file_names_itself(tmp_path):
    with pytest.raises(NotFoundError, match="abcdef"):
        blobs.get(tmp_path, "abcdef" + "0" * 58)


@pytest.mark.parametrize("name", ["{folder}/seal.key", "../seal.key", "", ".", "AB" * 32, "ab" * 31, "ab" * 32 + "\n"])
def test_only_what_is_a_digest_leads_to_a_file(tmp_path, name):
    (tmp_path / "seal.key").write_bytes(b"secret")
    with pytest.raises(NotFoundError, match="no name"):
        blobs.get(tmp_path / "blobs", name.format(folder=tmp_path))
