"""Addresses of staff's pages."""

from django.urls import include, path

from milepost.console import frame

urlpatterns = [
    path("manage/", frame.manage, name="manage"),
    path("manage/courses/", include("milepost.console.courses.urls")),
    path("manage/courses/", include("milepost.console.contents.urls")),
]
