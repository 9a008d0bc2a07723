"""Run with the packages of tests/pypi: what extractors of news make of pages, as JSON: for each page, by program, the
text, title, authors, day and language it gives. A page is given as it comes from its address, without a network."""

import json
import logging
import sys
from pathlib import Path
from typing import Any

import trafilatura
from goose3 import Goose
from goose3.text import StopWordsArabic, StopWordsChinese
from lxml import html
from newspaper import Article
from readability import Document

logging.disable()


STOP_WORDS = {"ar": StopWordsArabic, "zh": StopWordsChinese}


def language_of(page: str) -> str:
    return str(html.fromstring(page).get("lang"))[:2]


def newspaper(address: str, page: str) -> dict[str, Any]:
    # Its handbook asks for the language where that is not English: without it, it finds no title of one word.
    article = Article(address, fetch_images=False, language=language_of(page))
    article.download(input_html=page)
    article.parse()
    return {
        "text": article.text,
        "title": article.title,
        "authors": article.authors,
        "day": str(article.publish_date or "")[:10],
        "lang": article.meta_lang,
    }


def goose(address: str, page: str) -> dict[str, Any]:
    options: dict[str, Any] = {"enable_image_fetching": False}
    if words := STOP_WORDS.get(language_of(page)):
        options["stopwords_class"] = words  # what its handbook tells users of these languages
    with Goose(options) as program:
        article = program.extract(url=None, raw_html=page)
    return {
        "text": article.cleaned_text,
        "title": article.title,
        "authors": article.authors,
        "day": str(article.publish_date or "")[:10],
        "lang": article.meta_lang,
    }


def trafilatura_(address: str, page: str) -> dict[str, Any]:
    found = trafilatura.bare_extraction(page, url=address, with_metadata=True, include_comments=False).as_dict()
    return {
        "text": found["text"],
        "title": found["title"],
        "authors": found["author"],
        "day": found["date"],
        "lang": found["language"],
    }


def readability(address: str, page: str) -> dict[str, Any]:
    document = Document(page, url=address)
    text = html.fromstring(document.summary()).text_content()
    return {"text": text, "title": document.title()}


PROGRAMS = {
    "newspaper4k": newspaper,
    "goose3": goose,
    "trafilatura": trafilatura_,
    "readability-lxml": readability,
}

pages = [(address, Path(path).read_text("utf-8")) for address, path in zip(sys.argv[1::2], sys.argv[2::2], strict=True)]
print(json.dumps([{name: ask(*page) for name, ask in PROGRAMS.items()} for page in pages]))
