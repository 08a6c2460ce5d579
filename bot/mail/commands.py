"""The commands `savia mail status`, `resume`, `retry`, `confirm`, `show` and `receive`."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.engine import Engine

from actions.store.engine import open_engine
from actions.store.migrations import upgrade
from actions.store.questions import mail as stored
from actions.store.questions.mail_desk import resume_automatic_replies, tripped_breaker
from actions.store.questions.mail_outbox import confirm_letters, count_letters, retry_letters
from bot.commands import CannotRun
from bot.mail.intake import Intake
from bot.mail.post_office import largest
from bot.mail.reading import Unreadable
from bot.settings import Settings


def add_commands(known: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the commands."""
    mail = known.add_parser("mail", help="the mail channel: status, resume, retry, …")
    actions = mail.add_subparsers(required=True, metavar="ACTION")
    status = actions.add_parser("status", help="what came in, what waits to go out, whether replies are stopped")
    status.add_argument(
        "--outcome", help="only the mails with this outcome: answered, asked, task, set_aside, refused…"
    )
    status.set_defaults(run=_status)
    resume = actions.add_parser("resume", help="allow automatic replies again after the breaker has stopped them")
    resume.set_defaults(run=_resume)
    retry = actions.add_parser("retry", help="send again what failed")
    retry.add_argument("--unconfirmed", action="store_true", help="also what may have left already")
    retry.set_defaults(run=_retry)
    confirm = actions.add_parser("confirm", help="take what was never confirmed as sent")
    confirm.set_defaults(run=_confirm)
    show = actions.add_parser("show", help="write a mail as it was received")
    show.add_argument("id", type=int, help="its number in `savia mail status`")
    show.set_defaults(run=_show)
    receive = actions.add_parser("receive", help="take a mail from a file or the standard input")
    receive.add_argument("file", type=Path, nargs="?")
    receive.set_defaults(run=_receive)


def _status(arguments: argparse.Namespace, settings: Settings) -> None:
    engine = _open(settings)
    print("Received:", _counted(stored.count_mails(engine)))
    print("To send: ", _counted(count_letters(engine)))
    tripped = tripped_breaker(engine)
    if tripped is not None:
        print(
            f"Automatic replies are stopped since {tripped[0]:%Y-%m-%d %H:%M} UTC ({tripped[1]}); `savia mail resume`."
        )
    for line in stored.latest_mails(engine, outcome=arguments.outcome):
        fate = line.outcome or line.status
        print(
            f"{line.id}\t{line.received_at:%Y-%m-%d %H:%M}\t{fate}\t{line.reason or ''}\t{line.sender}\t{line.subject}"
        )


def _resume(_: argparse.Namespace, settings: Settings) -> None:
    resumed = resume_automatic_replies(_open(settings), datetime.now(UTC))
    print("Automatic replies are allowed again." if resumed else "Automatic replies were not stopped.")


def _retry(arguments: argparse.Namespace, settings: Settings) -> None:
    count = retry_letters(_open(settings), datetime.now(UTC), unconfirmed=arguments.unconfirmed)
    print(f"{count} mails will be sent again.")


def _confirm(_: argparse.Namespace, settings: Settings) -> None:
    print(f"{confirm_letters(_open(settings), datetime.now(UTC))} mails are taken as sent.")


def _show(arguments: argparse.Namespace, settings: Settings) -> None:
    raw = stored.raw_mail(_open(settings), arguments.id)
    if raw is None:
        raise CannotRun(f"There is no mail {arguments.id}, or no longer; see `savia mail status`.")
    sys.stdout.buffer.write(raw)


def _receive(arguments: argparse.Namespace, settings: Settings) -> None:
    raw = arguments.file.read_bytes() if arguments.file else sys.stdin.buffer.read()
    try:
        is_new = Intake(_open(settings), lambda: datetime.now(UTC), largest(settings)).take(raw, "command")
    except Unreadable as error:
        raise CannotRun(f"This mail is refused: {error}.") from error
    print("Taken." if is_new else "It was there already.")


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items())) or "nothing"


def _open(settings: Settings) -> Engine:
    engine = open_engine(settings.database_url)
    upgrade(engine)
    return engine
