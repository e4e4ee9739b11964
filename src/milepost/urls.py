"""Addresses."""

from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from milepost.api import docs, problems
from milepost.api.app import api
from milepost.console import assets, views

urlpatterns = [
    path("", views.first, name="first"),
    path("healthz", views.health, name="health"),
    path("assets/<str:name>", assets.serve, name="asset"),
    path("api/v1/docs/<str:name>", docs.asset),
    path("api/v1/", api.urls),
    re_path("^api/", csrf_exempt(problems.not_found)),
]

handler404 = views.not_found
