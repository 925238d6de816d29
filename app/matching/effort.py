"""How much one match may cost, counted in steps and not in seconds, so that the same input always ends the same way.

A candidate chooses the text that is compared. Whoever sends a megabyte of one word gets a person, not a busy server.
"""

from collections.abc import Sequence

from parsers.model import Line

MAX_CHARACTERS = 200_000
"""Of a resume: some 30,000 words, or fifty full pages."""
MAX_STEPS = 250_000
"""A resume of three pages against twenty requirements takes about a thousand."""
FORM, PLACE, MENTION = 5, 4, 40
"""Steps for looking up a writing, for trying one place in the resume, for reading the clause around what was found."""
WORDS_A_STEP, LETTERS_A_STEP = 4, 20
"""What a plain pass over words, or a search in letters, gets done in one step."""

TOO_LONG = "The resume is longer than 30,000 words can be compared; a person has to look."
TOO_MUCH = "The resume and the posting have too many like words to be compared; a person has to look."


class TooMuchError(Exception):
    """The comparison would cost more than one match may; it never leaves ``score.match``."""


class Effort:
    """The steps that are left for one match."""

    def __init__(self, steps: int = MAX_STEPS) -> None:
        self.left = steps

    def spend(self, steps: int) -> None:
        """Take steps before the work is done. Raises ``TooMuchError`` when there are not enough."""
        self.left -= steps
        if self.left < 0:
            raise TooMuchError(TOO_MUCH)


def check_length(lines: Sequence[Line]) -> None:
    """Raises ``TooMuchError`` for a resume that is too long to be compared."""
    if sum(len(line.text) for line in lines) > MAX_CHARACTERS:
        raise TooMuchError(TOO_LONG)
