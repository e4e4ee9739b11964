"""Addresses of learners' pages."""

from django.urls import path

from milepost.learn import courses, history, own_data, profile

urlpatterns = [
    path("learning/", courses.learning, name="learning"),
    path("learning/courses/<uuid:course>/", courses.course_page, name="course"),
    path("learning/courses/<uuid:course>/launch/", courses.launch, name="launch"),
    path("learning/courses/<uuid:course>/acknowledge/", courses.acknowledge, name="acknowledge"),
    path("learning/history/", history.history, name="history"),
    path("learning/transcript/", history.transcript, name="transcript"),
    path("profile/", profile.profile, name="profile"),
    path("profile/appearance/", profile.appearance, name="appearance"),
    path("profile/data/", own_data.export, name="own_data"),
]
