"""Migrations: one head, models agree, up from empty on both databases, and the engine's tables left alone."""

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, select, text

import migrations
from app.store.base import Base
from app.store.migrate import behind, migrate
from app.store.models import Match


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


def test_a_match_from_before_the_diagnoses_has_an_empty_list(database_url):
    command.downgrade(config(database_url), "0001")
    database = create_engine(database_url)
    store = {"id": "0" * 36, "at": "2026-11-01 00:00:00+00:00"}
    with database.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))  # no rows behind the keys are needed
        connection.execute(
            text(
                "INSERT INTO match (id, rejection_id, resume_id, requirements_version, verdict, why, policy_version,"
                " matcher_version, made_at) VALUES (:id, :id, :id, 1, 'strong', 'why', '1', '3', :at)"
            ),
            store,
        )
    migrate(database_url)
    with database.connect() as connection:
        assert connection.scalars(select(Match.diagnoses)).all() == [[]]
    database.dispose()


def test_downgrade_takes_our_tables_away_and_leaves_the_engines(database_url):
    command.downgrade(config(database_url), "base")
    database = create_engine(database_url)
    ours = set(inspect(database).get_table_names()) & set(Base.metadata.tables)
    database.dispose()
    assert ours == set()
