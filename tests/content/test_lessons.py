"""The lessons of this repository keep every rule; the rules themselves are tested in tests/unit/test_checks.py."""

import pytest

from medialit.kit.checks import RULES, Rule, check
from tests.content.repository import ROOT


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_rule_holds(rule: Rule) -> None:
    broken = [str(problem) for problem in check(ROOT, (rule,)) if not problem.advice]
    assert not broken, "\n" + "\n".join(broken)
