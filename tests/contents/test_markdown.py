"""Markdown becomes HTML that is safe below the strictest policy, whatever somebody writes."""

import re
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from milepost.catalog.contents.markdown import pictures, to_html

PICTURE = UUID("01a20390-0000-7000-8000-000000000001")
TAGS = {
    *(
        "p",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "blockquote",
        "hr",
        "br",
        "pre",
        "code",
        "em",
        "strong",
        "s",
    ),
    *("table", "thead", "tbody", "tr", "th", "td", "a", "img"),
}
ATTRIBUTES = {
    "a": {"href", "rel", "title"},
    "img": {"src", "alt", "loading"},
    "ol": {"start"},
    "th": {"class"},
    "td": {"class"},
    "code": {"class"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}


def html(text, **more):
    return to_html(text, lambda uuid: f"/media/{uuid}", **more)


class Seen(HTMLParser):
    """The tags of a text, and what they have; fails for one that may not be there."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.words = [], ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        assert tag in TAGS, tag
        assert set(found) <= ATTRIBUTES.get(tag, set()), (tag, attrs)
        assert len(found) == len(attrs)
        self.tags.append((tag, found))
        for name in ("href", "src"):
            if name in found:
                getattr(self, f"check_{name}")(found)

    def check_href(self, found):
        target = found["href"]
        if target.startswith("#"):
            return
        scheme = urlsplit(target).scheme
        assert scheme in ("http", "https", "mailto"), target
        assert (found.get("rel") == "noopener noreferrer") == (scheme != "mailto"), found

    def check_src(self, found):
        assert re.fullmatch(r"/media/[0-9a-f-]{36}", found["src"]), found

    def handle_comment(self, data):
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment

    def handle_data(self, data):
        self.words += data


# --- what it makes -------------------------------------------------------------------------------
def test_the_usual_becomes_what_it_should():
    assert html("One **two** *three* ~~four~~ `five`\n\n- six\n- seven\n\n3. eight") == (
        "<p>One <strong>two</strong> <em>three</em> <s>four</s> <code>five</code></p>\n"
        '<ul>\n<li>six</li>\n<li>seven</li>\n</ul>\n<ol start="3">\n<li>eight</li>\n</ol>\n'
    )


def test_columns_are_aligned_by_class():
    made = html("|a|b|c|d|\n|:-|:-:|-:|-|\n|1|2|3|4|")
    assert "style" not in made
    for tag in ("th", "td"):
        found = [attributes.get("class") for name, attributes in Seen(made).tags if name == tag]
        assert found == ["align-left", "align-center", "align-right", None]


@pytest.mark.parametrize(
    ("written", "first", "made"),
    [
        ((1, 2, 3), 2, (2, 3, 4)),
        ((3, 3), 2, (2, 2)),
        ((1, 4, 2, 6, 1), 2, (2, 3, 3, 4, 2)),
        ((4, 3, 2, 1, 2), 2, (2, 2, 2, 2, 3)),
        ((1, 2, 3, 4, 5, 6), 3, (3, 4, 5, 6, 6, 6)),
    ],
)
def test_headings_go_on_where_the_page_stands_and_none_is_skipped(written, first, made):
    text = "\n\n".join(f"{'#' * level} Heading" for level in written)
    assert [int(tag[1]) for tag, _ in Seen(html(text, heading=first)).tags] == list(made)


def test_headings_can_be_linked_within_the_same_text():
    made = html(
        "# Über *uns*\n\n## `x` & y!\n\n# Über uns\n\n# !\n\n[there](#über-uns) [file](#x-y)", anchors="page-7"
    )
    tags = Seen(made).tags
    assert [found["id"] for tag, found in tags if tag in ("h2", "h3")] == [
        "page-7-über-uns",
        "page-7-x-y",
        "page-7-über-uns-2",
        "page-7-part",
    ]
    assert [unquote(found["href"]) for tag, found in tags if tag == "a"] == ["#page-7-über-uns", "#page-7-x-y"]


def test_links_to_elsewhere_tell_nothing_of_where_one_came_from():
    made = html(
        '[a](https://x.example/?a=1&b="2" "Title") <http://y.example> <mailto:a@b.example> [c][1]\n\n[1]: HTTPS://z'
    )
    assert [found["href"] for _tag, found in Seen(made).tags[1:]] == [
        "https://x.example/?a=1&b=%222%22",
        "http://y.example",
        "mailto:a@b.example",
        "HTTPS://z",
    ]


def test_pictures_are_milepost_s_own():
    made = html(f'![A *plan*](media:{PICTURE} "x") ![b](https://x.example/b.png) ![c](data:image/png;base64,AAAA)')
    [picture] = [found for tag, found in Seen(made).tags if tag == "img"]
    assert picture == {"src": f"/media/{PICTURE}", "alt": "A plan", "loading": "lazy"}
    assert pictures(f"![a](media:{PICTURE}) ![b](media:x) `media:{PICTURE}` [c](media:{PICTURE})") == {PICTURE}
    assert pictures(f"![a][1] ![1]\n\n[1]: &#109;edia:{PICTURE}") == {PICTURE}
    assert pictures("none") == set()


def test_of_a_picture_that_is_gone_its_words_stay():
    assert to_html(f"See ![the *plan*](media:{PICTURE}).", lambda _uuid: None) == "<p>See the *plan*.</p>\n"


# --- whatever somebody writes --------------------------------------------------------------------
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<!-- x --><?php ?><![CDATA[x]]>",
    "<div\nonclick=alert(1)>\n\n</div>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:x) [x](file:///etc/passwd) [x](ftp://x)",
    "[x](//evil.example) [x](/admin) [x](admin) [x](?x) [x]()",
    "[x](http:evil) [x](https:///x) [x](mailto:) [x](http://[::1)",
    "<javascript:alert(1)> <data:text/html,x> <x@y.z>",
    '[x](https://x" onmouseover="alert(1))',
    "[x](https://x 'a\" onclick=\"b')",
    '![x" onerror="alert(1)](media:01a20390-0000-7000-8000-000000000001)',
    "![x](media:01a20390-0000-7000-8000-000000000001?x) ![x](MEDIA:01A20390-0000-7000-8000-000000000001)",
    "[![x](media:01a20390-0000-7000-8000-000000000001)](media:01a20390-0000-7000-8000-000000000001)",
    "[[x](https://a)](https://b) ![[x](javascript:a)](https://c)",
    '``` x" onclick="alert(1)\nx\n```',
    "```\u00a0x\ny\n```",
    '# x" onclick="alert(1)',
    "# <b>x</b>\n\n## [x](javascript:x)",
    "|<b>|\n|-|\n|[x](javascript:x)|",
    "&lt;script&gt; &#0; &#x110000; &nbsp;",
    "[x]: javascript:alert(1)\n\n[x]",
    "> " * 500 + "x",
    "- " * 500 + "x",
    "[" * 3000,
    "![" * 3000,
    "*" * 3000 + "a" + "_" * 3000,
    "`" * 3000,
    "<" * 3000,
    "|" * 3000 + "\n" + "|-" * 3000,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_comes_through(text):
    Seen(html(text))


def test_html_is_shown_as_it_was_written():
    for text in HOSTILE[:4]:
        assert re.sub(r"\s+", " ", Seen(html(text)).words).strip() == re.sub(r"\s+", " ", text)


PIECES = st.sampled_from(
    [*HOSTILE[:27], "\n", "\n\n", "    ", "> ", "- ", "1. ", "# ", "###### ", "|", "|-|", "*", "**", "~~", "`", "```"]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=30).map("".join))
def test_nothing_comes_through_that_may_not(text):
    made = html(text)
    seen = Seen(made)
    levels = [int(tag[1]) for tag, _ in seen.tags if re.fullmatch("h[2-6]", tag)]
    assert all(after - before <= 1 for before, after in zip([1, *levels], levels, strict=False))
    ids = [found["id"] for _tag, found in seen.tags if "id" in found]
    assert len(ids) == len(set(ids))
    assert html(text) == made
    assert all(isinstance(uuid, UUID) for uuid in pictures(text))


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "piece", ["[", "![a](", "*a_", "`a``", "<a ", "|a", "> ", "a  \n", "\\", "&#", "[a]: b\n", "~~", "- a\n"]
)
def test_the_longest_text_takes_no_time_to_speak_of(piece):
    html((piece * 200_000)[:200_000])
