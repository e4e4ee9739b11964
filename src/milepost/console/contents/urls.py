"""Addresses of the editors."""

from django.urls import path

from milepost.console.contents import pages

urlpatterns = [
    path("<uuid:course>/activities/<uuid:activity>/content/", pages.content, name="manage_content"),
]
