"""The drop folder: what an ATS exports at night and sends by SFTP, taken in as far as it is complete.

``<folder>/<connection>/`` holds postings, rejections and resumes. They leave it for ``done/`` together, when everything
is stored and each result is written there; a kill before that means that they are taken in again, which adds nothing.
Whoever may write there is not trusted: no link is followed, no file of somebody else is taken.
"""

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.errors import BadInputError, BusyError, ConflictError
from app.intake import batch
from app.intake.drop_folder import DropFolder
from app.intake.files import BatchFile
from app.intake.importing import Importing, Place
from app.intake.resume_files import Several
from app.store.connections import find_connection
from app.store.models import Connection
from app.store.policies import current_policy
from app.store.seal import OWNER_ONLY

log = structlog.get_logger(__name__)

Advance = Callable[[int], None]

UNEXPECTED = (RuntimeError, ValueError, MemoryError, SQLAlchemyError)
"""What a file may bring about that nobody thought of: recursion, names and texts that cannot be encoded, no memory, or
a row that the database refuses. It costs the night of its own connection, and of no other."""


def take_in(place: Place, folder: Path, *, by: str, advance: Advance = lambda _rows: None) -> list[dict[str, Any]]:
    """Take in what is complete; returns a result for each connection that has a folder there.

    ``trouble`` says why nothing, or not all, could be taken in, and stands on the connection until it is over;
    ``waiting`` names files that somebody may still be writing; ``imports`` are results as in docs/importing.md.

    Raises:
        BadInputError: the folder cannot be read.
        BusyError: somebody else does it just now.

    """
    try:
        with os.scandir(folder) as entries:
            names = sorted(one.name for one in entries if one.is_symlink() or one.is_dir())
    except OSError as error:
        raise BadInputError(f"SECOND_LOOK_IMPORT_DIR: {folder} cannot be read ({error.strerror})") from None
    with _alone(place.packs.parent / "drop.lock"):
        return [_of_connection(place, folder / name, name, by, advance) for name in names]


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with os.fdopen(os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, OWNER_ONLY), "w") as file:
        os.fchmod(file.fileno(), OWNER_ONLY)  # whoever can open it could keep us out
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError("the drop folder is being taken in just now; try again later") from None
        yield


def _of_connection(place: Place, folder: Path, name: str, by: str, advance: Advance) -> dict[str, Any]:
    result: dict[str, Any] = {"connection": _sayable(name), "trouble": "", "waiting": [], "imports": []}
    connection_id = ""
    try:
        connection_id = _connection(place, result["connection"])
        with closing(DropFolder(folder, place.now())) as dropped:
            result["waiting"] = dropped.growing
            if not dropped.growing:
                _take(place, connection_id, dropped, result, by, advance)
    except (BadInputError, ConflictError) as error:
        result["trouble"] = str(error)
    except OSError as error:
        result["trouble"] = f"{error.filename or folder} cannot be used ({error.strerror}); check rights and space"
    except UNEXPECTED as error:
        log.exception("drop folder", connection=result["connection"])
        result["trouble"] = f"what lies there could not be taken in ({type(error).__name__}); the log says more"
    refused = [f"{one['file']} was refused: {one['refused']}" for one in result["imports"] if one.get("refused")]
    result["trouble"] = _sayable("; ".join([result["trouble"], *refused]).strip("; "))
    if connection_id and (result["trouble"] or result["imports"]):
        _note(place, connection_id, result["trouble"])
    if result["trouble"]:
        log.warning("drop folder", connection=result["connection"], trouble=result["trouble"])
    return result


def _note(place: Place, connection_id: str, trouble: str) -> None:
    try:
        with place.open_write() as session:
            session.get_one(Connection, connection_id).trouble = trouble
    except SQLAlchemyError:
        log.exception("drop folder: its trouble could not be noted", connection=connection_id)


def _sayable(text: str) -> str:
    """With what cannot be printed, or is no UTF-8, written out: names of files come from whoever sends them."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)


def _connection(place: Place, name: str) -> str:
    """The id of the file connection that a folder is named after. None is made here: a person chooses its policy."""
    with place.open_read() as session:
        connection = find_connection(session, name)
        if connection is None or connection.vendor != "file":
            raise BadInputError(
                f"{name} is no connection for files; make it with `second-look import --connection {name}` once, "
                "where a person chooses its policies, or correct the folder's name"
            )
        current_policy(session, connection.id)
        return connection.id


def _take(
    place: Place, connection_id: str, dropped: DropFolder, result: dict[str, Any], by: str, advance: Advance
) -> None:
    if dropped.rejections and not dropped.resumes:
        raise BadInputError(f"{dropped.rejections[0]} waits for resumes: send resumes*.zip or resumes/ beside it")

    def take(name: str, import_file: Callable[[Importing], dict[str, Any]]) -> None:
        try:
            with closing(BatchFile(dropped.open(name), name)) as file:
                done = import_file(Importing(place, connection_id, file, by=by, advance=advance))
        except BadInputError as error:
            done = {"file": name, "refused": str(error)}
        _write_result(place, dropped, name, done)
        result["imports"].append(done)

    for name in dropped.postings:
        take(name, Importing.postings)
    if dropped.rejections:
        with ExitStack() as opened:
            places = [opened.enter_context(closing(one)) for one in dropped.open_resumes()]
            for name in dropped.rejections:
                take(name, lambda one: one.rejections(Several(places)))
    if result["imports"]:
        dropped.move([*dropped.postings, *dropped.rejections, *(dropped.resumes if dropped.rejections else ())])


def _write_result(place: Place, dropped: DropFolder, name: str, done: dict[str, Any]) -> None:
    """Write the rows that were put aside, and last of all the result: who reads it finds the rest in place."""
    target = dropped.target(name)
    if done.get("quarantined"):
        with place.open_read() as session:
            rows = batch.all_rows_put_aside(session, done["import"])
            dropped.write(
                f"{target}.rejected.jsonl",
                (
                    json.dumps({"line": row.line, "reason": row.reason, "row": row.row}, ensure_ascii=False) + "\n"
                    for row in rows
                ),
            )
    dropped.write(f"{target}.result.json", [json.dumps(done, ensure_ascii=False, indent=2), "\n"])
