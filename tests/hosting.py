"""A static host, as plain as they come: files from a folder, below a prefix, with the strictest policy that works."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

# What docs/search.md says that a host may demand.
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'"
)


class Handler(SimpleHTTPRequestHandler):
    """One request; everything outside the prefix is not found."""

    def __init__(self, *args: Any, prefix: str, **more: Any) -> None:
        self.prefix = prefix
        super().__init__(*args, **more)

    def translate_path(self, path: str) -> str:
        return super().translate_path(path.removeprefix(self.prefix) if path.startswith(self.prefix) else "/outside")

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *args: Any) -> None:
        pass


class Server(ThreadingHTTPServer):
    """One that lets as many requests wait as a browser makes at once."""

    request_queue_size = 128


@contextmanager
def hosted(folder: Path, prefix: str = "") -> Iterator[str]:
    """The address of the folder, without a slash at the end, for as long as the `with` lasts."""
    server = Server(("127.0.0.1", 0), partial(Handler, prefix=prefix, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{prefix}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
