"""A real IMAP server (Dovecot) of the test's own: one user, one folder, no encryption, on a port of this machine."""

import imaplib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

OWNER = "mail"
USER, PASSWORD = "sav", "mot:de@passe"
CONFIGURATION = """
protocols = imap
listen = 127.0.0.1
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/dovecot.log
instance_name = savia-test
ssl = no
disable_plaintext_auth = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {login}
mail_location = maildir:{home}/mail
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 0
{capability}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={home}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


class Dovecot:
    """The server; `start` and `stop` as often as one likes, the mails stay."""

    def __init__(self, port: int, *, can_idle: bool = True) -> None:
        self.home, self.port = Path(tempfile.mkdtemp(prefix="savia-dovecot-")), port
        self._can_idle = can_idle
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it answers."""
        if os.getuid() == 0:
            # Dovecot reads no mail as root: the folder is that of a plain user.
            self.home.chmod(0o755)
            (self.home / "mail").mkdir(exist_ok=True)
            shutil.chown(self.home / "mail", OWNER, OWNER)
        file = self.home / "dovecot.conf"
        file.write_text(self._configuration())
        self._process = subprocess.Popen(
            [shutil.which("dovecot") or "dovecot", "-F", "-c", str(file)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(
            (self.home / "dovecot.log").read_text() if (self.home / "dovecot.log").exists() else "no log"
        )

    def stop(self) -> None:
        """Stop it and those it started."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(20)
            self._process = None

    def remove(self) -> None:
        """Stop it and forget its mails."""
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def put(self, *mails: bytes) -> None:
        """Put mails in the folder, as a delivery does."""
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=30) as client:
            client.login(USER, PASSWORD)
            for mail in mails:
                assert client.append("INBOX", "", None, mail)[0] == "OK"  # type: ignore[arg-type]

    def unseen(self) -> int:
        """Return how many mails nobody has opened."""
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=30) as client:
            client.login(USER, PASSWORD)
            client.select("INBOX", readonly=True)
            return len(client.search(None, "UNSEEN")[1][0].split())

    def _configuration(self) -> str:
        is_root = os.getuid() == 0
        name = OWNER if is_root else pwd.getpwuid(os.getuid()).pw_name
        capability = "" if self._can_idle else "imap_capability = IMAP4rev1 LITERAL+ UIDPLUS"
        return CONFIGURATION.format(
            home=self.home, port=self.port, password=PASSWORD, capability=capability,
            user=name, group=name, login="dovenull" if is_root else name,
        )  # fmt: skip


def dovecot_or_skip(port: int, **options: bool) -> Dovecot:
    """Return a server that is not started yet; a skip said aloud without Dovecot, a failure where it is required."""
    if shutil.which("dovecot") is None:
        if "imap" in os.environ.get("SAVIA_TEST_REQUIRE", ""):
            pytest.fail("Dovecot is required: apt-get install dovecot-imapd")
        pytest.skip("no Dovecot: apt-get install dovecot-imapd")
    return Dovecot(port, **options)
