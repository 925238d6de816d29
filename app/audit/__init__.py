"""The night: what happened on a day, counted and questioned."""
