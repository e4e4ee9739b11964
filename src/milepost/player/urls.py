"""Addresses of the player."""

from django.urls import path

from milepost.player import views

urlpatterns = [
    path("play/<uuid:session>/<uuid:activity>/", views.play, name="play"),
]
