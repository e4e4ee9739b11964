"""Every address that there is, as a browser shows it: no barrier, no complaint; sizes, distances, colours of the look.

An address that is not named here fails the test, so a new page cannot be forgotten.
"""

import pytest
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


def test_each_address_is_looked_at_or_named_as_none():
    known = {*NO_PAGES, *PASSAGES, *FORMS, *ON_THE_WAY, *PAGES, "course", "play", "account_login"}
    found = {name for name, where in names() if not where.startswith(CLOSED)}
    posts = {name for name in found if name.startswith("play_")}
    assert found - posts - known == set()
    assert known - found == set(), "named here, and gone"


@pytest.fixture
def ada(site, password, site_bystander):
    """Ada with a course of everything, one that was reset, one that is complete, and a program of two."""
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


def looked_at(somebody, address):
    """What is wrong with a page as it stands, and what sizes of type it has."""
    found = [(address, "axe", *each) for each in somebody.barriers()]
    styles = somebody.styles()
    found += [(address, "distance", each) for each in styles["odd"]]
    found += [(address, "colour", each) for each in somebody.colours()]
    found += [(address, "leads nowhere", each) for each in somebody.leads_to(CLOSED)]
    return found, set(styles["sizes"])


def looked_into(somebody, address):
    """The same, and of the page with everything opened that it opens: folds, menus, dialogs."""
    wrong, sizes = looked_at(somebody, address)
    for opened in somebody.opened():
        found, used = looked_at(somebody, f"{address} ({opened})")
        wrong, sizes = wrong + found, sizes | used
    return wrong, sizes


@pytest.mark.parametrize(
    ("theme", "width", "language"),
    [("light", 1280, "en"), ("dark", 1280, "de"), ("light", 390, "de"), ("dark", 390, "en")],
)
def test_no_page_has_a_barrier_and_all_look_alike(ada, visit, theme, width, language):
    somebody = visit("ada", theme=theme, width=width, language=language)
    somebody.page.wait_for_url("**/learning/")
    wrong, sizes = [], set()
    for address in ada:
        somebody.go(address)
        found, used = looked_into(somebody, address)
        wrong, sizes = wrong + found, sizes | used
    assert not wrong, "\n".join(sorted({" ".join(each) for each in wrong}))
    assert len(sizes) <= 7, sizes


def test_the_way_in_has_no_barrier_either(ada, visit):
    somebody = visit()
    for address in ("/account/sign-in/", "/nowhere/"):
        somebody.go(address)
        assert looked_at(somebody, address)[0] == []
    somebody.sign_in("ada", "wrong")
    assert looked_at(somebody, "after a wrong password")[0] == []
