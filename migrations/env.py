"""How Alembic reaches our tables: batch mode for SQLite, and nothing but our own tables in its sight."""

from pathlib import Path
from typing import Any

from alembic import context
from sqlalchemy import create_engine

from app.store import models, night, people
from app.store.base import Base

TABLES = (models, night, people)
"""Imported so that the metadata knows every table."""


def ours(name: str | None, kind: str, parents: Any) -> bool:
    """Keep only our tables: DBOS's stand beside them on SQLite, and autogenerate would propose to drop them."""
    del parents
    return kind != "table" or name in Base.metadata.tables


def run() -> None:
    """Run the migrations on the URL that the caller put into the configuration."""
    url = context.config.attributes["url"]
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).absolute().parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            include_name=ours,
            render_as_batch=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
    engine.dispose()


run()
