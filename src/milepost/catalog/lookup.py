"""From what people write to the course that is meant."""

from django.db.models import Q
from django.utils.translation import gettext as _

from milepost.base.errors import NotFound
from milepost.base.ids import parse_uuid
from milepost.catalog.models import Course


def find_course(text: str) -> Course:
    """The course with this UUID or asset id. Raises `NotFound`."""
    text = text.strip()
    # A UUID goes before an asset id that is spelt like one, as in uploaded files.
    for condition in (Q(uuid=parse_uuid(text)), Q(asset_id=text)):
        if (course := Course.objects.filter(condition).first()) is not None:
            return course
    raise NotFound(_("No course has the UUID or asset id “%(content)s”.") % {"content": text})
