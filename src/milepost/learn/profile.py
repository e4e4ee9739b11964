"""What people choose for themselves."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from milepost.learn.people import me
from milepost.people import profile as choices
from milepost.people.models import Theme

_AS_ORGANISATION = gettext_lazy("As the organisation")
_AS_DEVICE = gettext_lazy("As on this device")
_THEMES = [("", _AS_DEVICE), (Theme.LIGHT, gettext_lazy("Light")), (Theme.DARK, gettext_lazy("Dark"))]


class ProfileForm(forms.Form):
    """Language, time zone, theme, and which notifications are wanted."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), required=False)
    theme = forms.ChoiceField(label=gettext_lazy("Theme"), required=False, choices=_THEMES)
    wanted = forms.MultipleChoiceField(
        label=gettext_lazy("Tell me when"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        languages = [
            (code, translation.get_language_info(code)["name_local"].capitalize()) for code, _n in settings.LANGUAGES
        ]
        self.fields["language"].choices = [("", _("As in the browser")), *languages]  # type: ignore[attr-defined]
        zones = [(name, name.replace("_", " ")) for name in choices.time_zones()]
        self.fields["time_zone"].choices = [("", _AS_ORGANISATION), *zones]  # type: ignore[attr-defined]
        self.fields["wanted"].choices = list(choices.NOTIFICATIONS.items())  # type: ignore[attr-defined]


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show what is chosen, and keep what is chosen anew."""
    user = me(request)
    if request.method != "POST":
        wanted = [kind for kind in choices.NOTIFICATIONS if kind not in choices.muted(user)]
        initial = {"language": user.language, "time_zone": user.time_zone, "theme": user.theme, "wanted": wanted}
        return _page(request, ProfileForm(initial=initial))
    form = ProfileForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    data = form.cleaned_data
    muted = [kind for kind in choices.NOTIFICATIONS if kind not in data["wanted"]]
    choices.choose(
        user, {"language": data["language"], "time_zone": data["time_zone"], "theme": data["theme"], "muted": muted}
    )
    with translation.override(user.language or translation.get_language()):
        messages.success(request, _("Your profile is saved."))
    return HttpResponseRedirect(reverse("profile"))


@login_required
@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Language or theme from the menu; back to the page that was open."""
    user = me(request)
    if language := request.POST.get("language"):
        choices.choose(user, {"language": language})
    if theme := request.POST.get("theme"):
        choices.choose(user, {"theme": "" if theme == "system" else theme})
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = reverse("learning")
    return HttpResponseRedirect(target)


def _page(request: HttpRequest, form: ProfileForm, status: int = 200) -> HttpResponse:
    user = me(request)
    context = {"title": _("Profile"), "form": form, "person": user, "has_password": user.has_usable_password()}
    return render(request, "learn/profile.html", context, status=status)
