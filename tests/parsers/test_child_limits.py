"""What the child cannot do, and what it leaves behind: tried with real processes."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from parsers import isolate
from parsers.isolate import Limits, parse
from parsers.model import Unreadable

ROOT = Path(isolate.__file__).parent.parent
FILTERED = sys.platform == "linux" and os.uname().machine in ("x86_64", "aarch64")
TEXT = b"Jo Muster\nSkills\nPython and SQL for ten years\n"


def confined(code, folder, cpu=5, memory=500_000_000):
    """Run ``code`` in a process that has given up its rights; its exit code and output."""
    program = (
        f"import sys, os, socket, ctypes; sys.path.append({str(ROOT)!r})\n"
        f"from parsers.confine import confine; confine({cpu}, {memory}, {os.getpid()})\n{code}\nprint('done')"
    )
    return subprocess.run(
        [sys.executable, "-I", "-c", program], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )


def test_the_confined_process_can_still_work(tmp_path):
    done = confined(f"print(len(open({str(ROOT / 'parsers' / 'model.py')!r}).read()) > 100)", tmp_path)
    assert done.stdout.split() == ["True", "done"], done.stderr


def test_it_cannot_write_a_file(tmp_path):
    done = confined("f = open('x', 'w'); f.write('stolen'); f.flush()", tmp_path)
    assert done.returncode != 0
    assert [path.stat().st_size for path in tmp_path.iterdir()] in ([], [0])


@pytest.mark.skipif(not FILTERED, reason="the system call filter exists on Linux on x86-64 and ARM64 only")
@pytest.mark.parametrize(
    "code",
    [
        "open('x', 'w')",
        "open('old', 'r+')",
        "os.remove('old')",
        "os.rename('old', 'new')",
        "os.mkdir('x')",
        "os.symlink('old', 'x')",
        "os.chmod('old', 0o777)",
        "os.truncate('old', 0)",
        "socket.socket()",
        "socket.socket(socket.AF_UNIX)",
        "socket.socketpair()",
        "os.fork()",
        "os.execv('/bin/true', ['true'])",
        "os.kill(os.getppid(), 0)",
        "import threading; threading.Thread(target=print).start()",
    ],
)
def test_system_calls_are_refused(code, tmp_path):
    (tmp_path / "old").write_text("old")
    done = confined(code, tmp_path)
    assert "done" not in done.stdout
    assert "PermissionError" in done.stderr or "can't start new thread" in done.stderr
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("old", "old")]


def test_it_cannot_take_all_memory(tmp_path):
    done = confined("x = bytearray(2_000_000_000)", tmp_path)
    assert "MemoryError" in done.stderr


def test_it_cannot_work_for_ever(tmp_path):
    assert confined("while True: pass", tmp_path, cpu=1).returncode in (-signal.SIGXCPU, -signal.SIGKILL)


def test_it_cannot_open_many_files(tmp_path):
    done = confined("files = [open('/dev/null') for _ in range(200)]", tmp_path)
    assert "Too many open files" in done.stderr


def test_it_does_not_start_for_another_parent(tmp_path):
    code = f"import sys; sys.path.append({str(ROOT)!r}); from parsers.confine import confine; confine(5, 10**9, 1)"
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode != 0) is (sys.platform == "linux" and os.getpid() != 1)


def test_it_sees_nothing_of_our_environment(monkeypatch):
    """A child program of our own in place of the reader writes what it sees as the reason of a refusal."""
    monkeypatch.setenv("SECOND_LOOK_SECRET", "hush")
    seen = "repr((sorted(os.environ), os.listdir('.')))"
    spy = f"import os, json; print(json.dumps({{'unreadable': {{'why': {seen}}}}}))"
    monkeypatch.setattr(isolate, "_BOOT", spy)
    result = parse(TEXT)
    assert isinstance(result, Unreadable)
    assert "'CMAP_PATH', 'LC_ALL'" in result.why
    assert "SECRET" not in result.why
    assert "HOME" not in result.why
    assert result.why.endswith("[])")


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("print('hello')", "makes no sense"),
        ("print('[' * 100000)", "makes no sense"),
        ("pass", "makes no sense"),
        ("import sys; sys.exit(3)", "failed on this file"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "failed on this file"),
        ("while True: print('x' * 100000)", "more text than a resume"),
        ("import time; time.sleep(60)", "too long"),
        ("import os, time; os.close(1); time.sleep(60)", "did not end"),
    ],
    ids=["no JSON", "deep", "silent", "exit", "crash", "flood", "asleep", "asleep after closing"],
)
def test_a_child_in_the_wrong_hands(program, reason, monkeypatch):
    monkeypatch.setattr(isolate, "_BOOT", program)
    result = parse(TEXT * 10_000, Limits(wall_seconds=2))
    assert isinstance(result, Unreadable)
    assert reason in result.why


def children(pid):
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return {int(child) for task in tasks for child in (task / "children").read_text().split()}


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_no_process_is_left_behind(endless_pdf, monkeypatch):
    before = children(os.getpid())
    parse(TEXT)
    parse(endless_pdf, Limits(wall_seconds=0.5))
    monkeypatch.setattr(isolate, "_BOOT", "import os; os.fork() or os.execvp('sleep', ['sleep', '86399'])")
    parse(TEXT, Limits(wall_seconds=1.5))
    assert children(os.getpid()) == before
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        assert b"sleep\x0086399" not in _read(process)


def _read(path):
    try:
        return path.read_bytes()
    except OSError:  # it ended meanwhile
        return b""


@pytest.mark.kill
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_the_child_dies_with_its_parent(endless_pdf, tmp_path):
    (tmp_path / "endless.pdf").write_bytes(endless_pdf)
    program = (
        f"import sys; sys.path.append({str(ROOT)!r})\n"
        "from pathlib import Path; from parsers.isolate import Limits, parse\n"
        "parse(Path('endless.pdf').read_bytes(), Limits(wall_seconds=60, cpu_seconds=50))"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], cwd=tmp_path)
    try:
        until(lambda: any(_at_work(child) for child in children(parent.pid)))
        (child,) = children(parent.pid)
    finally:
        parent.kill()
        parent.wait()
    until(lambda: not _read(Path(f"/proc/{child}/cmdline")))


def _at_work(child):
    """Whether the child has come to the file: by then it holds the PDF library."""
    return b"pdfminer" in _read(Path(f"/proc/{child}/maps")) or b"_rust" in _read(Path(f"/proc/{child}/maps"))


def until(holds, seconds=15.0):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def test_it_works_from_any_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert parse(TEXT).document.lines[0].text == "Jo Muster"
    assert list(tmp_path.iterdir()) == []
