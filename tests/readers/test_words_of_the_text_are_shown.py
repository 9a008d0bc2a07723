"""Each word of a text stands on its page, or a Problem at its line says what to write, and that helps."""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5
from itertools import count

import pytest
from helpers.building import Site, words
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml import html as lxml_html
from markdown import Extension, Markdown
from pelican.settings import DEFAULT_CONFIG

from colophon.readers.markdown import MarkdownText, shown_text

MARKDOWN = MarkdownText(DEFAULT_CONFIG["MARKDOWN"])
# Lines as they are printed, and as people write Markdown and HTML. W is a word of its own, Y a year.
LINES = st.sampled_from(
    [
        "W W W.", "W", "", "", "", "Y. W W", "Y. ", "3. W", "1. W", "2. W", "1. W\n2. W\n3. W", "1. W\n\n2. W",
        "1. W\n1. W", "5. W\n7. W", "  Y. W", "    Y. W", "> Y. W", "- Y. W", "01. W", "Y) W", "#W W", "# W", "## W",
        "##W", "#Y W", "#", "[W]: W", "[W]: W (W)", "[W W]: https://W.example/W", "[W]:\nW",
        "[W]: https://a.example/", "[W]", "[W][W]", "[W] W", "[W](W)", "[W](W W)", "[W](<W W>)",
        "[W](https://a.example/W)", "[W](https://a.example \"W W\")", "![W W](W.png)", "![W](W.png \"W\")", "<W> W",
        "W <W!> W", "<W W>", "<W=W>", "</W>", "<b> W", "W </b>", "<b>W</b>", "<i>W", "<p>W", "<br>W", "W<br/>W",
        "<hr>", "<div>W</div>", "<div>", "</div>", "<td>W", "<span title=\"W\">W</span>", "<!-- W -->", "<!-- W",
        "W -->", "<!-- W --!> W", "<!--> W", "<!-- W -- > W", "<!--W\n\nW-->", "<!-- `-->` W -->", "<![CDATA[ W ]]>",
        "<![CDATA[ W", "<?W W?>", "<?W", "<!W W>", "<![if W]> W <![endif]>", "<!--[if W]> W <![endif]-->",
        "*[W]: W W", "*[W]:", "+ W", "+ W\n+ W", "- W", "* W", "-W", "* * *", "---", "===", "- W\n- W\n    - W",
        "W\\", "\\W", "\\\\W", "\\*W*", "*W*", "**W** W", "_W W_", "W*W*W", "Y*Y*Y", "W* W (*W", "f*** W s***",
        "W_W_W", "`W`", "``W''", "`W", "W|W", "|W|W|", "-|-", "--|--:", "W | W\n--|--\nW | W | W", "|W|\n|-|\n|W|W|",
        "    W W", "\tW", "```\nW\n```", "```W\nW\n```", "~~~", "> W", ">W", ">Y W", ">", "W\n: W", ": W", "!!! W",
        "{: .W}", "W {: #W}", "# W {W}", "W {.W}", "{W}", "{W=W}", "{{ W }}", "{% W %}", "[^W] W", "W[^1] W",
        "[^1]: W W", "W[^W]\n\n[^W]: W", "[^1]: W\n    W", "&c. W", "W &copy W", "&copy; W", "W&eacute; W", "AT&W; W",
        "&lt;W&gt;", "&#Y; W", "& W", "<https://a.example/W>", "<W@a.example>", "https://a.example/W_W",
        "<http://a.example/W W>", "W  ", "W  \nW", "\\[W]: W", "$W$", "^W^", "~W~", "W -- W", "“W” W", "<W", "W>",
        "W < W > W", "[W", "W]", "(W)", "<title>W", "<noscript>W</noscript>", "<font color=red>W</font>", "<W/>",
        "<x-W>W</x-W>", "<a>W", "[TOC]", "٣. W", "# W #", "W #", "<em>W", "W&#x2011;W", "&nbsp;W", "  W",
        "<section>W</section>", "<kbd>W</kbd>"
    ]
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


# Markdown and HTML as people write them on purpose: a text, and no word about it.
ORDINARY = """# Heading {#top .big}

*One* **two** `three <b>` ~~four~~ [five](https://example.org/five?a=1&b=2 "Six"), [seven][eight] and [eight] and
<https://example.org/nine> and <ten@example.org> &copy; &#8217;s C\\*, a_b_c, 2*3*4, AT&T, x < y > z, E = m&c.

[eight]: https://example.org/eight "A title"
[photo]: ../images/bridge%201.jpg

![A bridge][photo] ![The bridge](../images/bridge 1.jpg) [map]({static}/images/a map.png) [back](#top)

Eleven[^1] twelve[^note] again[^1].

[^1]: A note with *marks*.
[^note]: Another,

    in two paragraphs.

- a
- b

    more of b

    1. c
    2. d

Between:

3. e
4. f

Between:

1. one
1. two

a | b
--|--:
c | d

Term
: Meaning

> Quoted
> twice

    code <b> &amp; [x](y)

```python
print("<b>", f"{x}", 10)
```

~~~ {.css}
a { width: 10px }
~~~

The HTML standard.

*[HTML]: Hyper Text

<!-- a remark -->

<div markdown="1">*in*</div>

<span lang="fr" title="Un mot">mot</span> H<sub>2</sub>O <br> a<br/>b <p>c

<table><tr><td>1</table>
"""


def test_nothing_is_said_of_markdown_that_is_meant() -> None:
    said: list[str] = []
    MARKDOWN.render(ORDINARY, lambda found, remedy, at=0, level="error": said.append(f"{level}: {found}; {remedy}"))
    assert said == [
        "warning: class of <h1> is left out; remove what a page doesn't show",
        "warning: “1.” is shown as “2.”; write 2.",
    ]


@pytest.mark.parametrize(
    "text",
    ["<a name='x' />After", '<a name="x"/>After', "<a name=x>After", '<p><a name="x"></p>\n\nAfter',
        '<span id="x" />After', '<a name="x"><b>After</b></a>'],
)  # fmt: skip
def test_an_element_with_an_attribute_is_no_word_of_print(text: str) -> None:
    html, problems = read(text)
    assert (problems, shown_text(html).strip()) == ([], "After")
    assert 'id="x"' in html


def test_extensions_of_the_site_s_own_give_warnings() -> None:
    said: list[str] = []

    class Taking(Extension):
        def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
            pass

    for extensions in (["markdown.extensions.extra"], ["markdown.extensions.extra", Taking()]):
        text = MarkdownText({"extensions": extensions})
        text.render("# A {final}", lambda found, remedy, at=0, level="error": said.append(level))
    assert said == ["error", "warning"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1986. That was the year.", "1986. That was the year."),
        ("The lamps.\n\n3. The third lamp.", "The lamps.\n\n3. The third lamp."),
        ("#BridgeForAll was the slogan.", "#BridgeForAll was the slogan."),
        ("Text\n#BridgeForAll too.", "Text\n\n#BridgeForAll too."),
        ("[Source]: Xinhua", "[Source]: Xinhua"),
        ("[1]: https://example.org/a\n\nA text.", "[1]: https://example.org/a\n\nA text."),
        ("*[Ed.]: The bridge is old.", "*[Ed.]: The bridge is old."),
        ("The page is <illegible> and <sic!> so.", "The page is <illegible> and <sic!> so."),
        ("+ 5 degrees at noon.", "+ 5 degrees at noon."),
        (">5 people came.", ">5 people came."),
        ("5 * 4 and 2*3*4 = 24.", "5 * 4 and 2*3*4 = 24."),
        ("3. c\n4. d\n5. e", "3. c\n\n4. d\n\n5. e"),
        ("1. a\n3. b", "1. a\n\n3. b"),
        ("01. a\n02. b", "01. a\n\n02. b"),
        ("٣. a\n٤. b", "٣. a\n\n٤. b"),
        ("- a\n\n1. b\n2. c", "a\n\n1. b\n\n2. c"),
        ("- a\n\n    7. b\n    8. c", "a\n\n7. b\n\n8. c"),
        ("> 1986. That was the year.", "1986. That was the year."),
        ("# Learning C#\n\n## F# and G##\n\n> # D#\n\n- # E#", "Learning C#\n\nF# and G##\n\nD#\n\nE#"),
        ("# Closed #\n\n## Closed too ##\n\n##Old##", "Closed\n\nClosed too\n\nOld"),
        ("``quoted''\n#tag `code`", "`quoted''\n\n#tagcode`"),
    ],
)
def test_signs_of_print_are_shown_as_they_are_printed(text: str, shown: str) -> None:
    html, problems = read(text)
    assert problems == []
    assert shown_text(html) == shown


