"""The tables of the agents' desk, and who changed the state of a conversation, as they were first."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables; add who acted, and who has the conversation afterwards, to changes of state."""
    op.add_column("conversation_events", sa.Column("agent", sa.Text))
    op.add_column("conversation_events", sa.Column("holder", sa.Text))
    _index("conversation_events", "at")
    _index("messages", "at")
    _make_agents()
    _make_writing()
    _make_administration()
    _make_webhooks()


def downgrade() -> None:
    """Drop the tables and what they hold."""
    for name in (
        "webhook_deliveries", "webhooks", "audit_log", "closures", "desk_settings", "ticket_holders",
        "canned_replies", "conversation_notes", "desk_connections", "sign_in_attempts", "agent_sessions", "agents",
    ):  # fmt: skip
        op.drop_table(name)
    op.drop_index("ix_messages_at", "messages")
    op.drop_index("ix_conversation_events_at", "conversation_events")
    with op.batch_alter_table("conversation_events") as table:
        table.drop_column("holder")
        table.drop_column("agent")


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _text(name: str, *, required: bool = True) -> sa.Column:
    return sa.Column(name, sa.Text, nullable=not required)


def _moment(name: str, *, required: bool = True) -> sa.Column:
    return sa.Column(name, _MOMENT, nullable=not required)


def _of_agent() -> sa.Column:
    return sa.Column("agent_id", sa.Text, sa.ForeignKey("agents.id", ondelete="CASCADE"), nullable=False)


def _make_agents() -> None:
    op.create_table(
        "agents",
        sa.Column("id", sa.Text, primary_key=True),
        *(_text(name) for name in ("name", "email", "email_key", "role", "password_hash")),
        _text("totp_secret", required=False),
        sa.Column("totp_step", sa.BigInteger),
        sa.Column("capacity", sa.Integer, nullable=False),
        _text("presence"),
        _moment("assigned_at", required=False),
        _moment("created_at"),
        _moment("disabled_at", required=False),
        sa.UniqueConstraint("email_key", name="uq_agents_email_key"),
    )
    op.create_table(
        "agent_sessions",
        sa.Column("token_hash", sa.Text, primary_key=True),
        _of_agent(),
        _text("address", required=False),
        *(_moment(name) for name in ("created_at", "seen_at", "expires_at")),
    )
    _index("agent_sessions", "agent_id")
    op.create_table(
        "sign_in_attempts",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        _moment("last_failed_at"),
        _moment("locked_until", required=False),
    )
    _index("sign_in_attempts", "last_failed_at")
    op.create_table(
        "desk_connections",
        sa.Column("id", sa.Text, primary_key=True),
        _of_agent(),
        _text("viewing", required=False),
        *(_moment(name) for name in ("opened_at", "seen_at", "active_at")),
        _moment("closed_at", required=False),
    )
    _index("desk_connections", "agent_id")


def _make_writing() -> None:
    conversation = sa.ForeignKey("conversations.id", ondelete="CASCADE")
    op.create_table(
        "conversation_notes",
        sa.Column("id", _ROW_ID, primary_key=True),
        sa.Column("conversation_id", sa.Text, conversation, nullable=False),
        *(_text(name) for name in ("agent_id", "agent_name", "text")),
        _moment("at"),
    )
    _index("conversation_notes", "conversation_id")
    op.create_table(
        "canned_replies",
        sa.Column("id", _ROW_ID, primary_key=True),
        *(_text(name) for name in ("shortcut", "title", "text")),
        _moment("updated_at"),
        sa.UniqueConstraint("shortcut", name="uq_canned_replies_shortcut"),
    )
    op.create_table(
        "ticket_holders", sa.Column("ticket_key", sa.Text, primary_key=True), _of_agent(), _moment("taken_at")
    )


def _make_administration() -> None:
    op.create_table(
        "desk_settings",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.JSON, nullable=False),
    )
    op.create_table("closures", sa.Column("day", sa.Date, primary_key=True), _text("label"))
    op.create_table(
        "audit_log",
        sa.Column("id", _ROW_ID, primary_key=True),
        _moment("at"),
        *(_text(name, required=False) for name in ("agent_id", "agent_name")),
        _text("action"),
        *(_text(name, required=False) for name in ("subject", "address")),
        sa.Column("details", sa.JSON, nullable=False),
    )
    _index("audit_log", "at")
    _index("audit_log", "action")


def _make_webhooks() -> None:
    op.create_table(
        "webhooks",
        sa.Column("id", sa.Text, primary_key=True),
        *(_text(name) for name in ("url", "secret")),
        sa.Column("events", sa.JSON, nullable=False),
        sa.Column("is_active", sa.Boolean(create_constraint=False), nullable=False),
        _moment("created_at"),
        _moment("scanned_until"),
    )
    op.create_table(
        "webhook_deliveries",
        sa.Column("webhook_id", sa.Text, sa.ForeignKey("webhooks.id", ondelete="CASCADE"), nullable=False),
        *(_text(name) for name in ("event_key", "event", "body", "status")),
        sa.Column("attempts", sa.Integer, nullable=False),
        _moment("next_attempt_at"),
        sa.Column("answered_status", sa.Integer),
        _text("error", required=False),
        _moment("created_at"),
        _moment("delivered_at", required=False),
        sa.PrimaryKeyConstraint("webhook_id", "event_key", name="pk_webhook_deliveries"),
    )
    _index("webhook_deliveries", "status", "next_attempt_at")
