"""How children come to be, forked or started afresh, and what they leave behind: with real processes."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from parsers import forks, fresh, isolate, quarantine, registry, warm
from parsers.forks import Forks, Unavailable
from parsers.isolate import Limits, parse
from parsers.model import Resume, Unreadable
from parsers.order import DONE
from parsers.read import read
from parsers.wire import encode

ROOT = Path(isolate.__file__).parent.parent
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a zygote")
TEXT = b"Jo Muster\nSkills\nPython and SQL for ten years\n"
SPY = "import os, json; print(json.dumps({{'unreadable': {{'why': repr({})}}}}))"


@pytest.fixture
def own(monkeypatch):
    """A zygote of the test's own, ended with it."""
    made = Forks()
    monkeypatch.setattr(quarantine, "forks", made)
    yield made
    made.close()


@pytest.fixture(params=[pytest.param("forked", marks=LINUX), "fresh"])
def instead(request, monkeypatch, own):
    """Puts a program of ours in the place of the reader, in either kind of child; it is not confined."""
    if request.param == "fresh":
        monkeypatch.setattr(own, "_start", _unavailable)

    def put(program):
        body = f"import sys\n{program}\nsys.stdout.flush()"
        monkeypatch.setattr(fresh, "BOOT", f"def main(_):\n    exec({body!r}, {{}})")
        patch = f"from parsers import child\nchild.obey = lambda *_: exec({body!r}, {{}})\n"
        monkeypatch.setattr(forks, "BOOT", f"{patch}from parsers.zygote import main")

    return put


def test_every_reader_is_warm_before_the_first_file():
    results = [read(sample) for sample in warm.samples()]
    readers = {result.reader.partition("/")[0] for result in results if isinstance(result, Resume)}
    outside = {"doc", "image"}  # they wait for a program
    assert readers == {name.rpartition(".")[2] for name in registry.FORMATS.values()} - outside


@LINUX
def test_a_child_takes_up_where_the_zygote_stopped(own, monkeypatch):
    body = f"{SPY.format('done')}; sys.stdout.flush()"
    hook = "import os, sys\ndone = []\nos.register_at_fork(after_in_child=lambda: done.append('renewed'))\n"
    after = f"from parsers import child\nchild.obey = lambda *_: exec({body!r}, globals())"
    monkeypatch.setattr(forks, "BOOT", f"{forks.BOOT}\n{hook}{after}")
    assert parse(TEXT).why == "[]"


def _unavailable():
    raise Unavailable("for this test")


def test_it_sees_nothing_of_our_environment(instead, monkeypatch):
    monkeypatch.setenv("SECOND_LOOK_SECRET", "hush")
    instead(SPY.format("(sorted(os.environ), os.listdir('.'))"))
    result = parse(TEXT)
    assert isinstance(result, Unreadable)
    assert "'CMAP_PATH', 'LC_ALL'" in result.why
    assert "SECRET" not in result.why
    assert "HOME" not in result.why
    assert result.why.endswith("[])")


@LINUX
def test_it_holds_no_file_but_its_talk(instead, tmp_path):
    instead(SPY.format("sorted(os.readlink(f'/proc/self/fd/{n}')[:6] for n in (0, 1, 2))"))
    with (tmp_path / "open").open("w") as ours:
        os.set_inheritable(ours.fileno(), True)
        assert parse(TEXT).why == "['/dev/n', 'socket', 'socket']"
        instead(SPY.format("len(os.listdir('/proc/self/fd'))"))
        quarantine.forks.close()
        assert int(parse(TEXT).why) <= 3 + 2, "the standard streams, the listing itself, and the rules for files"


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("print('hello')", "makes no sense"),
        ("print('[' * 100000)", "makes no sense"),
        ("pass", "makes no sense"),
        ("sys.exit(3)", "failed on this file"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "failed on this file"),
        ("while True: print('x' * 100000)", "more text than a resume"),
        ("import time; time.sleep(60)", "too long"),
        ("import os, time; os.close(0); os.close(1); time.sleep(60)", "did not end"),
    ],
    ids=["no JSON", "deep", "silent", "exit", "crash", "flood", "asleep", "asleep after closing"],
)
def test_a_child_in_the_wrong_hands(program, reason, instead):
    instead(program)
    result = parse(TEXT * 10_000, Limits(wall_seconds=2))
    assert isinstance(result, Unreadable)
    assert reason in result.why


