"""``manage.py demo_world``: fills a demonstration with people and cases, through the services."""

from typing import Any

from mycic import demo


class Command(demo.DemoCommand):
    """Run each registered step."""

    help = "Fills a demonstration with people and cases; safe to run again."

    def handle(self, **_options: Any) -> None:
        for name, step in demo.steps():
            step()
            self.stdout.write(f"demo: {name}")
