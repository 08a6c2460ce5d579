"""The tables of the mail channel: threads, what came in, what goes out, what is suggested to agents, the breaker."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text

from actions.store.schema import Moment, Words, metadata
from actions.store.tables import RowId

# An exchange with one address. `pending` is the question that waits for a detail; `order_number` the last one proven.
mail_threads = Table(
    "mail_threads",
    metadata,
    Column("id", Text, primary_key=True),
    Column("conversation_id", Text, nullable=False, unique=True),
    Column("sender_key", Words, nullable=False),
    Column("subject", Words, nullable=False),
    Column("ticket_number", Text, index=True),
    Column("order_number", Words),
    Column("pending", Words),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Index("ix_mail_threads_sender_key_updated_at", "sender_key", "updated_at"),
)

# Every mail received, once each (`key` is made from its Message-ID and its sender). `status` is `received` until it is
# `settled`; `outcome` then says what became of it. The bytes go when they are no longer needed.
mails = Table(
    "mails",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("message_id", Words, index=True),
    Column("thread_id", Text, index=True),
    Column("sender", Words),
    Column("subject", Words),
    Column("return_path", Words),
    Column("source", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("raw", LargeBinary),
    Column("status", Text, nullable=False),
    Column("outcome", Text),
    Column("reason", Words),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("settled_at", Moment),
    Index("ix_mails_status_due_at", "status", "due_at"),
)

# Every mail to send, complete, written in the transaction that decided it. `status`: `pending`; `handed` while the
# server has all of it but has not confirmed; `sent`; `failed`; `bounced`. `key` makes deciding twice harmless.
mail_outbox = Table(
    "mail_outbox",
    metadata,
    Column("id", Text, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("thread_id", Text, nullable=False),
    Column("message_id", Text, nullable=False, unique=True),
    Column("recipient", Words, nullable=False),
    Column("recipient_key", Words, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("status", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("error", Words),
    Column("created_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Index("ix_mail_outbox_status_due_at", "status", "due_at"),
    Index("ix_mail_outbox_recipient_key_created_at", "recipient_key", "created_at"),
    Index("ix_mail_outbox_kind_created_at", "kind", "created_at"),
)

# What an agent reads beside the ticket of a mail that was not answered alone: the question, why, a reply to start from.
mail_suggestions = Table(
    "mail_suggestions",
    metadata,
    Column("mail_id", RowId, primary_key=True, autoincrement=False),
    Column("ticket_key", Text, nullable=False, index=True),
    Column("subject", Words, nullable=False),
    Column("question", Words, nullable=False),
    Column("reason", Text, nullable=False),
    Column("suggestion", Words),
    Column("at", Moment, nullable=False),
)

# One row once the breaker has ever tripped; `tripped_at` is null when automatic replies were allowed again.
mail_breaker = Table(
    "mail_breaker",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("tripped_at", Moment),
    Column("reason", Words),
    Column("resumed_at", Moment),
)
