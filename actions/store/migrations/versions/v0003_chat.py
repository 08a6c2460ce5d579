"""The tables of the chat on shop pages, as they were first."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "visitors",
        sa.Column("token_hash", sa.Text, primary_key=True),
        sa.Column("conversation_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text),
        sa.Column("email", sa.Text),
        sa.Column("read_seq", sa.Integer, nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("seen_at", _MOMENT, nullable=False),
        sa.UniqueConstraint("conversation_id"),
    )
    op.create_index("ix_visitors_seen_at", "visitors", ["seen_at"])
    op.create_table(
        "uploads",
        sa.Column("id", sa.Text, primary_key=True),
        _conversation(nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
    )
    op.create_index("ix_uploads_conversation_id", "uploads", ["conversation_id"])
    op.create_table(
        "ratings",
        _conversation(primary_key=True),
        sa.Column("client_id", sa.Text, primary_key=True),
        sa.Column("score", sa.Integer, nullable=False),
        sa.Column("comment", sa.Text),
        sa.Column("at", _MOMENT, nullable=False),
    )


def downgrade() -> None:
    """Drop the tables and what they hold."""
    for name in ("ratings", "uploads", "visitors"):
        op.drop_table(name)


def _conversation(**options: bool) -> sa.Column:
    return sa.Column("conversation_id", sa.Text, sa.ForeignKey("conversations.id", ondelete="CASCADE"), **options)
