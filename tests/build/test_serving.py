"""`tasks.py serve`: what is saved shows in the browser, and nothing of that is left in the site."""

import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import watchfiles

from colophon.build import serve as serve_module
from colophon.build.serve import serve

WATCH = watchfiles.watch
PAGE = "<!doctype html><html lang=en><title>t</title><body><p>{}</p></body></html>"
SITE = """
import sys
from pathlib import Path
from colophon.build.serve import serve
sys.exit(serve(Path("output"), lambda changed: True, [Path("content")], int(sys.argv[1])))
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Preview:
    """A toy site under serve(): its one page shows the text of content/a.md, and “bad” there fails the build."""

    def __init__(self, folder: Path) -> None:
        self.content, self.output, self.settings = folder / "content", folder / "output", folder / "conf.py"
        self.port, self.stop, self.built = free_port(), threading.Event(), []
        self.news, self.quiet = threading.Condition(), threading.Semaphore(0)
        self.content.mkdir()
        self.output.mkdir()
        self.settings.write_text("", encoding="utf-8")
        (self.content / "a.md").write_text("first", encoding="utf-8")
        self.status = None
        self.thread = threading.Thread(target=self.run)

    def run(self) -> None:
        self.status = serve(self.output, self.rebuild, [self.content, self.settings], self.port, self.stop)

    def rebuild(self, changed):
        text = (self.content / "a.md").read_text(encoding="utf-8")
        if text not in ("bad", "crash"):
            (self.output / "index.html").write_text(PAGE.format(text), encoding="utf-8")
        with self.news:
            self.built.append(changed)
            self.news.notify_all()
        if text == "crash":
            raise ValueError(text)
        return text != "bad"

    def wait_for_builds(self, number: int) -> None:
        with self.news:
            assert self.news.wait_for(lambda: len(self.built) >= number, timeout=30), self.built

    def wait_until_quiet(self) -> None:
        """Until each of the two watchers has stood and seen nothing for a moment."""
        while self.quiet.acquire(blocking=False):
            pass
        for _ in range(4):  # the first two may have begun before
            assert self.quiet.acquire(timeout=30)

    def watch(self, *paths, **options):
        """Watches as usual, and says when nothing comes."""
        for changes in WATCH(*paths, **options, yield_on_timeout=True, rust_timeout=50):
            if changes:
                yield changes
            else:
                self.quiet.release()

    def get(self, path: str, method: str = "GET", host: str = "127.0.0.1"):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, headers={"Host": host})
        return connection.getresponse()

    def text(self, path: str = "/") -> str:
        return self.get(path).read().decode()


@pytest.fixture
def preview(tmp_path, monkeypatch):
    before, preview = set(threading.enumerate()), Preview(tmp_path)
    monkeypatch.setattr(watchfiles, "watch", preview.watch)
    preview.thread.start()
    preview.wait_for_builds(1)
    preview.wait_until_quiet()
    yield preview
    preview.stop.set()
    preview.thread.join(10)
    assert not preview.thread.is_alive()
    assert preview.status == 0
    assert set(threading.enumerate()) <= before


def test_page_goes_out_with_the_script_and_stays_without_it_on_disk(preview):
    response = preview.get("/")
    page = response.read().decode()
    assert page.count("EventSource") == 1
    assert page.index("first") < page.index("EventSource") < page.index("</body>")
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert (preview.output / "index.html").read_text(encoding="utf-8") == PAGE.format("first")


def test_other_files_go_out_as_they_are(preview):
    (preview.output / "main.css").write_bytes(b"</body>")
    response = preview.get("/main.css")
    assert (response.status, response.read()) == (200, b"</body>")
    assert response.headers["Cache-Control"] == "no-store"
    assert preview.get("/main.css", "HEAD").read() == b""
    assert int(preview.get("/", "HEAD").headers["Content-Length"]) > len(PAGE)


def test_save_rebuilds_and_tells_the_browser(preview):
    seen = preview.text().partition("seen=")[2].partition("'")[0]
    news = preview.get(f"/-/reload?seen={seen}")
    assert news.headers["Content-Type"] == "text/event-stream"
    (preview.content / "a.md").write_text("second", encoding="utf-8")
    assert news.readline() == b"data: reload\n"
    assert preview.built == [None, {(preview.content / "a.md").resolve()}]
    assert "second" in preview.text()


def test_page_that_missed_a_build_is_told_at_once(preview):
    assert preview.get("/-/reload?seen=1").read() == b"data: reload\n\n"


def test_settings_file_that_an_editor_replaces_is_still_watched(preview):
    for number in (2, 3):
        new = preview.settings.with_name("conf.new")
        new.write_text(f"A = {number}", encoding="utf-8")
        new.replace(preview.settings)
        preview.wait_for_builds(number)
        preview.wait_until_quiet()
    assert preview.built == [None, {preview.settings.resolve()}, {preview.settings.resolve()}]


@pytest.mark.parametrize("text", ["bad", "crash"])
def test_bad_save_leaves_the_last_good_site_up(preview, text, capfd):
    (preview.content / "a.md").write_text(text, encoding="utf-8")
    preview.wait_for_builds(2)
    assert "first" in preview.text()
    (preview.content / "a.md").write_text("mended", encoding="utf-8")
    preview.wait_for_builds(3)
    assert "mended" in preview.text()
    said = capfd.readouterr().out
    assert "Not built; the last good site stays." in said
    assert (text == "crash") == ("The build broke off: ValueError: crash (test_serving.py:" in said)


@pytest.mark.parametrize(
    "path", ["/../content/a.md", "/..%2fcontent/a.md", "/%2e%2e/content/a.md", "//etc/passwd", "/..\\content\\a.md"]
)
def test_nothing_outside_the_site_is_served(preview, path):
    response = preview.get(path)
    assert response.status == 404
    assert b"first" not in response.read()


def test_missing_page_waits_for_a_build_too(preview):
    (preview.output / "2022").mkdir()
    for path in ("/none.html", "/none", "/2022/", "/index.html/"):
        response = preview.get(path)
        assert response.status == 404, path
        assert b"EventSource" in response.read()


def test_page_in_a_browser_reloads_itself(preview, browser):
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{preview.port}/")
    for number, text in enumerate(("second", "third"), start=2):
        (preview.content / "a.md").write_text(text, encoding="utf-8")
        preview.wait_for_builds(number)
        page.get_by_text(text).wait_for(timeout=60_000)
    page.close()


def test_page_of_another_site_is_refused(preview):
    assert preview.get("/", host="evil.example").status == 403
    assert preview.get("/", host="localhost:9000").status == 200


def test_taken_port_gives_the_next_one(tmp_path, capfd):
    stop = threading.Event()
    stop.set()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert serve(tmp_path, lambda changed: True, [tmp_path], port, stop) == 0
    assert f"Port {port} is taken; using " in capfd.readouterr().out


@pytest.mark.parametrize(
    ("number", "line"),
    [
        (errno.EACCES, "Port 80 of 127.0.0.1 can't be opened: Permission denied; name one above 1023"),
        (errno.EADDRNOTAVAIL, "Port 80 of 127.0.0.1 can't be opened: Cannot assign requested address"),
        (errno.EADDRINUSE, "Ports 80 to 129 are all taken"),
    ],
)
def test_why_a_port_cannot_be_opened_is_told_apart(tmp_path, monkeypatch, number, line):
    def bind(server):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(serve_module.Server, "server_bind", bind)
    with pytest.raises(OSError, match=line):
        serve(tmp_path, lambda changed: True, [tmp_path], 80, threading.Event())


def test_a_request_that_fails_is_said_in_one_line(preview, capfd):
    (preview.output / "loop.html").symlink_to("loop.html")
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        preview.get("/loop.html")
    (line,) = [line for line in capfd.readouterr().out.splitlines() if "request" in line]
    assert "loop.html" in line


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_stops_it_quietly_even_with_a_page_open(tmp_path, number):
    (tmp_path / "content").mkdir()
    (tmp_path / "output").mkdir()
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-c", SITE, str(port)], cwd=tmp_path, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert "Serving" in process.stdout.readline()
        assert "Built" in process.stdout.readline()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", f"/-/reload?seen={time.time_ns()}")
        with connection.getresponse():
            process.send_signal(number)
            _, errors = process.communicate(timeout=60)
        connection.close()
    assert (process.returncode, errors) == (0, "")
