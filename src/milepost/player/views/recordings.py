"""Videos and recordings."""

from django.http import HttpRequest

from milepost.catalog.contents.shapes import Recording
from milepost.catalog.models import ActivityKind, MediaFile
from milepost.player import watching
from milepost.player.views.frame import Context, shows
from milepost.player.visiting import Visit


@shows(ActivityKind.VIDEO, ActivityKind.AUDIO)
def recording(request: HttpRequest, here: Visit, content: Recording) -> Context:
    """Where to go on, and how much has been played."""
    return {
        "file": MediaFile.objects.filter(uuid=content.file, removed_at=None).first(),
        "watched": watching.begin(*here.at),
        "enough": watching.ENOUGH,
    }
