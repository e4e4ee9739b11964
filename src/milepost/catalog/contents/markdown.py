"""Markdown as HTML that stands in a page of Milepost: CommonMark with tables and strikethrough, nothing else.

What it makes is safe below the strictest content policy: no HTML of the writer's own, no style, no script, links to
the web and to mail alone, pictures from Milepost's own files alone. Headings go on where the page around them stands.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from urllib.parse import urlsplit
from uuid import UUID

from markdown_it import MarkdownIt
from markdown_it.token import Token

_PICTURE = re.compile(r"media:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
_LINKS = ("http", "https", "mailto")
_DEEPEST = 6
_LONGEST_ANCHOR = 60

# The address of a file of Milepost's; None for one that is not there.
Address = Callable[[UUID], str | None]


def to_html(text: str, address: Address, *, heading: int = 2, anchors: str = "text") -> str:
    """HTML of a text.

    `heading`: the level that the uppermost headings get; below them none is skipped. `anchors`: what the ids of its
    headings begin with, a word of its own for each text of a page; a link to `#fire-doors` leads to the heading
    “Fire doors” of the same text.
    """
    parser = _parser()
    tokens = parser.parse(text)
    _set_headings(tokens, heading, anchors)
    for token in tokens:
        _set_alignment(token)
        if token.children:
            token.children = _inner(token.children, address, anchors)
    return str(parser.renderer.render(tokens, parser.options, {}))


def pictures(text: str) -> set[UUID]:
    """The files that a text shows as pictures."""
    if "![" not in text:
        return set()
    inner = (child for token in _parser().parse(text) for child in token.children or ())
    found = (_PICTURE.fullmatch(str(child.attrs["src"])) for child in inner if child.type == "image")
    return {UUID(match[1]) for match in found if match}


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    """It keeps nothing of what it reads, so one is enough for all threads."""
    return _Parser("commonmark", {"html": False, "xhtmlOut": False}).enable(["table", "strikethrough"])


class _Parser(MarkdownIt):
    """What may not be linked stays text, as it was written."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        """Whether an address may be linked or shown. It is asked for pictures too; `_inner` tells them apart."""
        if url.startswith("#") or _PICTURE.fullmatch(url):
            return True
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        return parts.scheme in _LINKS and bool(parts.path if parts.scheme == "mailto" else parts.netloc)


# --- blocks --------------------------------------------------------------------------------------
def _set_headings(tokens: Sequence[Token], first: int, anchors: str) -> None:
    """Levels without gaps, whatever the writer left out, and an id for each heading."""
    above: list[int] = []
    taken: set[str] = set()
    for number, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        level = int(token.tag[1])
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        token.tag = tokens[number + 2].tag = f"h{min(first + len(above) - 1, _DEEPEST)}"
        token.attrs = {"id": _anchor(tokens[number + 1].children or [], anchors, taken)}


def _anchor(children: Sequence[Token], anchors: str, taken: set[str]) -> str:
    words = "".join(child.content for child in children if child.type in ("text", "code_inline"))
    begun = name = f"{anchors}-{_slug(words) or 'part'}"
    number = 1
    while name in taken:
        number += 1
        name = f"{begun}-{number}"
    taken.add(name)
    return name


def _slug(text: str) -> str:
    """Small letters and digits of any script, with hyphens between the words."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "-".join(re.findall(r"\w+", plain))[:_LONGEST_ANCHOR].strip("-")


def _set_alignment(token: Token) -> None:
    """The alignment of a column as a class: a strict policy takes no styles."""
    if token.type in ("th_open", "td_open"):
        style = str(token.attrs.pop("style", ""))
        if style:
            token.attrs["class"] = f"align-{style.removeprefix('text-align:')}"


# --- within a line -------------------------------------------------------------------------------
def _inner(children: list[Token], address: Address, anchors: str) -> list[Token]:
    made: list[Token] = []
    open_links: list[bool] = []
    for child in children:
        if child.type == "link_open":
            open_links.append(_set_link(child, anchors))
        if child.type in ("link_open", "link_close"):
            is_link = open_links[-1] if child.type == "link_open" else open_links.pop()
            made += [child] if is_link else []
        elif child.type == "image":
            made.append(_picture(child, address))
        else:
            made.append(child)
    return made


def _set_link(token: Token, anchors: str) -> bool:
    """Make a link what it may be; whether it is one."""
    target = str(token.attrs["href"])
    if target.startswith("#"):
        token.attrs["href"] = f"#{anchors}-{target[1:]}"
        return True
    if not target or target.startswith("media:"):  # of an empty one nobody was asked
        return False
    if not target.startswith("mailto:"):
        token.attrs["rel"] = "noopener noreferrer"
    return True


def _picture(token: Token, address: Address) -> Token:
    """A picture of Milepost's own, or else the words that stand for it."""
    match = _PICTURE.fullmatch(str(token.attrs["src"]))
    source = address(UUID(match[1])) if match else None
    if source is None:
        return Token("text", "", 0, content=token.content)
    token.attrs = {"src": source, "alt": "", "loading": "lazy"}
    return token
