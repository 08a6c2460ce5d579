"""Rasa runs without TensorFlow, and says so loudly where it would be needed."""

import sys

import pytest

import bot.engine.bridge as bridge


def test_rasa_is_imported_without_tensorflow() -> None:
    import rasa.core.agent  # noqa: F401

    assert not hasattr(sys.modules["tensorflow"], "__file__") or sys.modules["tensorflow"].__file__ is None


def test_a_component_that_needs_tensorflow_fails_with_what_to_do() -> None:
    import tensorflow

    with pytest.raises(bridge.TensorFlowAbsent, match=r"bot/config\.yml"):
        tensorflow.keras.Model(name="a model")


def test_installing_twice_changes_nothing() -> None:
    finders = list(sys.meta_path)

    bridge.install()

    assert sys.meta_path == finders


@pytest.mark.parametrize("module", ["bot.app", "bot.assistant", "bot.evaluation", "bot.cli", "bot.nlu.tokenizer"])
def test_each_way_in_brings_the_bridge_with_it(module: str) -> None:
    import subprocess

    done = subprocess.run([sys.executable, "-c", f"import {module}"], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr[-600:]
