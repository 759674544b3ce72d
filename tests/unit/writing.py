"""A statement to write, and a process that writes many: `python -m tests.unit.writing FOLDER COUNT`.

The process prints the id of each statement once the record book has acknowledged it.
"""

import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

from medialit._xapi import ANSWERED, activity_id, extension, now
from medialit.records import RecordBook


def statement(response: str = "cyclist", at: str | None = None) -> dict[str, Any]:
    """An answer to a question about bicycles, as `answered` makes it."""
    definition = {"interactionType": "choice", "choices": [{"id": response}]}
    return {
        "id": str(uuid4()),
        "timestamp": at or now(),
        "verb": ANSWERED,
        "object": {"id": activity_id("bicycles", "who-saw"), "definition": definition},
        "result": {"response": response, "success": True, "extensions": {extension("response"): response}},
    }


def main(folder: str, count: str) -> None:
    book = RecordBook(Path(folder))
    for _ in range(int(count)):
        print(book.append(statement())["id"], flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
