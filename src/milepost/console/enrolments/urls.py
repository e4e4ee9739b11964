"""Addresses of the people of a course."""

from django.urls import path

from milepost.console.enrolments import enrolling, pages

urlpatterns = [
    path("<uuid:course>/people/", pages.people, name="manage_people"),
    path("<uuid:course>/people/enrol/", enrolling.enrol, name="manage_enrol"),
    path("<uuid:course>/people/<int:enrolment>/", pages.enrolment_page, name="manage_enrolment"),
    path("<uuid:course>/people/<int:enrolment>/end/", pages.end, name="manage_enrolment_end"),
]
