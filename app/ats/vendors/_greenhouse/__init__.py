"""Greenhouse, built to its public documentation and not tried live; described in docs/ats/greenhouse.md."""
