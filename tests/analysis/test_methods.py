import inspect
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ANALYSIS = ROOT / "xenograft" / "analysis"
MODULES = sorted(path.stem for path in ANALYSIS.glob("[a-z]*.py"))
FOLDERS = {
    folder: sorted(path.stem for path in (ANALYSIS / folder).glob("[a-z]*.py"))
    for folder in (
        "allocation",
        "blocks",
        "combination",
        "endpoints",
        "mixed",
        "survival",
    )
}
FIGURES = (
    "arm_panels",
    "counts",
    "event_free",
    "growth_curves",
    "mouse_curves",
    "readout_points",
    "render",
    "response_bars",
    "strips",
    "waterfall",
)


def public_functions(name):
    module = import_module(name)
    return [
        function_name
        for function_name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == name and not function_name.startswith("_")
    ]


def names():
    modules = [*MODULES, *(f"figures.{module}" for module in FIGURES)]
    for folder, found in FOLDERS.items():
        modules += [f"{folder}.{module}" for module in found]
    return [
        (module, function)
        for module in modules
        for function in public_functions(f"xenograft.analysis.{module}")
    ]


@pytest.mark.parametrize(("module", "function"), names())
def test_every_function_of_the_analysis_is_in_the_methods(module, function):
    assert f"`{function}`" in (ROOT / "docs" / "methods.md").read_text()


@pytest.mark.parametrize("module", MODULES)
def test_every_module_of_the_analysis_has_a_section(module):
    assert f"`{module}.py`" in (ROOT / "docs" / "methods.md").read_text()
