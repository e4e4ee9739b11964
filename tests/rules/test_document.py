"""docs/rules.md is true: its examples are rules, and it leaves out nothing of the grammar."""

import re
from importlib import resources
from pathlib import Path

import pytest
from lark import Lark

from milepost.catalog.models import Program
from milepost.people.models import Group, Tag
from milepost.progress.rules import compile_rule
from tests.support.world import activity, course, learner

DOCUMENT = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
# The blocks that are rules, not commands and not messages.
EXAMPLES = [block.strip() for block in re.findall(r"^```\n(.*?)^```", DOCUMENT, re.MULTILINE | re.DOTALL)]
RULES = [text for text in EXAMPLES if not text.startswith("milepost")]
IN_COMMANDS = [rule for text in EXAMPLES for rule in re.findall(r"--rule '([^']+)'", text)]
CONDITIONS = re.findall(r"^\| `([^`]+)` \|", DOCUMENT, re.MULTILINE)
GRAMMAR = (resources.files("milepost.progress.rules") / "rule.lark").read_text(encoding="utf-8")


def parser() -> Lark:
    """The same grammar with nothing behind it: it gives the names of what it recognised."""
    return Lark(GRAMMAR, parser="lalr")


@pytest.fixture
def nordwerk(db):
    Tag.objects.create(name="New hires")
    for site in ("Site 7", "Site 8"):
        Group.objects.create(name=site)
    activity(course("SAFETY", activities=[]), asset_id="EXAM")
    course("FIRE-2")
    Program.objects.create(asset_id="ONBOARDING", title="Onboarding")
    learner("ada")
    learner("ben", email="ben@nordwerk.example")


@pytest.mark.parametrize("text", [*RULES, *IN_COMMANDS])
def test_each_example_is_a_rule(nordwerk, text):
    assert compile_rule(text).describe().startswith("Learners who ")


def filled(condition: str) -> str:
    """A condition of the tables with its capitals filled in; a time is put behind a course."""
    for word, value in {
        "D": "2025-01-31",
        "N": "12",
        "C": "SAFETY",
        "P": "ONBOARDING",
        "A": "SAFETY/EXAM",
        "NAME": "x",
        "ID": "ada",
    }.items():
        condition = re.sub(rf"\b{word}\b", value, condition)
    first = condition.split()[0]
    return (
        f"course SAFETY completed {condition}" if first in {"before", "after", "on", "between", "more"} else condition
    )


@pytest.mark.parametrize("condition", CONDITIONS)
def test_each_line_of_the_tables_is_a_condition(condition):
    assert parser().parse(filled(condition)) is not None


def test_the_examples_use_everything_that_the_grammar_has():
    grammar = parser()
    used = {tree.data for text in RULES for tree in grammar.parse(text).iter_subtrees()}
    shown = used | {tree.data for text in CONDITIONS for tree in grammar.parse(filled(text)).iter_subtrees()}
    there = {rule.alias or rule.origin.name for rule in grammar.rules}
    inlined = {name for name in there if name.startswith("_") or re.search(rf"^\?{name}:", GRAMMAR, re.MULTILINE)}
    assert there - inlined - {"start"} <= shown


def test_the_document_names_every_keyword():
    words = set(re.findall(r"[a-z]+", " ".join(re.findall(r"`([^`\n]+)`", DOCUMENT))))
    keywords = {name.strip("_").lower() for name in re.findall(r"^(\w+): /\w+\(\?!", GRAMMAR, re.MULTILINE)}
    assert len(keywords) > 25
    assert keywords <= words
    assert {"days", "months", "years"} <= words
