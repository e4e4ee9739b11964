"""Assignments: what is handed in, and the file that came with it."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from milepost.base.errors import NotFound
from milepost.catalog.contents.shapes import Assignment
from milepost.catalog.models import ActivityKind
from milepost.player import assignments, files
from milepost.player.assignments import HandedIn
from milepost.player.files import Handed
from milepost.player.views.frame import Context, acts, me, shows
from milepost.player.visiting import Visit


@shows(ActivityKind.ASSIGNMENT)
def assignment(request: HttpRequest, here: Visit, content: Assignment) -> Context:
    """What was handed in, the newest first, and whether something can be."""
    handed = assignments.handed_in(*here.at)[::-1]
    newest = handed[0] if handed else None
    return {
        "handed": handed,
        "newest": newest,
        "waits": newest is not None and newest.graded_at is None,
        "is_over": newest is not None and newest.graded_at is not None and newest.passed is not False,
        "takes_text": content.accepts != "file",
        "takes_file": content.accepts != "text",
        "most": files.MOST_BYTES // 1024 // 1024,
    }


@acts
def hand_in(request: HttpRequest, here: Visit) -> str:
    """A text, a file, or both are handed in."""
    upload = request.FILES.get("file")
    file = Handed(upload.name or "", upload) if upload else None
    assignments.hand_in(*here.at, text=request.POST.get("text", ""), file=file)
    return _("Handed in.")


@login_required
@never_cache
@require_safe
def own_file(request: HttpRequest, submission: int) -> HttpResponseBase:
    """A file that oneself has handed in. Whatever it is, it is saved and never shown in our place."""
    return saved(assignments.own(me(request).pk, submission))


def saved(found: HandedIn | None) -> HttpResponseBase:
    """The file of something that was handed in, to be saved and never shown in our place. Raises `NotFound`."""
    nothing = NotFound(_("There is no such file."))
    if found is None or found.file is None:
        raise nothing
    try:
        body = files.path_of(found.file).open("rb")
    except OSError as error:
        raise nothing from error
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}
    return FileResponse(
        body, as_attachment=True, filename=found.file_name, content_type="application/octet-stream", headers=headers
    )
