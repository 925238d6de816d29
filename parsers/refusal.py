"""The one exception of a format: this file cannot be read, for a reason that is expected and can be told."""

from parsers.model import Need


class CannotRead(Exception):  # noqa: N818  it reads as the sentence it stands for, and it is not a fault of ours
    """``why`` is one plain sentence about the file, for a recruiter, without any of the file's content.

    ``needs`` names an outside program's work that could still make it readable.
    """

    def __init__(self, why: str, needs: Need | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.needs = needs
