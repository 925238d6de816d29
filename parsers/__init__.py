"""Quarantine: every byte that came from a candidate is opened here, by code that knows nothing of app."""
