# ruff: noqa: N999  # named after the command it measures
"""How long an import of many orders takes and how much memory it needs, on SQLite and on PostgreSQL, format by format.

`python bench/import.py` writes invented orders of each format and imports them, each in a process of its own: with a
tenth of the orders, then with all of them, so that memory that grows with the file shows.
"""

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PRODUCTS = 3_000
FIRST_DAY = date(2023, 1, 1)


def main() -> int:
    """Measure what was asked, or run one measured import."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=100_000)
    parser.add_argument("--formats", nargs="*", default=list(WRITERS), choices=list(WRITERS))
    parser.add_argument("--postgresql", help="address of a server where a database can be made; SQLite alone without")
    parser.add_argument("--measured", nargs=2, metavar=("URL", "FILE"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measured:
        return measured(*arguments.measured)
    print(f"{'format':12} {'database':11} {'orders':>8} {'seconds':>8} {'CPU s':>7} {'peak MiB':>9} {'file MiB':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for name in arguments.formats:
            for count in (arguments.orders // 10, arguments.orders):
                path = Path(folder) / f"{name}.{'csv' if name == 'shopify' else 'json'}"
                WRITERS[name](path, count)
                for database in ("sqlite", "postgresql") if arguments.postgresql else ("sqlite",):
                    compare(name, database, count, path, arguments.postgresql)
                path.unlink()
    return 0


def compare(name: str, database: str, count: int, path: Path, server: str | None) -> None:
    """Import a file into an empty database in a process of its own, and print a line of the table."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/savia.db" if database == "sqlite" else made_database(str(server))
        command = [sys.executable, __file__, "--measured", url, str(path)]
        done = subprocess.run(
            command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False, text=True
        )
        if done.returncode:
            print(done.stderr, file=sys.stderr)
            raise SystemExit(done.returncode)
        seconds, processor, peak, orders = json.loads(done.stdout.splitlines()[-1])
        if database == "postgresql":
            drop_database(str(server), url)
    assert orders == count, f"{orders} orders written of {count}"
    size = path.stat().st_size / 2**20
    print(f"{name:12} {database:11} {count:8} {seconds:8.1f} {processor:7.1f} {peak:9.0f} {size:9.0f}", flush=True)


def measured(url: str, file: str) -> int:
    """Import a file, and print the seconds it took, those of the processor, the peak of memory in MiB, the orders."""
    from actions.store.engine import open_engine
    from actions.store.migrations import upgrade
    from actions.store.source_files import import_files

    engine = open_engine(url)
    upgrade(engine)
    start = time.perf_counter()
    report = import_files(engine, [Path(file)])
    seconds = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps([seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, report.orders]))
    return 0


def made_database(server: str) -> str:
    """Make a database for one measure."""
    name = f"savia_bench_{os.getpid()}"
    _on_server(server, f"CREATE DATABASE {name}")
    from sqlalchemy.engine import make_url

    return str(make_url(server).set(database=name).render_as_string(hide_password=False))


def drop_database(server: str, url: str) -> None:
    """Drop the database of a measure."""
    _on_server(server, f"DROP DATABASE {url.rpartition('/')[2].partition('?')[0]} WITH (FORCE)")


def _on_server(server: str, command: str) -> None:
    from sqlalchemy import text

    from actions.store.engine import open_engine

    engine = open_engine(server).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(command))
    engine.dispose()


def drawn(count: int) -> Iterator[dict[str, Any]]:
    """Yield orders drawn the same way each time: one to three lines of some thousands of products."""
    random = Random(7)
    for place in range(count):
        day = FIRST_DAY + timedelta(days=random.randrange(1_000))
        yield {
            "number": 100_000 + place,
            "email": f"client{random.randrange(count)}@exemple.fr",
            "day": day,
            "skus": random.sample(range(PRODUCTS), random.randint(1, 3)),
            "status": random.choice(("preparing", "in_transit", "delivered", "delivered")),
        }


