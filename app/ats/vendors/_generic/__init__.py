"""The generic adapter, for systems without one of their own; described in docs/ats/generic.md."""
