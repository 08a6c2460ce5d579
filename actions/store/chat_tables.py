"""The tables of the chat on shop pages: who holds a conversation, what was sent with it, how it was rated."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Table, Text

from actions.store.schema import Moment, Words, metadata

# Who may read and continue a conversation: only the SHA-256 of the token is kept. The conversation itself is made
# with its first message, so a chat that is opened and closed again leaves no conversation.
visitors = Table(
    "visitors",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("conversation_id", Text, nullable=False, unique=True),
    Column("name", Words),
    Column("email", Words),
    Column("read_seq", Integer, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False, index=True),
)

# Photos and PDF files sent in a conversation; the bytes lie under `var/uploads`, named by `id`.
uploads = Table(
    "uploads",
    metadata,
    Column("id", Text, primary_key=True),
    Column("conversation_id", Text, ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("name", Words, nullable=False),
    Column("type", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
)

# How satisfied the shopper says to be, from 1 to 5; `client_id` makes a rating sent twice one rating.
ratings = Table(
    "ratings",
    metadata,
    Column("conversation_id", Text, ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    Column("client_id", Text, primary_key=True),
    Column("score", Integer, nullable=False),
    Column("comment", Words),
    Column("at", Moment, nullable=False),
)
