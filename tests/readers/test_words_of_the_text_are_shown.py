"""Each word of a text stands on its page, or a Problem at its line says what to write, and that helps."""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from pelican.settings import DEFAULT_CONFIG

from colophon.readers.markdown import MarkdownText

MARKDOWN = MarkdownText(DEFAULT_CONFIG["MARKDOWN"])
# Lines as they are printed, and as people write Markdown and HTML. W is a word of its own, Y a year.
LINES = st.sampled_from(
    ["W W W.", "W", "", "", "", "Y. W W", "Y. ", "3. W", "1. W", "2. W", "1. W\n2. W\n3. W", "1. W\n\n2. W", "1. W\n1. W",
        "5. W\n7. W", "  Y. W", "    Y. W", "> Y. W", "- Y. W", "01. W", "Y) W", "#W W", "# W", "## W", "##W", "#Y W", "#",
        "[W]: W", "[W]: W (W)", "[W W]: https://W.example/W", "[W]:\nW", "[W]: https://a.example/", "[W]", "[W][W]", "[W] W",
        "[W](W)", "[W](W W)", "[W](<W W>)", "[W](https://a.example/W)", "[W](https://a.example \"W W\")", "![W W](W.png)",
        "![W](W.png \"W\")", "<W> W", "W <W!> W", "<W W>", "<W=W>", "</W>", "<b> W", "W </b>", "<b>W</b>", "<i>W", "<p>W",
        "<br>W", "W<br/>W", "<hr>", "<div>W</div>", "<div>", "</div>", "<td>W", "<span title=\"W\">W</span>",
        "<!-- W -->", "<!-- W", "W -->", "<!-- W --!> W", "<!--> W", "<!-- W -- > W", "<!--W\n\nW-->", "<!-- `-->` W -->",
        "<![CDATA[ W ]]>", "<![CDATA[ W", "<?W W?>", "<?W", "<!W W>", "<![if W]> W <![endif]>", "<!--[if W]> W <![endif]-->",
        "*[W]: W W", "*[W]:", "+ W", "+ W\n+ W", "- W", "* W", "-W", "* * *", "---", "===", "- W\n- W\n    - W",
        "W\\", "\\W", "\\\\W", "\\*W*", "*W*", "**W** W", "_W W_", "W*W*W", "Y*Y*Y", "W* W (*W", "f*** W s***", "W_W_W",
        "`W`", "``W''", "`W", "W|W", "|W|W|", "-|-", "--|--:", "W | W\n--|--\nW | W | W", "|W|\n|-|\n|W|W|",
        "    W W", "\tW", "```\nW\n```", "```W\nW\n```", "~~~", "> W", ">W", ">Y W", ">", "W\n: W", ": W", "!!! W",
        "{: .W}", "W {: #W}", "# W {W}", "W {.W}", "{W}", "{W=W}", "{{ W }}", "{% W %}", "[^W] W", "W[^1] W", "[^1]: W W",
        "W[^W]\n\n[^W]: W", "[^1]: W\n    W", "&c. W", "W &copy W", "&copy; W", "W&eacute; W", "AT&W; W", "&lt;W&gt;",
        "&#Y; W", "& W", "<https://a.example/W>", "<W@a.example>", "https://a.example/W_W", "<http://a.example/W W>",
        "W  ", "W  \nW", "\\[W]: W", "$W$", "^W^", "~W~", "W -- W", "“W” W", "<W", "W>", "W < W > W", "[W", "W]", "(W)",
        "<title>W", "<noscript>W</noscript>", "<font color=red>W</font>", "<W/>", "<x-W>W</x-W>", "<a>W", "[TOC]",
        "٣. W", "# W #", "W #", "<em>W", "W&#x2011;W", "&nbsp;W", "  W", "<section>W</section>", "<kbd>W</kbd>"]
)  # fmt: skip
TEXTS = st.lists(st.tuples(LINES, st.sampled_from(["\n", "\n", "\n\n", " "])), max_size=8).map(
    lambda parts: "".join(line + end for line, end in parts)
)


