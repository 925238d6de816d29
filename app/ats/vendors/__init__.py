"""One file of plain functions per vendor; no I/O."""
