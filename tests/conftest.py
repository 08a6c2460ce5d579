"""What every room's tests may use: the real services of this machine, skipped aloud or required.

`SAVIA_TEST_REQUIRE=postgres,redis,browser` makes a missing service a failure instead of a skip.
"""

import os
import socket

import pytest

import bot.engine  # noqa: F401  # first: Rasa cannot be imported without it

REQUIRED = set(filter(None, os.environ.get("SAVIA_TEST_REQUIRE", "").split(",")))


def absent(service: str, why: str) -> None:
    """Skip a test whose service is not there; fail it when the service is required."""
    if service in REQUIRED:
        pytest.fail(f"{service} is required and {why}")
    pytest.skip(f"{service}: {why}")


@pytest.fixture(scope="session")
def redis_url() -> str:
    url = os.environ.get("SAVIA_TEST_REDIS", "redis://127.0.0.1:6379/9")
    with socket.socket() as attempt:
        attempt.settimeout(1)
        if attempt.connect_ex(("127.0.0.1", 6379)):
            absent("redis", "does not answer on 127.0.0.1:6379")
    return url
