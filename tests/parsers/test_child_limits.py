"""What a confined process cannot do: tried with real processes."""

import ctypes
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from parsers import isolate, landlock

ROOT = Path(isolate.__file__).parent.parent
FILTERED = sys.platform == "linux" and os.uname().machine in ("x86_64", "aarch64")


def confined(code, folder, cpu=5, memory=500_000_000):
    """Run ``code`` in a process that has given up its rights; its exit code and output."""
    program = (
        f"import sys, os, socket, ctypes; sys.path.insert(0, {str(ROOT)!r})\n"
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


@pytest.mark.skipif(not FILTERED or not landlock.version(ctypes.CDLL(None)), reason="this kernel has no Landlock")
@pytest.mark.parametrize(
    "code",
    [
        "open('secret').read()",
        "open(f'/proc/{os.getppid()}/environ').read()",
        "os.listdir('/tmp')",
        "open('/etc/passwd')",
    ],
)
def test_it_cannot_read_what_is_no_code(code, tmp_path):
    (tmp_path / "secret").write_text("hush")
    done = confined(code, tmp_path)
    assert "PermissionError" in done.stderr
    assert "hush" not in done.stdout + done.stderr


@pytest.mark.skipif(not FILTERED, reason="the system call filter exists on Linux on x86-64 and ARM64 only")
def test_an_outside_program_starts_and_is_confined_too(tmp_path):
    begin = "os.execve('/bin/sh', ['sh', '-c', {script!r}], dict())"
    code = (
        f"import sys, os; sys.path.insert(0, {str(ROOT)!r})\n"
        f"from parsers.confine import confine; confine(5, 500_000_000, {os.getpid()}, '/bin/sh')\n"
    )

    def run(script):
        return subprocess.run(
            [sys.executable, "-I", "-c", code + begin.format(script=script)],
            cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    assert run("echo done").stdout == "done\n"
    for script in ("echo x > x", "/bin/true & wait", "kill -0 $PPID"):
        assert run(f"{script} && echo done").stdout == "", script
    assert list(tmp_path.iterdir()) == []


def test_it_cannot_take_all_memory(tmp_path):
    done = confined("x = bytearray(2_000_000_000)", tmp_path)
    assert "MemoryError" in done.stderr


def test_it_cannot_work_for_ever(tmp_path):
    assert confined("while True: pass", tmp_path, cpu=1).returncode in (-signal.SIGXCPU, -signal.SIGKILL)


def test_it_cannot_open_many_files(tmp_path):
    done = confined("files = [open('/dev/null') for _ in range(200)]", tmp_path)
    assert "Too many open files" in done.stderr


def test_it_does_not_start_for_another_parent(tmp_path):
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from parsers.confine import confine; confine(5, 10**9, 1)"
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode != 0) is (sys.platform == "linux" and os.getpid() != 1)
