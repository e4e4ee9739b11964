"""Forms as our pages show them: plain labels, faults beside their field."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from django.utils.translation import gettext_lazy as _


class SignIn(LoginForm):  # type: ignore[misc]
    """Login id or e-mail address, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Login ID or e-mail")
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        self.fields["remember"].label = _("Stay signed in on this device")


class ChangePassword(ChangePasswordForm):  # type: ignore[misc]
    """The password that is, and the new one twice. No way to a forgotten one here either."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class Confirm(ReauthenticateForm):  # type: ignore[misc]
    """The password once more. Who has forgotten it is not sent anywhere: staff set a new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs.pop("placeholder", None)
