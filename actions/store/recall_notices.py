"""Take official recalls in: only the newest version of each, with what its notice says besides.

A version older than the one known is left out, so that files may come in any order.
"""

import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from tempfile import TemporaryFile
from typing import IO, Any

from sqlalchemy import delete, select
from sqlalchemy.engine import Connection, Engine

from actions.store import tables
from actions.store.bulk import insert_rows
from actions.store.engine import reading, writing
from actions.store.shop_data import ShopReport
from actions.store.shop_rows import batches, raise_version
from actions.store.source_import import Source, import_source, placed
from actions.store.source_tables import recall_notices
from actions.store.sources.rappelconso import Notice, category_of, fields_of, identity_of, notice
from actions.store.sources.records import Unusable
from actions.store.sources.translation import Translation

# A record as it stands in a file, with its place there.
Records = Iterable[tuple[int, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which categories of products are wanted, folded: `only` these, or all when None, and never `without`."""

    only: frozenset[str] | None = None
    without: frozenset[str] = frozenset()

    def takes(self, category: str) -> bool:
        """Tell whether recalls of this folded category are wanted."""
        return category not in self.without and (self.only is None or category in self.only)


EVERYTHING = Chosen()


@dataclass(frozen=True, slots=True)
class RecallReport:
    """What an import of recalls did: what was written, how many records were seen, the newest day of publication."""

    shop: ShopReport
    seen: int
    last_published: str | None


def import_recalls(
    engine: Engine,
    name: str,
    read: Callable[[], Records],
    *,
    chosen: Chosen = EVERYTHING,
    unit: str = "record",
    leaves_out_unusable: bool = False,
) -> RecallReport:
    """Write the recalls of a file, which `read` gives from its beginning each time: its versions, then its notices.

    Raises `InvalidShopData` with every mistake, then nothing was written; `leaves_out_unusable` remarks unusable
    records instead, for a nightly sync that one bad record must not stop.
    """
    newest, seen = _newest(read(), _known_versions(engine), chosen)
    translation = Translation()
    with TemporaryFile() as spool:
        translate = _Translator(newest, translation, spool, leaves_out_unusable)
        source = Source(
            name, "RappelConso", {"recalls": placed(name, unit, read(), translate)}, translation, unit, completes=False
        )
        report = import_source(engine, source)
        _write_notices(engine, spool)
    return RecallReport(report, seen, translate.last_published)


@dataclass
class _Translator:
    """Makes a recall of each wanted record, once for each recall, and leaves its notice in the spool."""

    waiting: dict[str, int]
    translation: Translation
    spool: IO[bytes]
    leaves_out_unusable: bool
    last_published: str | None = None

    def __call__(self, record: Mapping[str, Any]) -> dict[str, Any] | None:
        record = fields_of(record)
        try:
            identity, version = identity_of(record)
            if self.waiting.get(identity) != version:
                return None
            told = notice(record, self.translation)
        except Unusable as error:
            if not self.leaves_out_unusable:
                raise
            self.translation.remarks.add("record(s) that are no usable recall were left out", str(error))
            return None
        del self.waiting[identity]
        day = told.recall["published_on"]
        self.last_published = max(self.last_published or day, day)
        pickle.dump(told, self.spool, pickle.HIGHEST_PROTOCOL)
        return told.recall


def _known_versions(engine: Engine) -> dict[str, int]:
    with reading(engine) as connection:
        rows = connection.execute(select(recall_notices.c.identity, recall_notices.c.version))
        return {row.identity: row.version for row in rows}


def _newest(records: Records, known: Mapping[str, int], chosen: Chosen) -> tuple[dict[str, int], int]:
    """Return the version to take of each wanted recall, and how many records there are."""
    newest: dict[str, int] = {}
    seen = 0
    for _, record in records:
        seen += 1
        try:
            fields = fields_of(record)
            identity, version = identity_of(fields)
            is_wanted = chosen.takes(category_of(fields))
        except (Unusable, AttributeError):
            identity, version, is_wanted = "", 1, True  # what is wrong with it is told when it is read for good
        if is_wanted and version >= max(known.get(identity, version), newest.get(identity, version)):
            newest[identity] = version
    return newest, seen


def _write_notices(engine: Engine, spool: IO[bytes]) -> None:
    """Write the notices of the spool; recalls that an earlier version bore under another number go."""
    spool.seek(0)
    with writing(engine) as connection:
        for some in batches(_notices_of(spool)):
            references = [each.reference for each in some]
            _forget_renumbered(connection, some)
            connection.execute(delete(recall_notices).where(recall_notices.c.reference.in_(references)))
            insert_rows(connection, recall_notices, [_row(each) for each in some])


def _notices_of(spool: IO[bytes]) -> Iterator[Notice]:
    while True:
        try:
            yield pickle.load(spool)  # noqa: S301  # our own file, which nobody else can open
        except EOFError:
            return


def _forget_renumbered(connection: Connection, notices: list[Notice]) -> None:
    references = {each.identity: each.reference for each in notices}
    question = select(recall_notices.c.identity, recall_notices.c.reference)
    rows = connection.execute(question.where(recall_notices.c.identity.in_(list(references))))
    gone = [row.reference for row in rows if references[row.identity] != row.reference]
    if gone:
        connection.execute(delete(tables.recalls).where(tables.recalls.c.reference.in_(gone)))
        connection.execute(delete(recall_notices).where(recall_notices.c.reference.in_(gone)))
        raise_version(connection)


def _row(told: Notice) -> dict[str, Any]:
    ends_on = told.details["ends_on"]
    return {
        "reference": told.reference,
        "identity": told.identity,
        "version": told.version,
        **told.details,
        "ends_on": None if ends_on is None else date.fromisoformat(ends_on),
    }
