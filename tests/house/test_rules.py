"""Every rule of the house, over this checkout. That each one can fail is shown in test_guards_bite.py."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house import code_rules, doc_rules, floor_rules, packaging_rules, tree

RULES = [*floor_rules.RULES, *code_rules.RULES, *doc_rules.RULES, *packaging_rules.RULES]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_rule_is_kept(rule: Callable[[Path], list[str]]) -> None:
    complaints = rule(tree.ROOT)
    assert not complaints, "\n".join(["", *complaints])
