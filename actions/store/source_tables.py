"""The tables of what comes from outside besides the shop data: notices of recalls, indices, where a sync is."""

from sqlalchemy import JSON, Column, Date, ForeignKey, Index, Integer, Table, Text

from actions.store import tables
from actions.store.schema import Moment, TwoDecimals, Words, metadata

# The last recalls are asked for, among tens of thousands.
Index("ix_recalls_published_on", tables.recalls.c.published_on)

# What an official notice says besides the recall itself; the recall is in `recalls`.
recall_notices = Table(
    "recall_notices",
    metadata,
    Column("reference", Text, primary_key=True),
    Column("identity", Text, nullable=False, index=True),
    Column("version", Integer, nullable=False),
    *(
        Column(name, Words)
        for name in (
            "category", "subcategory", "name", "models_text", "reason", "risk_details", "contact", "compensation",
            "more", "sellers", "area", "poster", "identification",
        )
    ),
    Column("conducts", JSON, nullable=False),
    Column("images", JSON, nullable=False),
    Column("ends_on", Date),
)  # fmt: skip

# A declaration of an index, as published; the newest of a model counts.
product_indices = Table(
    "product_indices",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("model_id", Text, nullable=False),
    Column("gtin_key", Text, index=True),
    Column("model", Words, nullable=False),
    Column("model_key", Text, index=True),
    Column("brand", Words, nullable=False),
    Column("brand_key", Text, index=True),
    Column("category", Words, nullable=False),
    Column("product_type", Text),
    Column("calculated_on", Date, nullable=False),
    Column("score", TwoDecimals, nullable=False),
    Column("scores", JSON, nullable=False),
    Column("details_url", Words),
    Column("documentation", JSON, nullable=False),
    Column("disassembly", JSON, nullable=False),
)

# The spare parts a declaration promises: to whom, how fast, for how many years.
index_parts = Table(
    "index_parts",
    metadata,
    Column("id", Text, ForeignKey("product_indices.id", ondelete="CASCADE"), primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("part", Words, nullable=False),
    Column("part_key", Text, nullable=False, index=True),
    Column("delay", Text),
    Column("years", Text),
)

# How far each source has been read; one process at a time holds the lease.
sync_cursors = Table(
    "sync_cursors",
    metadata,
    Column("source", Text, primary_key=True),
    Column("position", Text),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("finished_at", Moment),
    Column("lease_until", Moment),
    Column("holder", Text),
)

# When an order was last changed in its shop, so that a message that comes late does not undo a newer one.
synced_orders = Table(
    "synced_orders",
    metadata,
    Column("source", Text, primary_key=True),
    Column("order_key", Text, primary_key=True),
    Column("changed_at", Text, nullable=False),
)
