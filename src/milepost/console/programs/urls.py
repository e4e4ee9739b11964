"""Addresses of the pages of programs."""

from django.urls import path

from milepost.console.programs import listing, pages, places

urlpatterns = [
    path("", listing.programs, name="manage_programs"),
    path("new/", pages.new, name="manage_program_new"),
    path("<uuid:program>/", pages.courses, name="manage_program"),
    path("<uuid:program>/settings/", pages.settings, name="manage_program_settings"),
    path("<uuid:program>/archive/", pages.archive, name="manage_program_archive"),
    path("<uuid:program>/courses/add/", places.add, name="manage_program_add"),
    path("<uuid:program>/courses/<uuid:course>/", places.opening, name="manage_program_course"),
    path("<uuid:program>/courses/<uuid:course>/move/", places.move, name="manage_program_course_move"),
    path("<uuid:program>/courses/<uuid:course>/take-out/", places.take_out, name="manage_program_course_take_out"),
]