def numbered(pattern: str) -> str:
    """The text with another word for each W, and another year for each Y."""
    words, years = (f"w{n}x" for n in count(10)), (str(n) for n in count(1901))
    return re.sub("[WY]", lambda m: next(words) if m[0] == "W" else next(years), pattern)


def read(text: str) -> tuple[str, list[tuple[int, str, str]]]:
    """The HTML, and the problems that stop a build, with their lines."""
    problems: list[tuple[int, str, str]] = []

    def complain(found: str, remedy: str, at: int = 0, level: str = "error") -> None:
        if level == "error":
            problems.append((text.count("\n", 0, at), found, remedy))

    return MARKDOWN.render(text, complain)[0], problems


def words_of_page(html: str) -> set[str]:
    """What a reader can have from the page: its text, and what stands in attributes: addresses, titles."""
    page = lxml_html.fromstring(f"<div>{html}</div>")
    text = [*page.itertext(), *(value for element in page.iter() for value in element.values())]
    return set(re.findall(r"w\d+x|\d{4}", " ".join(text)))


def words_of_file(text: str) -> set[str]:
    """The words of a text that must be seen: all that is not in a closed comment, and no label of a note."""
    text = re.sub(r"<!--(?!-?>)(?:(?!--!?>).)*-->", " ", text, flags=re.DOTALL)
    text = re.sub(
        r"\[\^[^\]\n]*\]|^(```|~~~).*$|\{:? ?[.#][^}\n]*\}|\{\w+=\w+\}|(?<=\])\[[^\]\n]*\]",
        " ",
        text,
        flags=re.MULTILINE,
    )
    return set(re.findall(r"w\d+x|\d{4}", unescape(text)))


def written(sign: str) -> str:
    """A pattern for all ways to write a character."""
    if sign.isalnum() and sign.isascii():
        return sign
    named = "|".join(f"{name.rstrip(';')};" for name, value in html5.items() if value == sign)
    return rf"(?:\\?{re.escape(sign)}|&(?:#{ord(sign)};|#x{ord(sign):x};|{named or 'none;'}))"


def escapes(passage: str) -> int:
    return len(re.findall(r"\\[^\w\s]|&(?:lt|amp|#\d+);", passage))


def followed(text: str, problems: list[tuple[int, str, str]]) -> str:
    """The text as an editor writes it who does what the problems say."""
    for line, found, remedy in problems:
        passage = remedy.removeprefix("write ").partition(", or close the comment")[0]
        assert remedy.startswith("write "), (found, remedy)
        assert "…" not in passage, remedy
        plain = re.sub(r"\\([^\w\s])", r"\1", re.sub(r"&#?\w+;", lambda reference: unescape(reference[0]), passage))
        pattern = "".join(r"(?:\s|&#?\w+;)+" if one.isspace() else written(one) for one in re.findall(r"\s+|.", plain))
        start = sum(len(one) + 1 for one in text.split("\n")[:line])
        matches = [re.compile(pattern).match(text, at) for at in (*range(start, len(text)), *range(start))]
        matches = [match for match in matches if match and match.end() > start]
        assert matches, (passage, text)
        undone = (m for m in matches if " ".join(m[0].split()) != passage and escapes(m[0]) <= escapes(passage))
        match = next(undone, None)
        if match:  # else it is done
            spaces = iter(re.findall(r"\s+", match[0]) if len(match[0].split()) == len(passage.split()) else ())
            passage = re.sub(" ", lambda space, of=spaces: next(of, space[0]), passage)
            text = text[: match.start()] + passage + text[match.end() :]
    return text


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_each_word_is_shown_or_a_problem_helps(pattern: str) -> None:
    text = numbered(pattern)
    html, problems = read(text)
    problems = [one for one in problems if "is not shown on a page" not in one[1] and "is no address" not in one[1]]
    if problems:
        text = followed(text, problems)
        html, problems = read(text)
        problems = [one for one in problems if "is not shown on a page" not in one[1] and "is no address" not in one[1]]
    assert not problems
    assert words_of_file(text) - words_of_page(html) == set()