def test_both_ways_give_the_same(own, monkeypatch, resume_file):
    data = resume_file("d10__jsonresume-macchiato.pdf")
    forked = parse(data)
    monkeypatch.setattr(own, "_start", _unavailable)
    own.close()
    assert parse(data) == forked
    assert isinstance(forked, Resume)


def children(pid):
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return {int(child) for task in tasks for child in (task / "children").read_text().split()}


def below(pid):
    """All processes that come from this one."""
    found = set()
    for child in children(pid):
        found |= {child} | below(child)
    return found


def _read(path):
    try:
        return path.read_bytes()
    except OSError:  # it ended meanwhile
        return b""


def gone(pid):
    return not _read(Path(f"/proc/{pid}/cmdline"))


def the_one_that_waits(zygote):
    """The child that stays: an answered one ends, and only then is the other alone, at two looks."""
    looks = [set()]

    def settled():
        looks.append(children(zygote))
        return len(looks[-1]) == 1 and looks[-1] == looks[-2]

    until(settled)
    return looks[-1].pop()


def until(holds, seconds=60.0):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@LINUX
def test_no_process_is_left_behind(instead, endless_pdf):
    others = below(os.getpid())
    parse(TEXT)
    kept = 2 if quarantine.forks._zygote else 0  # itself, and the child that it holds ready
    until(lambda: len(below(os.getpid()) - others) == kept)
    parse(endless_pdf, Limits(wall_seconds=0.5))
    assert len(below(os.getpid()) - others) == kept
    quarantine.forks.close()
    before = below(os.getpid())
    instead("import os; os.fork() or os.execvp('sleep', ['sleep', '86399'])")
    parse(TEXT, Limits(wall_seconds=1.5))
    quarantine.forks.close()
    assert below(os.getpid()) == before
    until(lambda: not any(b"sleep\x0086399" in _read(process) for process in Path("/proc").glob("[0-9]*/cmdline")))


@LINUX
def test_many_threads_share_one_zygote(own, endless_pdf):
    """Hostile files beside good ones: each costs only itself."""
    files = [TEXT, endless_pdf, TEXT * 3, b"", TEXT] * 4
    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(lambda data: parse(data, Limits(cpu_seconds=1)), files))
    assert [isinstance(result, Resume) for result in results] == [True, False, True, False, True] * 4
    assert own._zygote.asked == 16
    until(lambda: len(children(own._zygote._process.pid)) == 1)  # the one that waits for the next order


@LINUX
def test_a_child_killed_while_it_waits_costs_no_file(own):
    parse(TEXT)
    waits = the_one_that_waits(own._zygote._process.pid)
    os.kill(waits, signal.SIGKILL)
    until(lambda: gone(waits))
    assert isinstance(parse(TEXT), Resume)
    assert own._zygote.asked == 2


@LINUX
def test_a_child_that_goes_on_after_its_answer_is_ended(own, monkeypatch, tmp_path):
    mine = tmp_path / "pid"
    body = (
        f"open({str(mine)!r}, 'w').write(str(os.getpid())); os.write(1, {encode(Unreadable('enough')) + DONE!r});"
        "os.close(0); os.close(1); time.sleep(86_399)"
    )
    patch = f"import os, time\nfrom parsers import child\nchild.obey = lambda *_: exec({body!r})\n"
    monkeypatch.setattr(forks, "BOOT", f"{patch}from parsers.zygote import main")
    assert parse(TEXT) == Unreadable("enough")
    until(lambda: gone(int(mine.read_text())))


@LINUX
def test_it_outlives_the_thread_that_needed_it_first(own):
    threads = [threading.Thread(target=parse, args=(TEXT,)) for _ in range(2)]
    pids = []
    for thread in threads:
        thread.start()
        thread.join()
        pids.append(own._zygote._process.pid)
    assert pids[0] == pids[1]
    assert not gone(pids[0])


