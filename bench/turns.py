"""What a turn costs: over HTTP on one connection, in a fresh service on SQLite; prints medians and ratios.

Run: `python -m bench.turns`. A turn here needs an action and the database (the status of an identified order).
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PORT = int(os.environ.get("SAVIA_BENCH_PORT", "8399"))
IDENTITY = "où en est ma commande SV-1001, mail {email}"
TURNS = ("elle arrive quel jour ?", "et la garantie, jusqu'à quand ?", "où est mon colis ?")


def start(folder: Path) -> tuple[subprocess.Popen[bytes], float]:
    """Start the service with the demonstration shop; return it and the seconds to its first right answer."""
    environment = os.environ | {"SAVIA_DATABASE_URL": f"sqlite:///{folder}/bench.db", "SAVIA_PORT": str(PORT)}
    subprocess.run(
        [sys.executable, "-m", "bot.cli", "demo"], cwd=ROOT, env=environment, check=True, capture_output=True
    )
    begin = time.perf_counter()
    service = subprocess.Popen(
        [sys.executable, "-m", "bot.cli", "serve"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )
    while time.perf_counter() - begin < 120:
        try:
            if say(HTTPConnection("127.0.0.1", PORT, timeout=30), "ready", "bonjour"):
                return service, time.perf_counter() - begin
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the service did not answer in two minutes")


def say(connection: HTTPConnection, sender: str, message: str) -> list[dict[str, object]]:
    """Send a message and return the answer."""
    body = json.dumps({"sender": sender, "message": message})
    connection.request("POST", "/webhooks/rest/webhook", body, {"Content-Type": "application/json"})
    return json.loads(connection.getresponse().read())


def timed(connection: HTTPConnection, sender: str, message: str) -> float:
    """Return the milliseconds of one turn."""
    begin = time.perf_counter()
    say(connection, sender, message)
    return (time.perf_counter() - begin) * 1000


def long_conversation(email: str, turns: int = 310) -> list[float]:
    """Return the milliseconds of each turn of one conversation."""
    connection = HTTPConnection("127.0.0.1", PORT, timeout=30)
    sender = f"long {time.time()}"
    say(connection, sender, IDENTITY.format(email=email))
    return [timed(connection, sender, TURNS[number % len(TURNS)]) for number in range(turns)]


def throughput(email: str, conversations: int = 8, turns: int = 25) -> float:
    """Return turns a second with several conversations at once."""

    def talk(number: int) -> None:
        connection = HTTPConnection("127.0.0.1", PORT, timeout=60)
        sender = f"crowd {number} {time.time()}"
        say(connection, sender, IDENTITY.format(email=email))
        for turn in range(turns):
            say(connection, sender, TURNS[turn % len(TURNS)])

    talkers = [threading.Thread(target=talk, args=(number,)) for number in range(conversations)]
    begin = time.perf_counter()
    for talker in talkers:
        talker.start()
    for talker in talkers:
        talker.join()
    return conversations * (turns + 1) / (time.perf_counter() - begin)


def memory_mb(pid: int) -> float:
    """Return the resident memory of a process."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def main() -> None:
    """Measure and print."""
    sys.path.insert(0, str(ROOT))
    from actions.store.demonstration import documented_orders

    email = documented_orders()[0].email
    with tempfile.TemporaryDirectory() as folder:
        service, ready = start(Path(folder))
        try:
            costs = long_conversation(email)
            around = {turn: statistics.median(costs[turn - 6 : turn + 6]) for turn in (10, 100, 300)}
            print(f"ready to answer          {ready:6.1f} s")
            print(f"warm turn, median        {statistics.median(costs[5:]):6.1f} ms")
            print(f"warm turn, 95th          {sorted(costs[5:])[int(len(costs) * 0.93)]:6.1f} ms")
            print(*(f"around turn {turn:<4}         {cost:6.1f} ms" for turn, cost in around.items()), sep="\n")
            print(f"turn 300 / turn 10       {around[300] / around[10]:6.2f}")
            print(f"turns a second, 8 talks  {throughput(email):6.1f}")
            print(f"resident memory          {memory_mb(service.pid):6.0f} MB")
        finally:
            service.terminate()
            service.wait(10)


if __name__ == "__main__":
    main()
