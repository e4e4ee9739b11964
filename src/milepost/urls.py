"""Addresses."""

from django.urls import include, path, re_path
from django.views.decorators.csrf import csrf_exempt

from milepost.api import docs, problems
from milepost.api.app import api

urlpatterns = [
    path("", include("milepost.pages.urls")),
    path("", include("milepost.learn.urls")),
    path("", include("milepost.player.urls")),
    path("", include("milepost.console.urls")),
    path("api/v1/docs/<str:name>", docs.asset),
    path("api/v1/", api.urls),
    re_path("^api/", csrf_exempt(problems.not_found)),
]

handler403 = "milepost.pages.views.forbidden"
handler404 = "milepost.pages.views.not_found"
handler500 = "milepost.pages.views.failed"
