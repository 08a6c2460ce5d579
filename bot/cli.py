"""The command line: `savia serve`, `train`, `import`, …; a command that cannot work says why in a line and exits 1."""

import argparse
import contextlib
import importlib
import sys

from actions.law.legal_value import LegalDataError
from actions.store.engine import StoreUnavailable
from actions.store.shop_data import InvalidShopData
from bot import commands, logs
from bot.model import ModelMissing, ModelUnusable
from bot.settings import SettingError, Settings

EXPLAINED = (
    LegalDataError, StoreUnavailable, InvalidShopData, ModelMissing, ModelUnusable, SettingError, commands.CannotRun,
)  # fmt: skip


def main(argv: list[str] | None = None) -> int:
    """Run a command; return its exit status."""
    arguments = _parser().parse_args(argv)
    try:
        settings = Settings.from_environment()
        logs.configure(settings.log_level)
        return int(arguments.run(arguments, settings) or 0)
    except KeyboardInterrupt:
        return 130
    except EXPLAINED as error:
        print(f"savia: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="savia", description="The after-sales assistant of a French online shop.")
    known = parser.add_subparsers(required=True, metavar="COMMAND")
    commands.add_commands(known)
    for part in ("bot.desk.commands", "bot.sync.commands", "bot.mail.commands"):
        with contextlib.suppress(ModuleNotFoundError):
            importlib.import_module(part).add_commands(known)
    return parser


if __name__ == "__main__":
    sys.exit(main())
