"""Sessions of the desk, and the wrong passwords that slow down who guesses. Tokens come hashed."""

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine

from actions.store.desk_tables import agent_sessions, agents, sign_in_attempts
from actions.store.engine import reading, writing

TOUCHED_EVERY = timedelta(minutes=1)


def open_session(
    engine: Engine, token_hash: str, agent_id: str, *, address: str, now: datetime, expires_at: datetime
) -> None:
    """Keep a new session."""
    values = {
        "token_hash": token_hash,
        "agent_id": agent_id,
        "address": address,
        "created_at": now,
        "seen_at": now,
        "expires_at": expires_at,
    }
    with writing(engine) as connection:
        connection.execute(insert(agent_sessions).values(values))


def session_agent_id(engine: Engine, token_hash: str, now: datetime, idle: timedelta) -> str | None:
    """Return whose session it is; None when it is unknown, over, unused for `idle`, or its agent disabled."""
    session = agent_sessions.c
    question = (
        select(session.agent_id, session.seen_at)
        .join(agents, agents.c.id == session.agent_id)
        .where(
            session.token_hash == token_hash,
            session.expires_at > now,
            session.seen_at > now - idle,
            agents.c.disabled_at.is_(None),
        )
    )
    with reading(engine) as connection:
        row = connection.execute(question).first()
    if row is None:
        return None
    if now - row.seen_at > TOUCHED_EVERY:
        with writing(engine) as connection:
            connection.execute(update(agent_sessions).where(session.token_hash == token_hash).values(seen_at=now))
    return str(row.agent_id)


def close_session(engine: Engine, token_hash: str) -> None:
    """End a session."""
    with writing(engine) as connection:
        connection.execute(delete(agent_sessions).where(agent_sessions.c.token_hash == token_hash))


def close_sessions_of(engine: Engine, agent_id: str, *, except_hash: str = "") -> None:
    """End every session of an agent, but one if it is given."""
    session = agent_sessions.c
    with writing(engine) as connection:
        connection.execute(
            delete(agent_sessions).where(session.agent_id == agent_id, session.token_hash != except_hash)
        )


def locked_until(engine: Engine, subjects: tuple[str, ...], now: datetime) -> datetime | None:
    """Return until when one of the subjects may not sign in; None when all may."""
    attempt = sign_in_attempts.c
    question = select(attempt.locked_until).where(attempt.subject.in_(subjects), attempt.locked_until > now)
    with reading(engine) as connection:
        return max(connection.execute(question).scalars(), default=None)


def count_attempt(engine: Engine, subject: str, now: datetime, *, allowed: int, lock: timedelta) -> datetime | None:
    """Count an attempt as wrong before it is checked, so that guesses sent at once are counted one by one.

    Past `allowed` within `lock`, return until when the subject may not sign in: `now` plus `lock`.
    """
    attempt = sign_in_attempts.c
    with writing(engine) as connection:
        insertion = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(sign_in_attempts)
        row = insertion.values(subject=subject, failures=0, last_failed_at=now)
        connection.execute(row.on_conflict_do_update(index_elements=["subject"], set_={"subject": subject}))
        before = connection.execute(select(sign_in_attempts).where(attempt.subject == subject)).one()
        failures = (before.failures if now - before.last_failed_at <= lock else 0) + 1
        until = now + lock if failures > allowed else None
        connection.execute(
            update(sign_in_attempts)
            .where(attempt.subject == subject)
            .values(failures=failures, last_failed_at=now, locked_until=until)
        )
    return until


def forgive(engine: Engine, subjects: tuple[str, ...]) -> None:
    """Forget the attempts of some subjects, after the right password."""
    with writing(engine) as connection:
        connection.execute(delete(sign_in_attempts).where(sign_in_attempts.c.subject.in_(subjects)))


def forget_old(engine: Engine, now: datetime, lock: timedelta) -> None:
    """Delete sessions that are over and failures that no longer count; to be called now and then."""
    with writing(engine) as connection:
        connection.execute(delete(agent_sessions).where(agent_sessions.c.expires_at <= now))
        connection.execute(delete(sign_in_attempts).where(sign_in_attempts.c.last_failed_at < now - lock))
