"""Asking for pages as a browser does."""

from django.test import Client
from django.urls import reverse


def signed_in(user):
    """A browser in which somebody has signed in."""
    made = Client()
    made.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return made


def text(answer, status=200):
    """The page, if it came with that status."""
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def at(name, *keys):
    """An address, by its name and by what it is of."""
    return reverse(name, args=[getattr(key, "uuid", key) for key in keys])
