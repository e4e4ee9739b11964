"""Addresses of staff's pages."""

from django.urls import include, path

from milepost.console import frame

urlpatterns = [
    path("manage/", frame.manage, name="manage"),
    path("manage/grading/", include("milepost.console.grading.urls")),
    path("manage/courses/", include("milepost.console.courses.urls")),
    path("manage/programs/", include("milepost.console.programs.urls")),
    path("manage/courses/", include("milepost.console.contents.urls")),
    path("manage/courses/", include("milepost.console.enrolments.urls")),
]
