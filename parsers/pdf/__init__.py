"""What the two PDF engines find on a page, and how it becomes lines: reading order and what no reader would see."""
