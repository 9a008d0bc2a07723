"""One value says how the text shown compares with the text received, and it says no more than was compared."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import pytest
from helpers.reading import article, read, said

from colophon.model.article import Comparison, Outcome

TEXT = "大桥重新开放。The bridge reopened."
PNG = b"\x89PNG\r\n\x1a\n\0"


def keep(folder: Path, **files: bytes) -> Path:
    (folder / "received/2024").mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / "received/2024" / name.replace("__", ".")).write_bytes(data)
    return folder


def custody(*steps: str) -> str:
    return "custody:\n  - {act: printed, by: harbour-gazette}\n" + "".join(
        f"  - {{act: received, {step}}}\n" for step in steps
    )


def compared(content: Path, header: str = "") -> Comparison:
    return article(read(header, TEXT, content)).comparison


@pytest.mark.parametrize(
    ("file", "data", "encoding"),
    [
        ("a.txt", TEXT.encode(), ""),
        ("a.TXT", TEXT.encode(), ""),
        ("a.Text", TEXT.encode(), ""),
        ("a.txt", b"\xef\xbb\xbf" + TEXT.encode(), ""),
        ("a.txt", TEXT.encode("gb18030"), "gb18030"),
        ("a.txt", TEXT.encode("utf-16"), "UTF-16"),
        ("a.txt", TEXT.encode("gbk"), "GBK"),
        ("a.html", f"<!doctype html><title>Not shown</title><script>x</script><p>{TEXT}</p>".encode(), ""),
        (
            "a.htm",
            f"<html><head><title>x</title></head><body><!-- y --><p>{TEXT}</p></body></html>".encode("gbk"),
            "gbk",
        ),
        ("a.md", TEXT.replace("bridge", "**bridge**").encode(), ""),
    ],
)
def test_what_is_text_is_compared(tmp_path: Path, file: str, data: bytes, encoding: str) -> None:
    keep(tmp_path, **{file: data})
    step = custody(f"file: received/2024/{file}" + (f", encoding: {encoding}" if encoding else ""))
    assert compared(tmp_path, step) == Comparison(outcome=Outcome.EQUAL, file=f"received/2024/{file}")


@pytest.mark.parametrize(
    ("file", "kept"),
    [
        ("a.png", "picture"),
        ("a.JPG", "picture"),
        ("a.pdf", "PDF"),
        ("a.docx", "document"),
        ("a.mp3", "recording"),
        ("a.warc", "web page"),
        ("a.zip", "archive"),
        ("a.bin", "file"),
        ("a", "file"),
    ],
)
def test_what_is_no_text_is_kept_and_not_compared(tmp_path: Path, file: str, kept: str) -> None:
    keep(tmp_path, **{file: PNG})
    assert compared(tmp_path, custody(f"file: received/2024/{file}")) == Comparison(
        outcome=Outcome.NOT_COMPARED, kept=kept
    )


def test_a_web_page_with_other_words_is_not_compared(tmp_path: Path) -> None:
    keep(tmp_path, **{"a.html": b"<p>Menu</p><p>The bridge was closed.</p>"})
    reading = read(custody("file: received/2024/a.html"), TEXT, tmp_path)
    (line,) = said(reading)
    assert " warning: text: " in line
    assert line.endswith(
        "so the page says that they were not compared; keep the text alone as a .txt file, in a step of its own"
    )
    assert reading.article
    assert reading.article.comparison == Comparison(outcome=Outcome.NOT_COMPARED, kept="web page")


@pytest.mark.parametrize(
    ("file", "data", "step", "message"),
    [
        ("a.txt", b"The bridge was closed.", "", "was received (received/2024/a.txt, "),
        ("a.TXT", b"The bridge was closed.", "", "text: "),
        ("a.txt", b" \n", "", "custody.2.file: “received/2024/a.txt” is empty; keep the bytes that were received"),
        ("a.png", b"", "", "custody.2.file: “received/2024/a.png” is empty; keep the bytes that were received"),
        (
            "a.txt",
            TEXT.encode("gb18030"),
            "",
            "“received/2024/a.txt” is not UTF-8, so it can't be compared; write encoding: and its name",
        ),
        (
            "a.txt",
            TEXT.encode("utf-16"),
            "",
            "custody.2.encoding: “received/2024/a.txt” is not UTF-8, so it can't be compared; write encoding: utf-16",
        ),
        (
            "a.txt",
            TEXT.encode(),
            "encoding: utf-99",
            "custody.2.encoding: “utf-99” is not an encoding; write its usual name, as in gb18030",
        ),
        ("a.txt", TEXT.encode(), "encoding: rot13", "custody.2.encoding: “rot13” is not an encoding"),
        ("a.txt", TEXT.encode(), "encoding: undefined", "custody.2.encoding: “undefined” is not an encoding"),
        ("a.txt", TEXT.encode(), "encoding: ascii", "custody.2.encoding: “received/2024/a.txt” is not ascii"),
        ("a.txt", PNG, "", "custody.2.encoding: "),
        ("a.txt", TEXT.encode(), f"sha256: {'0f' * 32}", "custody.2.sha256: the file's digest is"),
    ],
)
def test_what_can_not_be_compared_is_said(tmp_path: Path, file: str, data: bytes, step: str, message: str) -> None:
    keep(tmp_path, **{file: data})
    lines = said(read(custody(f"file: received/2024/{file}, {step}".rstrip(", ")), TEXT, tmp_path))
    assert lines
    assert message in lines[0], lines


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    (line,) = said(read(custody("file: received/2024/none.txt"), TEXT, tmp_path))
    assert "custody.2.file: “received/2024/none.txt” can't be read" in line


def test_declared_changes_are_counted(tmp_path: Path) -> None:
    keep(tmp_path, **{"a.txt": f"HEAD {TEXT} closed".encode()})
    changes = 'changes:\n  - {was: "HEAD ", now: "", kind: omitted}\n  - {was: " closed", now: "", kind: omitted}\n'
    step = custody("file: received/2024/a.txt")
    assert compared(tmp_path, changes + step) == Comparison(
        outcome=Outcome.CHANGED, changes=2, file="received/2024/a.txt"
    )


def test_several_files_are_several_pieces_of_evidence(tmp_path: Path) -> None:
    keep(tmp_path, **{"scan.png": PNG, "typed.txt": TEXT.encode(), "back.jpg": PNG})
    steps = custody(
        *(f"file: received/2024/{name}, sha256: {sha256(PNG).hexdigest()}" for name in ("scan.png", "back.jpg")),
        "file: received/2024/typed.txt",
    )
    reading = read(steps, TEXT, tmp_path)
    assert reading.evidence == ("received/2024/scan.png", "received/2024/back.jpg", "received/2024/typed.txt")
    assert article(reading).comparison.outcome == Outcome.EQUAL


def test_files_beside_an_article_are_its_evidence(tmp_path: Path) -> None:
    assert compared(tmp_path) == Comparison(outcome=Outcome.NO_COPY)
    keep(tmp_path, **{"x.png": PNG, "x-2.png": PNG, "x.yaml": b"a: b", "y.txt": b"y"})
    assert compared(tmp_path) == Comparison(outcome=Outcome.NOT_COMPARED, kept="picture")
    keep(tmp_path, **{"x.TXT": TEXT.encode()})
    found = article(read("", TEXT, tmp_path))
    assert [step.file for step in found.custody] == [None, "received/2024/x.png", "received/2024/x.TXT"]
    assert {step.status for step in found.custody[1:]} == {"inferred"}
    assert found.comparison == Comparison(outcome=Outcome.EQUAL, file="received/2024/x.TXT")
    assert found.custody[2].lang is None  # nobody said it


def test_a_file_that_came_a_long_time_ago_is_found_too(tmp_path: Path) -> None:
    folder = keep(tmp_path, **{"x.txt": TEXT.encode()}) / "received/2024"
    os.utime(folder, (10**9, 10**9))
    assert compared(tmp_path).outcome == Outcome.EQUAL
    (folder / "x.txt").unlink()
    assert compared(tmp_path).outcome == Outcome.NO_COPY


def test_a_kept_file_that_custody_does_not_name_is_an_error(tmp_path: Path) -> None:
    keep(tmp_path, **{"x.png": PNG, "other.txt": TEXT.encode()})
    (line,) = said(read(custody("file: received/2024/other.txt"), TEXT, tmp_path))
    remedy = "add - {act: received, file: received/2024/x.png} to it"
    assert line == f"4: custody: “received/2024/x.png” is kept, and no step names it; {remedy}"


def test_a_text_of_ones_own_was_not_received(tmp_path: Path) -> None:
    own = article(read("", TEXT, tmp_path, source="source: original\ndate: 2024-05-17\n"))
    assert own.comparison == Comparison(outcome=Outcome.OWN)


def test_a_withdrawn_text_claims_nothing(tmp_path: Path) -> None:
    keep(tmp_path, **{"x.txt": b"other words"})
    header = "status: withdrawn\nwithdrawn: {date: 2026-12-01, why: At the request of the source.}"
    source = "source: {publication: harbour-gazette, date: 2024-05-17, credit: Harbour Gazette}\n"
    found = article(read(header, "", tmp_path, source))
    assert found.html == ""
    assert found.source
    assert found.source.status["publication"] == "asserted"  # the words of the text are gone
    assert found.comparison.outcome not in (Outcome.EQUAL, Outcome.CHANGED)
