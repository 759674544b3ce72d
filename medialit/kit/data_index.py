"""The table in the README of a data package, one row a file, made from its `datapackage.json`."""

from __future__ import annotations

from typing import Any

_BEGIN, _END = "<!-- files:begin -->", "<!-- files:end -->"
_HEAD = ("File", "What", "From where", "When", "Licence or ground", "Real or invented", "What was changed")


def file_table(package: dict[str, Any]) -> str:
    """The files of a data package as a Markdown table."""
    rows = [_HEAD, ["---"] * len(_HEAD), *(_row(resource) for resource in package["resources"])]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows)


def _row(resource: dict[str, Any]) -> list[str]:
    path = resource["path"]
    return [
        f"[{path}]({path})",
        resource["description"],
        "; ".join(source["title"] for source in resource["sources"]),
        resource["collected"],
        "; ".join(licence["title"] for licence in resource["licenses"]),
        resource["kind"],
        resource["changes"],
    ]


def with_table(readme: str, table: str, file: str = "data/README.md") -> str:
    """The README with its file table replaced."""
    if _BEGIN not in readme or _END not in readme:
        message = f"{file} has lost the lines {_BEGIN} and {_END}: put them back around the table of files."
        raise ValueError(message)
    before, rest = readme.split(_BEGIN, 1)
    return f"{before}{_BEGIN}\n{table}\n{_END}{rest.split(_END, 1)[1]}"
