"""Persistence: tables, sessions, the one writer of states, resume bytes."""
