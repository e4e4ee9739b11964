"""Who is looking: every page of a learner is about whoever has signed in."""

from django.http import HttpRequest

from milepost.people.models import User


def me(request: HttpRequest) -> User:
    """The one who has signed in; the page asks for that (`login_required`)."""
    assert isinstance(request.user, User)
    return request.user
