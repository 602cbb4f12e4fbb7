"""Markers name requirements that exist, so that the report counts every one of them."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests import report
from tests.architecture.places import tracked


def marked(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.requirement":
            yield from (str(ast.literal_eval(argument)) for argument in node.args)


def test_every_marker_names_a_requirement_of_the_list() -> None:
    named = {name for path in tracked("tests/*.py") for name in marked(path)}
    assert named - set(report.known_ids()) == set()
    assert len(named) > 100
