"""Addresses of the pages on which staff judge."""

from django.urls import path

from milepost.console.grading import attendance, judging, practical, queue

urlpatterns = [
    path("", queue.queue, name="manage_grading"),
    path("submissions/<int:submission>/", judging.submission, name="manage_submission"),
    path("submissions/<int:submission>/file/", judging.submitted_file, name="manage_submission_file"),
    path("posts/<int:post>/", judging.post, name="manage_post"),
    path("practical/<uuid:activity>/", practical.people, name="manage_practical"),
    path("practical/<uuid:activity>/<uuid:user>/", practical.assessment, name="manage_assessment"),
    path("attendance/<uuid:activity>/", attendance.attendance, name="manage_attendance"),
]
