"""What views of the console have in common: finding what an address names, and doing what a form asks for."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from milepost.base.actor import Actor
from milepost.base.errors import MilepostError, NotFound, NotPermitted
from milepost.base.permissions import TRAINING_MANAGE
from milepost.catalog import listing
from milepost.catalog.models import Activity, Course


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way to a page, above its title."""

    text: str
    address: str


def may_edit(actor: Actor) -> bool:
    """Whether the actor may change content: it concerns people everywhere, so a limited role may not."""
    return TRAINING_MANAGE in actor.permissions and actor.groups is None


def find_course(actor: Actor, course: uuid.UUID) -> Course:
    """The course at an address. Raises `NotFound`."""
    return listing.find_course(actor, str(course))


def find_activity(actor: Actor, course: uuid.UUID, activity: uuid.UUID) -> Activity:
    """The activity at an address, in use or retired, with its course and its heading. Raises `NotFound`."""
    return listing.find_activity(actor, find_course(actor, course), str(activity))


def does(form: forms.Form, act: Callable[[], Any]) -> bool:
    """Do what a valid form asks for; what is refused becomes a fault of the form, and nothing was done.

    Raises `NotPermitted`, and `NotFound` for what is not there.
    """
    try:
        act()
    except (NotPermitted, NotFound):
        raise
    except MilepostError as error:
        form.add_error(None, str(error))
        return False
    return True
