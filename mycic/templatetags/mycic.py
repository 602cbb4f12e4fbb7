"""The tag library of every page: components that wrap content, small tags, bilingual formats."""

import datetime as dt
import html
from collections.abc import Mapping
from decimal import Decimal

from django import template
from django.forms import BaseForm
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from mycic import clock
from mycic.formats import text as words
from mycic.forms.base import error_links as form_error_links
from mycic.icons import ICONS

register = template.Library()

_ALERT_ICONS = {"info": "info", "success": "success", "warning": "warning", "danger": "danger"}


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon that decorates a text beside it; it is hidden from assistive technology."""
    # The drawings are constants of ours, so no escaping is lost.
    return mark_safe(  # noqa: S308
        f'<svg class="mc-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{ICONS[name]}</svg>'
    )


@register.simple_tag
def tag(text: str, tone: str = "mute") -> SafeString:
    """Show a status word. Tones: mute, info, ok, warn, danger; the word always carries the meaning."""
    return format_html('<span class="mc-tag" data-tone="{}">{}</span>', tone, text)


@register.simple_tag
def case_card(card: Mapping[str, object], level: int) -> SafeString:
    """Draw the card of a sent case: title, url, label, reference, status, tone, sentence.

    Lists of them are long, so each is written in one go; ``html.escape`` is what Django's own ``escape`` calls, without
    the wrapper for lazy texts that costs more than the card itself (performance goal P1).
    """
    text = {name: html.escape(str(value)) for name, value in card.items()}
    return mark_safe(  # noqa: S308 - every value has just been escaped
        f'<div class="mc-split"><h{level:d}><a href="{text["url"]}">{text["title"]}</a></h{level:d}>'
        f'<span class="mc-tag" data-tone="{text["tone"]}">{text["status"]}</span></div>'
        f'<p class="mc-muted">{text["label"]} <span class="mc-nowrap" translate="no">{text["reference"]}</span></p>'
        f"<p>{text['sentence']}</p>"
    )


@register.simple_block_tag
def alert(
    content: str,
    kind: str = "info",
    heading: str = "",
    level: int = 2,
    role: str = "",
    id: str = "",  # noqa: A002
) -> SafeString:
    """Wrap a message. Kinds: info, success, warning, danger. ``role="alert"`` only for news after an action."""
    title = format_html("<h{0}>{1}</h{0}>", level, heading) if heading else ""
    role_attribute = format_html(' role="{}"', role) if role else ""
    id_attribute = format_html(' id="{}"', id) if id else ""
    return format_html(
        '<div class="mc-alert" data-kind="{}"{}{}>{}<div>{}{}</div></div>',
        kind, role_attribute, id_attribute, icon(_ALERT_ICONS[kind]), title, content,
    )  # fmt: skip


@register.simple_block_tag
def button_row(content: str) -> SafeString:
    """Lay out the buttons and links that end a form: full width on a phone, one line elsewhere."""
    return format_html('<div class="mc-buttons">{}</div>', content)


@register.simple_block_tag
def panel(content: str, heading: str = "", reference: str = "", tone: str = "success") -> SafeString:
    """Confirm the end of a journey; it holds the page's h1 when a heading is given."""
    title = format_html("<h1>{}</h1>", heading) if heading else ""
    number = format_html('<p class="mc-reference" translate="no">{}</p>', reference) if reference else ""
    return format_html('<div class="mc-panel" data-tone="{}">{}{}{}</div>', tone, title, number, content)


@register.simple_block_tag
def details(content: str, summary: str, is_open: bool = False) -> SafeString:  # noqa: FBT001, FBT002 - a template switch
    """Fold away content that only some people need."""
    shape = '<details class="mc-details"{}><summary>{}</summary><div>{}</div></details>'
    return format_html(shape, mark_safe(" open") if is_open else "", summary, content)


@register.simple_block_tag
def table(content: str, caption: str, stack: bool = True) -> SafeString:  # noqa: FBT001, FBT002 - a template switch
    """Wrap rows (thead and tbody); stacked rows on a phone use each cell's ``data-label``."""
    # A box that scrolls sideways must be reachable by keyboard, so it takes focus and a name.
    return format_html(
        '<div class="mc-table"{} role="region" aria-label="{}" tabindex="0">'
        "<table><caption>{}</caption>{}</table></div>",
        mark_safe(" data-stack") if stack else "", caption, caption, content,
    )  # fmt: skip


@register.filter(name="datefmt")
@register.simple_tag(name="datefmt")
def datefmt(value: dt.date | None, style: words.DateStyle = "text", zone: str | None = None) -> str:
    """Write a date: text, weekday, numeric or month."""
    return words.date_text(value, style, zone=zone) if value else ""


@register.filter(name="timefmt")
@register.simple_tag(name="timefmt")
def timefmt(value: dt.datetime | None, zone: str | None = None) -> str:
    """Write a time of day with the zone's name."""
    return words.time_text(value, with_zone=True, zone=zone) if value else ""


@register.filter(name="moment")
@register.simple_tag(name="moment")
def moment(value: dt.datetime | None, zone: str | None = None) -> str:
    """Write weekday, date, time and zone."""
    return words.moment_text(value, zone=zone) if value else ""


@register.filter(name="money")
@register.simple_tag(name="money")
def money(value: Decimal | float | None) -> str:
    """Write an amount in Canadian dollars."""
    return words.money_text(value) if value is not None else ""


@register.filter(name="filesize")
def filesize(value: int) -> str:
    """Write a file's size."""
    return words.size_text(value)


@register.filter(name="number")
def number(value: Decimal | float, places: int | None = None) -> str:
    """Write a number with the language's marks."""
    return words.number_text(value, places)


@register.simple_tag
def due_date(value: dt.datetime | dt.date, zone: str | None = None) -> SafeString:
    """Write a last day in full, with how far away it is."""
    last = value if not isinstance(value, dt.datetime) else words.local(value, zone).date()
    left = (last - clock.today(zone or words.service_zone())).days
    full = words.moment_text(value, zone=zone) if isinstance(value, dt.datetime) else words.date_text(value, "weekday")
    return format_html('<time datetime="{}">{}</time> ({})', value.isoformat(), full, words.days_left_text(left))


@register.filter
def unbroken(text: str) -> str:
    """Keep "e-mail" on one line of a heading, where a narrow screen would break it at its hyphen."""
    return text.replace("e-mail", "e\u2011mail")


@register.filter(name="error_links")
def error_links(form: BaseForm) -> list[dict[str, str]]:
    """List the errors of a form with the control that each belongs to."""
    return form_error_links(form)


@register.filter
def dictget(mapping: Mapping[str, object], key: str) -> object:
    """Read a key that is no template name, such as ``data-max``."""
    return mapping.get(key)