@LINUX
def test_a_worn_zygote_is_replaced(own, monkeypatch):
    monkeypatch.setattr(forks, "FILES_AT_MOST", 2)
    pids = []
    for _ in range(5):
        assert isinstance(parse(TEXT), Resume)
        pids.append(own._zygote._process.pid)
    assert len(set(pids)) == 3
    assert all(gone(pid) for pid in pids[:4])
    assert not gone(pids[4])


@LINUX
def test_a_dead_zygote_costs_no_file(own, endless_pdf):
    assert isinstance(parse(TEXT), Resume)
    os.kill(own._zygote._process.pid, signal.SIGKILL)
    assert isinstance(parse(TEXT), Resume)
    first = own._zygote._process.pid
    with ThreadPoolExecutor(1) as thread:
        slow = thread.submit(parse, endless_pdf, Limits(cpu_seconds=2))
        until(lambda: children(first))
        os.kill(first, signal.SIGKILL)
        assert slow.result() == Unreadable("The file took too much work to read.", detail={"exit": "-9"})
    assert own._zygote._process.pid != first


@LINUX
def test_a_zygote_that_cannot_start_is_done_without(own, monkeypatch):
    for boot in ("def main(_): raise SystemExit(3)", "def main(_): import os; os.kill(os.getpid(), 9)"):
        monkeypatch.setattr(forks, "BOOT", boot)
        assert isinstance(parse(TEXT), Resume)
    assert "has no filter" in Forks().why_not() or "ended with -9" in Forks().why_not()
    assert own._zygote is None


@LINUX
def test_a_hanging_zygote_is_replaced(own, monkeypatch):
    monkeypatch.setattr(forks, "_END_SECONDS", 0.2)
    parse(TEXT)
    first = own._zygote._process.pid
    os.kill(first, signal.SIGSTOP)
    assert "too long" in parse(TEXT, Limits(wall_seconds=0.5)).why
    assert isinstance(parse(TEXT), Resume)
    assert gone(first)


@LINUX
def test_a_fork_of_ours_makes_its_own(own):
    parse(TEXT)
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            code = 0 if isinstance(parse(TEXT), Resume) else 2
            own.close()
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    zygote = own._zygote._process.pid
    assert isinstance(parse(TEXT), Resume)
    assert own._zygote._process.pid == zygote, "the fork ended its parent's zygote"


@pytest.mark.kill
@LINUX
@pytest.mark.parametrize("forked", [True, False], ids=["forked", "fresh"])
def test_all_die_with_the_parent(forked, endless_pdf, tmp_path):
    """Even where a copy of the parent, made by forking, lives on."""
    (tmp_path / "endless.pdf").write_bytes(endless_pdf)
    first = "parse(b'hello resume')" if forked else "quarantine.forks._failures = 9"
    program = (
        f"import os, sys, time; sys.path.insert(0, {str(ROOT)!r})\n"
        "from pathlib import Path; from parsers import quarantine; from parsers.isolate import Limits, parse\n"
        f"{first}\n"
        "if os.fork() == 0: Path('copy').write_text(str(os.getpid())); time.sleep(600); os._exit(0)\n"
        "while not Path('copy').is_file() or not Path('copy').read_text(): time.sleep(0.05)\n"
        "parse(Path('endless.pdf').read_bytes(), Limits(wall_seconds=60, cpu_seconds=50))"
    )
    parent = subprocess.Popen([sys.executable, "-W", "ignore", "-c", program], cwd=tmp_path)
    try:
        until(lambda: _read(tmp_path / "copy") and any(_at_work(process) for process in below(parent.pid)))
        started = below(parent.pid)
    finally:
        parent.kill()
        parent.wait()
        copy = int(_read(tmp_path / "copy") or 0)
    try:
        until(lambda: all(gone(process) for process in started - {copy}))
        assert not gone(copy)
    finally:
        os.kill(copy, signal.SIGKILL)


def _at_work(process):
    """Whether a child has come to the file: it runs, and has given up its rights."""
    return b"Seccomp:\t2" in _read(Path(f"/proc/{process}/status"))


def test_it_works_from_any_directory(tmp_path, monkeypatch, own):
    monkeypatch.chdir(tmp_path)
    assert parse(TEXT).document.lines[0].text == "Jo Muster"
    assert list(tmp_path.iterdir()) == []
