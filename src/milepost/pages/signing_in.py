"""How people sign in: django-allauth, told what Milepost wants of it.

People are made by staff, by a file or by another system, never by themselves. Who comes by OpenID Connect is the user
with the same e-mail address, which the provider must have verified.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.urls import reverse


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up; afterwards everybody is at their own learning."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """One's own learning."""
        return reverse("learning")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nothing: mail comes with its own room, and nothing here depends on it."""


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Whom the provider knows and Milepost does not is refused."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """No."""
        return False
