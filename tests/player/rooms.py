"""A learner at work in a course of everything that is played."""

import datetime as dt
import json

from milepost.catalog.models import ActivityContent
from milepost.records.models import ActivityRecord, LateCommit
from tests.commands.acting import launch
from tests.support.world import activity, fill

# Later than what the bystander has completed.
SINCE = dt.datetime(2024, 4, 1, tzinfo=dt.UTC)
QUESTIONS = [
    {
        "id": "one",
        "kind": "single",
        "text": "How many?",
        "options": [{"id": "a", "text": "One"}, {"id": "b", "text": "Two"}],
        "right": ["b"],
        "explanation": "Count.",
    },
    {
        "id": "some",
        "kind": "multiple",
        "text": "Which?",
        "options": [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}, {"id": "c", "text": "C"}],
        "right": ["a", "c"],
        "points": 2,
    },
    {"id": "word", "kind": "text", "text": "What?", "right": ["Straße"], "required": False},
]
BODIES = {
    "page": {"text": "Read me"},
    "ebook": {"chapters": [{"id": "one", "title": "One"}, {"id": "two", "title": "Two"}]},
    "video": {"file": "01a20390-0000-7000-8000-000000000000"},
    "form": {"questions": [{"id": "how", "kind": "text", "text": "How was it?"}]},
    "exam": {"questions": QUESTIONS, "attempts": 2},
    "assignment": {"text": "Write"},
    "discussion": {"graded": True, "posts": 2},
    "practical": {
        "tasks": [
            {"id": "lift", "text": "Lift"},
            {"id": "carry", "text": "Carry"},
            {"id": "sing", "text": "Sing", "required": False},
        ]
    },
    "live_session": {"starts_at": "2026-01-05T09:00:00Z", "ends_at": "2026-01-05T10:00:00Z"},
    "certificate": {},
}


class Room:
    """A course with activities of these kinds and a learner in it."""

    def __init__(self, user, course):
        self.user, self.course, self.session = user, course, None

    def __getitem__(self, kind):
        return self.course.activities.get(kind=kind, retired_at=None)

    def has(self, *kinds, **fields):
        for kind in kinds:
            fill(activity(self.course, kind, **({"created_at": SINCE} | fields)), **BODIES[kind])
        return self

    def launch(self):
        self.session = launch(self.user, self.course).session
        return self

    def at(self, kind):
        """The first arguments of every service of a learner."""
        return self.user.pk, self.session, self[kind].pk

    def work(self, kind, **also):
        """The newest activity record of a kind."""
        return ActivityRecord.objects.filter(record__user=self.user, activity=self[kind], **also).order_by("pk").last()

    def status(self, kind):
        found = self.work(kind)
        return None if found is None else (found.status, found.score)

    def late(self):
        return [json.loads(each.data) for each in LateCommit.objects.filter(session__record__user=self.user)]


def fill_body(into, **body):
    """Change what is in an activity."""
    ActivityContent.objects.filter(activity=into).delete()
    fill(into, **body)
