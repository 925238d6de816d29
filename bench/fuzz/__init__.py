"""Coverage-guided fuzzing of the readers that we wrote ourselves."""
