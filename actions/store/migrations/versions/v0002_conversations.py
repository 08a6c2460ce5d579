"""The tables of conversations and of what the dialogue remembers, as they were first."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _make_conversations()
    _make_messages()
    _make_conversation_events()
    op.create_table(
        "verified_orders",
        sa.Column("conversation_id", sa.Text, primary_key=True),
        sa.Column("order_key", sa.Text, primary_key=True),
        sa.Column("verified_at", _MOMENT, nullable=False),
    )
    op.create_table(
        "tracker_events",
        sa.Column("conversation_id", sa.Text, primary_key=True),
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
    )
    op.create_index("ix_tracker_events_kind", "tracker_events", ["conversation_id", "kind", "position"])


def downgrade() -> None:
    """Drop the tables and what they hold."""
    for name in ("tracker_events", "verified_orders", "conversation_events", "messages", "conversations"):
        op.drop_table(name)


def _make_conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("cause", sa.Text),
        sa.Column("agent", sa.Text),
        sa.Column("email", sa.Text),
        sa.Column("last_seq", sa.Integer, nullable=False),
        sa.Column("opened_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
    )
    op.create_index("ix_conversations_state_updated_at", "conversations", ["state", "updated_at"])


def _of_conversation() -> sa.Column:
    return sa.Column(
        "conversation_id", sa.Text, sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )


def _make_messages() -> None:
    op.create_table(
        "messages",
        _of_conversation(),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("author_name", sa.Text),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("client_id", sa.Text),
        sa.Column("at", _MOMENT, nullable=False),
        sa.UniqueConstraint("conversation_id", "client_id", name="uq_messages_client_id"),
    )


def _make_conversation_events() -> None:
    op.create_table(
        "conversation_events",
        _of_conversation(),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("from_state", sa.Text, nullable=False),
        sa.Column("to_state", sa.Text, nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
    )
