"""The files of the widget as browsers receive them: modules joined by three, without their comments, compressed once.

There is no build: a module of widget/ also works as it is written. Joining saves requests, leaving comments out saves
bytes; both are line by line, so modules keep to three manners: an import is one line, a comment is a line that begins
with // or a /** … */, and no two modules of a file give the same name at their outermost level (a test checks it).
"""

import gzip
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from bot.settings import ROOT

if TYPE_CHECKING:
    from bot.app import Service

FOLDER = ROOT / "widget"
LATER = "\n// Later\n"  # the line from which a module is not needed at first

# What each file is joined of, in this order. Some modules are cut in two: what is needed at once, and the rest ("+").
FILES = {
    "savia.js": ("savia.js",),
    "panel.js": (
        "protocol.js", "dom.js", "markdown.js", "storage.js", "socket.js", "connection.js", "conversation.js",
        "texts.js", "message.js", "chat.js", "composer.js", "home.js", "styles.js", "dialog.js", "panel.js",
    ),
    "more.js": (
        "texts.js+", "styles.js+", "protocol.js+", "files.js", "attachments.js", "preview.js", "cards.js", "form.js",
        "guarantee.js", "recall.js", "order.js", "withdrawal.js", "rating.js", "more.js",
    ),
    "requests.js": ("requests.js",),
    "texts.en.js": ("texts.en.js",),
}  # fmt: skip
IMPORT = re.compile(r'^import (?P<names>.+) from "\./(?P<file>[\w.]+)";$', re.MULTILINE)
COMMENT = re.compile(r"/\*\*.*?\*/", re.DOTALL)
HEADERS = {
    "Content-Type": "text/javascript; charset=utf-8",
    "Cache-Control": "public, max-age=300, stale-while-revalidate=86400",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Accept-Encoding, Origin",
}


@dataclass(frozen=True)
class WidgetFile:
    """A file ready to be sent."""

    content: bytes
    compressed: bytes
    etag: str


def setup(app: web.Application, service: "Service") -> None:
    """Add the files under /widget/."""
    ready = {name: prepared(name) for name in FILES}

    async def send(request: web.Request) -> web.Response:
        file = ready.get(request.match_info["name"])
        if file is None:
            raise web.HTTPNotFound(text=f"The widget has no such file; it has {', '.join(FILES)}.")
        headers = {**HEADERS, "ETag": file.etag}
        if request.headers.get("If-None-Match") == file.etag:
            return web.Response(status=304, headers=headers)
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            return web.Response(body=file.compressed, headers={**headers, "Content-Encoding": "gzip"})
        return web.Response(body=file.content, headers=headers)

    app.router.add_get("/widget/{name}", send)


def prepared(name: str, folder: Path = FOLDER) -> WidgetFile:
    """Return one of FILES, joined and compressed."""
    content = joined(name, folder).encode()
    digest = hashlib.sha256(content).hexdigest()[:20]
    return WidgetFile(content, gzip.compress(content, 9, mtime=0), f'"{digest}"')


def joined(name: str, folder: Path = FOLDER) -> str:
    """Return the text of one of FILES: what it imports from another file, then its modules."""
    texts = [text_of(module, folder) for module in FILES[name]]
    own = {module.removesuffix("+") for module in FILES[name]}
    wanted: dict[str, set[str]] = {}
    for found in (found for text in texts for found in IMPORT.finditer(text) if found["file"] not in own):
        holder = next(file for file, modules in FILES.items() if found["file"] in modules)
        wanted.setdefault(holder, set()).update(found["names"].strip("{} ").split(", "))
    imports = [
        f'import {{ {", ".join(sorted(names))} }} from "./{holder}";\n' for holder, names in sorted(wanted.items())
    ]
    return "".join(imports + [lightened(IMPORT.sub("", text)) for text in texts])


def text_of(module: str, folder: Path) -> str:
    """Return a module; of one that is cut in two, the part before or after the line `// Later`."""
    text = (folder / module.removesuffix("+")).read_text(encoding="utf-8")
    first, _, later = text.partition(LATER)
    return later if module.endswith("+") else first


def lightened(text: str) -> str:
    """Return a module without its comments, its indentation and its empty lines."""
    lines = (line.strip() for line in COMMENT.sub("", text).splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//")) + "\n"
