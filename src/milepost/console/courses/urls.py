"""Addresses of the pages of courses."""

from django.urls import path

from milepost.console.courses import activities, listing, pages

urlpatterns = [
    path("", listing.courses, name="manage_courses"),
    path("new/", pages.new, name="manage_course_new"),
    path("<uuid:course>/", pages.outline, name="manage_course"),
    path("<uuid:course>/settings/", pages.settings, name="manage_course_settings"),
    path("<uuid:course>/archive/", pages.archive, name="manage_course_archive"),
    path("<uuid:course>/activities/new/", activities.new, name="manage_activity_new"),
    path("<uuid:course>/activities/<uuid:activity>/", activities.settings, name="manage_activity"),
    path("<uuid:course>/activities/<uuid:activity>/move/", activities.move, name="manage_activity_move"),
    path("<uuid:course>/activities/<uuid:activity>/retire/", activities.retire, name="manage_activity_retire"),
    path("<uuid:course>/sections/<int:section>/", activities.section_page, name="manage_section"),
    path("<uuid:course>/sections/<int:section>/move/", activities.move_section, name="manage_section_move"),
]
