"""Starting and stopping both sides: Savia's own command, and stock Rasa's two servers, on the same kind of database."""

import itertools
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPException
from pathlib import Path

import yaml
from sqlalchemy.engine import URL

from bench.environments import ROOT, rasa_with_tensorflow
from bench.load import databases, stock
from bench.load.conversation import IDENTITY, Talk, is_right

PATIENCE_S = 240  # for the first right answer
Cores = tuple[int, ...]


class NoRightAnswer(RuntimeError):
    """A side did not answer right in time; the message names its log."""


@dataclass(frozen=True)
class Command:
    """One process: what is run, with which variables added, on which cores."""

    arguments: tuple[str, ...]
    environment: dict[str, str]
    cores: Cores


@dataclass(frozen=True)
class Running:
    """A side that answers: where, by which processes, and how long it took from nothing to its first right answer."""

    name: str
    addresses: tuple[str, ...]
    processes: tuple["subprocess.Popen[bytes]", ...]
    ready_s: float = 0.0

    def memory_mb(self) -> list[float]:
        """Return the resident memory of each process, its children's included."""
        return [sum(map(_resident_mb, _with_children(process.pid))) for process in self.processes]

    def stop(self) -> None:
        """End the processes."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def savia(cores: Cores, processes: int = 1) -> Iterator[Running]:
    """Run Savia as `savia serve`; several processes hear of each other by Redis, as SAVIA_PROCESSES wants it."""
    with databases.fresh() as (url, folder):
        port = free_port()
        variables = _shop(url) | {"SAVIA_PORT": str(port), "SAVIA_HOST": "127.0.0.1"}
        if processes > 1:
            variables |= {"SAVIA_PROCESSES": str(processes), "SAVIA_REDIS_URL": databases.REDIS}
        serve = Command((sys.executable, "-m", "bot.cli", "serve"), variables, cores)
        with _running("Savia", [serve], [port], folder) as side:
            yield side


@contextmanager
def rasa(cores: Cores) -> Iterator[Running]:
    """Run `rasa run` and `rasa run actions` as they come, with the SQL tracker store of the same kind of database."""
    model, python = stock.trained(), str(rasa_with_tensorflow())
    with databases.fresh() as (url, folder):
        port, actions_port = free_port(), free_port()
        _write(folder / "endpoints.yml", _endpoints(url, folder, actions_port))
        _write(folder / "credentials.yml", {"rest": None})
        run = (python, "-m", "rasa", "run")
        variables = stock.environment() | _shop(url) | {"PYTHONPATH": stock.actions_path()}
        server = Command(
            (*run, "--model", str(model), "--endpoints", str(folder / "endpoints.yml"), "--credentials",
             str(folder / "credentials.yml"), "--interface", "127.0.0.1", "--port", str(port)),
            stock.environment(), cores,
        )  # fmt: skip
        actions = Command(
            (*run, "actions", "--actions", "bench.load.stock_actions", "--port", str(actions_port)), variables, cores
        )
        with _running("stock Rasa", [server, actions], [port], folder) as side:
            yield side


def pinned(cores: Cores) -> tuple[str, ...]:
    """Return what is written before a command to keep it on these cores."""
    return ("taskset", "--cpu-list", ",".join(map(str, cores)))


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        return int(attempt.getsockname()[1])


@contextmanager
def _running(name: str, commands: list[Command], ports: list[int], folder: Path) -> Iterator[Running]:
    begin = time.perf_counter()
    log = folder / "log.txt"
    with log.open("w") as out:
        processes = tuple(
            subprocess.Popen(
                (*pinned(command.cores), *command.arguments),
                cwd=ROOT,
                env=os.environ | command.environment,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
            for command in commands
        )
        side = Running(name, tuple(f"http://127.0.0.1:{port}" for port in ports), processes)
        try:
            for address in side.addresses:
                _wait_for_right_answer(side, address, begin, log)
            yield replace(side, ready_s=time.perf_counter() - begin)
        finally:
            side.stop()


def _wait_for_right_answer(side: Running, address: str, begin: float, log: Path) -> None:
    last: object = None
    for attempt in itertools.count():
        talk = Talk(address, f"ready {attempt}")
        try:
            last = talk.say(IDENTITY.text)
            if is_right(IDENTITY, last):
                return
        except (OSError, HTTPException, ValueError) as error:
            last = error
        finally:
            talk.close()
        dead = any(process.poll() is not None for process in side.processes)
        if dead or time.perf_counter() - begin > PATIENCE_S:
            print(log.read_text(encoding="utf-8", errors="replace")[-3000:], file=sys.stderr)
            raise NoRightAnswer(f"{side.name} gave no right answer: {last}")
        time.sleep(0.05)


def _shop(url: URL) -> dict[str, str]:
    return {"SAVIA_DATABASE_URL": url.render_as_string(hide_password=False)}


def _endpoints(url: URL, folder: Path, actions_port: int) -> dict[str, dict[str, object]]:
    if url.get_backend_name() == "sqlite":  # a file of its own: the two servers need not wait for each other
        store: dict[str, object] = {"dialect": "sqlite", "db": str(folder / "tracker.db")}
    else:
        store = {"dialect": "postgresql", "url": url.host, "port": url.port or 5432, "db": url.database,
                 "username": url.username, "password": url.password}  # fmt: skip
    return {
        "action_endpoint": {"url": f"http://127.0.0.1:{actions_port}/webhook"},
        "tracker_store": {"type": "SQL", **store},
    }


def _write(path: Path, content: object) -> None:
    path.write_text(yaml.safe_dump(content), encoding="utf-8")


def _with_children(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from _with_children(int(child))


def _resident_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024
