"""Show a site while it is being written: serve a folder on this machine, rebuild on save, reload the browser.

The caller gives the build as a callable, and the folder to serve. The script that makes the browser reload is added to
a page when it is sent; it is never on disk.
"""

from __future__ import annotations

import errno
import os
import queue
import signal
import socket
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from types import FrameType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import watchfiles

from colophon.formats.registry import FORMATS
from colophon.model.problems import one_line

Rebuild = Callable[[set[Path] | None], bool]
Saved = queue.SimpleQueue[set[Path]]

ADDRESS = "127.0.0.1"
PORTS_TRIED = 50
TAKEN = {errno.EADDRINUSE, getattr(errno, "WSAEADDRINUSE", errno.EADDRINUSE)}
SETTLE = 20  # ms without a further change: an editor that saves by way of a second file counts as one save
DEBOUNCE = 50  # ms at most, however many changes follow each other
HEARTBEAT = 10  # s: how soon a browser that has gone is noticed

# Only while the page is seen: a browser keeps six connections to a server, and a seventh tab would wait for ever.
# The number of the build makes up for what is missed between the page and the connection, or while hidden.
SCRIPT = (
    "<script>{{let s;const f=()=>{{s?.close();if(!document.hidden){{s=new EventSource('/-/reload?seen={build}');"
    "s.onmessage=()=>location.reload()}}}};document.addEventListener('visibilitychange',f);f()}}</script>"
)
NOT_FOUND = (
    "<!doctype html><html lang=en><title>Not in this site</title>"
    "<body><p>There is no such page in the site as last built. "
    "The terminal says what is wrong with newer content.</p></body>"
)


class Server(ThreadingHTTPServer):
    """Serves `root` to this machine alone, and tells open pages when a build is done."""

    daemon_threads = False  # closing waits for every thread, so that none is left
    allow_reuse_address = os.name != "nt"  # on Windows it would share a port that is taken

    def __init__(self, root: Path, port: int) -> None:
        self.root = root
        self.build = time.time_ns()  # grows across restarts too, so that pages left open come back by themselves
        self.news = threading.Condition()
        self.closing = False
        self.connections: set[socket.socket] = set()
        super().__init__((ADDRESS, port), Handler)

    def server_bind(self) -> None:
        TCPServer.server_bind(self)  # HTTPServer would ask the network for this machine's name, and wait
        self.server_name, self.server_port = ADDRESS, self.server_address[1]

    def announce(self) -> None:
        with self.news:
            self.build = time.time_ns()
            self.news.notify_all()

    def wait_for_news(self, seen: int) -> bool:
        """Whether there is a build after `seen`; waits for one at most a heartbeat."""
        with self.news:
            self.news.wait_for(lambda: self.closing or self.build > seen, timeout=HEARTBEAT)
            return self.build > seen

    def get_request(self) -> tuple[socket.socket, Any]:
        request = super().get_request()
        self.connections.add(request[0])
        return request

    def shutdown_request(self, request: Any) -> None:
        self.connections.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        with self.news:
            self.closing = True
            self.news.notify_all()
        for connection in list(self.connections):  # browsers hold some open without asking for anything
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        super().server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 - the standard library's
        """Say in one line what went wrong; a browser that goes away in mid-page is no error."""
        if not isinstance(error := sys.exception(), ConnectionError):
            print(f"A request failed: {type(error).__name__}: {error}", flush=True)


class Handler(SimpleHTTPRequestHandler):
    """One request. Pages get the reload script, other files are sent as they are, nothing is cached."""

    server: Server
    extensions_map = {  # noqa: RUF012  the standard library's, with our kinds of file
        **SimpleHTTPRequestHandler.extensions_map,
        **{f".{ending}": one.content_type for ending, one in FORMATS.items()},
        ".html": "text/html; charset=utf-8",
        ".xml": "application/xml",
    }

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments, directory=str(arguments[2].root))

    def do_GET(self) -> None:
        # A page of another site could point its own name at this machine, and would read the drafts.
        if urlsplit(f"//{self.headers.get('Host', '')}").hostname not in (ADDRESS, "localhost"):
            self.send_error(HTTPStatus.FORBIDDEN)
        elif urlsplit(self.path).path == "/-/reload":
            self.send_news()
        else:
            self.send_file()

    do_HEAD = do_GET  # noqa: N815 - the standard library's name

    def send_file(self) -> None:
        file, folder = Path(self.translate_path(self.path)), urlsplit(self.path).path.endswith("/")  # without any “..”
        del self.headers["If-Modified-Since"]  # what was swapped in may be older than what it replaces
        try:
            if folder or file.suffix == ".html":
                self.send_page(HTTPStatus.OK, (file / "index.html" if folder else file).read_bytes())
            elif file.exists():
                super().do_HEAD() if self.command == "HEAD" else super().do_GET()
            else:
                raise FileNotFoundError(file)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            self.send_page(HTTPStatus.NOT_FOUND, NOT_FOUND.encode())

    def send_page(self, status: HTTPStatus, page: bytes) -> None:
        script = SCRIPT.format(build=self.server.build).encode()
        head, body, tail = page.rpartition(b"</body>")
        page = head + script + body + tail if body else page + script
        self.send_response(status)
        self.send_header("Content-Type", self.extensions_map[".html"])
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(page)

    def send_news(self) -> None:
        """A stream of server-sent events: one when there is a newer build, a comment now and then until then."""
        seen = parse_qs(urlsplit(self.path).query).get("seen", ["0"])[0]
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        news = False
        while not news and not self.server.closing:
            news = self.server.wait_for_news(int(seen) if seen.isdecimal() else 0)
            self.wfile.write(b"data: reload\n\n" if news else b":\n\n")

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002  the standard library's name
        """Say nothing: the terminal is for the content's problems."""


