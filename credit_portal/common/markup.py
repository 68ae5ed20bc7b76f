"""A small safe markup for texts that people write: paragraphs, headings, lists, quotes, links.

Pure and linear in the length of the text. HTML in a text is text: everything is escaped, the only
elements are those that this module writes.

    ## Heading            ### Smaller heading
    - item                1. item                > quotation
    **strong**            [words](https://… or /address-of-this-site/)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

#: Lengths are bounded, so that no text makes the search slow.
INLINE = re.compile(r"\*\*([^*\n]{1,500})\*\*|\[([^\[\]\n]{1,300})\]\(([^()\s<>\"]{1,500})\)")
#: Only the web, mail, telephone, and addresses of this site ("//" would leave it).
ADDRESS = re.compile(r"(?:https?://[^\s/]|mailto:|tel:|/(?![/\\])|#)", re.IGNORECASE)
HEADINGS = (("### ", "h3"), ("## ", "h2"))
BULLET = re.compile(r"[-*•] +")
NUMBER = re.compile(r"[0-9]{1,3}[.、．] *")


class Block(NamedTuple):
    """One block of a text: its element and its lines."""

    kind: str
    lines: tuple[str, ...]


def blocks(text: str) -> list[Block]:
    """The blocks of a text, in order: h2, h3, p, ul, ol, blockquote."""
    found: list[tuple[str, list[str]]] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        kind, words = _read(line.strip())
        if found and found[-1][0] == kind and kind not in ("h2", "h3"):
            found[-1][1].append(words)
        else:
            found.append((kind, [words]))
    return [Block(kind, tuple(lines)) for kind, lines in found if kind]


def html(text: str) -> SafeString:
    """The text as HTML."""
    return mark_safe("\n".join(_block(block) for block in blocks(text)))  # noqa: S308 - escaped below


def plain(text: str) -> str:
    """The text without its marks, one line a block, for feeds and excerpts."""
    return "\n".join(" ".join(map(_words, block.lines)) for block in blocks(text))


def bad_links(text: str) -> list[str]:
    """Addresses of links that would not be made into links."""
    return [found[3] for found in INLINE.finditer(text) if found[3] and not is_address(found[3])]


def is_address(address: str) -> bool:
    """Whether an address may stand behind a link."""
    return ADDRESS.match(address) is not None and "\\" not in address


def _read(line: str) -> tuple[str, str]:
    """Element and words of a line; no element for an empty one."""
    for mark, kind in HEADINGS:
        if line.startswith(mark):
            return kind, line[len(mark) :].strip()
    if line.startswith("> "):
        return "blockquote", line[2:].strip()
    for pattern, kind in ((BULLET, "ul"), (NUMBER, "ol")):
        if (found := pattern.match(line)) and line[found.end() :]:
            return kind, line[found.end() :]
    return ("p", line) if line else ("", "")


def _block(block: Block) -> str:
    lines = [inline(line) for line in block.lines]
    if block.kind in ("ul", "ol"):
        return f"<{block.kind}>{''.join(f'<li>{line}</li>' for line in lines)}</{block.kind}>"
    if block.kind == "blockquote":
        return f"<blockquote><p>{'<br>'.join(lines)}</p></blockquote>"
    return f"<{block.kind}>{'<br>'.join(lines)}</{block.kind}>"


def inline(line: str) -> SafeString:
    """A line with its links and strong words, everything else escaped."""
    return mark_safe("".join(_parts(line)))  # noqa: S308 - each part is escaped


def _parts(line: str) -> Iterator[str]:
    at = 0
    for found in INLINE.finditer(line):
        yield conditional_escape(line[at : found.start()])
        yield _marked(found)
        at = found.end()
    yield conditional_escape(line[at:])


def _marked(found: re.Match[str]) -> str:
    strong, words, address = found.groups()
    if strong:
        return format_html("<strong>{}</strong>", strong)
    if not is_address(address):
        return conditional_escape(found[0])
    if address.lower().startswith("http"):
        return format_html('<a href="{}" rel="external noopener nofollow">{}</a>', address, words)
    return format_html('<a href="{}">{}</a>', address, words)


def _words(line: str) -> str:
    return INLINE.sub(lambda found: found[1] or found[2], line)
