"""The tables of the shop (what it sells, sold, repairs, recalls) and of after-sales (tickets, declarations, answers).

Conversations, messages and the desk have their own tables, on the same `metadata`, beside the code that uses them.
Columns ending in `_key` hold what was written folded by `folding.py`; they are what we search on.
"""

from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, ForeignKey, Index, Integer, Table, Text

from actions.store.schema import Moment, TwoDecimals, Words, metadata

# SQLite numbers rows by itself only in an INTEGER primary key.
RowId = BigInteger().with_variant(Integer, "sqlite")


def _of_order() -> Column:
    """Return the column that ties a row to its order and makes it go with the order when the order is replaced."""
    return Column("order_key", Text, ForeignKey("orders.order_key", ondelete="CASCADE"), primary_key=True)


# What the shop sold. An order is replaced whole by an import: refer to it by its number, never by a foreign key.
orders = Table(
    "orders",
    metadata,
    Column("order_key", Text, primary_key=True),
    Column("number", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("email_key", Text, nullable=False, index=True),
    Column("postcode", Text),
    Column("first_name", Text),
    Column("last_name", Text),
    Column("ordered_on", Date, nullable=False),
    Column("delivered_on", Date),
)

order_lines = Table(
    "order_lines",
    metadata,
    _of_order(),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("sku", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("brand", Text),
    Column("model", Text),
    Column("product_type", Text),
    Column("gtin", Text),
    Column("price", TwoDecimals),
    Column("condition", Text, nullable=False),
    Column("quantity", Integer, nullable=False),
)

shipments = Table(
    "shipments",
    metadata,
    _of_order(),
    Column("status", Text),
    Column("carrier", Text),
    Column("tracking", Text),
    Column("shipped_on", Date),
    Column("expected_on", Date),
)

repairs = Table(
    "repairs",
    metadata,
    _of_order(),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("ticket", Text),
    Column("ticket_key", Text, index=True),
    Column("sku", Text),
    Column("opened_on", Date),
    Column("closed_on", Date),
    Column("status", Text),
    Column("under_guarantee", Boolean(create_constraint=False)),
    Column("outcome", Text),
)

refunds = Table(
    "refunds",
    metadata,
    _of_order(),
    Column("status", Text),
    Column("amount", TwoDecimals),
    Column("return_received_on", Date),
    Column("due_on", Date),
    Column("issued_on", Date),
)

# What the shop sells. `listed` is false for a product known only from the lines of orders.
products = Table(
    "products",
    metadata,
    Column("sku", Words, primary_key=True),
    Column("name", Text, nullable=False),
    Column("brand", Text),
    Column("brand_key", Text, index=True),
    Column("model", Text),
    Column("model_key", Text, index=True),
    Column("product_type", Text),
    Column("gtin", Text),
    Column("gtin_key", Text, index=True),
    Column("price", TwoDecimals),
    Column("parts_available_until", Date),
    Column("repairability_index", TwoDecimals),
    Column("durability_index", TwoDecimals),
    Column("listed", Boolean(create_constraint=False), nullable=False),
)

recalls = Table(
    "recalls",
    metadata,
    Column("reference", Words, primary_key=True),
    Column("brand", Text, nullable=False),
    Column("brand_key", Text, nullable=False, index=True),
    Column("product_type", Text),
    Column("risk", Text),
    Column("published_on", Date, nullable=False),
    Column("remedies", JSON, nullable=False),
    Column("url", Text),
)


def _marks_of_recall(name: str, mark: str) -> Table:
    """Return the table of one kind of mark (models, gtins, batches) by which a recall is recognised."""
    return Table(
        name,
        metadata,
        Column("reference", Text, ForeignKey("recalls.reference", ondelete="CASCADE"), primary_key=True),
        Column("position", Integer, primary_key=True, autoincrement=False),
        Column(mark, Text, nullable=False),
        Column(f"{mark}_key", Text, index=True),
    )


recall_models = _marks_of_recall("recall_models", "model")
recall_gtins = _marks_of_recall("recall_gtins", "gtin")
recall_batches = _marks_of_recall("recall_batches", "batch")

parts = Table(
    "parts",
    metadata,
    Column("sku", Words, primary_key=True),
    Column("part", Text, nullable=False),
    Column("part_key", Text, nullable=False, index=True),
    Column("price", TwoDecimals),
    Column("stock", Integer),
    Column("status", Text),
    Column("available_until", Date),
)

part_models = Table(
    "part_models",
    metadata,
    Column("sku", Text, ForeignKey("parts.sku", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("model", Text, nullable=False),
    Column("model_key", Text, nullable=False, index=True),
)

# One row; its number grows with every change of the shop's data, so that a running service knows when to look again.
shop_version = Table(
    "shop_version",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", BigInteger, nullable=False),
)

# What after-sales writes. None of it is touched by an import.
tickets = Table(
    "tickets",
    metadata,
    Column("number_key", Text, primary_key=True),
    Column("number", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("order_number", Words),
    Column("order_key", Text, index=True),
    Column("sku", Words),
    Column("remedy", Text),
    Column("symptom", Words),
    Column("message", Words),
    Column("contact", Words),
    Column("conversation_id", Words, index=True),
    Column("idempotency_key", Words, unique=True),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Index("ix_tickets_status_created_at", "status", "created_at"),
)

withdrawals = Table(
    "withdrawals",
    metadata,
    Column("number_key", Text, primary_key=True),
    Column("number", Text, nullable=False),
    Column("order_number", Words, nullable=False),
    Column("order_key", Text, nullable=False, index=True),
    Column("skus", JSON, nullable=False),
    Column("statement", Words, nullable=False),
    Column("name", Words),
    Column("contact", Words),
    Column("conversation_id", Words, index=True),
    Column("idempotency_key", Words, unique=True),
    Column("declared_at", Moment, nullable=False),
    Column("acknowledged_at", Moment),
    Column("acknowledgement", Words),
)

legal_answers = Table(
    "legal_answers",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("conversation_id", Words, index=True),
    Column("order_number", Words),
    Column("order_key", Text, index=True),
    Column("topic", Text, nullable=False),
    Column("inputs", JSON, nullable=False),
    Column("finding", JSON, nullable=False),
    Column("trace", JSON, nullable=False),
    Column("rule_set", Text, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("answered_at", Moment, nullable=False),
)

# One row per order number with recent wrong e-mails, whether or not the order exists.
identification_attempts = Table(
    "identification_attempts",
    metadata,
    Column("order_key", Text, primary_key=True),
    Column("wrong_emails", Integer, nullable=False),
    Column("last_wrong_at", Moment, nullable=False, index=True),
    Column("locked_until", Moment),
)
