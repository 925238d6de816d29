"""What is read before the first match is all that a match reads."""

import subprocess
import sys

SCRIPT = """
from datetime import date
from app.matching import tables, warm
from app.matching.model import MatchPolicy
from app.matching.requirements import read_requirements
from app.matching.score import match
from tests.matching import people

warm.load()
read = tables._rows

def refuse(path):
    raise SystemExit(f"{path} was read by the first match")

tables._rows = refuse
asked = read_requirements("", "Anforderungen\\n- Abgeschlossenes Studium\\n- Deutsch C1\\n- 3 Jahre Pflege")
assert asked
match(people.resume(people.NURSE), asked, policy=MatchPolicy(), as_of=date(2026, 11, 1))
"""


def test_no_table_is_read_by_the_first_match():
    ended = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
