"""Addresses of the player."""

from django.urls import include, path

from milepost.player.views import (
    handing_in,
    judged,
    media_files,
    noting,
    page,
    papers,
    reading,
    recordings,
    reports,
    talking,
)

_KINDS = (recordings,)  # it has a page and no address of its own: to be imported is all

_activity = [
    path("", page.play, name="play"),
    path("done/", reading.done, name="play_done"),
    path("chapter/", reading.chapter, name="play_chapter"),
    path("form/", papers.submit_form, name="play_form"),
    path("begin/", papers.begin, name="play_begin"),
    path("exam/", papers.hand_in, name="play_exam"),
    path("assignment/", handing_in.hand_in, name="play_assignment"),
    path("posts/", talking.write, name="play_post"),
    path("posts/<uuid:post>/remove/", talking.remove, name="play_post_remove"),
    path("claim/", judged.claim, name="play_claim"),
    path("notes/", noting.write, name="play_note"),
    path("notes/<uuid:note>/", noting.change, name="play_note_change"),
    path("notes/<uuid:note>/remove/", noting.remove, name="play_note_remove"),
    path("time/", reports.spent, name="play_time"),
    path("played/", reports.played, name="play_played"),
    path("answers/", reports.answered, name="play_answers"),
]

urlpatterns = [
    path("play/<uuid:session>/<uuid:activity>/", include(_activity)),
    path("submissions/<int:submission>/file/", handing_in.own_file, name="own_file"),
    path("media/<uuid:file>/", media_files.media, name="media"),
]
