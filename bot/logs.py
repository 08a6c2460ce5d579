"""The log: one line an event, and no e-mail, name or text of a shopper at the default level."""

import logging
import warnings

import structlog

# Libraries that tell what shoppers write or what no operator needs.
QUIET = ("rasa", "rasa_sdk", "alembic", "matplotlib", "aiohttp.access", "apscheduler", "urllib3", "asyncio")


def configure(level: str) -> None:
    """Set the log up; call it once, before Rasa is imported."""
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s", force=True)
    quieten(level)


def quieten(level: str) -> None:
    """Keep the libraries' own words out of the log, and leave ours as they are."""
    quiet = logging.DEBUG if level == "DEBUG" else logging.ERROR
    for name in QUIET:
        logging.getLogger(name).setLevel(quiet)
    # Rasa's own structured log prints every message to the standard output unless it is told not to.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(quiet), cache_logger_on_first_use=False)
    if level != "DEBUG":
        warnings.filterwarnings("ignore", module=r"rasa(\.|$|_)|sanic|spacy|skops")
        warnings.filterwarnings("ignore", "the load_module\\(\\) method is deprecated", DeprecationWarning)
