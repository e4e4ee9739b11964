"""All that there is to look at in a browser: which addresses are pages, and a world with something to show on each.

An address that is not named here fails `test_every_page.py`, so a new page cannot be forgotten.
"""

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from milepost.catalog.models import Activity
from milepost.records.models import PlayerSession
from tests.commands.acting import launch, reset
from tests.player.rooms import BODIES
from tests.support.world import activity, course, enrol, fill, finished, join, learner, program

# What is no page: files, what programs ask for, and addresses that allauth wants to have a name and that are closed.
NO_PAGES = {"asset", "health", "own_data", "media", "own_file", "mfa_download_recovery_codes"}
# What only leads to a page.
PASSAGES = {"first", "openid_connect_callback"}
CLOSED = "account/none/"
# What only forms are sent to.
FORMS = {"launch", "acknowledge", "appearance", "play_time", "play_played", "play_answers"}
# Looked at on the way to them, in test_two_steps.py and test_signing_in_elsewhere.py.
ON_THE_WAY = {
    *("account_inactive", "account_set_password", "account_reauthenticate", "mfa_authenticate", "mfa_reauthenticate"),
    *("mfa_activate_totp", "mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_view_recovery_codes"),
    *("openid_connect_login", "socialaccount_login_error", "socialaccount_login_cancelled"),
}
PAGES = ("learning", "history", "transcript", "profile", "account_logout", "account_change_password", "mfa_index")
KINDS = tuple(sorted({*BODIES, "link"} - {"video"}))


def names(patterns=None, above=""):
    """The names of all addresses but those of the API, with where they are."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        where = above + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from () if where.startswith("api/") else names(each.url_patterns, where)
        elif isinstance(each, URLPattern) and each.name and not where.startswith(("api/", "^api/")):
            yield each.name, where


def world_of_ada(site, password):
    """Ada with a course of everything, one that was reset, one that is complete, and a program of two.

    The addresses that she looks at.
    """
    with site.inside():
        user = password(learner("ada", display_name="Ada Lovelace"))
        everything = course("everything", title="Everything", description="All there is.", activities=())
        for kind in KINDS:
            body = {"url": "https://example.org/"} if kind == "link" else BODIES[kind]
            fill(activity(everything, kind, title=f"A {kind}"), **body)
        locked = activity(everything, "page", title="Later", opens_on="2931-01-01")
        enrol(user, everything)
        again = course("again", title="Once again")
        finished(user, again)
        reset(("ada", again), reason="New rules")
        done = course("done", title="Long done")
        finished(user, done)
        join(user, program("both", again, done, title="Both of them"), courses=False)
        session = launch(user, everything).session
        assert PlayerSession.objects.filter(uuid=session).exists()
        played = Activity.objects.filter(course=everything).exclude(pk=locked.pk)
        addresses = [reverse(name) for name in PAGES]
        addresses += [reverse("course", args=[each.uuid]) for each in (everything, again, done)]
        addresses += [reverse("play", args=[session, each.uuid]) for each in played]
        addresses += [reverse("play", args=[session, locked.uuid]), "/nowhere/"]
    return addresses
