"""Reads a page as a strict parser, a screen reader and a slow reader would."""

import re
from collections import Counter
from typing import Any
from xml.etree import ElementTree as ET

import html5lib

_SILENT = {"script", "style", "svg", "title", "nav", "header", "footer", "button", "dt", "address", "code", "th"}
_BLOCKS = {"p", "li", "h1", "h2", "h3", "td", "dd", "summary", "figcaption"}
_CONTROLS = {"input", "select", "textarea", "button"}


def parse(body: bytes) -> ET.Element:
    """Return the document; a page that is not clean HTML raises."""
    root: ET.Element = html5lib.HTMLParser(namespaceHTMLElements=False, strict=True).parse(body.decode())
    return root


def texts(root: ET.Element) -> list[str]:
    """Return the sentences of the main part, block by block."""
    main = next(root.iter("main"))
    found: list[str] = []
    _collect(main, found)
    return [" ".join(text.split()) for text in found if text.strip()]


def _collect(node: ET.Element, found: list[str]) -> None:
    for child in node:
        if not isinstance(child.tag, str) or child.tag in _SILENT or child.get("translate") == "no":
            continue
        if child.tag in _BLOCKS and not any(grand.tag in _BLOCKS for grand in child.iter() if grand is not child):
            found.append("".join(child.itertext()))
        else:
            _collect(child, found)


def lix(blocks: list[str]) -> float:
    """Return the readability index: words a sentence plus the share of words longer than six letters."""
    words = [word for block in blocks for word in re.findall(r"[^\W\d_]+", block)]
    sentences = sum(max(1, len(re.findall(r"[.!?](?:\s|$)|:\s*$", block))) for block in blocks)
    return len(words) / sentences + 100 * sum(len(word) > 6 for word in words) / len(words)


def shape(root: ET.Element) -> dict[str, Any]:
    """Return what must be equal in both languages."""
    tags = Counter(node.tag for node in root.iter() if isinstance(node.tag, str))
    controls = [node.get("name", "") for node in root.iter() if node.tag in _CONTROLS]
    alerts = sum("mc-alert" in node.get("class", "") for node in root.iter())
    wanted = ("h1", "h2", "h3", "h4", "a", "nav", "main", "aside", "table", "li", "p", "form", "details", "img")
    return {"tags": {tag: tags[tag] for tag in wanted}, "controls": controls, "alerts": alerts}


def headings(root: ET.Element) -> list[int]:
    """Return the levels of the headings in their order."""
    return [int(node.tag[1]) for node in root.iter() if isinstance(node.tag, str) and re.fullmatch(r"h[1-6]", node.tag)]
