"""The people of the desk: added, found, changed, disabled. Passwords come hashed; they are checked elsewhere."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, or_, select, update
from sqlalchemy.engine import Engine, Row
from sqlalchemy.exc import IntegrityError

from actions.store.desk_tables import agents
from actions.store.engine import reading, writing
from actions.store.folding import fold_email

ROLES = ("agent", "administrator")
PRESENCES = ("online", "busy", "away")


class EmailTaken(ValueError):
    """Another agent has this e-mail."""


@dataclass(frozen=True, slots=True)
class Agent:
    """A person of the desk; `capacity` counts conversations held at once, `presence` is what they chose."""

    id: str
    name: str
    email: str = field(repr=False)
    role: str
    capacity: int
    presence: str
    has_totp: bool
    assigned_at: datetime | None
    created_at: datetime
    disabled_at: datetime | None

    @property
    def is_administrator(self) -> bool:
        """Whether they reach the administration."""
        return self.role == "administrator"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a sign-in is checked against."""

    agent: Agent
    password_hash: str = field(repr=False)
    totp_secret: str | None = field(repr=False)


def add_agent(
    engine: Engine, *, name: str, email: str, role: str, password_hash: str, capacity: int, now: datetime
) -> Agent:
    """Add a person and return them; raises `EmailTaken`, `ValueError` for an unknown role."""
    _require_role(role)
    values = {
        "id": f"ag_{secrets.token_hex(6)}",
        "name": name,
        "email": email,
        "email_key": fold_email(email),
        "role": role,
        "password_hash": password_hash,
        "capacity": capacity,
        "presence": "online",
        "created_at": now,
    }
    try:
        with writing(engine) as connection:
            connection.execute(insert(agents).values(values))
            return _agent(connection.execute(select(agents).where(agents.c.id == values["id"])).one())
    except IntegrityError as error:
        raise EmailTaken(email) from error


def find_agent(engine: Engine, agent_id: str) -> Agent | None:
    """Return the person with this id, disabled or not."""
    with reading(engine) as connection:
        row = connection.execute(select(agents).where(agents.c.id == agent_id)).first()
    return _agent(row) if row is not None else None


def find_agent_by_email(engine: Engine, email: str) -> Agent | None:
    """Return the person with this e-mail, disabled or not."""
    known = find_credentials(engine, email)
    return known.agent if known is not None else None


def find_credentials(engine: Engine, email: str) -> Credentials | None:
    """Return what a sign-in with this e-mail is checked against; None when nobody has it."""
    with reading(engine) as connection:
        row = connection.execute(select(agents).where(agents.c.email_key == fold_email(email))).first()
    return Credentials(_agent(row), row.password_hash, row.totp_secret) if row is not None else None


def all_agents(engine: Engine, *, with_disabled: bool = False) -> tuple[Agent, ...]:
    """Return the people of the desk by name."""
    chosen = select(agents).order_by(agents.c.name, agents.c.id)
    if not with_disabled:
        chosen = chosen.where(agents.c.disabled_at.is_(None))
    with reading(engine) as connection:
        return tuple(_agent(row) for row in connection.execute(chosen))


def change_agent(engine: Engine, agent_id: str, changes: Mapping[str, Any]) -> Agent | None:
    """Change `name`, `email`, `role`, `capacity`, `presence`, `password_hash`, `totp_secret` or `disabled_at`.

    Returns the person as they are then, None when unknown. Raises `EmailTaken`.
    """
    values = dict(changes)
    if "role" in values:
        _require_role(values["role"])
    if "email" in values:
        values["email_key"] = fold_email(values["email"])
    try:
        with writing(engine) as connection:
            connection.execute(update(agents).where(agents.c.id == agent_id).values(values))
    except IntegrityError as error:
        raise EmailTaken(values.get("email", "")) from error
    return find_agent(engine, agent_id)


def is_last_administrator(engine: Engine, agent_id: str) -> bool:
    """Tell whether nobody else could administer the desk."""
    return all(agent.id == agent_id for agent in all_agents(engine) if agent.is_administrator)


def use_totp_step(engine: Engine, agent_id: str, step: int) -> bool:
    """Mark a one-time code as used; False when it, or a later one, was used already."""
    is_later = or_(agents.c.totp_step.is_(None), agents.c.totp_step < step)
    with writing(engine) as connection:
        used = connection.execute(update(agents).where(agents.c.id == agent_id, is_later).values(totp_step=step))
    return bool(used.rowcount)


def _require_role(role: str) -> None:
    if role not in ROLES:
        raise ValueError(f'"{role}" is not a role; write one of {", ".join(ROLES)}')


def _agent(row: Row) -> Agent:
    return Agent(
        id=row.id,
        name=row.name,
        email=row.email,
        role=row.role,
        capacity=row.capacity,
        presence=row.presence,
        has_totp=row.totp_secret is not None,
        assigned_at=row.assigned_at,
        created_at=row.created_at,
        disabled_at=row.disabled_at,
    )
