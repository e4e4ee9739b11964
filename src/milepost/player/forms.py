"""Forms: questions without right or wrong. Handed in once, a form is complete."""

import json
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from milepost.base.errors import Conflict
from milepost.catalog.contents.shapes import Form
from milepost.catalog.models import ActivityKind
from milepost.player import answering, places
from milepost.player.answering import Answers, Kept
from milepost.player.models import Attempt
from milepost.records import committing
from milepost.records.committing import Answer, Work
from milepost.records.models import Status


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that was handed in: the questions as they were put, and the answers."""

    form: Form
    answers: Kept


@places.in_one_transaction("a form")
def submit(user_id: int, session: UUID, activity_id: int, answers: Answers) -> Answer:
    """Hand a form in: its activity is complete.

    Sent again with the same answers it changes nothing. Raises `Conflict` when it was handed in with others, a
    required question has no answer, or the record is closed; `Refused` for answers that are none.
    """
    place = places.open_seat(user_id, session, activity_id, ActivityKind.FORM)
    form: Form = places.content_of(place.activity)
    kept = answering.checked(form, answers)
    earlier = Attempt.objects.filter(places.here(place)).first()
    if earlier is not None:
        if json.loads(earlier.answers) != kept:
            raise Conflict(_("“%(form)s” was handed in already.") % {"form": place.activity.title})
        return committing.write(place, Work(), decides=False)
    if open_questions := answering.missing(form, kept):
        raise Conflict(_("There is no answer yet to “%(question)s”.") % {"question": open_questions[0]})
    Attempt.objects.create(
        **places.at(place),
        paper=form.model_dump_json(),
        answers=answering.dumped(kept),
        begun_at=place.now,
        submitted_at=place.now,
    )
    return committing.write(place, Work(status=Status.COMPLETED))


@places.in_one_transaction("a form")
def filled(user_id: int, session: UUID, activity_id: int) -> Filled | None:
    """The form as it was handed in within the current work, if it was."""
    place = places.open_seat(user_id, session, activity_id, ActivityKind.FORM)
    found = Attempt.objects.filter(places.here(place)).first()
    return Filled(Form.model_validate_json(found.paper), json.loads(found.answers)) if found else None
