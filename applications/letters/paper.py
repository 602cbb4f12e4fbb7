"""What a letter says, free of how it looks: the PDF and the HTML copy are two drawings of one ``Paper``."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

Language = Literal["en", "fr"]
LANGUAGES: tuple[Language, ...] = ("en", "fr")


@dataclass(frozen=True, slots=True, repr=False)
class Block:
    """One piece of the body: a heading, a paragraph, a list or a table. Unused fields stay empty."""

    kind: Literal["heading", "paragraph", "list", "table"]
    text: str = ""
    level: int = 2
    items: tuple[str, ...] = ()
    caption: str = ""
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    widths: tuple[int, ...] = ()


def heading(text: str, level: int = 2) -> Block:
    """Return a heading; the title of the paper is level 1."""
    return Block("heading", text=text, level=level)


def paragraph(text: str) -> Block:
    """Return a paragraph."""
    return Block("paragraph", text=text)


def bullets(*items: str) -> Block:
    """Return a bulleted list."""
    return Block("list", items=items)


def table(caption: str, head: tuple[str, ...], rows: tuple[tuple[str, ...], ...], widths: tuple[int, ...]) -> Block:
    """Return a table with one header row; widths are shares of the line."""
    return Block("table", caption=caption, head=head, rows=rows, widths=widths)


@dataclass(frozen=True, slots=True, repr=False)
class Paper:
    """All the words of one letter in one language."""

    kind: str
    language: Language
    title: str
    recipient: tuple[str, ...]
    about: tuple[str, ...]
    blocks: tuple[Block, ...]
    operator: tuple[str, ...]
    footer: str
    # Latin spelling of a name written in another script, for paper without the glyphs (decisions 45).
    latin: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return plain values for sealing."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Paper":
        """Return the paper that ``as_json`` wrote."""
        fields = dict(stored)
        fields["blocks"] = tuple(_block(block) for block in stored["blocks"])
        for name in ("recipient", "about", "operator"):
            fields[name] = tuple(stored[name])
        fields["latin"] = tuple((own, latin) for own, latin in stored["latin"])
        return cls(**fields)

    def texts(self) -> list[str]:
        """Return every text in reading order: the facts that both drawings must show."""
        found = [*self.operator, *self.about, *self.recipient, self.title]
        for block in self.blocks:
            found += [block.caption, block.text, *block.items, *block.head]
            found += [cell for row in block.rows for cell in row]
        return [text for text in found if text]

    def mapped(self, change: Callable[[str], str]) -> "Paper":
        """Return a copy with each text passed through ``change``."""

        def each(texts: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(change(text) for text in texts)

        blocks = tuple(
            replace(
                block,
                text=change(block.text),
                items=each(block.items),
                caption=change(block.caption),
                head=each(block.head),
                rows=tuple(each(row) for row in block.rows),
            )
            for block in self.blocks
        )
        return replace(
            self,
            title=change(self.title),
            recipient=each(self.recipient),
            about=each(self.about),
            operator=each(self.operator),
            blocks=blocks,
        )


def _block(stored: Mapping[str, Any]) -> Block:
    fields = dict(stored)
    for name in ("items", "head", "widths"):
        fields[name] = tuple(stored[name])
    fields["rows"] = tuple(tuple(row) for row in stored["rows"])
    return Block(**fields)
