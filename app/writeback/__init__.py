"""Telling the ATS what was decided."""
