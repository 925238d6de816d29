"""The command line: one file per group of commands, each a thin door to a slice."""
