"""The commands that start, train, fill and check Savia. Each module of a room brings its own (`add_commands`)."""

import argparse
import asyncio
import logging
import os
import runpy
import socket
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot import model
from bot.settings import Settings
from bot.workers import Workers

if TYPE_CHECKING:
    from bot.app import Service

logger = logging.getLogger(__name__)

Commands = Any  # argparse's own type for this is private


class CannotRun(RuntimeError):
    """A command cannot do its work; the message says why and what to do."""


def add_commands(commands: Commands) -> None:
    """Declare the commands."""
    serve = _command(commands, "serve", "start the service", _serve)
    serve.add_argument(
        "--demonstration", action="store_true", help="fill an empty database with the demonstration shop"
    )
    train = _command(commands, "train", "train the model on data/", _train)
    train.add_argument("--if-stale", action="store_true", help="only when it is missing or older than its data")
    imports = _command(commands, "import", "load orders, products, recalls and parts from a JSON file", _import)
    imports.add_argument("file", type=Path)
    export = _command(commands, "export", "write the shop's data as JSON", _export)
    export.add_argument("file", type=Path, nargs="?", help="standard output by default")
    evaluate = _command(commands, "eval", "measure understanding on a file of sentences (JSON lines)", _evaluate)
    evaluate.add_argument("file", type=Path)
    evaluate.add_argument("--errors", action="store_true", help="show every mistake")
    _command(commands, "demo", "fill the database with the demonstration shop", _demonstrate)
    _command(commands, "doctor", "check settings, database, model and port", _diagnose)
    rasa = _command(
        commands, "rasa", "Rasa's own tools on the same files: train, test, data validate, shell", _run_rasa
    )
    rasa.add_argument("arguments", nargs=argparse.REMAINDER)


def _command(commands: Commands, name: str, meaning: str, run: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=meaning, description=meaning)
    parser.set_defaults(run=run)
    return parser


def _serve(arguments: argparse.Namespace, settings: Settings) -> int:
    _check_port(settings)
    if model.is_stale(settings.at(settings.model)):
        logger.warning("the model is missing or older than its data; train it with `savia train`")
    if arguments.demonstration:
        _fill_if_empty(settings)
    if settings.processes > 1 and not settings.redis_url:
        raise CannotRun("SAVIA_PROCESSES needs SAVIA_REDIS_URL: by Redis the processes hear of each other.")
    from bot.app import make_service, settle_memory

    service = make_service(settings)
    address = f"http://{settings.host}:{settings.port}"
    print(f"Savia answers.\n  Demonstration shop: {address}/\n  Agents' desk:       {address}/desk", flush=True)
    if settings.processes == 1:
        _answer(service)
    else:
        service.engine.dispose()  # a connection belongs to one process
        settle_memory()
        Workers(settings.processes, lambda place: _answer(service, place)).run()
    return 0


def _answer(service: "Service", place: int = 0) -> None:
    """Answer on the port, shared with the other processes; the standing works are done by the first alone."""
    import uvloop
    from aiohttp import web

    from bot.app import make_app

    settings = service.settings
    if place:
        service = replace(service, settings=replace(settings, standing_works="off"))
    web.run_app(
        make_app(service),
        host=settings.host,
        port=settings.port,
        reuse_port=settings.processes > 1 or None,  # the kernel deals the connections out
        print=None,
        access_log=None,
        loop=uvloop.new_event_loop(),
    )


def _check_port(settings: Settings) -> None:
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((settings.host, settings.port))
        except OSError as error:
            raise CannotRun(
                f"Port {settings.port} of {settings.host} cannot be used ({error.strerror}). "
                "Stop what uses it or set SAVIA_PORT to another one."
            ) from error


def _train(arguments: argparse.Namespace, settings: Settings) -> int:
    folder = settings.at(settings.model)
    if arguments.if_stale and not model.is_stale(folder):
        return 0
    print(f"Trained: {model.train(folder)}")
    return 0


def open_database(settings: Settings) -> Any:
    """Return the engine of a database brought up to date."""
    from actions.store.engine import open_engine
    from actions.store.migrations import upgrade

    engine = open_engine(settings.database_url)
    upgrade(engine)
    return engine


def _import(arguments: argparse.Namespace, settings: Settings) -> int:
    from actions.store.shop_data import import_shop

    print(import_shop(open_database(settings), arguments.file))
    return 0


def _export(arguments: argparse.Namespace, settings: Settings) -> int:
    from actions.store.shop_export import export_shop

    pieces = export_shop(open_database(settings))
    if arguments.file is None:
        sys.stdout.writelines(pieces)
        return 0
    with arguments.file.open("w", encoding="utf-8") as out:
        out.writelines(pieces)
    return 0


def _demonstrate(_: argparse.Namespace, settings: Settings) -> int:
    from actions.store.demonstration import demonstration_shop, documented_orders
    from actions.store.shop_data import import_document

    today = datetime.now(ZoneInfo("Europe/Paris")).date()
    print(import_document(open_database(settings), demonstration_shop(today), source="demonstration"))
    for order in documented_orders():
        print(f"  {order.number}  {order.email}  {order.what}")
    return 0


def _fill_if_empty(settings: Settings) -> None:
    from actions.store.demonstration import demonstration_shop
    from actions.store.questions.catalogue import version
    from actions.store.shop_data import import_document

    engine = open_database(settings)
    if version(engine) == 0:
        today = datetime.now(ZoneInfo("Europe/Paris")).date()
        import_document(engine, demonstration_shop(today), source="demonstration")
    engine.dispose()


def _evaluate(arguments: argparse.Namespace, settings: Settings) -> int:
    from bot.evaluation import evaluate

    return asyncio.run(evaluate(arguments.file, settings, show_errors=arguments.errors))


def _diagnose(_: argparse.Namespace, settings: Settings) -> int:
    open_database(settings).dispose()
    print("Database: reachable and up to date.")
    print(
        f"Model: {model.latest(settings.at(settings.model))}, "
        f"{'stale' if model.is_stale(settings.at(settings.model)) else 'fresh'}."
    )
    _check_port(settings)
    print(f"Port {settings.port}: free.")
    return 0


def _run_rasa(arguments: argparse.Namespace, _: Settings) -> int:
    import bot.engine  # noqa: F401  # first: Rasa cannot be imported without it

    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    sys.argv = ["rasa", *arguments.arguments]
    runpy.run_module("rasa", run_name="__main__")
    return 0
