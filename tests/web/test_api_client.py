"""A typed client that openapi-python-client makes out of the served description, at work on a served app."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI

from app.demo.people import Layout
from app.demo.resumes import resume_file
from parsers.read import read
from tests.review.desk import Desk
from tests.review.test_sheets import give, person_with

NAME = "second_look_client"


@pytest.fixture
def origin(app: FastAPI) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None))
    thread = Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def generated(origin: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The package on disk, importable."""
    settings = "post_hooks: []\ncontent_type_overrides: {image/png: application/octet-stream}\n"
    (tmp_path / "settings.yaml").write_text(settings)
    made = subprocess.run(
        [
            Path(sys.executable).with_name("openapi-python-client"), "generate", "--url", f"{origin}/api/openapi.json",
            "--meta", "none", "--output-path", tmp_path / NAME, "--config", tmp_path / "settings.yaml",
            "--fail-on-warning",
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stdout + made.stderr
    assert "warning" not in (made.stdout + made.stderr).lower()
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path / NAME
    for module in [name for name in sys.modules if name.partition(".")[0] == NAME]:
        del sys.modules[module]


def test_a_generated_client_reviews_a_candidate(
    generated: Path, origin: str, desk: Desk, bearer: Callable[..., dict[str, str]], clock: Any
) -> None:
    desk.policy(second_review_share=0.0)
    first, second = (desk.hold(now=clock.now, strength=strength) for strength in (0.9, 0.1))
    models = import_module(f"{NAME}.models")
    key = bearer(desk.ana, "review:read", "review:write")["Authorization"].removeprefix("Bearer ")
    client = import_module(f"{NAME}.client").AuthenticatedClient(origin, key, raise_on_unexpected_status=True)
    modules = {path.stem: path.parent.name for path in generated.glob("api/*/*.py")}

    def call(name: str, *path: str, **named: Any) -> Any:
        """Each address is one module, named like its ``operationId``, in a folder for its tag."""
        return import_module(f"{NAME}.api.{modules[name]}.{name}").sync(*path, client=client, **named)

    served = call("next_rejection", body=models.NextIn(posting_id=desk.posting_id), idempotency_key="n1")
    assert isinstance(served, models.NextOut)
    assert served.rejection.id == first
    assert served.rejection.requirements[0].quotes[0].text == "Python"

    claimed = call("claim", second)
    assert isinstance(claimed, models.RejectionOut)
    assert claimed.mine is True

    data = resume_file(person_with(Layout.PDF))
    give(desk, second, read(data), data)
    assert [page.number for page in call("list_pages", second).pages] == [1]
    assert call("get_page", second, 1).payload.read().startswith(b"\x89PNG")

    clock.pass_by(minutes=2)
    slid = call("extend", second)
    assert slid.lease_until > claimed.lease_until

    wish = models.DecisionIn(action=models.DecisionInAction.REINSTATE, requirement_ids=desk.requirement_ids[:1])
    made = call("decide", second, body=wish, idempotency_key="d1")
    assert (made.requirements, made.can_undo) == (["Python"], True)
    assert call("decide", second, body=wish, idempotency_key="d1").id == made.id

    assert call("undo", second).told == "undone"
    listed = call("list_decisions", by="ana@example.org", since=clock.now, limit=10)
    assert [one.id for one in listed.items] == [made.id]
    waiting = call("list_rejections", limit=1)
    assert isinstance(waiting.next_cursor, str)
    assert [one.id for one in call("list_rejections", limit=1, cursor=waiting.next_cursor).items] == [second]

    refused = call("decide", first, body=models.DecisionIn(action=models.DecisionInAction.UPHOLD))
    assert isinstance(refused, models.ProblemOut)
    assert refused.type_ == "urn:second-look:problem:bad-input"
    client.get_httpx_client().close()
