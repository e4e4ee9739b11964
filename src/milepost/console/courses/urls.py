"""Addresses of the pages of courses."""

from django.urls import path

from milepost.console.courses import listing

urlpatterns = [
    path("", listing.courses, name="manage_courses"),
]
