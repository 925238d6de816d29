"""The one exception of a format: this file cannot be read, for a reason that is expected and can be told."""


class CannotRead(Exception):  # noqa: N818  it reads as the sentence it stands for, and it is not a fault of ours
    """``why`` is one plain sentence about the file, for a recruiter, without any of the file's content."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
