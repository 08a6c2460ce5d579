"""What a turn of Savia costs, in a minute: `python -m bench.turns`. Beside stock Rasa and under load: `bench.load`.

Over HTTP on one connection, in a fresh service with the demonstration shop.
"""

import os

from bench.load import run, servers, solo


def main() -> None:
    """Measure and print."""
    with servers.savia(tuple(sorted(os.sched_getaffinity(0)))) as side:
        long = solo.long_conversation(side)
        memory = side.memory_mb()[0]
    inside = run.inside()
    print(f"first right answer       {side.ready_s:6.1f} s")
    print(f"warm turn, median        {long.p50_ms:6.1f} ms")
    print(f"warm turn, 95 of 100     {long.p95_ms:6.1f} ms")
    print(*(f"around turn {turn:<4}         {cost:6.1f} ms" for turn, cost in long.at.items()), sep="\n")
    print(f"turn 300 / turn 10       {long.growth:6.2f}")
    print(f"answers that were wrong  {long.wrong:6.0f}")
    print(f"resident memory          {memory:6.0f} MB")
    print(f"turn, without HTTP       {inside['turn_ms']:6.1f} ms")
    print(f"floor of a turn          {inside['floor_ms']:6.1f} ms")
    print(*(f"  {name:<45} {spent:6.2f} ms" for name, spent in inside["parts_ms"].items()), sep="\n")


if __name__ == "__main__":
    main()
