"""What is in the activities of Nordwerk's courses: invented for the demo, short, and of every kind.

One of the videos is there, drawn for the demo; the others have none, and a course can do without.
"""

import datetime as dt

from milepost.catalog.contents.shapes import Content
from milepost.demo.contents import doing, exams, files, reading

# By course (its asset id) and title of the lesson.
Lesson = tuple[str, str]


def contents(today: dt.date) -> dict[Lesson, Content]:
    """All of them; live sessions lie some weeks ahead of today."""
    return {**reading.CONTENTS, **exams.CONTENTS, **doing.CONTENTS, **doing.sessions(today), **files.contents()}
