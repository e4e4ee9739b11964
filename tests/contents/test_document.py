"""docs/contents.md is true: each of its examples is a content, and it leaves out no kind and no field."""

import json
import re
from pathlib import Path

import pytest

from milepost.catalog.contents import keeping
from milepost.catalog.contents.recognising import EXTENSIONS
from milepost.catalog.contents.shapes import SHAPES
from milepost.catalog.models import MediaFile
from tests.contents.making import STAFF, of_kind

DOCUMENT = (Path(__file__).parents[2] / "docs" / "contents.md").read_text(encoding="utf-8")
EXAMPLES = {
    kind: json.loads(block)
    for kind, block in re.findall(r"^## [^\n]*`(\w+)`$.*?^```json\n(.*?)^```", DOCUMENT, re.MULTILINE | re.DOTALL)
}
# The files that the examples show.
SHOWN = ("video/mp4", "text/vtt", "audio/mpeg", "application/pdf")


def test_every_kind_has_an_example():
    assert set(EXAMPLES) == set(SHAPES)
    assert DOCUMENT.count("```json") == len(EXAMPLES)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", EXAMPLES)
def test_each_example_is_a_content(kind):
    for number, content_type in enumerate(SHOWN, start=1):
        uuid = f"01a20390-0000-7000-8000-{number:012d}"
        MediaFile.objects.create(uuid=uuid, name=uuid, content_type=content_type, size=1, sha256=uuid)
    made = of_kind(kind)
    written = keeping.write(STAFF, made, EXAMPLES[kind])
    assert keeping.read(made) == written
    assert json.loads(written.model_dump_json(exclude_unset=True)) == EXAMPLES[kind]


def fields_in(example):
    inner = example.values() if isinstance(example, dict) else example if isinstance(example, list) else ()
    return (set(example) if isinstance(example, dict) else set()).union(*map(fields_in, inner))


def test_the_examples_use_every_field():
    for kind, shape in SHAPES.items():
        schema = shape.model_json_schema()
        parts = [schema, *schema.get("$defs", {}).values()]
        missing = {name for part in parts for name in part["properties"]} - fields_in(EXAMPLES[str(kind)])
        # A recording is described with the video, where both files are shown.
        assert missing <= ({"captions"} if kind == "audio" else set()), kind


def test_the_kinds_of_files_are_those_that_are_taken():
    [table] = re.findall(r"^## Files$.*?((?:^\|[^\n]*\n)+)", DOCUMENT, re.MULTILINE | re.DOTALL)
    named = {name.lower() for name in re.findall(r"[A-Z]\w+", table)}
    called = {"jpg": "jpeg", "vtt": "webvtt"}
    assert named == {called.get(each, each) for each in EXTENSIONS.values()}
