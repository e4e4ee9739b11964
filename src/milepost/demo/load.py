"""Writes the demo organisation into an empty database, in one transaction."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.base import clock
from milepost.base.errors import Refused
from milepost.catalog.models import Course
from milepost.demo import write_catalog, write_contents, write_people, write_records, write_waiting
from milepost.demo.courses import outlines, paths
from milepost.demo.history import lives
from milepost.demo.people import everybody
from milepost.people import roles
from milepost.people.models import User


def is_demo() -> bool:
    """Whether the database holds the demo organisation: its courses have UUIDs that nobody else's have."""
    return Course.objects.filter(uuid__in=[outline.uuid for outline in outlines(0)]).exists()


def load() -> bool:
    """Write the demo organisation; returns False, and writes nothing, where it is there already.

    Raises `Refused` for a database that holds somebody else's users.
    """
    if is_demo():
        return False
    if User.objects.exists():
        raise Refused(
            _(
                "This database holds users already, so the demo leaves it alone. Name another folder with "
                "MILEPOST_DATA_DIR, or another database with MILEPOST_DATABASE_URL."
            )
        )
    with transaction.atomic():
        roles.ensure_built_in()
        _write(clock.today())
    return True


def _write(today: dt.date) -> None:
    # Some titles carry a year: that in which most of the recent training took place.
    year = (today - dt.timedelta(days=90)).year
    people, courses, programs = everybody(today), outlines(year), paths(year)
    histories = list(lives(people, courses, {path.asset_id: path.courses for path in programs}, today))
    catalogue = write_catalog.write(courses, programs, start=min(person.joined for person in people))
    write_contents.write(catalogue, today)
    users = write_people.write(people)
    write_records.write(histories, users, catalogue)
    write_waiting.write(catalogue)
