"""Write a picture of every view of the widget: `python -m tests.widget.screenshots [FOLDER]` (else var/screenshots).

The two pictures of the README are written to docs/screenshots by `--readme`.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bot.settings import ROOT
from tests.widget import gallery
from tests.widget.conftest import DESKTOP, FLAGS, PHONE, Server, chromium, free_port, watched

SHOWN_IN_README = {
    ("first-home", "light", "1280"): "widget-home.png",
    ("chat-top", "dark", "390"): "widget-chat-dark.png",
}


def main() -> int:
    """Take the pictures; return the exit status."""
    parser = argparse.ArgumentParser(description="Write a picture of every view of the widget.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "var" / "screenshots")
    parser.add_argument("--readme", action="store_true", help="also renew the two pictures of the README")
    arguments = parser.parse_args()
    if chromium() is None:
        print("No Chromium on this machine: apt-get install chromium.", file=sys.stderr)
        return 1
    server = Server(free_port(), Path(tempfile.mkdtemp()))
    server.start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
            for scheme in ("light", "dark"):
                for size in (DESKTOP, PHONE):
                    _walk(browser, server, scheme, size, arguments.folder, is_for_readme=arguments.readme)
            browser.close()
    finally:
        server.kill()
    print(f"The pictures are in {arguments.folder}.")
    return 0


def _walk(
    browser: Browser, server: Server, scheme: str, size: dict[str, int], folder: Path, *, is_for_readme: bool
) -> None:
    context = browser.new_context(viewport=size, color_scheme=scheme, locale="fr-FR")
    shopper = watched(context.new_page(), server)
    for place, view in enumerate(gallery.views(shopper)):
        shopper.page.wait_for_timeout(150)
        picture = shopper.page.screenshot(path=folder / f"{size['width']}-{scheme}-{place:02}-{view}.png")
        name = SHOWN_IN_README.get((view, scheme, str(size["width"])))
        if is_for_readme and name:
            (ROOT / "docs" / "screenshots").mkdir(parents=True, exist_ok=True)
            (ROOT / "docs" / "screenshots" / name).write_bytes(picture)
    context.close()


if __name__ == "__main__":
    sys.exit(main())
