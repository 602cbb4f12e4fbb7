"""What a person may do while they wait, and how long a permit can be, in plain words for the case page."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from applications import programs, queries
from applications.choices import CLOSED, OWING
from applications.models import Case
from applications.program_kit.base import Program
from applications.program_kit.waiting import Activity, Footing, Waiting
from mycic.formats.text import date_text


def panel(found: Case, today: date) -> dict[str, Any] | None:
    """Return what the case page says about waiting; None if there is nothing to say, or not yet, or not any more.

    Args:
        found: a sent case.
        today: the service's date.
    """
    # What may go on depends on the fee: nothing is promised before that is settled.
    how = queries.waiting_of(found) if found.status not in {*CLOSED, *OWING} else None
    if how is None or (how.footing is Footing.UNCHANGED and how.ends is None and not how.caps):
        return None
    program = programs.get(found.program)
    return {
        "lead": _lead(how, today),
        "may": list(_may(how, program)),
        "may_not": list(_may_not(how)),
        "caps": [_cap(program, code, day) for code, day in how.caps],
    }


def _lead(how: Waiting, today: date) -> str:
    if how.footing is Footing.RESTORING:
        return _restoring(how)
    if how.ends is None:
        return ""
    days = {"ends": date_text(how.ends)}
    if how.footing is Footing.UNCHANGED:
        return _("Your present document or stay ends on %(ends)s. This application alone does not change that.") % days
    if how.ends >= today:
        return _("You asked in time. If we have not decided by %(ends)s, your stay goes on until we decide.") % days
    return _("Your document ended on %(ends)s. You asked in time, so your stay goes on until we decide.") % days


def _restoring(how: Waiting) -> str:
    if how.restore_by is None:
        return _("You asked us to restore your status. Until we decide, you have no status.")
    return _(
        "You asked us to restore your status on %(sent)s. The last day to ask was %(last)s. Until we decide, "
        "you have no status."
    ) % {"sent": date_text(how.sent_on), "last": date_text(how.restore_by)}


def _may(how: Waiting, program: Program) -> Iterator[str]:
    if how.footing is not Footing.UNCHANGED:
        source = "IRPR s. 182" if how.footing is Footing.RESTORING else "IRPR s. 183(5)"
        yield _("You may stay in Canada until we decide (%(source)s).") % {"source": source}
    sources = {right.activity: right.source for right in program.rights}
    for activity in how.rights:
        words = {
            Activity.STUDY: _("You may go on studying as your permit says until we decide (%(source)s)."),
            Activity.WORK: _("You may go on working as your permit says until we decide (%(source)s)."),
        }
        yield words[activity] % {"source": sources[activity]}


def _may_not(how: Waiting) -> Iterator[str]:
    if how.footing is Footing.RESTORING:
        yield _("You may not work or study before we approve it.")
        return
    if how.ends is None:
        return
    days = {"ends": date_text(how.ends)}
    if Activity.STUDY not in how.rights:
        yield _("This application does not let you study after %(ends)s.") % days
    if Activity.WORK not in how.rights:
        yield _("This application does not let you work after %(ends)s.") % days
    if how.footing is Footing.MAINTAINED:
        yield _("If you leave Canada after %(ends)s, this ends.") % days


def _cap(program: Program, code: str, day: date) -> dict[str, Any]:
    cap = next(cap for cap in program.caps if cap.code == code)
    return {"day": day, "why": cap.why, "source": cap.source}
