"""The page in which an activity is played."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@login_required
@never_cache
@require_safe
def play(request: HttpRequest, session: uuid.UUID, activity: uuid.UUID) -> HttpResponse:
    """One activity."""
    return render(request, "player/play.html", {"title": "play"})
