"""A page opened from disk, from a server's root and from a sub-folder, under the headers that content/docs/hosting.md
names: it writes nothing to the console, lacks no file, and asks no other host for anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from helpers import page_types
from helpers.building import ROOT, Site
from helpers.hosting import SUBFOLDER, headers, served
from helpers.measuring import opened
from helpers.planting import planted
from playwright.sync_api import Browser, Page, Request

ARTICLE = "2023/03/ferry-timetable.html"
MOUNTS = {"disk": None, "root": "/", "sub-folder": SUBFOLDER}


@contextmanager
def mounted(folder: Path, mount: str | None) -> Iterator[str]:
    """The address of a folder, which ends with a slash."""
    if mount is None:
        yield f"{folder.as_uri()}/"
    else:
        with served(folder, mount) as base:
            yield base


def listen(page: Page, base: str) -> list[str]:
    """A list that fills with whatever goes wrong in the page from now on."""
    heard: list[str] = []

    def asked(request: Request) -> None:
        if not request.url.startswith(base):
            heard.append(f"{page.url} asks for {request.url}")

    def failed(request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the test has gone on to the next page
            heard.append(f"{page.url} does not get {request.url}: {request.failure}")

    page.on("request", asked)
    page.on("requestfailed", failed)
    page.on("response", lambda answer: answer.status < 400 or heard.append(f"{page.url}: {answer.status} {answer.url}"))
    page.on("console", lambda message: heard.append(f"{page.url} says {message.text}"))
    page.on("pageerror", lambda error: heard.append(f"{page.url} fails: {error}"))
    return heard


@pytest.mark.parametrize("mount", MOUNTS)
def test_nothing_is_said_missed_or_asked_of_others(mount: str, browser: Browser, sample: Site, ours: Site) -> None:
    for site in (sample, ours):
        with mounted(site.output, MOUNTS[mount]) as base, opened(browser) as page:
            heard = listen(page, base)
            # Without the address of the site, the page for what is not found is whole at a root alone.
            apart = set() if mount == "root" else {"404.html"}
            for path in sorted({*page_types.each_state(site.output)} - apart):
                page.goto(base + path, wait_until="load")
            page.wait_for_load_state("networkidle")
            assert not heard, "\n".join(heard)


@pytest.mark.parametrize("mount", MOUNTS)
def test_text_on_the_page_is_the_text_received(mount: str, browser: Browser, ours: Site) -> None:
    received = (ROOT / "content/received/2022/paris-olympics-symposium.txt").read_text("utf-8")
    with mounted(ours.output, MOUNTS[mount]) as base, opened(browser) as page:
        page.goto(base + "2022/11/paris-olympics-symposium.html")
        assert (
            " ".join(page.locator(".text > :not([data-added])").all_inner_texts()).split()
            == received.removeprefix(" date 2022-11-30 ").split()
        )


@pytest.mark.parametrize(
    ("in_head", "in_body", "expected"),
    [
        ("", '<img src="https://example.invalid/a.png" alt="">', "example.invalid"),
        ("", '<p style="color: red">red</p>', "inline style"),
        ("", "<script>document.title = 1</script>", "inline script"),
        ("", '<img src="../../gone.png" alt="">', "404"),
        ('<link rel="stylesheet" href="/theme/main.css">', "", "/theme/main.css"),  # leaves the sub-folder
        ('<base href="/">', "", "base-uri"),
    ],
)
def test_a_planted_fault_is_heard(
    in_head: str, in_body: str, expected: str, browser: Browser, sample: Site, tmp_path: Path
) -> None:
    planted(sample, tmp_path, ARTICLE, in_head=in_head, in_body=in_body)
    with served(tmp_path / "planted", SUBFOLDER) as base, opened(browser) as page:
        heard = listen(page, base)
        page.goto(base + ARTICLE)
        page.wait_for_load_state("networkidle")
        assert any(expected in one for one in heard), heard


def test_policy_begins_from_nothing_and_names_no_other_host() -> None:
    for name, value in headers().items():
        assert not re.search(r"https?:|unsafe|\*", value), name
    policy = dict(part.strip().split(" ", 1) for part in headers()["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert set(policy.values()) <= {"'none'", "'self'"}
    assert {"base-uri", "form-action", "frame-ancestors"} <= set(policy)


def test_search_page_alone_may_run_a_program() -> None:
    more = {name for name in headers() if headers("search.html")[name] != headers()[name]}
    assert more == {"Content-Security-Policy"}
    allowed = headers("search.html")["Content-Security-Policy"]
    assert (
        allowed.replace(" 'wasm-unsafe-eval'", "").replace("form-action 'self'", "form-action 'none'")
        in headers().values()
    )


def test_server_is_as_strict_as_the_docs(sample: Site, browser: Browser) -> None:
    with served(sample.output, SUBFOLDER) as base, opened(browser) as page:
        answer = page.request.get(base + "index.html")
        assert headers("index.html").items() <= {k: answer.headers[k.lower()] for k in headers()}.items()
        parts = urlsplit(base)
        assert page.request.get(f"{parts.scheme}://{parts.netloc}/index.html").status == 404
