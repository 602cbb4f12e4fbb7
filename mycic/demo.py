"""The demonstration: its commands refuse anywhere else, and each app hands in its part of the demo world.

An app registers its step in ``apps.ready()``; steps run in the order of the floors, through the services only, and are
safe to run twice.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

Step = Callable[[], None]
_steps: dict[str, Step] = {}


def register(name: str, step: Step) -> None:
    """Hand in one step of the demo world."""
    _steps[name] = step


def steps() -> list[tuple[str, Step]]:
    """Return the steps, lower floors first."""
    return list(_steps.items())


class DemoCommand(BaseCommand):
    """A management command that exists for the demonstration only."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Refuse outside a demonstration, before anything else."""
        if not settings.DEMO:
            raise CommandError("This command exists only in a demonstration.")
        return super().execute(*args, **options)
