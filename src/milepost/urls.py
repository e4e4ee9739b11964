"""Addresses."""

from django.urls import path

from milepost.console import assets, views

urlpatterns = [
    path("", views.first, name="first"),
    path("healthz", views.health, name="health"),
    path("assets/<str:name>", assets.serve, name="asset"),
]

handler404 = views.not_found
