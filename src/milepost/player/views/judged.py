"""What staff decide, or the course itself: practicals, live sessions, certificates."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.base import clock
from milepost.catalog.contents.shapes import Certificate, LiveSession, Practical
from milepost.catalog.models import ActivityKind
from milepost.player import attendance, claiming
from milepost.player import practical as practicals
from milepost.player.views.frame import Context, acts, shows
from milepost.player.visiting import Visit


@shows(ActivityKind.PRACTICAL)
def practical(request: HttpRequest, here: Visit, content: Practical) -> Context:
    """The tasks; with what an assessor has ticked, the newest assessment first."""
    found = practicals.own(*here.at)[::-1]
    return {"assessments": found, "newest": found[0] if found else None}


@shows(ActivityKind.LIVE_SESSION)
def live_session(request: HttpRequest, here: Visit, content: LiveSession) -> Context:
    """When and where, and whether somebody has noted that the learner was there."""
    now = clock.now()
    return {
        "noted": attendance.own(*here.at),
        "is_over": content.ends_at < now,
        "is_one_day": timezone.localdate(content.starts_at) == timezone.localdate(content.ends_at),
        "zone": timezone.get_current_timezone_name(),
    }


@shows(ActivityKind.CERTIFICATE)
def certificate(request: HttpRequest, here: Visit, content: Certificate) -> Context:
    """What is still missing."""
    return {"missing": claiming.missing(*here.at)}


@acts
def claim(request: HttpRequest, here: Visit) -> str:
    """The certificate is claimed."""
    claiming.claim(*here.at)
    return _("The certificate is yours.")
