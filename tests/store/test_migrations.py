"""Migrations: one head, models agree, up from empty on both databases, and the engine's tables left alone."""

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

import migrations
from app.store.migrate import behind, migrate
from app.store.models import Base


def config(url):
    made = Config()
    made.set_main_option("script_location", migrations.__path__[0])
    made.attributes["url"] = url
    return made


def test_there_is_one_head():
    assert len(ScriptDirectory.from_config(config("")).get_heads()) == 1


def test_an_empty_database_comes_to_this_version_and_models_agree(empty_database_url):
    assert behind(empty_database_url) == "no schema"
    migrate(empty_database_url)
    assert behind(empty_database_url) is None
    command.check(config(empty_database_url))  # raises when autogenerate would change anything: DBOS's tables included
    migrate(empty_database_url)


def test_the_filter_is_what_keeps_the_engines_tables(sqlite_url):
    """On SQLite they stand beside ours; without the filter autogenerate would propose to drop them."""
    database = create_engine(sqlite_url)
    names = set(inspect(database).get_table_names())
    database.dispose()
    assert "workflow_status" in names
    assert not names & set(Base.metadata.tables) & {"workflow_status", "notifications", "queues", "streams"}


def test_downgrade_takes_our_tables_away_and_leaves_the_engines(database_url):
    command.downgrade(config(database_url), "base")
    database = create_engine(database_url)
    ours = set(inspect(database).get_table_names()) & set(Base.metadata.tables)
    database.dispose()
    assert ours == set()
