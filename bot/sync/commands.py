"""The commands that bring data in and out: `import`, `export`, `sync`, `recalls`, `indices`."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.commands import CannotRun
from bot.settings import Settings

# Heavier parts are imported by the command that needs them: `savia serve` starts without.
Commands = Any  # argparse's own type for this is private
MOST_SENTENCES = 20


def add_commands(commands: Commands) -> None:
    """Declare the commands; `import` and `export` gain what they lack when they are declared already."""
    _add_import(commands)
    _add_export(commands)
    _add_sync(commands)
    _add_recalls(commands)
    indices = _command(commands, "indices", "repairability and durability indices").add_subparsers(required=True)
    imports = _command(
        indices, "import", "load official declarations of indices (CSV of data.gouv.fr)", _import_indices
    )
    imports.add_argument("file", type=Path, nargs="+")
    imports.add_argument("--leave-out-invalid", action="store_true", help="write the rows that keep to the schema")


def _add_import(commands: Commands) -> None:
    meaning = "load orders, products, recalls or parts from a file, whoever exported it"
    imports = commands.choices.get("import") or _command(commands, "import", meaning)
    if not any(action.dest == "file" for action in imports._actions):  # noqa: SLF001  # argparse has no other way
        imports.add_argument("file", type=Path)
    imports.add_argument("more", type=Path, nargs="*", help="further files of the same export (PrestaShop's resources)")
    imports.add_argument("--map", type=Path, help="which column is which, for a table of the shop's own (YAML)")
    imports.add_argument(
        "--propose-map", type=Path, metavar="MAP", help="write a first guess of that map, import nothing"
    )
    imports.set_defaults(run=_import)


def _add_export(commands: Commands) -> None:
    export = commands.choices.get("export") or _command(commands, "export", "write the shop's data as JSON or CSV")
    if not any(action.dest == "file" for action in export._actions):  # noqa: SLF001  # argparse has no other way
        export.add_argument("file", type=Path, nargs="?", help="standard output by default")
    export.add_argument("--csv", type=Path, metavar="FOLDER", help="write CSV files into this folder instead")
    export.set_defaults(run=_export)


def _add_sync(commands: Commands) -> None:
    sync = _command(commands, "sync", "bring in what changed in the shop's software since the last time", _sync)
    sync.add_argument("source", nargs="?", choices=("woocommerce", "prestashop"), help="all that are set by default")
    sync.add_argument("--full", action="store_true", help="read everything again")
    sync.add_argument("--every", type=int, metavar="MINUTES", help="go on until stopped")


def _add_recalls(commands: Commands) -> None:
    recalls = _command(commands, "recalls", "official recalls").add_subparsers(required=True)
    sync = _command(recalls, "sync", "bring in the State's recalls (RappelConso)", _sync_recalls)
    sync.add_argument("--full", action="store_true", help="read everything again")
    imports = _command(recalls, "import", "load a file of RappelConso, CSV or JSON", _import_recalls)
    imports.add_argument("file", type=Path)
    imports.add_argument("--categories", default="all", help="categories between semicolons; all by default")
    match = _command(recalls, "match", "list the customers who bought what is recalled", _match_recalls)
    match.add_argument("--csv", type=Path, metavar="FILE", help="write the list as CSV, standard output by default")
    match.add_argument("--notices", type=Path, metavar="FOLDER", help="write the notice to send to each customer")
    match.add_argument("--unsure", action="store_true", help="add products that share only a brand or a model")


def _command(commands: Commands, name: str, meaning: str, run: Any = None) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=meaning, description=meaning)
    if run is not None:
        parser.set_defaults(run=run)
    return parser


def _open(settings: Settings) -> Any:
    from actions.store.engine import open_engine
    from actions.store.migrations import upgrade

    engine = open_engine(settings.database_url)
    upgrade(engine)
    return engine


def _import(arguments: argparse.Namespace, settings: Settings) -> int:
    from actions.store.source_files import import_files, propose_map
    from bot.sync.shops import statuses_of

    if arguments.propose_map is not None:
        arguments.propose_map.write_text(propose_map(arguments.file), encoding="utf-8")
        print(f"A first guess is in {arguments.propose_map}: check it, then give it with --map.")
        return 0
    paths = [arguments.file, *arguments.more]
    report = import_files(_open(settings), paths, map_path=arguments.map, statuses=statuses_of(settings))
    _tell_written(report, report.warnings)
    return 0


def _export(arguments: argparse.Namespace, settings: Settings) -> int:
    from actions.store.shop_csv import export_csv
    from actions.store.shop_export import export_shop

    engine = _open(settings)
    if arguments.csv is not None:
        for path in export_csv(engine, arguments.csv):
            print(path)
    elif arguments.file is None:
        sys.stdout.writelines(export_shop(engine))
    else:
        with arguments.file.open("w", encoding="utf-8") as out:
            out.writelines(export_shop(engine))
    return 0


def _sync(arguments: argparse.Namespace, settings: Settings) -> int:
    from bot.sync.shops import clients

    known = clients(settings)
    wanted = [arguments.source] if arguments.source else list(known)
    missing = [name for name in wanted if name not in known]
    if missing or not wanted:
        name = (missing or ["woocommerce"])[0]
        raise CannotRun(f"No shop is set: write its address in SAVIA_{name.upper()}_URL and its key beside it.")
    engine = _open(settings)
    if arguments.full:
        from actions.store.questions.sync_state import forget_cursors

        forget_cursors(engine, tuple(f"{name}:{section}" for name in wanted for section in ("orders", "products")))
    asyncio.run(_sync_all(engine, settings, wanted, arguments.every))
    return 0


async def _sync_all(engine: Any, settings: Settings, names: list[str], every: int | None) -> None:
    from actions.store.sources.translation import Translation
    from bot.sync.shops import clients, statuses_of, sync_shop

    while True:
        for name in names:
            client, connector = clients(settings)[name]()
            with _bar(name, "") as bar:
                async with client:
                    report = await sync_shop(engine, connector, Translation(statuses_of(settings)), _counting(bar))
            print(f"{name}: {report.orders} orders and {report.products} products written.")
            _tell((*report.refused, *report.remarks))
        if not every:
            return
        await asyncio.sleep(every * 60)


def _sync_recalls(arguments: argparse.Namespace, settings: Settings) -> int:
    from bot.sync.client import Client
    from bot.sync.recalls import address, chosen_categories, sync_recalls

    engine = _open(settings)

    async def run() -> Any:
        with _bar("recalls", "B") as bar:
            async with Client(address(settings.recalls_url)) as client:
                return await sync_recalls(
                    engine,
                    client,
                    settings.at("var/sync"),
                    chosen_categories(settings.recall_categories),
                    datetime.now(UTC),
                    is_whole=arguments.full,
                    progress=_advancing(bar),
                )

    done = asyncio.run(run())
    if done.report is None:
        print("Nothing has changed since the last time.")
    else:
        print(f"{done.report.shop.recalls} recalls written of {done.report.seen} read.")
        _tell(done.report.shop.warnings)
    return 0


def _import_recalls(arguments: argparse.Namespace, settings: Settings) -> int:
    from actions.store.source_files import import_recall_file
    from bot.sync.recalls import chosen_categories

    engine = _open(settings)
    report = import_recall_file(engine, arguments.file, chosen_categories(arguments.categories))
    print(f"{report.shop.recalls} recalls written of {report.seen} read.")
    _tell(report.shop.warnings)
    return 0


def _match_recalls(arguments: argparse.Namespace, settings: Settings) -> int:
    from actions.store.questions.recall_customers import concerned_customers
    from bot.sync.recall_notice import write_list, write_notices

    engine = _open(settings)
    found = list(concerned_customers(engine, with_unsure=arguments.unsure))
    if arguments.csv is None:
        write_list(engine, found, sys.stdout)
    else:
        with arguments.csv.open("w", encoding="utf-8-sig", newline="") as out:
            write_list(engine, found, out)
    if arguments.notices is not None:
        count = write_notices(engine, found, settings, arguments.notices)
        print(f"{count} notices in {arguments.notices}.", file=sys.stderr)
    customers = len({customer.email.casefold() for customer in found})
    print(f"{customers} customers concerned, {len(found)} lines of orders.", file=sys.stderr)
    return 0


def _import_indices(arguments: argparse.Namespace, settings: Settings) -> int:
    from actions.store.index_import import import_indices

    engine = _open(settings)
    for path in arguments.file:
        report = import_indices(engine, path, leaves_out_invalid=arguments.leave_out_invalid)
        print(f"{path.name}: {report.indices} indices ({report.schema}) and {report.parts} promised parts written.")
        _tell(report.left_out)
    return 0


def _tell_written(report: Any, sentences: Iterable[str]) -> None:
    counts = {name: getattr(report, name) for name in ("orders", "products", "recalls", "parts")}
    written = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    print(f"Written: {written or 'nothing'}.")
    _tell(sentences)


def _tell(sentences: Iterable[str]) -> None:
    """Say the first sentences on what is worth knowing, beside the result."""
    told = list(sentences)
    for sentence in told[:MOST_SENTENCES]:
        print(f"  {sentence}", file=sys.stderr)
    if len(told) > MOST_SENTENCES:
        print(f"  … and {len(told) - MOST_SENTENCES} more.", file=sys.stderr)


def _bar(name: str, unit: str) -> Any:
    """Return a progress bar, shown only to people."""
    from tqdm import tqdm

    return tqdm(desc=name, unit=unit or "it", unit_scale=bool(unit), disable=not sys.stderr.isatty(), leave=False)


def _advancing(bar: Any) -> Callable[[int, int | None], None]:
    def advance(done: int, total: int | None) -> None:
        bar.total = total
        bar.update(done - bar.n)

    return advance


def _counting(bar: Any) -> Callable[[str, int], None]:
    def count(_: str, items: int) -> None:
        bar.update(items)

    return count