def open_server(root: Path, port: int) -> Server:
    """A server on `port`, or on the next one that is free. Raises OSError, with a line for people, if there is none."""
    for candidate in range(port, min(port + PORTS_TRIED, 2**16)):
        try:
            server = Server(root, candidate)
        except OSError as error:
            if error.errno in TAKEN:
                continue
            reason = f"Port {candidate} of {ADDRESS} can't be opened: {error.strerror or error}"
            remedy = "; name one above 1023 with --port" if error.errno == errno.EACCES else ""
            raise OSError(f"{reason}{remedy}.") from error
        if candidate != port:
            print(f"Port {port} is taken; using {candidate}.")
        return server
    raise OSError(f"Ports {port} to {port + PORTS_TRIED - 1} are all taken; name another one with --port.")


def watch_for_saves(paths: set[Path], only: set[Path], output: Path, saved: Saved, stop: threading.Event) -> None:
    """Put what is saved in the folders `paths` into the queue until `stop` is set; where `only` is given, only that."""
    changes = watchfiles.watch(
        *paths, watch_filter=watchfiles.DefaultFilter(ignore_paths=[output]), debounce=DEBOUNCE, step=SETTLE,
        stop_event=stop, recursive=not only, raise_interrupt=False,
    )  # fmt: skip
    try:
        for change in changes:
            saved.put({Path(name) for _, name in change if not only or Path(name) in only})
    except OSError as error:
        print(f"Nothing is watched any more: {error}. WATCHFILES_FORCE_POLLING=1 works where the system can't.")


def watchers(paths: list[Path], output: Path, saved: Saved, stop: threading.Event) -> Iterator[threading.Thread]:
    """Threads, not yet started, that watch the folders with all below them, and single files."""
    existing = {path.resolve() for path in paths if path.exists()}
    folders = {path for path in existing if path.is_dir()}
    files = existing - folders
    # A file by its folder: many editors save by replacing the file, and a watch would stay with the old one.
    for where, only in ((folders, set()), ({file.parent for file in files}, files)):
        if where:
            yield threading.Thread(target=watch_for_saves, args=(where, only, output.resolve(), saved, stop))


def build_once(rebuild: Rebuild, changed: set[Path] | None) -> bool:
    """Whether the site is new. `rebuild` has printed the problems of the content."""
    started = time.monotonic()
    if changed:
        first, *others = sorted(map(_from_here, changed))
        print(one_line(f"Saved: {first}{f' and {len(others)} more' if others else ''}"))
    try:
        good = rebuild(changed)
    except Exception as error:  # noqa: BLE001  the next save may mend it, and the last good site must stay up
        frame = traceback.extract_tb(error.__traceback__)[-1]  # where it was raised
        place = f"{os.path.basename(frame.filename)}:{frame.lineno}"
        print(f"The build broke off: {type(error).__name__}: {error} ({place})")
        good = False
    seconds = time.monotonic() - started
    print(f"Built in {seconds:.2f} s." if good else "Not built; the last good site stays.", flush=True)
    return good


def _from_here(path: Path) -> str:
    with suppress(ValueError):  # on another drive of Windows
        return os.path.relpath(path)
    return str(path)


@contextmanager
def stopping_on_signals(stop: threading.Event) -> Iterator[None]:
    """Ctrl-C and SIGTERM set `stop`; a second Ctrl-C breaks off a build that hangs."""

    def handle(_number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    if threading.current_thread() is not threading.main_thread():  # Python handles signals in the main thread alone
        yield
        return
    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def serve(
    output: Path, rebuild: Rebuild, watch: list[Path], port: int = 8000, stop: threading.Event | None = None
) -> int:
    """Build, serve `output`, and build again after each save under `watch`, until a signal or `stop`.

    `rebuild` takes the changed paths, absolute, or None for the first build; it prints what is wrong and returns
    whether the site is new. It runs in this thread, beside others: it may start processes, but must not fork.
    Returns the exit status, 0. Raises OSError, with a line for people, if no port can be opened.
    """
    stop, saved = stop or threading.Event(), Saved()
    server = open_server(output, port)
    threads = [threading.Thread(target=server.serve_forever, args=(0.1,)), *watchers(watch, output, saved, stop)]
    with stopping_on_signals(stop), suppress(KeyboardInterrupt):
        for thread in threads:
            thread.start()
        print(f"Serving http://{ADDRESS}:{server.server_port}/  Ctrl-C stops it.", flush=True)
        changed: set[Path] | None = None
        try:
            while not stop.is_set():
                if (changed is None or changed) and build_once(rebuild, changed):
                    server.announce()
                changed = set()
                with suppress(queue.Empty):  # what is saved during a build goes into the next one together
                    changed |= saved.get(timeout=0.2)
                    while True:
                        changed |= saved.get_nowait()
        finally:
            stop.set()
            server.shutdown()
            server.server_close()
            for thread in threads:
                thread.join()
    return 0
