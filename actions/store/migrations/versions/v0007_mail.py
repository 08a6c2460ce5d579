"""The tables of the mail channel, as they were first."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables."""
    _make_threads()
    _make_mails()
    _make_outbox()
    op.create_table(
        "mail_suggestions",
        sa.Column("mail_id", _ROW_ID, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("ticket_key", "subject", "question", "reason")),
        sa.Column("suggestion", sa.Text),
        sa.Column("at", _MOMENT, nullable=False),
    )
    op.create_index("ix_mail_suggestions_ticket_key", "mail_suggestions", ["ticket_key"])
    op.create_table(
        "mail_breaker",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("tripped_at", _MOMENT),
        sa.Column("reason", sa.Text),
        sa.Column("resumed_at", _MOMENT),
    )


def downgrade() -> None:
    """Drop the tables and what they hold."""
    for name in ("mail_breaker", "mail_suggestions", "mail_outbox", "mails", "mail_threads"):
        op.drop_table(name)


def _make_threads() -> None:
    op.create_table(
        "mail_threads",
        sa.Column("id", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("conversation_id", "sender_key", "subject")),
        *(sa.Column(name, sa.Text) for name in ("ticket_number", "order_number", "pending")),
        *(sa.Column(name, _MOMENT, nullable=False) for name in ("created_at", "updated_at")),
        sa.UniqueConstraint("conversation_id"),
    )
    op.create_index("ix_mail_threads_ticket_number", "mail_threads", ["ticket_number"])
    op.create_index("ix_mail_threads_sender_key_updated_at", "mail_threads", ["sender_key", "updated_at"])


def _make_mails() -> None:
    op.create_table(
        "mails",
        sa.Column("id", _ROW_ID, primary_key=True),
        sa.Column("key", sa.Text, nullable=False),
        *(sa.Column(name, sa.Text) for name in ("message_id", "thread_id", "sender", "subject", "return_path")),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("raw", sa.LargeBinary),
        sa.Column("status", sa.Text, nullable=False),
        *(sa.Column(name, sa.Text) for name in ("outcome", "reason")),
        sa.Column("attempts", sa.Integer, nullable=False),
        *(sa.Column(name, _MOMENT, nullable=False) for name in ("due_at", "received_at")),
        sa.Column("settled_at", _MOMENT),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_mails_message_id", "mails", ["message_id"])
    op.create_index("ix_mails_thread_id", "mails", ["thread_id"])
    op.create_index("ix_mails_status_due_at", "mails", ["status", "due_at"])


def _make_outbox() -> None:
    texts = ("key", "kind", "thread_id", "message_id", "recipient", "recipient_key")
    op.create_table(
        "mail_outbox",
        sa.Column("id", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in texts),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("sent_at", _MOMENT),
        sa.UniqueConstraint("key"),
        sa.UniqueConstraint("message_id"),
    )
    op.create_index("ix_mail_outbox_status_due_at", "mail_outbox", ["status", "due_at"])
    op.create_index("ix_mail_outbox_recipient_key_created_at", "mail_outbox", ["recipient_key", "created_at"])
    op.create_index("ix_mail_outbox_kind_created_at", "mail_outbox", ["kind", "created_at"])
