"""The bank of the tests, and its items with something changed."""

from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from medialit.quiz import Item, load_bank

BANK = load_bank(Path(__file__).parents[1] / "fixtures" / "90-bicycles.yaml")
_ITEM: TypeAdapter[Item] = TypeAdapter(Item)


def changed(item: str, changes: dict[str, Any]) -> Any:
    """The item with some fields changed: `{"choices.0.right": False}`."""
    whole = BANK.item(item).model_dump(exclude_unset=True)
    for path, value in changes.items():
        *outer, last = path.split(".")
        part: Any = whole
        for step in outer:
            part = part[int(step) if step.isdigit() else step]
        part[int(last) if last.isdigit() else last] = value
    return _ITEM.validate_python(whole)
