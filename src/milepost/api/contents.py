"""What is in activities (docs/contents.md). Its calls stand below `/courses`."""

import json
from typing import Any

from django.http import HttpRequest
from ninja import Router
from pydantic import RootModel
from pydantic.json_schema import models_json_schema

from milepost.api.auth import actor
from milepost.api.fields import PathId
from milepost.catalog import listing
from milepost.catalog.contents import keeping
from milepost.catalog.contents.shapes import SHAPES, Content
from milepost.catalog.models import Activity

router = Router(tags=["Courses"])

_REF = "#/components/schemas/{model}"


class ContentOfKind(RootModel[Any]):
    """A content of the kind of its activity. Which one that is, is for the kind to say, not for the document."""


_ANSWER = {
    "responses": {200: {"content": {"application/json": {"schema": {"$ref": _REF.format(model="ContentOfKind")}}}}}
}


def schemas() -> dict[str, Any]:
    """The shapes of all kinds and what they are made of, for the document; and that a content is one of them.

    Not exactly one: a page, an assignment and a certificate may look alike.
    """
    shapes = list(dict.fromkeys(SHAPES.values()))
    _places, made = models_json_schema([(shape, "validation") for shape in shapes], ref_template=_REF)
    text = json.dumps(made["$defs"])
    for name in made["$defs"]:
        text = text.replace(f'"{_REF.format(model=name)}"', f'"{_REF.format(model=f"{name}Content")}"')
    one_of_them = [{"$ref": _REF.format(model=f"{shape.__name__}Content")} for shape in shapes]
    return {
        "ContentOfKind": {"title": "ContentOfKind", "description": ContentOfKind.__doc__, "anyOf": one_of_them},
        **{f"{name}Content": schema for name, schema in json.loads(text).items()},
    }


@router.get("/{course}/activities/{activity}/content", openapi_extra=_ANSWER, summary="Look at a content")
def show_content(request: HttpRequest, course: PathId, activity: PathId) -> Any:
    """What is in an activity, with the right answers of an exam. 404 if nothing is. Needs `training.manage`."""
    who = actor(request)
    return _written(keeping.shown(who, _activity(request, course, activity)))


@router.put("/{course}/activities/{activity}/content", openapi_extra=_ANSWER, summary="Write a content")
def write_content(request: HttpRequest, course: PathId, activity: PathId, body: ContentOfKind) -> Any:
    """All of it, in the place of what was there. Its shape is that of the activity's kind: docs/contents.md.

    What people have answered or handed in stays as it was. Needs what changing the course needs.
    """
    who = actor(request)
    return _written(keeping.write(who, _activity(request, course, activity), body.root))


def _activity(request: HttpRequest, course: str, activity: str) -> Activity:
    who = actor(request)
    return listing.find_activity(who, listing.find_course(who, course), activity)


def _written(content: Content) -> Any:
    return content.model_dump(mode="json")
