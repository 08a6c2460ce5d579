"""Savia's own actions, for stock Rasa's action server: `rasa run actions --actions bench.load.stock_actions`.

That server makes every action it finds without an argument; Savia's are made for a shop. Here each finds its shop.
"""

import os

from actions import every_action
from actions.shop import Shop
from actions.store.engine import open_engine
from actions.topic import Topic

_SHOP = Shop(engine=open_engine(os.environ["SAVIA_DATABASE_URL"]))


def _in_this_shop(action: Topic) -> None:
    action.shop = _SHOP


every_action(_SHOP)  # imports every module of actions, so that the server finds their classes
Topic.__init__ = _in_this_shop  # type: ignore[method-assign,assignment]
