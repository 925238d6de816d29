"""One file per question that the night asks; docs/adding-a-check.md."""
