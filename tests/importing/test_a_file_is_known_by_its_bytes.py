"""The same page as .html, .mhtml, WARC and WACZ gives the same values; the wrapping says when and where it was saved."""

from __future__ import annotations

import gzip
import io
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
    from warcio.statusandheaders import StatusAndHeaders  # noqa: PLC0415
    from warcio.warcwriter import WARCWriter  # noqa: PLC0415

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    for address, kind, body in ((f"{ADDRESS}.js", "text/javascript", b"1"), (ADDRESS, "text/html", MARKUP.encode())):
        headers = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
        more = {"WARC-Date": "2020-05-04T08:00:00Z"}
        writer.write_record(
            writer.create_warc_record(
                address, "response", io.BytesIO(body), http_headers=headers, warc_headers_dict=more
            )
        )
    return out.getvalue()


def wacz() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("datapackage.json", "{}")
        archive.writestr("pages/pages.jsonl", '{"format": "json-pages-1.0"}\n{"url": "%s"}\n' % ADDRESS)
        archive.writestr("archive/data.warc.gz", warc())
    return out.getvalue()


def single_file() -> bytes:
    note = f"<!--\n Page saved with SingleFile \n url: {ADDRESS} \n saved date: Mon May 04 2020 10:00:00 GMT+0200 (CEST)\n-->"
    return MARKUP.replace("<html", f"<html>{note}<html", 1).encode()


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
