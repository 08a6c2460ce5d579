"""The tables of conversations: who talks, what was said, which state they went through, what the dialogue remembers."""

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from actions.store.schema import Moment, metadata

# One row per conversation; `state` is `assistant`, `waiting`, `person` or `closed` (bot/conversations.py).
conversations = Table(
    "conversations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("cause", Text),
    Column("agent", Text),
    Column("email", Text),
    Column("last_seq", Integer, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Index("ix_conversations_state_updated_at", "state", "updated_at"),
)

# What was said, numbered without holes in a conversation; `client_id` makes a message sent twice one message.
messages = Table(
    "messages",
    metadata,
    Column("conversation_id", Text, ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("author", Text, nullable=False),
    Column("author_name", Text),
    Column("text", Text, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("client_id", Text),
    Column("at", Moment, nullable=False),
    UniqueConstraint("conversation_id", "client_id", name="uq_messages_client_id"),
    Index("ix_messages_at", "at"),
)

# Every change of state, with its time, cause and author; `agent` did it when a person did, `holder` has it afterwards.
conversation_events = Table(
    "conversation_events",
    metadata,
    Column("conversation_id", Text, ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("from_state", Text, nullable=False),
    Column("to_state", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("agent", Text),
    Column("holder", Text),
    Index("ix_conversation_events_at", "at"),
)

# Orders whose number and e-mail were both given in a conversation. Disclosure looks here, never at a slot.
verified_orders = Table(
    "verified_orders",
    metadata,
    Column("conversation_id", Text, primary_key=True),
    Column("order_key", Text, primary_key=True),
    Column("verified_at", Moment, nullable=False),
)

# What Rasa's dialogue remembers; `position` counts from 0 in a conversation and refuses a second writer.
tracker_events = Table(
    "tracker_events",
    metadata,
    Column("conversation_id", Text, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("event", Text, nullable=False),
    Index("ix_tracker_events_kind", "conversation_id", "kind", "position"),
)
