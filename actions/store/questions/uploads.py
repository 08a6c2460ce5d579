"""What is known of the files sent in conversations, and the ratings given; the bytes are not here. Blocking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine

from actions.store.chat_tables import ratings, uploads
from actions.store.engine import reading, writing


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a conversation; `type` is what its content is, `size` is in bytes."""

    id: str
    conversation_id: str
    name: str
    type: str
    size: int
    at: datetime

    def as_json(self) -> dict[str, Any]:
        """Return what the shopper and the adviser see of it."""
        return {"id": self.id, "name": self.name, "type": self.type, "size": self.size}


def add_upload(engine: Engine, upload: Upload) -> None:
    """Keep what is known of a file; its conversation exists."""
    with writing(engine) as connection:
        connection.execute(insert(uploads).values({name: getattr(upload, name) for name in Upload.__slots__}))


def add_uploads_in(connection: Connection, found: Sequence[Upload]) -> None:
    """Keep what is known of some files in the transaction of the caller; those known already stay as they are."""
    insertion = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(uploads)
    for each in found:
        values = {name: getattr(each, name) for name in Upload.__slots__}
        connection.execute(insertion.values(values).on_conflict_do_nothing())


def uploads_of(engine: Engine, conversation_id: str, ids: list[str]) -> list[Upload]:
    """Return those of the files `ids` that belong to the conversation, in the order asked."""
    chosen = select(uploads).where(uploads.c.conversation_id == conversation_id, uploads.c.id.in_(ids))
    with reading(engine) as connection:
        found = {row.id: _upload(row) for row in connection.execute(chosen)}
    return [found[each] for each in ids if each in found]


def count_uploads(engine: Engine, conversation_id: str) -> int:
    """Return how many files a conversation holds."""
    chosen = select(func.count()).select_from(uploads).where(uploads.c.conversation_id == conversation_id)
    with reading(engine) as connection:
        return int(connection.execute(chosen).scalar_one())


def known_uploads(engine: Engine) -> set[str]:
    """Return the ids of every file some conversation still holds."""
    with reading(engine) as connection:
        return set(connection.execute(select(uploads.c.id)).scalars())


def rate_conversation(
    engine: Engine, conversation_id: str, client_id: str, score: int, comment: str | None, now: datetime
) -> None:
    """Keep how satisfied the shopper is, from 1 to 5; the same rating sent again changes nothing."""
    dialect = sqlite if engine.dialect.name == "sqlite" else postgresql
    row = dialect.insert(ratings).values(
        conversation_id=conversation_id, client_id=client_id, score=score, comment=comment, at=now
    )
    with writing(engine) as connection:
        connection.execute(row.on_conflict_do_nothing())


def _upload(row: Any) -> Upload:
    return Upload(**{name: getattr(row, name) for name in Upload.__slots__})
