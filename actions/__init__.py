"""What the assistant knows and does for the shopper: one module a topic, over the law (`law`) and shop (`store`)."""

import importlib
import inspect

from rasa_sdk.executor import ActionExecutor

from actions.shop import Shop

TOPICS = (
    "session conversation details lines orders delivery returns refunds warranty recalls repairs parts repairability "
    "questions handoff"
).split()


def every_action(shop: Shop) -> ActionExecutor:
    """Return an executor that knows every action, each made for this shop."""
    from actions.topic import Topic

    executor = ActionExecutor()
    for topic in TOPICS:
        module = importlib.import_module(f"actions.{topic}")
        for _, action in inspect.getmembers(module, inspect.isclass):
            if issubclass(action, Topic) and not inspect.isabstract(action) and action.__module__ == module.__name__:
                executor.register_action(action(shop))
    return executor
