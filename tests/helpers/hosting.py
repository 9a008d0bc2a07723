"""Serves a built site on 127.0.0.1 as it is deployed: with the headers that content/docs/hosting.md names, at the
root of a host or in a sub-folder. Knows nothing of what stands in the pages."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path, PurePosixPath

DOCS = Path(__file__).resolve().parents[2] / "content" / "docs" / "hosting.md"
SUBFOLDER = "/papers/carried here/"  # two levels deep, with a space: what a relative link must survive
BLOCK = re.compile(r"^(?:(?P<line>`[^\n]+)\n\n)?```http\n(?P<headers>.*?)^```$", re.MULTILINE | re.DOTALL)


def headers(path: str = "") -> dict[str, str]:
    """The headers of one file, by its path in the output, as content/docs/hosting.md has them: the first block is for
    all; one below a line that begins with a path or an ending between backticks is for the files and folders which
    that line names. Without a path they are those of a page."""
    path = path or "index.html"
    found: dict[str, str] = {}
    for block in BLOCK.finditer(DOCS.read_text("utf-8")):
        named = re.findall(r"`([^`]+)`", block["line"] or "")
        folders, endings = tuple(n for n in named if n[-1] == "/"), tuple(n for n in named if n[0] == ".")
        if not named or path in named or path.startswith(folders) or path.endswith(endings):
            found |= dict(line.split(": ", 1) for line in block["headers"].splitlines())
    assert ("Content-Security-Policy" in found) == (path.endswith(".html") or path.startswith("search/"))
    return found


class Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments: object, mount: str, **more: object) -> None:
        self.mount = mount
        super().__init__(*arguments, **more)

    def translate_path(self, path: str) -> str:
        """The file asked for. Outside the mount there is nothing: a link that leaves it gets a 404."""
        inside = path.startswith(self.mount)
        return super().translate_path("/" + path[len(self.mount) :] if inside else "/nothing outside the mount")

    def end_headers(self) -> None:
        path = PurePosixPath(self.translate_path(self.path.partition("?")[0])).relative_to(self.directory)
        file = str(path / "index.html" if Path(self.directory, path).is_dir() else path)
        for name, value in headers(file).items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    """One that lets as many requests wait as a browser makes at once."""

    request_queue_size = 128
    daemon_threads = True


@contextmanager
def served(folder: Path, mount: str = "/") -> Iterator[str]:
    """The address under which `folder` is served while the block runs; it ends with a slash."""
    mount = mount.replace(" ", "%20")
    with Server(("127.0.0.1", 0), partial(Handler, directory=str(folder), mount=mount)) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{mount}"
        finally:
            server.shutdown()
