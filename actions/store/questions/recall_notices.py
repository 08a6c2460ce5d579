"""What the official notice of a recall says besides the recall: what to do, whom to call, pictures, until when."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.engine import Engine

from actions.store.engine import reading
from actions.store.source_tables import recall_notices


@dataclass(frozen=True, slots=True)
class RecallNotice:
    """An official notice, in the words of the State's site; `conducts` are what to do, most pressing first."""

    reference: str
    version: int
    category: str | None
    subcategory: str | None
    name: str | None
    models_text: str | None
    reason: str | None
    risk_details: str | None
    conducts: tuple[str, ...]
    contact: str | None
    compensation: str | None
    more: str | None
    sellers: str | None
    area: str | None
    images: tuple[str, ...]
    poster: str | None
    ends_on: date | None
    identification: str | None


def notice_of(engine: Engine, reference: str) -> RecallNotice | None:
    """Return the notice of a recall; None for a recall that the shop wrote itself."""
    question = select(recall_notices).where(recall_notices.c.reference == reference)
    with reading(engine) as connection:
        row = connection.execute(question).mappings().first()
    if row is None:
        return None
    values = {name: row[name] for name in RecallNotice.__slots__}
    return RecallNotice(**{**values, "conducts": tuple(row["conducts"]), "images": tuple(row["images"])})
