"""content/docs/tutorial.md does what it says: its commands are run, its files saved and mended, its answers compared,
as they stand on the page, in a folder outside the checkout and with nothing but the wheel."""

from __future__ import annotations

import re
import shlex
import socket
import subprocess
import time
import urllib.request
from pathlib import Path
from typing import NamedTuple

import pytest
from helpers.building import ROOT
from helpers.installing import OTHERS, Installed
from lxml import html

TUTORIAL = ROOT / "content" / "docs" / "tutorial.md"
STEP = re.compile(
    r"(?P<before>[^\n](?:[^\n]|\n(?!\n))*)\n\n```(?P<kind>\w+)\n(?P<block>.*?)^```$", re.MULTILINE | re.DOTALL
)
SAVE, ADD = re.compile(r"Save it as\s+`(.+?)`:$"), re.compile(r"Add this to the end of\s+`(.+?)`:$")
REPLACE, BY = re.compile(r"In\s+`(.+?)`, replace this line:$"), re.compile(r"^by (?:this one|these):$")
PRINTS = re.compile(r"\b[Ii]t prints:$|and prints:$")
PROBLEM = re.compile(r"It finds problems, and prints:$")
SERVERS = ("colophon serve", "python3 -m http.server")


class Step(NamedTuple):
    """A fenced block, and the paragraph before it, which says what to do with it."""

    before: str
    kind: str
    block: str


def steps() -> list[Step]:
    text = TUTORIAL.read_text("utf-8")
    found = [Step(*one.group("before", "kind", "block")) for one in STEP.finditer(text)]
    assert len(found) == len(re.findall(r"^```\w", text, re.MULTILINE)), "a block stands without a paragraph before it"
    return found


class Reader:
    """Who walks through the tutorial."""

    def __init__(self, installed: Installed, folder: Path) -> None:
        self.installed, self.folder = installed, folder
        self.said: str | None = None  # what the last command printed
        self.pages: dict[str, bytes] = {}  # what servers answered, by the command
        self.compared: list[str] = []

    def follow(self, step: Step, after: Step | None) -> None:
        if step.kind == "sh":
            fails = bool(after and PROBLEM.search(after.before))
            for command in step.block.splitlines():
                self.run(command, code=int(fails))
        elif match := SAVE.search(step.before):
            file = self.folder / match[1]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(step.block.encode())
        elif match := ADD.search(step.before):
            with (self.folder / match[1]).open("ab") as opened:
                opened.write(step.block.encode())
        elif match := REPLACE.search(step.before):
            file = self.folder / match[1]
            assert after, step
            assert BY.search(after.before), after
            old = file.read_text("utf-8")
            assert old.count(f"\n{step.block}") == 1, step.block
            file.write_bytes(old.replace(f"\n{step.block}", f"\n{after.block}").encode())
        elif PRINTS.search(step.before):
            assert self.said == step.block
            self.compared.append(step.block)
        else:
            assert BY.search(step.before), step

    def run(self, command: str, *, code: int) -> None:
        if command.startswith("python3 -m pip install"):
            return  # the fixture installed it
        if command.startswith("cd "):
            self.folder /= command.removeprefix("cd ")
        elif command.startswith(SERVERS):
            self.pages[command] = self.serve(command)
        elif command.startswith("colophon "):
            self.said = self.installed.run(*shlex.split(command), cwd=self.folder, code=code)
        else:
            done = subprocess.run(shlex.split(command), cwd=self.folder, capture_output=True, text=True, check=True)
            self.said = done.stdout

    def serve(self, command: str) -> bytes:
        """The front page that a command serves, on a free port."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = str(free.getsockname()[1])
        name, *words = shlex.split(command)
        words = [port if word == "8001" else word for word in words] + (["--port", port] if name == "colophon" else [])
        program = self.installed.commands / name.replace("python3", "python")
        process = subprocess.Popen([program, *words], cwd=self.folder, env=OTHERS, stdout=-3, stderr=-3)
        try:
            for _ in range(600):
                assert process.poll() is None, command
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                        return bytes(answer.read())
                except OSError:
                    time.sleep(0.1)
            pytest.fail(f"no answer: {command}")
        finally:
            process.terminate()
            process.wait(30)


@pytest.fixture(scope="module")
def walked(installed: Installed, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """Who has walked through all of it."""
    reader, all_steps = Reader(installed, tmp_path_factory.mktemp("tutorial")), steps()
    for step, after in zip(all_steps, [*all_steps[1:], None], strict=True):
        reader.follow(step, after)
    return reader


def test_every_answer_of_the_tutorial_is_the_one_that_is_printed(walked: Reader) -> None:
    assert [answer.splitlines()[-1] for answer in walked.compared[1:]] == ["2 problems in 1 file", "No problems found."]


def test_its_last_page_names_its_source(walked: Reader) -> None:
    for folder in ("output", "../public"):
        page = html.fromstring((walked.folder / folder / "2026/03/pier.html").read_bytes())
        (slip,) = page.xpath("//dl[contains(@class, 'slip')]")
        said = " ".join(slip.text_content().split())
        for fact in (
            "Harbour Post",
            "page 4",
            "as stated by the text",
            "12 March 2026",
            "As received but for 1 change",
        ):
            assert fact in said
        (kept,) = {link for link in page.xpath("//a/@href") if link.endswith("received/2026/pier.txt")}
        received = (walked.folder / folder / "2026/03" / kept).resolve()
        assert received.read_bytes() == (walked.folder / "content/received/2026/pier.txt").read_bytes()


def test_the_files_that_it_names_are_there(walked: Reader) -> None:
    named = set(re.findall(r"`((?:output|content)/[^`]+\.\w+)`", TUTORIAL.read_text("utf-8")))
    assert len(named) >= 5
    assert [name for name in sorted(named) if not (walked.folder / name).is_file()] == []


def test_both_servers_answer(walked: Reader) -> None:
    first, last = (html.fromstring(page) for page in walked.pages.values())
    assert len(walked.pages) == len(SERVERS)
    assert "Ferry stops" not in first.text_content()
    assert "Ferry stops at the new pier" in last.text_content()
