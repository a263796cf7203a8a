"""The house: rooms in protocol order, imports backwards only."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

HOUSE = Path(settings.BASE_DIR) / "xenograft"
ROOMS = [
    "analysis",
    "storage",
    "history",
    "study",
    "implantation",
    "measurement",
    "growth",
    "randomization",
    "dosing",
    "endpoint",
    "samples",
    "bench",
    "results",
    "export",
]
# The frame of the app belongs to no room.
FRAME = {"management", "migrations", "templatetags"}
# Handed over as one file, to be read and run without the rest.
SINGLE_FILES = {"xenograft/analysis/allocation/verifier.py"}
# Where querysets and pandas may meet.
BRIDGES = ("frames", "export")


def modules(room):
    return sorted((HOUSE / room).rglob("*.py"))


def imports(path):
    """Dotted names of all modules that a file imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def rooms_imported(path):
    parts = [name.split(".") for name in imports(path) if name.startswith("xenograft.")]
    return {name[1] for name in parts if name[1] in ROOMS}


def test_every_room_has_a_place_in_the_order():
    found = {
        folder.name for folder in HOUSE.iterdir() if (folder / "__init__.py").exists()
    }
    assert found - FRAME == set(ROOMS)


def test_the_register_knows_every_room_that_has_models():
    with_models = {
        room
        for room in ROOMS
        if (HOUSE / room / "models.py").exists() or (HOUSE / room / "models").exists()
    }
    assert rooms_imported(HOUSE / "models.py") == with_models


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_backwards_only(room):
    allowed = set(ROOMS[: ROOMS.index(room) + 1])
    wrong = {
        str(path.relative_to(HOUSE)): sorted(rooms_imported(path) - allowed)
        for path in modules(room)
        if rooms_imported(path) - allowed
    }
    assert wrong == {}


def test_analysis_imports_nothing_else_of_ours():
    names = {name for path in modules("analysis") for name in imports(path)}
    ours = {name for name in names if name.startswith("xenograft.")}
    assert {name for name in ours if not name.startswith("xenograft.analysis")} == set()


def test_analysis_does_not_wake_django():
    found = [
        ".".join(path.relative_to(HOUSE.parent).with_suffix("").parts)
        for path in modules("analysis")
        if path.name != "__init__.py"
    ]
    program = f"import sys, {', '.join(found)}; sys.exit('django' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=HOUSE.parent, check=False
    )
    assert done.returncode == 0


def test_querysets_and_pandas_meet_only_in_frames():
    wrong = [
        str(path.relative_to(HOUSE))
        for room in ROOMS[1:]
        for path in modules(room)
        if "pandas" in set(imports(path))
        and not any(part in BRIDGES for part in (path.stem, *path.parts))
    ]
    assert wrong == []


def test_only_django_and_tests_import_the_register():
    wrong = [
        str(path.relative_to(HOUSE))
        for path in HOUSE.rglob("*.py")
        if "xenograft.models" in set(imports(path))
    ]
    assert wrong == []


def test_every_migration_is_named_for_what_it_does():
    names = [path.stem for path in (HOUSE / "migrations").glob("0*.py")]
    assert [name for name in names if "_auto_" in name] == []


def test_no_file_is_longer_than_300_lines():
    long = {
        str(path.relative_to(HOUSE.parent)): lines
        for folder in (HOUSE, HOUSE.parent / "tests", HOUSE.parent / "benchmarks")
        for path in folder.rglob("*.py")
        if "migrations" not in path.parts
        and (lines := len(path.read_text().splitlines())) > 300
    }
    assert set(long) <= SINGLE_FILES, long


def test_no_function_is_longer_than_50_lines():
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    long = [
        f"{path.relative_to(HOUSE)}:{node.name}"
        for path in HOUSE.rglob("*.py")
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, functions) and node.end_lineno - node.lineno >= 50
    ]
    assert long == []
