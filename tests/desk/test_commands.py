"""`savia agent add`, `list`, `disable`, as an administrator types them."""

import argparse
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.commands import CannotRun
from bot.desk.commands import add_commands
from bot.settings import Settings


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run a command on a database of the test's own and return what it printed."""
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'savia.db'}")

    def run_command(*words: str) -> str:
        parser = argparse.ArgumentParser()
        add_commands(parser.add_subparsers(required=True))
        arguments = parser.parse_args(["agent", *words])
        arguments.run(arguments, settings)
        return capsys.readouterr().out

    return run_command


def test_the_first_person_added_is_an_administrator_and_the_next_an_agent(run: Callable[..., str]) -> None:
    told = run("add", "claire@exemple.fr", "--name", "Claire")
    assert "Claire <claire@exemple.fr> is administrator of the desk." in told
    assert "Password, shown once" in told
    assert "is agent of the desk" in run("add", "paul@exemple.fr", "--name", "Paul", "--capacity", "2")
    assert run("list").splitlines() == [
        "claire@exemple.fr\tClaire\tadministrator\t4",
        "paul@exemple.fr\tPaul\tagent\t2",
    ]


def test_a_disabled_person_is_shown_as_such_and_the_last_administrator_stays(run: Callable[..., str]) -> None:
    run("add", "claire@exemple.fr", "--name", "Claire")
    run("add", "paul@exemple.fr", "--name", "Paul")
    assert run("disable", "PAUL@exemple.fr") == "Paul can no longer sign in.\n"
    assert "paul@exemple.fr\tPaul\tdisabled\t4" in run("list")
    with pytest.raises(CannotRun, match="last administrator"):
        run("disable", "claire@exemple.fr")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("add", "claire", "--name", "Claire"), "is not an e-mail; write e.g. claire@maboutique.fr"),
        (("add", "c@exemple.fr", "--name", "Claire", "--capacity", "500"), "write a number from 1 to 50"),
        (("disable", "nobody@exemple.fr"), "see `savia agent list`"),
    ],
)
def test_a_wrong_command_says_what_to_write(run: Callable[..., str], words: tuple[str, ...], told: str) -> None:
    with pytest.raises(CannotRun, match=told):
        run(*words)


def test_a_short_password_is_refused(run: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("court\n"))
    with pytest.raises(CannotRun, match="10 to 200 characters"):
        run("add", "claire@exemple.fr", "--name", "Claire", "--ask-password")
