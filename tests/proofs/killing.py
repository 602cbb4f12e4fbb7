"""Do something in another process and kill it at a named place; then look at what is left.

The test's own process has everything loaded already, so a child costs a fork and one database connection.
"""

import os
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from django.apps import apps
from django.core.mail.utils import DNS_NAME
from django.db import connections

from applications.letters import printing
from mycic.models import Job
from privacy.ledger.verification import verify
from privacy.models import Event
from tests.documents.receive import stored
from tests.proofs.copies import Copy
from tests.proofs.printing_apart import compile_apart
from tests.smtp_sink import Sink

KILLED = 137
# How often a flow is killed at each place; a try that prints its letters takes a second, so these are killed less.
# `make kills-all` (MYCIC_KILLS=all) kills everything twenty times.
_ALL = os.environ.get("MYCIC_KILLS") == "all"
TIMES = 20 if _ALL else 5
TIMES_PRINTED = 20 if _ALL else 2
# Runs of the worker and of the purge are counted where they happen: a run that was killed is one run more.
_RUNS = {"privacy.PurgeRun", "mycic.ScheduleRun"}


@dataclass(frozen=True)
class Flow:
    """Something that may be killed, and how it is finished by ordinary means.

    Attributes:
        act: what a person or a worker does; the number counts the tries, so that a worker can come later.
        finish: what happens anyway afterwards, such as the worker's next runs; safe to repeat.
        times: how often to kill it at each place.
        names_mails: whether each run's mails have the same ids; a new decision has a new id, and so has its mail.
    """

    act: Callable[[int], object]
    finish: Callable[[], object]
    times: int = TIMES
    names_mails: bool = True


@dataclass
class Tally:
    """What is left: rows by table, the ledger, the files, the mails."""

    rows: dict[str, int] = field(default_factory=dict)
    events: list[tuple[str, ...]] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    files: int = 0
    mails: set[str] = field(default_factory=set)
    is_sound: bool = True


def killed_everywhere(flow: Flow, points: tuple[str, ...], start: Copy, sink: Sink) -> dict[str, int]:
    """Kill the flow many times at each point, finish it, and compare with a run that nobody disturbed.

    Where a killed try leaves nothing behind, the next try comes right after it and is killed too; where it has got on,
    it is finished, compared, and everything begins anew from the copy.

    Returns:
        How often the flow was killed at each point.
    """
    str(DNS_NAME)  # once, not in each child
    expected = _undisturbed(flow, start, sink)
    kills: Counter[str] = Counter()
    for point in points:
        while kills[point] < flow.times:
            start.put_back()
            sink.mails.clear()
            tries = _killed(flow, point, flow.times - kills[point])
            assert tries, f"{point} is never passed"
            kills[point] += tries
            assert tally(sink).is_sound, point
            assert in_child(partial(flow.act, tries + 1)) == 0, point
            assert in_child(flow.finish) == 0, point
            assert _told(flow, tally(sink)) == expected, point
            repeats = Counter(sink.message_ids())
            assert sum(repeats.values()) <= len(repeats) + tries, point
    return dict(kills)


def _killed(flow: Flow, point: str, most: int) -> int:
    """Try until a try is not killed any more, and return how many were."""
    tries = 0
    while tries < most and in_child(partial(flow.act, tries), point) == KILLED:
        tries += 1
    return tries


def _undisturbed(flow: Flow, start: Copy, sink: Sink) -> Tally:
    start.put_back()
    sink.mails.clear()
    for _again in range(2):
        assert in_child(partial(flow.act, 0)) == 0
    assert in_child(flow.finish) == 0
    return _told(flow, tally(sink))


def _told(flow: Flow, found: Tally) -> Tally:
    """Return what can be compared between two runs of a flow."""
    return found if flow.names_mails else replace(found, mails={f"mail {n}" for n, _mail in enumerate(found.mails)})


def in_child(act: Callable[[], object], point: str = "") -> int:
    """Do something in a process of its own, which dies at the point; return how it ended."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        os.environ["MYCIC_FAULTPOINT"] = point
        printing._compile = compile_apart
        try:
            act()
        except BaseException:  # noqa: BLE001 - the child must never return into the test run
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def tally(sink: Sink) -> Tally:
    """Count what is there now."""
    kinds: dict[Any, list[str]] = {}
    for chain, kind in Event.objects.order_by("chain", "seq").values_list("chain", "kind"):
        kinds.setdefault(chain, []).append(kind)
    return Tally(
        rows={
            model._meta.label: model._default_manager.count()
            for model in apps.get_models()
            if model._meta.label not in _RUNS
        },
        events=sorted(tuple(chain) for chain in kinds.values()),
        states=sorted(map(str, Job.objects.values_list("name", "state"))) + _states(),
        files=len(stored()),
        mails=set(sink.message_ids()),
        is_sound=verify().is_sound,
    )


def _states() -> list[str]:
    """Return every column called state or status, in all tables."""
    found = []
    for model in apps.get_models():
        for column in {each.name for each in model._meta.concrete_fields} & {"state", "status"}:
            if model is not Job:
                values = model._default_manager.values_list(column, flat=True)
                found += sorted(f"{model._meta.label}.{column}={value}" for value in values)
    return found