@pytest.mark.parametrize(
    ("text", "line", "found", "remedy"),
    [
        ("a\n\n# Report {final}", 2, "“{final}” is not shown", "write \\{final}"),
        ("a\n[Xinhua](by its own reporter)", 1, "“[Xinhua](by its own reporter)” is not shown",
            "write \\[Xinhua](by its own reporter)"),
        ("a | b\n--|--\n1 | 2 | 3", 2, "“| 3” is not shown", "write &#124; 3"),
        ("Press <b> to go on.", 0, "“<b>” is not shown", "write &lt;b>"),
        ("a\n\n<![CDATA[ words ]]>", 2, "“<![CDATA[ words” is not shown", "write &lt;![CDATA[ words"),
        ("a\n\n<!-- b --!> c", 2, "“<!-- b” is not shown", "write &lt;!-- b, or close the comment with -->"),
        ("a[^1]\n\n[^1]: once\n\n[^1]: twice", 2, "“[^1]: once” is not shown", "write \\[^1]: once"),
        ("<div>\n&copy right</div>", 1, "“&copy” is not shown", "write &amp;copy"),
        ("1. a\n\n    - 5. b\n    - 7. c", 0, "", ""),
        ("> 1. a\n3. b", 1, "“3” is shown as “2”", "write 3\\."),
    ],
)  # fmt: skip
def test_words_that_would_be_lost_are_named_with_a_remedy(text: str, line: int, found: str, remedy: str) -> None:
    _, problems = read(text)
    if not found:
        assert problems == []
        return
    assert problems == [(line, found, remedy)]
    assert read(followed(text, problems))[1] == []