def write_contract(path: Path, count: int) -> None:
    """Write orders in Savia's own JSON."""
    _write_list(path, '{"orders": [', _contract, count, "]}")


def write_woocommerce(path: Path, count: int) -> None:
    """Write orders as WooCommerce's REST API gives them."""
    _write_list(path, "[", _woocommerce, count, "]")


def _write_list(path: Path, before: str, shape: Callable[[dict[str, Any]], Any], count: int, after: str) -> None:
    with path.open("w", encoding="utf-8") as out:
        out.write(before)
        for place, order in enumerate(drawn(count)):
            out.write((",\n" if place else "") + json.dumps(shape(order)))
        out.write(after)


def _contract(order: dict[str, Any]) -> dict[str, Any]:
    arrived = order["day"] + timedelta(days=3) if order["status"] == "delivered" else None
    return {
        "number": f"FR-{order['number']}",
        "email": order["email"],
        "postcode": "35000",
        "customer": {"first_name": "Lise", "last_name": "Moreau"},
        "ordered_on": order["day"].isoformat(),
        "delivered_on": None if arrived is None else arrived.isoformat(),
        "lines": [
            {"sku": f"SKU-{sku}", "name": f"Aspirateur Tornix VX{sku}", "brand": "Tornix", "model": f"VX{sku}",
             "product_type": "vacuum_cleaner", "price": 199.9, "quantity": 1}
            for sku in order["skus"]
        ],
        "shipment": {"status": order["status"], "carrier": "Colissimo", "tracking": f"6A{order['number']}"},
    }  # fmt: skip


def _woocommerce(order: dict[str, Any]) -> dict[str, Any]:
    address = {
        "first_name": "Lise",
        "last_name": "Moreau",
        "postcode": "35000",
        "country": "FR",
        "email": order["email"],
    }
    return {
        "id": order["number"],
        "number": str(order["number"]),
        "status": "processing",
        "currency": "EUR",
        "date_created_gmt": f"{order['day']}T08:12:00",
        "date_modified_gmt": f"{order['day']}T09:12:00",
        "total": "199.90",
        "billing": address,
        "shipping": {name: value for name, value in address.items() if name != "email"},
        "line_items": [
            {"id": sku, "name": f"Aspirateur Tornix VX{sku}", "product_id": sku, "variation_id": 0, "quantity": 1,
             "total": "166.58", "total_tax": "33.32", "sku": f"SKU-{sku}", "price": 166.58, "meta_data": []}
            for sku in order["skus"]
        ],
        "meta_data": [],
        "refunds": [],
    }  # fmt: skip


def write_shopify(path: Path, count: int) -> None:
    """Write orders as Shopify exports them: a row for each line, the order's own cells on the first."""
    columns = ("Name", "Email", "Financial Status", "Fulfillment Status", "Currency", "Subtotal", "Shipping", "Taxes",
               "Total", "Created at", "Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem sku",
               "Shipping Name", "Shipping Zip", "Shipping Country", "Refunded Amount", "Vendor", "Id")  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow(columns)
        for order in drawn(count):
            for place, sku in enumerate(order["skus"]):
                head = (order["email"], "paid", "unfulfilled", "EUR", "199.90", "0.00", "33.32", "199.90",
                        f"{order['day']} 10:00:00 +0100")  # fmt: skip
                line = ("1", f"Aspirateur Tornix VX{sku}", "199.90", f"SKU-{sku}")
                tail = ("Lise Moreau", "'35000", "FR", "0.00") if place == 0 else ("", "", "", "")
                blank = ("",) * 8 + (f"{order['day']} 10:00:00 +0100",)
                table.writerow(
                    (f"#{order['number']}", *(head if place == 0 else blank), *line, *tail, "Tornix", order["number"])
                )


WRITERS = {"contract": write_contract, "woocommerce": write_woocommerce, "shopify": write_shopify}

if __name__ == "__main__":
    sys.exit(main())
