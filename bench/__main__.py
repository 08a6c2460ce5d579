"""Everything that can be measured side by side here, one after the other; each part may be run alone.

`python -m bench` runs what is quick; `python -m bench.widget`, `bench.import` and `bench.entities` take longer.
"""

import runpy
import sys

QUICK = ("bench.turns", "bench.dates")


def main() -> None:
    """Run the quick measurements."""
    for name in sys.argv[1:] or QUICK:
        print(f"\n## {name}", flush=True)
        runpy.run_module(name, run_name="__main__")


if __name__ == "__main__":
    main()
