"""What many tests need: the shipped reader (loaded once), the sample newsroom, the corpora where they are."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from sayso.model import Reading, Report
from sayso.reading import Reader
from sayso.sample import reports_folder
from tests.journeys.browser import browser, newsroom, own, page, served, visitor  # noqa: F401 (fixtures for all tests)
from tests.servers import Site, serving

# A change is judged by the same examples whenever it is tried; new ones are looked for wherever SAYSO_REPEATABLE is not set.
REPEATABLE = "SAYSO_REPEATABLE" in os.environ
settings.register_profile("here", deadline=None, derandomize=REPEATABLE, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("here")

CORPORA = Path(os.environ.get("SAYSO_CORPORA", Path(__file__).parents[2] / "shared" / "corpora"))


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes are called by their argument: what is packed bears the time of packing, and both processes must have the same tests."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader.load()


@pytest.fixture(scope="session")
def sample() -> Iterator[Path]:
    with reports_folder() as folder:
        yield folder


@pytest.fixture(scope="session")
def sample_read(sample: Path, reader: Reader) -> list[tuple[Report, Reading]]:
    """The reports of the sample newsroom as the shipped reader reads them."""
    from sayso.intake import take_in

    return [(report, reader.read(report)) for report in take_in([str(sample)]) if isinstance(report, Report)]


@pytest.fixture(scope="session")
def strike(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of the strike, with its talks. Not to be written to."""
    from sayso.ledger import Ledger
    from tests.talks.stories import a_story, hold

    path = tmp_path_factory.mktemp("strike") / "l.db"
    with Ledger(path, create=True) as ledger:
        hold(ledger, a_story())
    return path


@pytest.fixture
def site() -> Iterator[Site]:
    """A web server at 127.0.0.1."""
    with serving() as one:
        yield one


@pytest.fixture
def inside() -> Iterator[Site]:
    """A web server at 127.0.0.2, which is private in the tests."""
    with serving("127.0.0.2") as one:
        yield one


@pytest.fixture(scope="session")
def corpora() -> Path:
    if not CORPORA.is_dir():
        pytest.skip(f"the annotated corpora are not at {CORPORA}; set SAYSO_CORPORA to their folder")
    return CORPORA


@pytest.fixture(scope="session")
def five_reports() -> Path:
    """The folder of the five real reports; skips where it is absent."""
    folder = CORPORA.parent / "reports"
    if not folder.is_dir():
        pytest.skip(f"no reports at {folder}; they are not part of the package")
    return folder


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest test first, in whatever order the others come: begun as the last it would have one process wait for the other."""
    items.sort(key=lambda item: item.path.name != "test_cluster.py")
