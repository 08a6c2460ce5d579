"""Measure Savia and stock Rasa side by side and write bench/results/speed.md, speed.json and speed.png.

`python -m bench.load [--seconds 30] [--starts 3]`, on a machine with nothing else to do. The first run makes the
environments and trains stock Rasa. `SAVIA_BENCH_EPOCHS` and `SAVIA_BENCH_POSTGRESQL` are read.
"""

import argparse
import json
import sys

from bench.environments import ROOT, EnvironmentMissing
from bench.load import report, run

RESULTS = ROOT / "bench" / "results"


def main() -> None:
    """Measure, write and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=30, help="length of each load")
    parser.add_argument("--starts", type=int, default=3, help="starts of each side; the median is told")
    chosen = parser.parse_args()
    try:
        figures = run.everything(chosen.seconds, chosen.starts)
    except EnvironmentMissing as missing:
        sys.exit(f"bench.load cannot measure: {missing}.")
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "speed.json").write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (RESULTS / "speed.md").write_text(report.document(figures), encoding="utf-8")
    report.draw(figures, RESULTS / "speed.png")
    for ratio in report.ratios(figures):
        print(ratio.row())


if __name__ == "__main__":
    main()
