"""Alembic migrations; part of the wheel."""
