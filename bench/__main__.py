"""Everything that can be measured side by side here, one after the other; each part may be run alone.

`python -m bench` writes the tables of bench/results, `python -m bench understanding` that one alone;
`python -m bench.widget`, `bench.import` and `bench.entities` measure the rest.
"""

import runpy
import sys

PARTS = ("turns", "load", "understanding")


def main() -> None:
    """Run the parts named, all by default."""
    for part in sys.argv[1:] or PARTS:
        print(f"\n## {part}", flush=True)
        name = f"bench.{part.removeprefix('bench.')}"
        sys.argv = [name]
        runpy.run_module(name, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
