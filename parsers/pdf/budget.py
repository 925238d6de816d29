"""How much work one file may cause. Numbers far above what any resume needs, and low enough to end in a second or two.

What is over a limit ends the reading of that page, or of the whole file, with a remark; what was read so far is kept.
"""

from dataclasses import dataclass, field

MAX_STREAM = 24_000_000
"""Bytes of one decoded stream; the content of a dense page with vector pictures has 2 million."""

MAX_DECODED = 64_000_000
"""Bytes of all decoded streams of a file."""

MAX_TOKENS = 400_000
"""Of all content streams of a file. A run of path operators is one; 50 dense pages had 122,000."""

MAX_FORMS = 2_000
"""Forms painted in a file, each time they are painted."""

MAX_FORM_DEPTH = 12
MAX_STATES = 200
"""Graphics states saved at one time; the standard asks for 28."""

MAX_PATH = 2_000_000
"""Bytes of one path that is painted; the coast of a map has a tenth of that."""

MAX_PAINTS = 5_000
"""Fills and images kept of one page."""

MAX_PAGE_GLYPHS = 30_000
MAX_GLYPHS = 400_000
"""Characters of one page (a dense one has 6,000) and of a file."""

MAX_PAGES = 50

MAX_RANGE = 65_536
"""Codes in one range of a font; there are no more than that in a font."""

MAX_RANGES = 200_000
"""Codes in all ranges of one table of a font."""

_GRANT = 1_000


class TooMuch(Exception):  # noqa: N818  it reads as what happened
    """A limit is reached."""


@dataclass(slots=True)
class Budget:
    """What is left for one file. Every method takes some of it and raises ``TooMuch`` where there is none."""

    _tokens: int = field(default=MAX_TOKENS)
    _forms: int = field(default=MAX_FORMS)
    _decoded: int = field(default=MAX_DECODED)
    _glyphs: int = field(default=MAX_GLYPHS)
    exceeded: bool = False

    def tokens(self) -> int:
        """A grant of tokens, so that not every one of them has to ask."""
        self._tokens -= _GRANT
        self._check(self._tokens)
        return _GRANT

    def form(self, depth: int) -> None:
        """One form is to be painted inside ``depth`` others."""
        self._forms -= 1
        self._check(min(self._forms, MAX_FORM_DEPTH - depth))

    def decoded(self, size: int) -> None:
        """A stream of so many bytes was decoded."""
        self._decoded -= size
        self._check(self._decoded)

    def glyphs(self, count: int) -> None:
        """A page has so many glyphs."""
        self._glyphs -= count
        self._check(self._glyphs)

    def _check(self, left: int) -> None:
        if left < 0:
            self.exceeded = True
            raise TooMuch
