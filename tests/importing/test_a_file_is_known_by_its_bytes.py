"""A page gives the same values in every wrapping; the wrapping says when and from where it was saved."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path
from typing import Any

import pytest
from helpers.found_pages import ADDRESS, linked_data, meta, page

pytest.importorskip("trafilatura", reason="the extra `new`")

from colophon.importing.found import Unreadable, read_found
from colophon.importing.reading import read_file

MARKUP = page(head=meta(og__site_name="Mill Weekly") + linked_data(datePublished="2020-05-03", author="Mara Quill"))


def mhtml() -> bytes:
    whole = MIMEMultipart("related")
    whole["Snapshot-Content-Location"] = ADDRESS
    whole["Date"] = "Mon, 4 May 2020 10:00:00 +0200"
    whole.attach(MIMEText(MARKUP, "html", "utf-8"))
    return whole.as_bytes()


def warc() -> bytes:
    records = b""
    for address, kind, body in ((f"{ADDRESS}.js", "text/javascript", b"1"), (ADDRESS, "text/html", MARKUP.encode())):
        block = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        head = (
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
            f"WARC-Date: 2020-05-04T08:00:00Z\r\nWARC-Target-URI: {address}\r\n"
            f"Content-Type: application/http;msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
        )
        records += gzip.compress(head.encode() + block + b"\r\n\r\n")
    return records


def wacz() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("datapackage.json", "{}")
        archive.writestr("pages/pages.jsonl", json.dumps({"url": ADDRESS}))
        archive.writestr("archive/data.warc.gz", warc())
    return out.getvalue()


def single_file() -> bytes:
    note = f"Page saved with SingleFile \n url: {ADDRESS} \n saved date: Mon May 04 2020 10:00:00 GMT+0200 (CEST)"
    return MARKUP.replace("<html", f"<!--\n {note}\n-->\n<html", 1).encode()


def saved_from() -> bytes:
    return f"<!-- saved from url=({len(ADDRESS):04}){ADDRESS} -->\n{MARKUP}".encode()


WRAPPED = {"a.mhtml": mhtml, "a.warc.gz": warc, "a.wacz": wacz, "a.html": single_file, "b.htm": saved_from}


@pytest.mark.parametrize("name", WRAPPED)
def test_every_wrapping_gives_the_same_values(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(WRAPPED[name]())
    answer: dict[str, Any] = read_file(file).as_json()
    plain = tmp_path / "plain.html"
    plain.write_text(MARKUP.replace("<head>", f"<head><link rel='canonical' href='{ADDRESS}'>"))
    wanted = read_file(plain).as_json()
    for field in ("title", "date", "authors", "publication", "url", "lang"):
        assert answer["proposed"][field]["value"] == wanted["proposed"][field]["value"], field
    assert answer["text"] == wanted["text"]


@pytest.mark.parametrize("name", ["a.mhtml", "a.warc.gz", "a.wacz", "a.html"])
def test_the_moment_of_capture_is_known_and_is_no_day_of_print(name: str) -> None:
    found = read_found(name, WRAPPED[name]())
    assert (found.address, found.captured) == (ADDRESS, "2020-05-04T08:00:00Z")


def test_an_archived_copy_names_the_original_address() -> None:
    markup = f"<!-- saved from url=(0099)https://web.archive.org/web/20200504080000/{ADDRESS} -->{MARKUP}"
    found = read_found("a.html", markup.encode())
    assert (found.address, found.captured) == (ADDRESS, "2020-05-04T08:00:00Z")


def test_a_compressed_page_is_a_page() -> None:
    assert read_found("a.html.gz", gzip.compress(MARKUP.encode())).text == MARKUP


@pytest.mark.parametrize(
    ("encoding", "declared"), [("gb18030", "gb2312"), ("utf-8", "gb2312"), ("big5", "big5"), ("shift_jis", "Shift_JIS")]
)
def test_what_bytes_can_be_read_as_counts_for_more_than_what_is_declared(encoding: str, declared: str) -> None:
    words = "渡船在碼頭" if encoding == "big5" else "渡船停在码头" if encoding != "shift_jis" else "船が港に着いた"
    markup = f"<html><head><meta charset='{declared}'></head><body><p>{words * 20}</p></body></html>"
    assert words in read_found("a.html", markup.encode(encoding)).text


def test_an_archive_without_a_page_is_named_as_such() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("datapackage.json", "{}")
    with pytest.raises(Unreadable, match="without a page"):
        read_found("a.wacz", out.getvalue())
