"""`milepost import oulad` with the real dataset: the expected figures by plain Python from its files."""

import csv
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.entrypoints.imported import RECORDS, RESULTS, contents, day

REAL = Path(__file__).parents[3] / "shared" / "data" / "oulad"


@pytest.fixture
def real():
    if not REAL.is_dir():
        pytest.skip(f"the OULAD files are not there ({REAL.name} in the shared data folder)")
    return Dataset()


class Dataset:
    """The files once more, by plain Python: what the import has to come to."""

    def __init__(self) -> None:
        starts = {"B": (2, 1), "J": (10, 1)}
        self.start, self.end = {}, {}
        for row in rows("courses.csv"):
            year, half = row["code_presentation"][:4], row["code_presentation"][4]
            self.start[course(row)] = dt.date(int(year), *starts[half])
            self.end[course(row)] = self.later(course(row), row["module_presentation_length"])
        self.assessments = {row["id_assessment"]: row for row in rows("assessments.csv")}
        self.of_course = defaultdict(list)
        for id_assessment, row in self.assessments.items():
            self.of_course[course(row)].append(id_assessment)
        self.places = {(course(row), row["id_student"]): row["final_result"] for row in rows("studentInfo.csv")}
        self.students = {student for _, student in self.places}
        self.results = list(rows("studentAssessment.csv"))

    def later(self, name: str, number: str) -> dt.date:
        return self.start[name] + dt.timedelta(days=int(number))

    def results_by_place(self, *, with_banked: bool = True) -> dict[tuple[str, str], dict[str, dict[str, str]]]:
        """Course and student → assessment → the result."""
        found: dict = defaultdict(dict)
        for row in self.results:
            if with_banked or row["is_banked"] == "0":
                place = (course(self.assessments[row["id_assessment"]]), row["id_student"])
                found[place][row["id_assessment"]] = row
        return found

    def records(self, *, with_banked: bool = True) -> dict[tuple[str, str], tuple]:
        """Course and student → status, progress, score, day of completion."""
        results = self.results_by_place(with_banked=with_banked)
        return {
            place: self.record(place, final, results.get(place, {}))
            for place, final in self.places.items()
            if place in results or final in ("Pass", "Distinction")
        }

    def record(self, place: tuple[str, str], final: str, results: dict[str, dict[str, str]]) -> tuple:
        name = place[0]
        scored = [(float(self.assessments[a]["weight"]), float(r["score"])) for a, r in results.items() if r["score"]]
        weight = sum(weight for weight, _ in scored)
        score = round(sum(weight * score for weight, score in scored) / weight, 9) if weight else None
        if final in ("Pass", "Distinction"):
            return ("completed", 100.0, score, str(self.end[name]))
        progress = round(100 * len(results) / len(self.of_course[name]), 9)
        return ("failed" if final == "Fail" else "active", progress, score, None)

    def summary(self, *, with_banked: bool = True) -> dict[str, int]:
        records = self.records(with_banked=with_banked)
        return {
            "users": len(self.students),
            "courses": len(self.start),
            "activities": len(self.assessments),
            "enrolments": len(self.places),
            "results": sum(with_banked or row["is_banked"] == "0" for row in self.results),
            "records": len(records),
            "completed": sum(status == "completed" for status, *_ in records.values()),
        }


def rows(name: str) -> Iterable[dict[str, str]]:
    with (REAL / name).open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def course(row: dict[str, str]) -> str:
    return f"{row['code_module']}-{row['code_presentation']}"


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 9)


def total(summary: dict[str, int]) -> int:
    return sum(number for kind, number in summary.items() if kind != "completed")


def test_the_real_dataset_arrives_row_by_row(site, real):
    expected = real.summary()
    first = site.run("import", "oulad", REAL, "--json", check=0).json
    assert first == expected | {"changed": total(expected)}
    assert {
        (name, student): (status, rounded(progress), rounded(score), day(completed_at))
        for student, name, _, _, _, status, progress, score, completed_at, _ in site.sql(RECORDS)
    } == real.records()
    assert {
        (student, assessment): (score, day(completed_at))
        for _, student, assessment, _, _, score, _, completed_at in site.sql(RESULTS)
    } == {
        (row["id_student"], assessment): (
            float(row["score"]) if row["score"] else None,
            None if row["is_banked"] == "1" else str(real.later(name, row["date_submitted"])),
        )
        for (name, _), results in real.results_by_place().items()
        for assessment, row in results.items()
    }
    assert site.sql("SELECT count(*), count(DISTINCT record_id) FROM ledger_event") == [
        (expected["records"], expected["records"])
    ]
    before = contents(site)
    assert site.run("import", "oulad", REAL, "--json", check=0).json == expected | {"changed": 0}
    assert contents(site) == before


def test_the_real_dataset_without_banked_results(site, real):
    expected, whole = real.summary(with_banked=False), real.summary()
    first = site.run("import", "oulad", REAL, "--without-banked", "--json", check=0).json
    assert first == expected | {"changed": total(expected)}
    only_banked = real.records().keys() - real.records(with_banked=False).keys()
    results = real.results_by_place()
    their_results = sum(len(results[place]) for place in only_banked)
    second = site.run("import", "oulad", REAL, "--json", check=0).json
    assert second == whole | {
        "results": expected["results"] + their_results,
        "changed": len(only_banked) + their_results,
    }
