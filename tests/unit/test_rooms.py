"""The package's rooms: imports point one way, as CONTRIBUTING draws them."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "medialit"
MAY_IMPORT = {
    "_twin": set(),
    "_places": set(),
    "_xapi": {"quiz"},
    "first_steps": set(),
    "quiz": {"_twin"},
    "desk": {"_twin"},
    "care": {"_twin"},
    "memo": {"_twin", "desk"},
    "records": {"_xapi"},
    "_journal": {"quiz", "records", "_xapi"},
    "history": {"quiz", "records", "_journal", "_xapi"},
    "assessment": {"quiz", "records", "_xapi"},
    "gain": {"quiz", "assessment"},
    "calibration": {"quiz", "desk"},
    "spacing": set(),
    "_again": {"quiz", "spacing"},
    "_standing": {"quiz", "spacing", "_again"},
    "passport": {"quiz", "_again", "_standing"},
    "hand_in": {"records", "_places", "_xapi"},
    "hand_in_form": {"_twin", "hand_in"},
    "lesson": {
        *(
            "quiz",
            "care",
            "desk",
            "memo",
            "records",
            "history",
            "assessment",
            "gain",
            "calibration",
            "_places",
            "_journal",
        ),
        *("_places", "_journal", "_again", "_standing", "passport", "hand_in", "hand_in_form"),
    },
    "__init__": {"lesson"},
    "classroom": {
        *("quiz", "desk", "memo", "records", "history", "assessment", "gain", "calibration", "hand_in"),
        *("_places", "_journal", "_xapi", "_twin", "_again"),
    },
    "kit": {"quiz", "care", "desk", "memo", "records", "lesson", "hand_in", "classroom", "_places", "__init__"},
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def room_of(module: Path) -> str:
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def rooms_imported(module: Path) -> set[str]:
    """The rooms a module imports from, in functions and for annotations too."""
    nodes = list(ast.walk(ast.parse(module.read_text(encoding="utf-8"))))
    names = [node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    names += [
        f"medialit.{alias.name}"
        for node in nodes
        if isinstance(node, ast.ImportFrom) and node.module == "medialit"
        for alias in node.names
    ]
    names += [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    return {name.split(".")[1] for name in names if name.startswith("medialit.")}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(PACKAGE)))
def test_a_module_imports_only_from_the_rooms_it_may(module: Path) -> None:
    room = room_of(module)
    beyond = rooms_imported(module) - MAY_IMPORT[room] - {room, "Lesson", "__version__"}
    assert not beyond, f"medialit/{room} may not import {', '.join(sorted(beyond))}; see the table in CONTRIBUTING.md"


def test_every_room_is_on_the_map() -> None:
    assert {room_of(module) for module in MODULES} == set(MAY_IMPORT)
