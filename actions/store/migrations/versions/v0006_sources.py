"""The tables of recall notices, declared indices and the sync of shops, as they were first."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0004"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_index("ix_recalls_published_on", "recalls", ["published_on"])
    _make_recall_notices()
    _make_indices()
    op.create_table(
        "sync_cursors",
        sa.Column("source", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text) for name in ("position", "etag", "last_modified")),
        sa.Column("finished_at", _MOMENT),
        sa.Column("lease_until", _MOMENT),
        sa.Column("holder", sa.Text),
    )
    op.create_table(
        "synced_orders",
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("order_key", sa.Text, primary_key=True),
        sa.Column("changed_at", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Drop the tables and what they hold."""
    for name in ("synced_orders", "sync_cursors", "index_parts", "product_indices", "recall_notices"):
        op.drop_table(name)
    op.drop_index("ix_recalls_published_on", "recalls")


def _make_recall_notices() -> None:
    texts = ("category", "subcategory", "name", "models_text", "reason", "risk_details", "contact", "compensation",
             "more", "sellers", "area", "poster", "identification")  # fmt: skip
    op.create_table(
        "recall_notices",
        sa.Column("reference", sa.Text, primary_key=True),
        sa.Column("identity", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text) for name in texts),
        sa.Column("conducts", sa.JSON, nullable=False),
        sa.Column("images", sa.JSON, nullable=False),
        sa.Column("ends_on", sa.Date),
    )
    op.create_index("ix_recall_notices_identity", "recall_notices", ["identity"])


def _make_indices() -> None:
    op.create_table(
        "product_indices",
        sa.Column("id", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("kind", "model_id", "model", "brand", "category")),
        *(sa.Column(name, sa.Text) for name in ("gtin_key", "model_key", "brand_key", "product_type", "details_url")),
        sa.Column("calculated_on", sa.Date, nullable=False),
        sa.Column("score", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.JSON, nullable=False) for name in ("scores", "documentation", "disassembly")),
    )
    for column in ("gtin_key", "model_key", "brand_key"):
        op.create_index(f"ix_product_indices_{column}", "product_indices", [column])
    op.create_table(
        "index_parts",
        sa.Column("id", sa.Text, sa.ForeignKey("product_indices.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("channel", sa.Text, primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("part", "part_key")),
        *(sa.Column(name, sa.Text) for name in ("delay", "years")),
    )
    op.create_index("ix_index_parts_part_key", "index_parts", ["part_key"])
