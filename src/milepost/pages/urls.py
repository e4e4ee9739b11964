"""Addresses of the frame: the way in, our own files, and signing in.

Of allauth's addresses those are here that Milepost offers. The others have a name, because allauth asks for it, and
nothing at their address: nobody signs up, and mail goes out in a room of its own.
"""

from typing import Any

from allauth.account import views as account
from allauth.socialaccount import views as social
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path

from milepost.pages import assets, views


def closed(request: HttpRequest, **_named: Any) -> HttpResponse:
    """Nothing is here."""
    raise Http404


urlpatterns = [
    path("", views.first, name="first"),
    path("healthz", views.health, name="health"),
    path("assets/<str:name>", assets.serve, name="asset"),
    path("account/sign-in/", account.login, name="account_login"),
    path("account/sign-out/", account.logout, name="account_logout"),
    path("account/closed/", account.account_inactive, name="account_inactive"),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/password/set/", account.password_set, name="account_set_password"),
    path("account/confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("account/two-step/", include("allauth.mfa.urls")),
    path("account/", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("account/other/error/", social.login_error, name="socialaccount_login_error"),
    path("account/other/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    *(
        path(f"account/none/{name}/", closed, name=name)
        for name in (
            "account_signup",
            "account_email",
            "account_email_verification_sent",
            "account_reset_password",
            "account_confirm_login_code",
            "socialaccount_signup",
            "socialaccount_connections",
        )
    ),
]
