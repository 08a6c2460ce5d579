"""What every table shares: one `MetaData`, and column types for decimals, moments and words; no table is here."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, DateTime, MetaData, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

# Named constraints let a later migration drop or alter them by name on both databases.
metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)


class TwoDecimals(TypeDecorator):  # type: ignore[misc]  # SQLAlchemy 1.4 carries no types
    """Euros, or an index out of ten, as `Decimal`; kept as whole hundredths because SQLite would make a float of it."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect | None) -> int | None:
        """Turn euros into cents; a third decimal is refused."""
        if value is None:
            return None
        cents = Decimal(value) * 100
        if cents != cents.to_integral_value():
            raise ValueError(f"{value} has more than two decimals; round it first, e.g. 19.90")
        return int(cents)

    def process_result_value(self, value: int | None, dialect: Dialect | None) -> Decimal | None:
        """Turn cents back into euros."""
        return None if value is None else Decimal(value).scaleb(-2)

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        """Compare with euros, not with cents."""
        return self


class Moment(TypeDecorator):  # type: ignore[misc]  # SQLAlchemy 1.4 carries no types
    """A moment with its zone, kept in UTC and given back in UTC on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn a moment into UTC; a moment without a zone is refused, because nobody could tell when it was."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone; write e.g. datetime.now(UTC)")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator):  # type: ignore[misc]  # SQLAlchemy 1.4 carries no types
    """Text that came from outside, kept without the two things PostgreSQL refuses: NUL and halves of characters."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Drop what cannot be kept."""
        return None if value is None else value.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")
