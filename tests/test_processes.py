"""Two processes behind one port: one conversation wherever its messages land, and no end when one of them dies."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import pytest

from actions.store.demonstration import documented_orders
from bot.settings import ROOT


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory, redis_url: str) -> dict[str, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("processes")
    ours = {"PORT": port, "DATABASE_URL": f"sqlite:///{folder}/shop.db", "REDIS_URL": redis_url, "PROCESSES": 2}
    return os.environ | {f"SAVIA_{name}": str(value) for name, value in ours.items()}


@pytest.fixture(scope="module")
def service(environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    run = subprocess.Popen([sys.executable, "-m", "bot.cli", "serve", "--demonstration"], cwd=ROOT, env=environment)
    port = int(environment["SAVIA_PORT"])
    for _ in range(600):
        try:
            say(port, "first", "bonjour")
            break
        except OSError:
            time.sleep(0.1)
    yield run
    run.kill()


def say(port: int, sender: str, message: str) -> list[dict[str, Any]]:
    """Send a message on a connection of its own: either process may get it."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    body = json.dumps({"sender": sender, "message": message})
    connection.request("POST", "/webhooks/rest/webhook", body, {"Content-Type": "application/json"})
    answers: list[dict[str, Any]] = json.loads(connection.getresponse().read())
    return answers


def children(process: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def test_a_conversation_is_one_whoever_answers(service: subprocess.Popen[bytes], environment: dict[str, str]) -> None:
    port = int(environment["SAVIA_PORT"])
    order = documented_orders()[0]
    say(port, "julie", f"ma commande {order.number}, {order.email}")

    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda _: say(port, "julie", "où est mon colis ?"), range(24)))

    assert len(children(service.pid)) == 2
    assert all(order.number in answer[0]["text"] for answer in answers)


def test_a_process_that_dies_is_replaced_and_the_other_answers_meanwhile(
    service: subprocess.Popen[bytes], environment: dict[str, str]
) -> None:
    port = int(environment["SAVIA_PORT"])
    before = children(service.pid)
    os.kill(before[0], signal.SIGKILL)

    answered = 0
    for number in range(20):
        try:
            answered += bool(say(port, f"later {number}", "bonjour"))
        except (OSError, HTTPException):  # the connection that the dead process held
            continue

    for _ in range(100):
        if len(children(service.pid)) == 2:
            break
        time.sleep(0.1)
    assert answered >= 18
    assert len(set(children(service.pid)) - set(before)) == 1


def test_the_service_ends_with_all_its_processes(service: subprocess.Popen[bytes]) -> None:
    ours = children(service.pid)
    service.send_signal(signal.SIGTERM)

    assert service.wait(15) == 0
    assert not [child for child in ours if Path(f"/proc/{child}").exists()]


def test_several_processes_want_redis(environment: dict[str, str]) -> None:
    alone = environment | {"SAVIA_REDIS_URL": ""}

    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", "serve"], cwd=ROOT, env=alone, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert "SAVIA_PROCESSES needs SAVIA_REDIS_URL" in done.stderr
    assert "Traceback" not in done.stderr
