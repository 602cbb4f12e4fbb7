"""The register of event kinds, and the kinds that this floor records."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from string import Formatter

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from privacy.choices import Audience

_CODE = re.compile(r"[a-z][a-z_]*(\.[a-z][a-z_]*)+")


@dataclass(frozen=True, kw_only=True)
class EventKind:
    """What may be recorded under a code, who reads it and in which words."""

    code: str
    audience: frozenset[Audience]
    sentence: str | Promise
    desk_sentence: str | Promise
    facts: frozenset[str]
    # A reading of personal data by somebody else than its owner: listed in "Who opened my file".
    reading: bool


KINDS: dict[str, EventKind] = {}


def kind(
    code: str,
    *,
    audience: Iterable[Audience],
    sentence: str | Promise,
    desk_sentence: str | Promise | None = None,
    facts: Iterable[str] = (),
    reading: bool = False,
) -> EventKind:
    """Declare an event kind; called once, from an app's events.py.

    Args:
        code: dotted lower-case name, for example ``case.submitted``.
        audience: who sees it in a timeline; an auditor sees everything.
        sentence: translated sentence for the applicant; may name facts in braces, ``{documents}``.
        desk_sentence: the same for an officer, where the words differ.
        facts: names of the ids, counts and states that may be recorded with it.
        reading: True if somebody else than the owner reads personal data.

    Raises:
        ValueError: the code is malformed or taken, or a sentence names an undeclared fact.
    """
    if not _CODE.fullmatch(code):
        raise ValueError(f"{code!r} is not a dotted lower-case name.")
    declared = EventKind(
        code=code,
        audience=frozenset(audience) | {Audience.AUDIT},
        sentence=sentence,
        desk_sentence=sentence if desk_sentence is None else desk_sentence,
        facts=frozenset(facts),
        reading=reading,
    )
    unknown = placeholders(declared) - declared.facts
    if unknown:
        raise ValueError(f"{code} names {', '.join(sorted(unknown))} in its sentence without declaring it.")
    if KINDS.setdefault(code, declared) is not declared:
        raise ValueError(f"{code} is declared twice.")
    return declared


def placeholders(declared: EventKind) -> frozenset[str]:
    """Return the facts that the sentences of a kind name."""
    texts = (str(declared.sentence), str(declared.desk_sentence))
    return frozenset(name for text in texts for _text, name, _spec, _conversion in Formatter().parse(text) if name)


_EVERYBODY = (Audience.APPLICANT, Audience.DESK)

kind(
    "dossier.expired",
    audience=_EVERYBODY,
    sentence=_("The draft was not sent within 90 days and was deleted."),
)
kind(
    "dossier.discarded",
    audience=_EVERYBODY,
    sentence=_("You deleted this draft. It can be brought back for 24 hours."),
    desk_sentence=_("The applicant deleted this draft."),
)
kind(
    "dossier.restored",
    audience=_EVERYBODY,
    sentence=_("You brought this draft back."),
    desk_sentence=_("The applicant brought this draft back."),
)
kind(
    "dossier.destroyed",
    audience=_EVERYBODY,
    sentence=_("The key of this file was destroyed. Nobody can read it any more."),
    facts=("reason",),
)
kind(
    "dossier.held",
    audience=(Audience.DESK,),
    sentence=_("A legal hold was placed: nothing is destroyed while it stands."),
)
kind(
    "dossier.released",
    audience=(Audience.DESK,),
    sentence=_("The legal hold was lifted."),
)
kind(
    "draft.reminded",
    audience=_EVERYBODY,
    sentence=_("We reminded you by e-mail that this draft will be deleted. Days left: {days}."),
    desk_sentence=_("The applicant was reminded that the draft will be deleted. Days left: {days}."),
    facts=("days",),
)
kind(
    "desk.record_opened",
    audience=_EVERYBODY,
    sentence=_("An officer opened your file."),
    desk_sentence=_("An officer opened the file."),
    facts=("part", "reason"),
    reading=True,
)
kind(
    "retention.stopped",
    audience=(Audience.DESK,),
    sentence=_("The nightly deletion stopped and waits for an operator. Files due: {due}."),
    facts=("brake", "due", "live"),
)
kind(
    "retention.confirmed",
    audience=(Audience.DESK,),
    sentence=_("An operator let the deletion go on. Files due: {due}."),
    facts=("due",),
)
kind(
    "retention.key_destroyed",
    audience=(Audience.DESK,),
    sentence=_("The key of the drafts of one week was destroyed: {key}."),
    facts=("key",),
)
kind(
    "notice.published",
    audience=(Audience.DESK,),
    sentence=_("Version {version} of the privacy notice “{notice}” was published."),
    facts=("notice", "version"),
)
