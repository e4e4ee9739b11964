"""What a preview says of a rule, in the reader's language."""

import pytest
from django.utils import translation

from milepost.catalog.models import Program
from milepost.people.models import Group, Tag
from milepost.progress.rules import compile_rule
from tests.support.world import activity, course, learner


@pytest.fixture(autouse=True)
def nordwerk(db):
    Tag.objects.create(name="New hires")
    Group.objects.create(name="Site 7")
    activity(course("SAFETY", activities=[], title="Workplace safety"), asset_id="EXAM", title="Final exam")
    Program.objects.create(asset_id="ONBOARDING", title="Onboarding")
    for login_id in ("ada", "ben", "cleo", "dora", "emil", "finn"):
        learner(login_id)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            'tag "New hires" and course SAFETY completed before 2025-01-01',
            "Learners who have the tag “New hires” and have completed course “Workplace safety” before 1 Jan 2025.",
        ),
        ("not active or learner ada, ben", "Learners who are deactivated or are “ada” or “ben”."),
        ("not learner ada, ben, cleo, dora, emil, finn", "Learners who are not among the 6 named ones."),
        (
            'not (group "Site 7" and not role Learner) and active',
            "Learners who (are not in the group “Site 7” or have the role “Learner”) and are active.",
        ),
        (
            "course SAFETY completed more than 1 month ago or program ONBOARDING completed more than 12 months ago",
            "Learners who have completed course “Workplace safety” more than 1 month ago or have completed program "
            "“Onboarding” more than 12 months ago.",
        ),
        (
            "not enrolled in program ONBOARDING between 2025-01-01 and 2025-02-01",
            "Learners who have no enrolment in program “Onboarding” that began between 1 Jan 2025 and 1 Feb 2025.",
        ),
        ("activity SAFETY/EXAM score below 49.5", "Learners who have a score below 49.5 in activity “Final exam”."),
    ],
)
def test_a_rule_as_a_sentence(text, sentence):
    assert compile_rule(text).describe() == sentence


def test_it_speaks_the_language_of_the_reader_and_not_that_of_whoever_wrote_the_rule():
    rule = compile_rule("course SAFETY score above 49.5 and not course SAFETY is overdue")
    with translation.override("de"):
        assert "49,5" in rule.describe()
    assert "49.5" in rule.describe()
