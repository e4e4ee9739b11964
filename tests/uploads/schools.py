"""A school with its files."""

from dataclasses import dataclass
from pathlib import Path

from milepost.catalog.models import Course
from milepost.people.models import User
from tests.commands.acting import launch
from tests.support.world import Bystander, course, enrol, learner


@dataclass(frozen=True)
class School:
    """A course, somebody who is at it, a folder for files, and where Milepost keeps its own."""

    course: Course
    ada: User
    folder: Path
    data: Path

    def kept(self) -> set[str]:
        """What is in the data folder, but for the locks of `turns`."""
        files = [path for path in self.data.rglob("*") if path.is_file() and path.suffix != ".turn"]
        return {str(path.relative_to(self.data)) for path in files}


def make(bystander: Bystander, folder: Path, data: Path) -> School:
    safety = course("safety", activities=["page"])
    bystander.joins(safety)
    ada = learner("ada", email="ada@nordwerk.example")
    enrol(ada, safety)
    launch(ada, safety)
    return School(safety, ada, folder, data)
