"""The evidence bundle is verified with the system's own tools, by whoever has it and nothing else of ours."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import time
import zipfile
from pathlib import Path

import pytest
import yaml
from helpers.building import ROOT
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from pelican.settings import DEFAULT_CONFIG

from colophon.formats.evidence import bag, evidence
from colophon.model.article import Article
from colophon.readers.reader import Reader, ReaderSettings
from colophon.readers.register import Register

FILE = "articles/2022/paris-olympics-symposium.md"
RECEIVED = "received/2022/paris-olympics-symposium.txt"
SLUG = "paris-olympics-symposium"
MANIFESTS = ("manifest-sha256.txt", "tagmanifest-sha256.txt")
CREDIT = "China Sports Daily, page 01, 30 November 2022; day inferred; machine translation, not reviewed"
BYTES = (ROOT / "content" / RECEIVED).read_bytes()
WRITTEN = (ROOT / "content" / FILE).read_bytes()

needs_sha256sum = pytest.mark.skipif(not shutil.which("sha256sum"), reason="needs coreutils")


def first() -> Article:
    register, _ = Register.load(ROOT / "content/register")
    article = (
        Reader(ReaderSettings.of({**DEFAULT_CONFIG, "PATH": str(ROOT / "content")}), register)
        .parse(FILE, WRITTEN)
        .article
    )
    assert article is not None
    return article


def made(**received: bytes) -> bytes:
    return evidence(first(), WRITTEN, {RECEIVED: BYTES, **received}, CREDIT)


def opened(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "x.zip").write_bytes(made())
    if shutil.which("unzip"):
        subprocess.run(["unzip", "-q", "x.zip"], cwd=tmp_path, check=True)
    else:
        zipfile.ZipFile(tmp_path / "x.zip").extractall(tmp_path)
    return tmp_path / SLUG


def verified(folder: Path) -> subprocess.CompletedProcess[str]:
    command = ["sha256sum", "--strict", "-c", *MANIFESTS]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@needs_sha256sum
def test_all_files_verify(folder: Path) -> None:
    said = verified(folder)
    assert (said.returncode, said.stderr) == (0, "")
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {line.removesuffix(": OK") for line in said.stdout.splitlines()} == files - {MANIFESTS[1]}


@needs_sha256sum
@pytest.mark.parametrize(
    "name",
    [
        "README.txt",
        "bag-info.txt",
        "bagit.txt",
        "data/header.yaml",
        "data/text.md",
        "data/changes.json",
        f"data/{RECEIVED}",
    ],
)
def test_one_altered_byte_is_found(folder: Path, name: str) -> None:
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).write_bytes(data)
    said = verified(folder)
    assert said.returncode == 1
    assert f"{name}: FAILED" in said.stdout


@needs_sha256sum
def test_a_missing_file_is_found(folder: Path) -> None:
    (folder / "data" / RECEIVED).unlink()
    assert verified(folder).returncode == 1


def test_received_bytes_are_those_received() -> None:
    assert opened(made())[f"{SLUG}/data/{RECEIVED}"] == BYTES


def test_the_digest_is_the_one_that_the_header_states() -> None:
    files = opened(made())
    header = yaml.safe_load(files[f"{SLUG}/data/header.yaml"])
    stated = header["custody"][-1]["sha256"]
    assert hashlib.sha256(files[f"{SLUG}/data/{header['custody'][-1]['file']}"]).hexdigest() == stated
    assert stated in files[f"{SLUG}/README.txt"].decode()
    assert stated in files[f"{SLUG}/{MANIFESTS[0]}"].decode()


def test_header_and_text_are_as_written() -> None:
    files = opened(made())
    header, text = files[f"{SLUG}/data/header.yaml"], files[f"{SLUG}/data/text.md"]
    assert b"---\n" + header + b"---\n\n" + text == WRITTEN.rstrip(b"\n")


def test_changes_say_what_the_record_says() -> None:
    said, article = json.loads(opened(made())[f"{SLUG}/data/changes.json"]), first()
    assert [(c["was"], c["now"], c["kind"], c["why"]) for c in said["changes"]] == [
        (c.was, c.now, c.kind, c.why) for c in article.changes
    ]
    assert [c["now"] for c in said["readings"]] == [reading.now for reading in article.readings]
    assert [note["note"] for note in said["notes"]] == [note.note for note in article.notes]
    assert (said["review"], said["review_voided"]) == (None, False)


def test_a_reviews_digest_is_that_of_the_text() -> None:
    text = opened(made())[f"{SLUG}/data/text.md"]
    reviewed = WRITTEN.replace(
        b"review: unreviewed",
        b"review: {by: Ada, date: 2026-11-23, sha256: " + hashlib.sha256(text).hexdigest().encode() + b"}",
    )
    register, _ = Register.load(ROOT / "content/register")
    reader = Reader(ReaderSettings.of({**DEFAULT_CONFIG, "PATH": str(ROOT / "content")}), register)
    article = reader.parse(FILE, reviewed).article
    assert article is not None
    assert (bool(article.review), article.review_voided) == (True, False)
    said = json.loads(opened(evidence(article, reviewed, {}, CREDIT))[f"{SLUG}/data/changes.json"])
    assert said["review"] == {"by": "Ada", "date": "2026-11-23", "sha256": hashlib.sha256(text).hexdigest()}


def test_readme_says_what_a_digest_proves_and_what_not() -> None:
    said = " ".join(opened(made())[f"{SLUG}/README.txt"].decode().split())
    assert said.startswith(first().title)
    for words in (
        CREDIT,
        f"sha256sum -c {' '.join(MANIFESTS)}",
        "these are the bytes that are kept here",
        "not prove: that the source said",
    ):
        assert words in said


def test_readme_says_where_nothing_was_kept() -> None:
    files = opened(evidence(first(), WRITTEN, {}, CREDIT))
    assert "No file is kept besides these." in files[f"{SLUG}/README.txt"].decode()


def test_same_bytes_later_and_in_another_time_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    one = made()
    monkeypatch.setenv("TZ", "Pacific/Kiritimati" if os.environ.get("TZ") != "Pacific/Kiritimati" else "UTC")
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    time.tzset()
    try:
        assert made() == one
    finally:
        monkeypatch.undo()
        time.tzset()


def test_nothing_in_it_depends_on_a_library() -> None:
    with zipfile.ZipFile(io.BytesIO(made())) as archive:
        for about in archive.infolist():
            assert (about.compress_type, about.date_time) == (zipfile.ZIP_STORED, (1980, 1, 1, 0, 0, 0))
            assert (about.create_system, about.external_attr, about.extra) == (3, 0o100644 << 16, b"")
    assert hashlib.sha256(bag("a", "Title é", b"r", [("b/é.txt", b"c")])).hexdigest() == KNOWN


KNOWN = "16a69a990ffea39052426366370494e8bb2799d41d814b3c025ab5ea7b42607c"


@pytest.mark.parametrize("name", ["../x", "/x", "a/../x", "a//x", ".", "a\\x", "a\nx", "C:x", "a/", "-x", "x."])
def test_an_unsafe_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no safe name"):
        bag("a", "", b"", [(name, b"")])


def test_two_files_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="one name"):
        bag("a", "", b"", [("b", b""), ("b", b"c")])


@given(st.dictionaries(st.text(min_size=1), st.binary(max_size=9), max_size=5))
def test_any_name_of_a_content_file_becomes_a_safe_one(received: dict[str, bytes]) -> None:
    kept = {path: data for path, data in received.items() if max(path) < "\ud800"}
    files = opened(evidence(replace(first_article, slug="s"), WRITTEN, kept, ""))
    assert all(name.startswith("s/") and not {"", ".", ".."} & {*name.split("/")} for name in files)
    assert sorted(files[name] for name in files if name.startswith(("s/data/files/", "s/data/received/"))) == sorted(
        kept.values()
    )


first_article = first()


@pytest.mark.parametrize(
    ("written", "header"),
    [
        (b"---\ntitle: A\n---\n\nText.\n", b"title: A\n"),
        (b"\xef\xbb\xbf---\r\ntitle: A\r\n---\r\nText.\r\n", b"title: A\r\n"),
        (b"---\ntitle: A\n...\nText --- of it.\n---\n", b"title: A\n"),
        (b"Title: A\nDate: 2022-11-30\n\nText.\n\nMore.", b"Title: A\nDate: 2022-11-30\n"),
    ],
)
def test_header_is_what_stands_between_its_lines(written: bytes, header: bytes) -> None:
    files = opened(evidence(first(), written, {}, CREDIT))
    assert files[f"{SLUG}/data/header.{'txt' if written.startswith(b'Title') else 'yaml'}"] == header


def test_a_flat_header_is_not_called_yaml() -> None:
    files = opened(evidence(first(), b"Title: A\n\nText.\n", {}, CREDIT))
    assert files[f"{SLUG}/data/header.txt"] == b"Title: A\n"
    assert files[f"{SLUG}/data/text.md"] == b"Text."
