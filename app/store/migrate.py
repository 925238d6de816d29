"""Bringing the database to the schema of this version: Alembic's migrations for our tables, DBOS's own for its."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from app import engine


def migrate(database_url: str) -> None:
    """Upgrade an empty or older database to this version; safe to run again."""
    with _alembic(database_url) as config:
        command.upgrade(config, "head")
    engine.migrate(database_url)


def behind(database_url: str) -> str | None:
    """Say what is missing (``no schema``, or the revision found), or None when the schema is this version's."""
    with _alembic(database_url) as config:
        head = ScriptDirectory.from_config(config).get_current_head()
    probe = create_engine(database_url)
    try:
        with probe.connect() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
    finally:
        probe.dispose()
    return None if found == head else (found or "no schema")


@contextmanager
def _alembic(database_url: str) -> Iterator[Config]:
    with as_file(files("migrations")) as folder:
        config = Config()
        config.set_main_option("script_location", str(folder))
        config.attributes["url"] = database_url
        yield config
