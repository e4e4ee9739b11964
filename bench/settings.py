"""Milepost's own settings, with one address more: that of the empty view."""

from milepost.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
