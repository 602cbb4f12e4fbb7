"""What every journey starts with: an installation for each database, a browser, and somebody at it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests import services
from tests.journeys.auditor import Auditor
from tests.journeys.combinations import Combination, chosen
from tests.journeys.portal import Portal
from tests.journeys.traveller import Traveller

NewTraveller = Callable[[], Traveller]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each journey in the combinations of this pass; those of one combination share a worker."""
    if "combination" in metafunc.fixturenames:
        cases = [pytest.param(found, id=str(found), marks=pytest.mark.xdist_group(str(found))) for found in chosen()]
        metafunc.parametrize("combination", cases, scope="module")


@pytest.fixture(scope="session")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of a parallel run share."""
    folder = tmp_path_factory.getbasetemp()
    shared = (folder.parent if "popen-" in folder.name else folder) / "looked-at"
    shared.mkdir(exist_ok=True)
    return shared


@pytest.fixture(scope="session")
def portals(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Portal]]:
    """The installations of this worker, each started when it is first needed."""
    running: dict[str, Portal] = {}

    def find(database: str) -> Portal:
        if database not in running:
            portal = Portal(tmp_path_factory.mktemp(f"portal-{database}"), database)
            running[database] = portal
            portal.start()
        return running[database]

    yield find
    for portal in running.values():
        portal.stop()


@pytest.fixture(scope="module")
def portal(portals: Callable[[str], Portal], combination: Combination) -> Portal:
    """The installation of this combination."""
    return portals(combination.database)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, as long as one module runs: Playwright's loop would disturb the tests that follow."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=services.chromium(), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def new_traveller(portal: Portal, browser: Browser, combination: Combination, notes: Path) -> Iterator[NewTraveller]:
    """Make browsers for the people of a journey; at the end nothing may have been wrong in any of them."""
    auditor = Auditor(browser, combination, notes)
    made: list[Traveller] = []

    def make() -> Traveller:
        made.append(Traveller(portal, browser, combination, auditor))
        return made[-1]

    yield make
    auditor.close()
    for traveller in made:
        traveller.close()


@pytest.fixture
def traveller(new_traveller: NewTraveller) -> Traveller:
    """Somebody at a fresh browser."""
    return new_traveller()
