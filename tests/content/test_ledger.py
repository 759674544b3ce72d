"""No question, key, reason or data row changes unseen: a change is accepted by name, in tests/content/ledger.json."""

import json

from medialit.kit import ledger
from tests.content.repository import ROOT


def test_nothing_changed_since_it_was_accepted() -> None:
    changed = [str(problem) for problem in ledger.changes(ROOT)]
    assert not changed, "\n" + "\n".join(changed)


def test_the_ledger_is_stored_as_it_is_written() -> None:
    stored = (ROOT / ledger.LEDGER_FILE).read_text(encoding="utf-8")
    is_as_written = stored == ledger.dumps(json.loads(stored))
    assert is_as_written, f"{ledger.LEDGER_FILE} was edited by hand; run: medialit accept"
