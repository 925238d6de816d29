"""Postings and resumes in Chinese and Arabic: who fits in other words is flagged, who nearly fits is not."""

from datetime import date
from pathlib import Path

import pytest

from app.matching.model import MatchPolicy, Verdict
from app.matching.requirements import read_requirements
from app.matching.score import match
from parsers.read import read

AS_OF = date(2026, 11, 1)
BLOCKS = Path(__file__).with_name("zh_ar.txt").read_text("utf-8").split("\n=== ")[1:]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: " ".join(block.split("\n")[:2]))
def test_who_fits_is_flagged_and_who_nearly_fits_is_not(block):
    head, rest = block.split("\n", 1)
    posting, person = rest.split("\n---\n")
    asked = read_requirements(posting.split("\n")[0], posting)
    found = match(read(person.encode()), asked, policy=MatchPolicy(), as_of=AS_OF)
    assert asked
    assert (found.verdict is Verdict.STRONG) is head.endswith("strong"), found
