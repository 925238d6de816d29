"""The REST API: Pydantic in, Pydantic out, scoped keys only."""
