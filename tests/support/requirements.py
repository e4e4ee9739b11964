"""What the tests of each requirement came to, for `make requirements`; and the run's figures.

Written to `.reports/` when a run ends: `requirements-<database>.json` and `results-<database>.json`.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.support import house

_ID = re.compile(r"[A-Z]{2}-\d{2}")
_PROPERTY = "requirement"
_results: dict[str, str] = {}
_requirements: dict[str, list[str]] = {}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Write the ids on each test, where its reports carry them, also from a worker."""
    for item in items:
        for marker in item.iter_markers("requirement"):
            if len(marker.args) != 1 or not _ID.fullmatch(str(marker.args[0])):
                raise pytest.UsageError(f'{item.nodeid}: write @pytest.mark.requirement("LW-01"), one id a marker')
            item.user_properties.append((_PROPERTY, marker.args[0]))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """A test has failed if any of its phases has; it has passed if it was called."""
    before = _results.get(report.nodeid)
    if report.failed or (report.outcome == "skipped" and before != "failed"):
        _results[report.nodeid] = report.outcome
    elif report.when == "call" and before is None:
        _results[report.nodeid] = "passed"
    _requirements[report.nodeid] = [str(value) for name, value in report.user_properties if name == _PROPERTY]


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """A file that cannot be read is a failure too."""
    if report.failed:
        _results[report.nodeid] = "failed"


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Only the process that was called knows of all tests, and only it writes."""
    if house.is_worker(session.config) or session.config.option.collectonly:
        return
    folder, database = session.config.rootpath / ".reports", session.config.getoption("database")
    results = list(_results.values())
    _write(
        folder / f"results-{database}.json",
        {result: results.count(result) for result in ("passed", "failed", "skipped")},
    )
    _write(
        folder / f"requirements-{database}.json",
        [
            {"requirement": name, "test": test, "result": _results[test]}
            for test, names in sorted(_requirements.items())
            for name in sorted(names)
        ],
    )


def _write(path: Path, data: Any) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
