"""How long it takes to import 20,000 recalls, and to tell whether a product is one of them.

The recalls are invented; their brands are spread as in the State's data, where a few brands have hundreds each.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

# Shares of the commonest brands among 9,067 real recalls ("sans marque" first), then ever smaller ones.
SHARES = (0.11, 0.05, 0.04, 0.03, 0.02, 0.02, 0.01, 0.01)
BRANDS = 6_000


def main() -> int:
    """Import, ask, and print the table."""
    from actions.store.engine import open_engine
    from actions.store.migrations import upgrade
    from actions.store.questions.recalls import check_recalls, latest_recalls
    from actions.store.source_files import import_recall_file

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recalls", type=int, default=20_000)
    parser.add_argument("--database", help="an empty database; a SQLite file by default")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "recalls.json"
        records = drawn(arguments.recalls)
        path.write_text(json.dumps(records), encoding="utf-8")
        engine = open_engine(arguments.database or f"sqlite:///{folder}/savia.db")
        upgrade(engine)
        start = time.perf_counter()
        report = import_recall_file(engine, path)
        print(f"import of {report.shop.recalls} recalls: {time.perf_counter() - start:.1f} s")
        random = Random(3)
        some = [random.choice(records) for _ in range(300)]
        asked: dict[str, Any] = {
            "brand and model": lambda r: check_recalls(engine, brand=r["marque_produit"], model=f"XK{r['id']}"),
            "model alone": lambda r: check_recalls(engine, model=f"XK{r['id']}"),
            "brand alone": lambda r: check_recalls(engine, brand=r["marque_produit"]),
            "commonest brand alone": lambda _: check_recalls(engine, brand="marque 0"),
            "commonest brand, model unknown to it": lambda _: check_recalls(engine, brand="marque 0", model="AA1"),
            "bar code": lambda r: check_recalls(engine, gtin=r["identification_produits"].split("$")[0]),
            "batch": lambda r: check_recalls(engine, batch=f"L{r['id']:05d}"),
            "latest five": lambda _: latest_recalls(engine),
        }
        print(f"{'question':38} {'median ms':>10} {'p95 ms':>8} {'max ms':>8}")
        for name, ask in asked.items():
            times = sorted(timed(ask, record) for record in some)
            print(f"{name:38} {statistics.median(times):10.2f} {times[int(len(times) * 0.95)]:8.2f} {times[-1]:8.2f}")
    return 0


def timed(ask: Any, record: dict[str, Any]) -> float:
    """Return how long a question takes, in milliseconds."""
    start = time.perf_counter()
    ask(record)
    return (time.perf_counter() - start) * 1000


def drawn(count: int) -> list[dict[str, Any]]:
    """Return records of RappelConso's second data set, drawn the same way each time."""
    random = Random(5)
    return [
        {
            "numero_fiche": f"2026-{number // 10_000 + 1:02d}-{number % 10_000:04d}",
            "numero_version": 1,
            "categorie_produit": "appareils électriques, outils",
            "marque_produit": f"marque {_brand(random)}",
            "modeles_ou_references": f"appareil de marque xk{number}¤xk{number}-b",
            "identification_produits": f"{3_000_000_000_000 + number * 10}$l{number:05d}$non concerné$$",
            "risques_encourus": "choc électrique",
            "modalites_de_compensation": "remboursement",
            "rappel_guid": f"00000000-0000-4000-8000-{number:012d}",
            "date_publication": f"2026-{number % 12 + 1:02d}-{number % 28 + 1:02d}T09:00:00+00:00",
            "id": number,
        }
        for number in range(count)
    ]


def _brand(random: Random) -> int:
    place = random.random()
    for brand, share in enumerate(SHARES):
        if place < share:
            return brand
        place -= share
    return len(SHARES) + min(int(random.paretovariate(0.7)), BRANDS)


if __name__ == "__main__":
    sys.exit(main())
