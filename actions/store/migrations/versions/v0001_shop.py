"""The tables of the shop and of after-sales as they were first; later changes are later steps."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables."""
    _make_orders()
    _make_catalogue()
    _make_recalls()
    _make_parts()
    _make_tickets()
    _make_withdrawals()
    _make_legal_answers()
    _make_identification()
    version = op.create_table(
        "shop_version",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("version", sa.BigInteger, nullable=False),
    )
    op.bulk_insert(version, [{"id": 1, "version": 0}])


def downgrade() -> None:
    """Drop the tables and what they hold."""
    for name in (
        "shop_version", "identification_attempts", "legal_answers", "withdrawals", "tickets", "part_models", "parts",
        "recall_batches", "recall_gtins", "recall_models", "recalls", "products", "refunds", "repairs", "shipments",
        "order_lines", "orders",
    ):  # fmt: skip
        op.drop_table(name)


def _text(name: str, *, required: bool = False) -> sa.Column:
    return sa.Column(name, sa.Text, nullable=not required)


def _days(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Date) for name in names]


def _of_order() -> sa.Column:
    return sa.Column("order_key", sa.Text, sa.ForeignKey("orders.order_key", ondelete="CASCADE"), primary_key=True)


def _position() -> sa.Column:
    return sa.Column("position", sa.Integer, primary_key=True, autoincrement=False)


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _make_orders() -> None:
    op.create_table(
        "orders",
        sa.Column("order_key", sa.Text, primary_key=True),
        *(_text(name, required=True) for name in ("number", "email", "email_key")),
        *(_text(name) for name in ("postcode", "first_name", "last_name")),
        sa.Column("ordered_on", sa.Date, nullable=False),
        *_days("delivered_on"),
    )
    _index("orders", "email_key")
    op.create_table(
        "order_lines",
        _of_order(),
        _position(),
        *(_text(name, required=True) for name in ("sku", "name")),
        *(_text(name) for name in ("brand", "model", "product_type", "gtin")),
        sa.Column("price", sa.BigInteger),
        _text("condition", required=True),
        sa.Column("quantity", sa.Integer, nullable=False),
    )
    _index("order_lines", "sku")
    op.create_table(
        "shipments",
        _of_order(),
        *(_text(name) for name in ("status", "carrier", "tracking")),
        *_days("shipped_on", "expected_on"),
    )
    op.create_table(
        "repairs",
        _of_order(),
        _position(),
        *(_text(name) for name in ("ticket", "ticket_key", "sku")),
        *_days("opened_on", "closed_on"),
        _text("status"),
        sa.Column("under_guarantee", sa.Boolean(create_constraint=False)),
        _text("outcome"),
    )
    _index("repairs", "ticket_key")
    op.create_table(
        "refunds",
        _of_order(),
        _text("status"),
        sa.Column("amount", sa.BigInteger),
        *_days("return_received_on", "due_on", "issued_on"),
    )


def _make_catalogue() -> None:
    op.create_table(
        "products",
        sa.Column("sku", sa.Text, primary_key=True),
        _text("name", required=True),
        *(_text(name) for name in ("brand", "brand_key", "model", "model_key", "product_type", "gtin", "gtin_key")),
        sa.Column("price", sa.BigInteger),
        *_days("parts_available_until"),
        sa.Column("repairability_index", sa.BigInteger),
        sa.Column("durability_index", sa.BigInteger),
        sa.Column("listed", sa.Boolean(create_constraint=False), nullable=False),
    )
    for column in ("brand_key", "model_key", "gtin_key"):
        _index("products", column)


def _make_recalls() -> None:
    op.create_table(
        "recalls",
        sa.Column("reference", sa.Text, primary_key=True),
        *(_text(name, required=True) for name in ("brand", "brand_key")),
        *(_text(name) for name in ("product_type", "risk")),
        sa.Column("published_on", sa.Date, nullable=False),
        sa.Column("remedies", sa.JSON, nullable=False),
        _text("url"),
    )
    _index("recalls", "brand_key")
    for mark in ("model", "gtin", "batch"):
        table = "recall_batches" if mark == "batch" else f"recall_{mark}s"
        op.create_table(
            table,
            sa.Column("reference", sa.Text, sa.ForeignKey("recalls.reference", ondelete="CASCADE"), primary_key=True),
            _position(),
            _text(mark, required=True),
            _text(f"{mark}_key"),
        )
        _index(table, f"{mark}_key")


def _make_parts() -> None:
    op.create_table(
        "parts",
        sa.Column("sku", sa.Text, primary_key=True),
        *(_text(name, required=True) for name in ("part", "part_key")),
        sa.Column("price", sa.BigInteger),
        sa.Column("stock", sa.Integer),
        _text("status"),
        *_days("available_until"),
    )
    _index("parts", "part_key")
    op.create_table(
        "part_models",
        sa.Column("sku", sa.Text, sa.ForeignKey("parts.sku", ondelete="CASCADE"), primary_key=True),
        _position(),
        *(_text(name, required=True) for name in ("model", "model_key")),
    )
    _index("part_models", "model_key")


def _make_tickets() -> None:
    op.create_table(
        "tickets",
        sa.Column("number_key", sa.Text, primary_key=True),
        *(_text(name, required=True) for name in ("number", "kind", "status")),
        *(_text(name) for name in ("order_number", "order_key", "sku", "remedy", "symptom", "message", "contact")),
        _text("conversation_id"),
        sa.Column("idempotency_key", sa.Text, unique=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
    )
    for columns in (("order_key",), ("conversation_id",), ("status", "created_at")):
        _index("tickets", *columns)


def _make_withdrawals() -> None:
    op.create_table(
        "withdrawals",
        sa.Column("number_key", sa.Text, primary_key=True),
        *(_text(name, required=True) for name in ("number", "order_number", "order_key")),
        sa.Column("skus", sa.JSON, nullable=False),
        _text("statement", required=True),
        *(_text(name) for name in ("name", "contact", "conversation_id")),
        sa.Column("idempotency_key", sa.Text, unique=True),
        sa.Column("declared_at", _MOMENT, nullable=False),
        sa.Column("acknowledged_at", _MOMENT),
        _text("acknowledgement"),
    )
    for column in ("order_key", "conversation_id"):
        _index("withdrawals", column)


def _make_legal_answers() -> None:
    op.create_table(
        "legal_answers",
        sa.Column("id", _ROW_ID, primary_key=True),
        *(_text(name) for name in ("conversation_id", "order_number", "order_key")),
        _text("topic", required=True),
        *(sa.Column(name, sa.JSON, nullable=False) for name in ("inputs", "finding", "trace")),
        _text("rule_set", required=True),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("answered_at", _MOMENT, nullable=False),
    )
    for column in ("conversation_id", "order_key"):
        _index("legal_answers", column)


def _make_identification() -> None:
    op.create_table(
        "identification_attempts",
        sa.Column("order_key", sa.Text, primary_key=True),
        sa.Column("wrong_emails", sa.Integer, nullable=False),
        sa.Column("last_wrong_at", _MOMENT, nullable=False),
        sa.Column("locked_until", _MOMENT),
    )
    _index("identification_attempts", "last_wrong_at")
