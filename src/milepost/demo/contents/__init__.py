"""What is in the activities of Nordwerk's courses: invented for the demo, short, and of every kind.

The videos have none: a film cannot be made up in a few lines, and a course can do without.
"""

import datetime as dt

from milepost.catalog.contents.shapes import Content
from milepost.demo.contents import doing, exams, files, reading

# By course (its asset id) and title of the lesson.
Lesson = tuple[str, str]


def contents(today: dt.date) -> dict[Lesson, Content]:
    """All of them; live sessions lie some weeks ahead of today."""
    return {**reading.CONTENTS, **exams.CONTENTS, **doing.CONTENTS, **doing.sessions(today), **files.contents()}
