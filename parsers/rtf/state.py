"""What holds inside a group of an RTF file and is restored at its end."""

from dataclasses import dataclass

from parsers.looks import UNKNOWN, Colour, Format
from parsers.rtf.head import Head

DEFAULT_SIZE = 24
"""Half points."""

TEXT, SKIP, ALTERNATIVE = "text", "skip", "alternative"


@dataclass(slots=True)
class State:
    """One group. ``to`` names where its text goes; ``closing`` what is to be done at its end, for it alone."""

    to: str = TEXT
    closing: str = ""
    starred: bool = False
    bold: bool = False
    hidden: bool = False
    deleted: bool = False
    size: int = DEFAULT_SIZE
    colour: int = 0
    behind: int = 0
    font: int = 0
    fallback: int = 1
    """How many characters after a ``\\u`` repeat it for old programs."""
    style: int = 0
    outline: int | None = None
    shading: int = 0
    in_table: bool = False
    nesting: int = 1
    listed: bool = False

    @property
    def depth(self) -> int:
        """In how many tables the paragraph stands."""
        return self.nesting if self.in_table else 0

    def plain(self, font: int) -> None:
        """Reset the look of letters."""
        self.bold = self.hidden = self.deleted = False
        self.size, self.colour, self.behind, self.font = DEFAULT_SIZE, 0, 0, font

    def new_paragraph(self) -> None:
        """Reset what belongs to the paragraph."""
        self.style, self.outline, self.shading = 0, None, 0
        self.in_table, self.nesting, self.listed = False, 1, False

    def level(self, head: Head) -> int:
        """1 to 6 in a heading."""
        if self.outline is not None:
            return self.outline + 1 if self.outline < 6 else 0  # noqa: PLR2004  levels that a line can have
        return head.level(self.style)

    def format(self, head: Head, ground: Colour | None) -> Format:
        """How the letters look on what is behind them, of which number 0 is none."""
        numbers = (number for number in (self.behind, self.shading) if number)
        fill = next((head.colour(number) or UNKNOWN for number in numbers), ground)
        return Format(self.size / 2, self.bold, self.hidden, head.colour(self.colour), fill)
