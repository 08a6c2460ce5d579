"""The law imports nothing of ours but itself, never reads the clock, and its topics never import one another."""

import ast
import sys
from pathlib import Path

import pytest

from actions.law.values import LAW_FOLDER

ALLOWED_OUTSIDE = {"yaml", "holidays"}
CLOCKS = {"today", "now", "utcnow", "time", "monotonic"}
TOPICS = {path.stem for path in LAW_FOLDER.glob("*.yml")}
MODULES = sorted(LAW_FOLDER.glob("*.py"))
# The assessment gathers what the topics say: it is what `overlays.py` is for.
GATHERS_TOPICS = {"overlays"}


def imports_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_it_imports_only_the_law_and_two_libraries(module: Path) -> None:
    for name in imports_of(module):
        root = name.split(".")[0]
        ours = name.startswith("actions.law.")
        assert ours or root in sys.stdlib_module_names or root in ALLOWED_OUTSIDE, f"{module.name} imports {name}"


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_it_never_reads_the_clock(module: Path) -> None:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    called = {
        node.func.attr for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert not called & CLOCKS


@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_topics_do_not_import_one_another(topic: str) -> None:
    imported = {name.removeprefix("actions.law.") for name in imports_of(LAW_FOLDER / f"{topic}.py")}
    assert not imported & (TOPICS - {topic})


def test_only_the_overlays_gather_topics() -> None:
    for module in MODULES:
        imported = {name.removeprefix("actions.law.") for name in imports_of(module)} & TOPICS
        assert not imported or module.stem in GATHERS_TOPICS


def test_every_topic_has_its_reasoning_beside_its_values() -> None:
    for topic in TOPICS:
        assert (LAW_FOLDER / f"{topic}.py").exists(), f"{topic}.yml has no {topic}.py"
