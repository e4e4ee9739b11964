"""The page in which an activity is played."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from milepost.player.views.frame import me, show
from milepost.player.visiting import visit


@login_required
@never_cache
@require_safe
def play(request: HttpRequest, session: uuid.UUID, activity: uuid.UUID) -> HttpResponse:
    """One activity, in a session of one's own."""
    return show(request, visit(me(request), session, activity))
