"""Gives every law test its cases: `test_<topic>.py` reads `cases/<topic>.yml` and `<topic>_*.yml`, an item each."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
import yaml

HERE = Path(__file__).parent


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One item per case for the tests that take a `case`, one per file for those that take a `malformed` file."""
    if "case" in metafunc.fixturenames:
        topic = Path(metafunc.module.__file__).stem.removeprefix("test_")
        files = sorted((HERE / "cases").glob(f"{topic}.yml")) + sorted((HERE / "cases").glob(f"{topic}_*.yml"))
        cases = [case for file in files for case in yaml.safe_load(file.read_text(encoding="utf-8"))]
        assert cases, f"No case for {topic}: write tests/actions/law/cases/{topic}.yml."
        metafunc.parametrize("case", cases, ids=[case["name"] for case in cases])
    if "malformed" in metafunc.fixturenames:
        files = sorted((HERE / "malformed").glob("*.yml"))
        metafunc.parametrize("malformed", files, ids=[file.stem for file in files])


@pytest.fixture
def answers() -> Callable[[Mapping[str, Any], Mapping[str, Callable[..., Any]]], None]:
    """A check: the question `ask` of a case, put with `given`, gives its `answer`, key by key when it is a mapping."""

    def check(case: Mapping[str, Any], questions: Mapping[str, Callable[..., Any]]) -> None:
        found = plain(questions[case["ask"]](**case.get("given", {})))
        expected = plain(case["answer"])
        if isinstance(expected, dict):
            found = {key: found[key] for key in expected}
        assert found == expected

    return check


def plain(thing: Any) -> Any:
    """A finding as YAML would write it: dataclasses as mappings, tuples as lists, names and amounts as text."""
    if is_dataclass(thing) and not isinstance(thing, type):
        properties = [name for name, member in vars(type(thing)).items() if isinstance(member, property)]
        return {name: plain(getattr(thing, name)) for name in [*(field.name for field in fields(thing)), *properties]}
    if isinstance(thing, dict):
        return {key: plain(value) for key, value in thing.items()}
    if isinstance(thing, list | tuple):
        return [plain(value) for value in thing]
    if isinstance(thing, StrEnum | Decimal):
        return str(thing)
    return thing.isoformat() if isinstance(thing, date) else thing
