"""From glyphs to lines in reading order, by geometry alone: design tools paint a page in any order they like."""
