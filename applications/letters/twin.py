"""The online copy of a letter: the same paper as the PDF, drawn as HTML, names in their own script."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from applications.letters.paper import Paper


def html(paper: Paper) -> SafeString:
    """Return the letter as an HTML fragment; each text is escaped by the template."""
    return render_to_string("letters/paper.html", {"paper": paper})