def test_what_is_lost_twice_is_said_twice_and_no_more() -> None:
    _, problems = read("Press <b> to go on.\n\nPress <i> to stop.\n\nPress <kbd>x</kbd>.")
    assert problems == [(0, "“<b>” is not shown", "write &lt;b>"), (2, "“<i>” is not shown", "write &lt;i>")]


def test_paragraphs_of_print_reach_every_form(site: Site) -> None:
    text = (
        "1927. The first lamp was lit.\n\n#Lamps4All was on every wall.\n\n3. The third came last.\n\n[From]: Reuters"
    )
    site.article("lamps", text=text)
    site.built()
    words = text.split()
    page = site.page("2022/11/lamps.html")
    assert " ".join(words) in " ".join(page.find_class("text")[0].text_content().split())
    for ending in ("txt", "tei.xml", "json"):
        form = (site.output / f"2022/11/lamps.{ending}").read_text("utf-8")
        assert [word for word in words if word not in form] == [], ending


def test_the_numbers_of_a_list_reach_every_form(site: Site) -> None:
    site.article("list", text="The third and the fourth:\n\n3. Red lamp\n4. Green lamp")
    site.write("received/list.txt", "The third and the fourth: 3. Red lamp 4. Green lamp")
    site.built()
    items = site.page("2022/11/list.html").find_class("text")[0].findall(".//li")
    assert [(item.get("value"), item.text) for item in items] == [("3", "Red lamp"), ("4", "Green lamp")]
    assert "3. Red lamp\n4. Green lamp" in (site.output / "2022/11/list.txt").read_text("utf-8")
    tei = etree.parse(site.output / "2022/11/list.tei.xml")
    assert [" ".join("".join(one.itertext()).split()) for one in tei.iter("{*}list") if not one.get("type")] == [
        "3. Red lamp 4. Green lamp"
    ]


@pytest.mark.parametrize(
    ("received", "text", "remedy"),
    [
        ("- Reuters\n\nThe lamp was lit.", "- Reuters\n\nThe lamp was lit.", "write \\-: Markdown takes a sign of it"),
        ("It was *lit*.", "It was *lit*.", "write \\*lit*.: Markdown takes a sign of it"),
        ("# The lamp", "# The lamp", "write \\#: Markdown takes a sign of it"),
        (
            "The lamp was red.",
            "The lamp was green.",
            "put back the words received, or declare the difference in changes",
        ),
    ],
)
def test_signs_that_were_received_get_the_same_remedy(site: Site, received: str, text: str, remedy: str) -> None:
    site.article("kept", text=text)
    site.write("received/kept.txt", received)
    said = site.check()
    assert said.code == 1
    (line,) = (line for line in said.text.splitlines() if "kept.md" in line)
    assert line.endswith(remedy), line
    if remedy.startswith("write "):
        sign = remedy.removeprefix("write ").partition(": Markdown")[0]
        site.article("kept", text=text.replace(sign.replace("\\", ""), sign))
        assert site.check().code == 0


def test_one_mistake_is_said_once_where_a_copy_is_kept(site: Site) -> None:
    site.article("kept", text="Press <b> to go on.")
    site.write("received/kept.txt", "Press <b> to go on.")
    said = [line for line in site.check().text.splitlines() if "kept.md" in line]
    assert said == ["content/articles/kept.md:11: text: “<b>” is not shown; write &lt;b>"]


def test_an_original_in_comments_stays_unseen(site: Site) -> None:
    text = (
        "<!--\n---\ntitle: 'The fair'\ndate: 2018-12-05\n---\n-->\n\n<!--\n**By**: Cleo Sample -- and others\n-->\n\n"
        "**作者**：克莱奥\n\n<!--\n# The fair\n\n* one\n* two\n-->\n\n* 一\n* 二\n"
    )
    site.article("fair", text=text)
    assert site.built().text.count("fair.md") == 0
    shown = site.page("2022/11/fair.html").find_class("text")[0]
    shown.find_class("origin")[0].drop_tree()  # the credit line, which the page adds
    assert words(shown) == ["作者：克莱奥", "一", "二"]
    assert [element.tag for element in shown.iter() if element.tag in ("h1", "h2", "hr")] == []


SIGNS = st.lists(
    st.sampled_from([*"\\`*_[](){}<>#+-.!|&~:=^\"'/ \n", "W", "W", "W", " ", "\n\n", "<!--", "-->", "]("]), max_size=40
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(SIGNS.map("".join))
def test_no_signs_take_a_word_unseen(pattern: str) -> None:
    """Where signs are thrown together, a word that is not shown makes a Problem, whatever its remedy is."""
    text = numbered(pattern)
    html, problems = read(text)
    if not problems:
        assert words_of_file(text) - words_of_page(html) == set()
