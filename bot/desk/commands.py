"""The commands `savia agent add`, `list` and `disable`: the first administrator is made here."""

import argparse
import getpass
import sys
from datetime import UTC, datetime

from sqlalchemy.engine import Engine

from actions.store.engine import open_engine
from actions.store.migrations import upgrade
from actions.store.questions import desk_administration, desk_agents, desk_sessions
from bot.commands import CannotRun
from bot.desk import passwords
from bot.desk.house_rules import HouseRules
from bot.settings import Settings


def add_commands(known: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the commands."""
    agent = known.add_parser("agent", help="people of the desk: add, list, disable")
    actions = agent.add_subparsers(required=True, metavar="ACTION")
    add = actions.add_parser("add", help="add a person; the first one is an administrator")
    add.add_argument("email", help="e-mail with which they sign in")
    add.add_argument("--name", required=True, help="name that shoppers see, for instance Claire")
    add.add_argument("--role", choices=desk_agents.ROLES, help="default: administrator for the first one, else agent")
    add.add_argument("--capacity", type=int, help="conversations held at once")
    add.add_argument(
        "--ask-password", action="store_true", help="ask for the password, or read it from the standard input"
    )
    add.set_defaults(run=_add)
    actions.add_parser("list", help="list the people of the desk").set_defaults(run=_list)
    disable = actions.add_parser("disable", help="close the desk to a person")
    disable.add_argument("email")
    disable.set_defaults(run=_disable)


def _add(arguments: argparse.Namespace, settings: Settings) -> None:
    engine = _open(settings)
    is_first = not desk_agents.all_agents(engine)
    role = arguments.role or ("administrator" if is_first else "agent")
    capacity = arguments.capacity or HouseRules.read(desk_administration.read_settings(engine)).default_capacity
    if not 1 <= capacity <= 50:
        raise CannotRun(f"--capacity {capacity}: write a number from 1 to 50.")
    if "@" not in arguments.email:
        raise CannotRun(f"{arguments.email!r} is not an e-mail; write e.g. claire@maboutique.fr.")
    password = _asked_password() if arguments.ask_password else passwords.new_password()
    try:
        agent = desk_agents.add_agent(
            engine,
            name=arguments.name,
            email=arguments.email,
            role=role,
            password_hash=passwords.hash_password(password),
            capacity=capacity,
            now=datetime.now(UTC),
        )
    except desk_agents.EmailTaken as error:
        raise CannotRun(f"{arguments.email} is already at the desk; see `savia agent list`.") from error
    except passwords.WeakPassword as error:
        bounds = f"{passwords.SHORTEST_PASSWORD} to {passwords.LONGEST_PASSWORD}"
        raise CannotRun(f"This password is refused; choose one of {bounds} characters.") from error
    desk_administration.log(engine, "agent_added", datetime.now(UTC), subject=agent.name, details={"role": role})
    print(f"{agent.name} <{agent.email}> is {role} of the desk.")
    if not arguments.ask_password:
        print(f"Password, shown once (to be changed at the desk): {password}")


def _list(_: argparse.Namespace, settings: Settings) -> None:
    for agent in desk_agents.all_agents(_open(settings), with_disabled=True):
        state = "disabled" if agent.disabled_at is not None else agent.role
        print(f"{agent.email}\t{agent.name}\t{state}\t{agent.capacity}")


def _disable(arguments: argparse.Namespace, settings: Settings) -> None:
    engine = _open(settings)
    agent = desk_agents.find_agent_by_email(engine, arguments.email)
    if agent is None:
        raise CannotRun(f"Nobody at the desk has the e-mail {arguments.email}; see `savia agent list`.")
    if desk_agents.is_last_administrator(engine, agent.id):
        raise CannotRun(f"{agent.name} is the last administrator; add another one first.")
    desk_agents.change_agent(engine, agent.id, {"disabled_at": datetime.now(UTC)})
    desk_sessions.close_sessions_of(engine, agent.id)
    desk_administration.log(engine, "agent_disabled", datetime.now(UTC), subject=agent.name)
    print(f"{agent.name} can no longer sign in.")


def _asked_password() -> str:
    return getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


def _open(settings: Settings) -> Engine:
    engine = open_engine(settings.database_url)
    upgrade(engine)
    return engine
