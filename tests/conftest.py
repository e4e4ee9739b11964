"""The options of the test command, and the database that the run works on.

Which database that is must be known before Django's settings are loaded, so pytest-django is not told their name in
pyproject.toml; they are loaded here. After that the modules of `tests/support` bring the fixtures.
"""

import os
from collections.abc import Iterator

import pytest
from django.utils import translation

from tests.support import house

_FIXTURES = ("databases", "counting", "sites", "elsewhere", "world", "requirements")


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("milepost")
    group.addoption(
        "--database", choices=("sqlite", "postgresql"), default="sqlite", help="the database that the tests run on"
    )
    group.addoption(
        "--full-proofs",
        action="store_true",
        default=os.environ.get("MILEPOST_PROOF") == "full",
        help="run the long proofs at their full counts (also: MILEPOST_PROOF=full)",
    )


def pytest_configure(config: pytest.Config) -> None:
    house.open_for(config)
    import django

    django.setup()
    house.close_for_workers(config)
    for name in _FIXTURES:
        config.pluginmanager.import_plugin(f"tests.support.{name}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What a browser makes of a page does not depend on the database: looked at on the embedded default alone."""
    if config.getoption("database") == "sqlite":
        return
    looks = [item for item in items if item.get_closest_marker("look")]
    config.hook.pytest_deselected(items=looks)
    items[:] = [item for item in items if item not in looks]


@pytest.fixture(autouse=True)
def no_language_is_left_over() -> Iterator[None]:
    """A request that is answered in German leaves its thread so, and the next test of the same process with it."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def proof_count(pytestconfig: pytest.Config):
    """How often a proof repeats: `proof_count(200)` is 200 in `make prove`, else a tenth of it and at least 1."""
    full_proofs = pytestconfig.getoption("full_proofs")

    def count(full: int) -> int:
        return full if full_proofs else max(1, full // 10)

    return count
