"""The tables of the agents' desk: who works there, who is there now, what they write for each other, what is sent out.

Who has which conversation is in `conversations`, and how it came there in `conversation_events`.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from actions.store.schema import Moment, Words, metadata
from actions.store.tables import RowId

# People of the desk. They are disabled, never deleted: what they did keeps their name. `presence` is what they chose
# (`online`, `busy`, `away`); whether they are really there is told by `desk_connections`.
agents = Table(
    "agents",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Words, nullable=False),
    Column("email", Words, nullable=False),
    Column("email_key", Text, nullable=False, unique=True),
    Column("role", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("totp_secret", Text),
    Column("totp_step", BigInteger),
    Column("capacity", Integer, nullable=False),
    Column("presence", Text, nullable=False),
    Column("assigned_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("disabled_at", Moment),
)

# Sessions by the SHA-256 of their token: a copy of the database opens none.
agent_sessions = Table(
    "agent_sessions",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("agent_id", Text, ForeignKey("agents.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("address", Text),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)

# Wrong passwords by what they were tried on (`email:…`) or from (`address:…`).
sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_failed_at", Moment, nullable=False, index=True),
    Column("locked_until", Moment),
)

# One row per page of an agent: heard of (`seen_at`), touched by its agent (`active_at`), on which conversation. A page
# closed since stays for a while: it tells when its agent left.
desk_connections = Table(
    "desk_connections",
    metadata,
    Column("id", Text, primary_key=True),
    Column("agent_id", Text, ForeignKey("agents.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("viewing", Text),
    Column("opened_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("active_at", Moment, nullable=False),
    Column("closed_at", Moment),
)

# What agents write for each other about a conversation; no shopper ever reads it.
conversation_notes = Table(
    "conversation_notes",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("conversation_id", Text, ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("agent_id", Text, nullable=False),
    Column("agent_name", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("at", Moment, nullable=False),
)

canned_replies = Table(
    "canned_replies",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("shortcut", Text, nullable=False, unique=True),
    Column("title", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("updated_at", Moment, nullable=False),
)

# Who took a ticket in charge; that it is done is said by the ticket's own status.
ticket_holders = Table(
    "ticket_holders",
    metadata,
    Column("ticket_key", Text, primary_key=True),
    Column("agent_id", Text, ForeignKey("agents.id", ondelete="CASCADE"), nullable=False),
    Column("taken_at", Moment, nullable=False),
)

# What administrators set, one row each; bot/desk/house_rules.py says which and their defaults.
desk_settings = Table(
    "desk_settings",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", JSON, nullable=False),
)

# Days on which nobody answers besides the public holidays.
closures = Table(
    "closures",
    metadata,
    Column("day", Date, primary_key=True),
    Column("label", Words, nullable=False),
)

# Who did what: signing in, exporting, deleting, administering.
audit_log = Table(
    "audit_log",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    Column("agent_id", Text),
    Column("agent_name", Words),
    Column("action", Text, nullable=False, index=True),
    Column("subject", Words),
    Column("address", Text),
    Column("details", JSON, nullable=False),
)

# Where outside desks want to be told; `events` are among `handoff`, `message`, `closing`, `ticket`. What happened up to
# `scanned_until` has been looked at.
webhooks = Table(
    "webhooks",
    metadata,
    Column("id", Text, primary_key=True),
    Column("url", Words, nullable=False),
    Column("secret", Text, nullable=False),
    Column("events", JSON, nullable=False),
    Column("is_active", Boolean(create_constraint=False), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("scanned_until", Moment, nullable=False),
)

# One row per event and webhook, made from what happened (`event_key`), so that an event is told once whatever dies.
webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    Column("webhook_id", Text, ForeignKey("webhooks.id", ondelete="CASCADE"), nullable=False),
    Column("event_key", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("body", Words, nullable=False),
    Column("status", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_attempt_at", Moment, nullable=False),
    Column("answered_status", Integer),
    Column("error", Words),
    Column("created_at", Moment, nullable=False),
    Column("delivered_at", Moment),
    PrimaryKeyConstraint("webhook_id", "event_key", name="pk_webhook_deliveries"),
    Index("ix_webhook_deliveries_status_next_attempt_at", "status", "next_attempt_at"),
)
