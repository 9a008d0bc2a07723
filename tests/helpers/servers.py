"""Runs real web servers on 127.0.0.1, on a free port: nginx, Apache and Caddy, as Debian ships them or with the
configurations of content/docs/hosting.md, and Python's own. Knows nothing of what stands in the pages."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import pytest

from helpers.hosting import DOCS
from helpers.npm_packages import missing

FOLDER = "news"  # the sub-folder
Command = list[str]


class Answer(NamedTuple):
    """The answer to a request: status, headers in small letters, and bytes."""

    status: int
    headers: dict[str, str]
    data: bytes

    @property
    def type(self) -> str:
        """The Content-Type in small letters, without white space."""
        return self.headers.get("content-type", "").replace(" ", "").lower()


@dataclass(frozen=True)
class Running:
    """A server at work: the name of its program, the address of the site, which ends with a slash, and the folder that
    is the root of its host."""

    program: str
    base: str
    root: Path

    def get(self, path: str = "") -> Answer:
        """What it answers for a file of the site."""
        try:
            with urllib.request.urlopen(self.base + quote(path)) as answer:
                return Answer(answer.status, _lower(answer.headers.items()), answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, _lower(error.headers.items()), error.read())


def _lower(headers: list[tuple[str, str]]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers}


def block(language: str) -> str:
    """The configuration of content/docs/hosting.md in one language."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", DOCS.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return str(found)


def nginx(root: Path, work: Path, port: int, *, ours: bool, mount: str) -> Command:
    """Debian's nginx.conf and mime.types, without its account and the files that only root may write."""
    program = _program("nginx", "/usr/sbin/nginx")
    stock = Path("/etc/nginx/nginx.conf").read_text("utf-8")
    shutil.copy("/etc/nginx/mime.types", work)
    (work / "sites").mkdir()
    for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"):
        stock = stock.replace("http {", f"http {{\n{name}_temp_path {work}/{name};", 1)
    stock = re.sub(r"(?m)^user .*;$|^include /etc/nginx/modules-enabled.*;$", "", stock)
    stock = stock.replace("worker_processes auto;", "worker_processes 1;")
    stock = stock.replace("/run/nginx.pid", f"{work}/pid").replace("/var/log/nginx/", f"{work}/")
    stock = stock.replace("/etc/nginx/mime.types", "mime.types").replace("include /etc/nginx/conf.d/*.conf;", "")
    (work / "nginx.conf").write_text(stock.replace("/etc/nginx/sites-enabled/*", f"{work}/sites/*"), "utf-8")
    if ours:
        site = block("nginx").replace("listen 80;", f"listen 127.0.0.1:{port};").replace("/srv/www", str(root))
        site = site.replace(" /404.html;", f" {mount}404.html;")
    else:
        site = Path("/etc/nginx/sites-available/default").read_text("utf-8")
        site = site.replace("listen 80 default_server;", f"listen 127.0.0.1:{port} default_server;")
        site = re.sub(r"(?m)^\s*listen \[::\]:80.*$", "", site).replace("/var/www/html", str(root))
    (work / "sites" / "site").write_text(site, "utf-8")
    return [program, "-p", str(work), "-c", "nginx.conf", "-e", str(work / "error.log"), "-g", "daemon off;"]


def apache(root: Path, work: Path, port: int, *, ours: bool, mount: str) -> Command:
    """Debian's apache2.conf with all that is enabled there; with ours also the module `headers` and .htaccess."""
    program, stock = _program("apache2", "/usr/sbin/apache2"), Path("/etc/apache2")
    text = (stock / "apache2.conf").read_text("utf-8")
    text = text.replace("/var/www/", f"{root}/").replace("Include ports.conf", f"Listen 127.0.0.1:{port}")
    text = re.sub(r"(?m)^(User|Group) .*$", "", text).replace("sites-enabled/*.conf", "no-sites/*.conf")
    text += f"\nServerName localhost\nDocumentRoot {root}\nMutex file:{work}\n"
    if ours:
        if not (stock / "mods-enabled" / "headers.load").exists():
            text += (stock / "mods-available" / "headers.load").read_text("utf-8")
        rules = block("apache").replace(" /404.html", f" {mount}404.html")
        text += f"<Directory {root}/>\n{rules}</Directory>\n"
    (work / "apache2.conf").write_text(text, "utf-8")
    return [program, "-d", str(stock), "-f", str(work / "apache2.conf"), "-D", "FOREGROUND"]


def caddy(root: Path, work: Path, port: int, *, ours: bool, mount: str) -> Command:
    """Caddy's file server; with ours a Caddyfile."""
    program = _program("caddy")
    if not ours:
        return [program, "file-server", "--listen", f"127.0.0.1:{port}", "--root", str(root)]
    text = block("caddyfile").replace("example.org {", f"http://127.0.0.1:{port} {{", 1).replace("/srv/www", str(root))
    text = "{\n\tadmin off\n}\n" + text.replace("@none /404.html", f"@none {mount}404.html")
    (work / "Caddyfile").write_text(text, "utf-8")
    return [program, "run", "--config", str(work / "Caddyfile"), "--adapter", "caddyfile"]


def python(root: Path, _work: Path, port: int, *, ours: bool, mount: str) -> Command:
    """Python's http.server, which has no configuration."""
    assert not ours
    return [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "-d", str(root)]


SERVERS: dict[str, Callable[..., Command]] = {"nginx": nginx, "Apache": apache, "Caddy": caddy, "Python": python}


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def running(program: str, output: Path, *, ours: bool, folder: str = "", port: int = 0) -> Iterator[Running]:
    """A server of a copy of the site at `output`, at the root or in a sub-folder, while the block runs."""
    port, mount = port or free_port(), f"/{folder}/" if folder else "/"
    with tempfile.TemporaryDirectory(prefix="colophon-server-") as place:
        root, work = Path(place, "www"), Path(place, "settings")
        work.mkdir()
        shutil.copytree(output, root / folder)
        for above in {Path(place), root, root / folder}:
            above.chmod(0o755)  # where tests run as root, servers serve as somebody else
        command = SERVERS[program](root, work, port, ours=ours, mount=mount)
        homes = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), place)
        apaches = {f"APACHE_{name}_DIR": str(work) for name in ("RUN", "LOG", "LOCK")}
        environment = {"PATH": "/usr/sbin:/usr/bin:/bin", "LANG": "C", "APACHE_PID_FILE": f"{work}/pid"}
        with (work / "said").open("wb") as said:
            environment |= {**homes, **apaches}
            process = subprocess.Popen(command, cwd=work, env=environment, stdout=said, stderr=said)
            try:
                _wait(port, process, work / "said")
                yield Running(program, f"http://127.0.0.1:{port}{mount}", root)
            finally:
                process.terminate()
                process.wait(timeout=30)


def _wait(port: int, process: subprocess.Popen[bytes], said: Path) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    pytest.fail(f"the server does not start: {said.read_text('utf-8', 'replace')[-2000:]}")


def _program(name: str, usual: str = "") -> str:
    found = shutil.which(name) or (usual if Path(usual or "/").is_file() else None)
    if found is None:
        missing(f"no {name} found")
    return str(found)
