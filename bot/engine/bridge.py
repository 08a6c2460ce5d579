"""Lets Rasa 3.6 run without TensorFlow. Import this module before anything of Rasa.

Rasa imports TensorFlow at start whatever the pipeline; nothing here uses it. A finder answers those imports with
inert modules whose names can be subclassed and annotated with, and which fail loudly as soon as one is called.
"""

import importlib.abc
import importlib.machinery
import os
import sys
import types
import warnings
from collections.abc import Sequence
from typing import Any

ABSENT_PACKAGES = (
    *("tensorflow", "tensorflow_hub", "tensorflow_text", "keras"),
    # What Rasa's own channels, stores and command line talk with: none of them is used.
    *("aiogram", "boto3", "botocore", "fbmessenger", "mattermostwrapper", "pymongo", "questionary", "rocketchat_API"),
    *("slack_sdk", "twilio", "webexteamssdk"),
)


class TensorFlowAbsent(RuntimeError):
    """A component that needs TensorFlow was used."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} needs TensorFlow, which Savia does not install: "
            "choose another component in bot/config.yml (for instance bot.nlu.intent_classifier.IntentClassifier)."
        )


class _Placeholder(type):
    """Metaclass of what stands for TensorFlow's names: any attribute exists, no instance can be made."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _placeholder(f"{cls.__qualname__}.{name}")

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if args and callable(args[0]) and not kwargs and not isinstance(args[0], type):
            return args[0]  # used as a decorator
        raise TensorFlowAbsent(cls.__qualname__)

    def __getitem__(cls, _: Any) -> type:
        return cls

    def __or__(cls, _: Any) -> Any:
        return cls

    def __ror__(cls, _: Any) -> Any:
        return cls

    def __mro_entries__(cls, _: Any) -> tuple[type, ...]:
        return (cls,)


def _placeholder(name: str) -> type:
    return _Placeholder(name, (), {"__module__": "tensorflow"})


class _AbsentModule(types.ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = _placeholder(f"{self.__name__}.{name}")
        setattr(self, name, value)
        return value


class _AbsentPackages(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] in ABSENT_PACKAGES:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return _AbsentModule(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        """Nothing to run: the module answers any name."""


def install() -> None:
    """Make Rasa importable; calling it again does nothing."""
    if any(isinstance(finder, _AbsentPackages) for finder in sys.meta_path):
        return
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("RASA_MAX_CACHE_SIZE", "0")  # training is always whole: copying its steps to a cache is waste
    # One sentence at a time: threads of linear algebra would only wait for each other, at full speed.
    for library in ("OPENBLAS", "OMP", "MKL", "BLIS"):
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    warnings.filterwarnings("ignore", "pkg_resources is deprecated", UserWarning)
    sys.meta_path.insert(0, _AbsentPackages())


install()
