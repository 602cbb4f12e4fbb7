"""Writes what somebody had typed back into the fields of a page, whatever page it is."""

from html import escape
from html.parser import HTMLParser

from django.template.loader import render_to_string

from accounts.services.kept import Values

_TYPED = {"text", "email", "tel", "search", "url", "number", "date", "time", ""}
_CHOSEN = {"checkbox", "radio"}
Attributes = list[tuple[str, str | None]]


def fill(page: str, values: Values) -> str:
    """Return the page with its form fields set to these values, and a sentence that says so.

    Args:
        page: a whole HTML page.
        values: field names and what was typed or chosen; fields that are not on the page are left out.
    """
    editor = _Editor(page, values)
    editor.feed(page)
    editor.close()
    filled = editor.result()
    if not editor.changed:
        return page
    notice = render_to_string("accounts/kept_notice.html")
    start = filled.find("<h1")
    return filled[:start] + notice + filled[start:] if start >= 0 else notice + filled


class _Forms(HTMLParser):
    """Reads which names stand in each form of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[set[str]] = []
        self.hidden: set[str] = set()

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if tag == "form":
            self.names.append(set())
        elif tag in {"input", "textarea", "select"} and self.names:
            named = dict(attrs)
            self.names[-1].add(named.get("name") or "")
            if named.get("type") == "hidden":
                self.hidden.add(named.get("name") or "")


def _kept_form(page: str, values: Values) -> int:
    """Return the place of the form that was sent: the one with most of the names; hidden ones stand in several."""
    forms = _Forms()
    forms.feed(page)
    sent = set(values)
    fits = [(len(names & sent - forms.hidden), len(names & sent)) for names in forms.names]
    best = max(fits, default=(0, 0))
    return fits.index(best) if any(best) else -1


class _Editor(HTMLParser):
    """Copies a page and rewrites the start tags of fields on the way."""

    def __init__(self, page: str, values: Values) -> None:
        super().__init__(convert_charrefs=False)
        self.values = {name: list(items) for name, items in values.items()}
        self.starts = [0]
        for line in page.split("\n"):  # the parser counts these and no other line ends
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.page = page
        self.done = 0
        self.out: list[str] = []
        self.changed = False
        self.kept_form = _kept_form(page, values)
        self.form = -1  # place of the form that is being read, among all of the page
        self.text: str | None = None  # name of the textarea whose old text is being skipped
        self.choice: str | None = None  # name of the select whose options are being read

    def result(self) -> str:
        """Return the rewritten page."""
        return "".join(self.out) + self.page[self.done :]

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        named = dict(attrs)
        name = named.get("name") or ""
        if tag == "form":
            self.form += 1
        elif tag == "input":
            self._input(attrs, named, name)
        elif tag == "textarea" and name in self.values:
            self._copy_until(self._here() + len(self.get_starttag_text() or ""))
            self.out.append("\n" + escape(self._next(name)))
            self.text = name
            self.changed = True
        elif tag == "select":
            self.choice = name if name in self.values else None
        elif tag == "option" and self.choice is not None:
            chosen = (named.get("value") or "") in self.values[self.choice]
            self._replace("option", attrs, drop={"selected"}, add="selected" if chosen else "")

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.text is not None:
            self.done = self._here()
            self.text = None
        elif tag == "select":
            self.choice = None

    def _input(self, attrs: Attributes, named: dict[str, str | None], name: str) -> None:
        kind = (named.get("type") or "").lower()
        if kind in _TYPED and name in self.values:
            self._replace("input", attrs, drop={"value"}, add=f'value="{escape(self._next(name))}"')
        elif kind in _CHOSEN and (name in self.values or self._was_emptied(kind, name)):
            chosen = (named.get("value") or "on") in self.values.get(name, [])
            self._replace("input", attrs, drop={"checked"}, add="checked" if chosen else "")

    def _was_emptied(self, kind: str, name: str) -> bool:
        """Tell whether a box stood in the form that was sent: a browser says nothing of a box without a tick."""
        return kind == "checkbox" and bool(name) and self.form == self.kept_form

    def _next(self, name: str) -> str:
        items = self.values[name]
        return items.pop(0) if len(items) > 1 else (items[0] if items else "")

    def _replace(self, tag: str, attrs: Attributes, *, drop: set[str], add: str) -> None:
        here = self._here()
        self._copy_until(here)
        kept = [key if value is None else f'{key}="{escape(value)}"' for key, value in attrs if key not in drop]
        self.out.append(f"<{' '.join(part for part in (tag, *kept, add) if part)}>")
        self.done = here + len(self.get_starttag_text() or "")
        self.changed = True

    def _here(self) -> int:
        line, column = self.getpos()
        return self.starts[line - 1] + column

    def _copy_until(self, end: int) -> None:
        self.out.append(self.page[self.done : end])
        self.done = end
