"""Every address that there is, as a browser shows it: no barrier, no complaint; sizes, distances, colours of the look.

An address that is not named in `everything.py` fails the test, so a new page cannot be forgotten.
"""

import pytest

from tests.browser import staff
from tests.browser.everything import CLOSED, FORMS, NO_PAGES, ON_THE_WAY, PAGES, PASSAGES, names, world_of_ada


def test_each_address_is_looked_at_or_named_as_none():
    known = {*NO_PAGES, *PASSAGES, *FORMS, *ON_THE_WAY, *PAGES, "course", "play", "account_login"}
    known |= staff.PAGES | staff.FORMS
    found = {name for name, where in names() if not where.startswith(CLOSED)}
    posts = {name for name in found if name.startswith("play_")}
    assert found - posts - known == set()
    assert known - found == set(), "named here, and gone"


@pytest.fixture
def ada(site, password, site_bystander):
    """The addresses that Ada looks at."""
    return world_of_ada(site, password)


@pytest.fixture
def addresses(ada, site, password):
    """The addresses of each: Ada, who learns, and Grace, who manages training."""
    return {"ada": ada, "grace": staff.world_of_grace(site, password)}


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


@pytest.mark.look
@pytest.mark.parametrize("who", ["ada", "grace"])
@pytest.mark.parametrize(
    ("theme", "width", "language"),
    [("light", 1280, "en"), ("dark", 1280, "de"), ("light", 390, "de"), ("dark", 390, "en")],
)
def test_no_page_has_a_barrier_and_all_look_alike(addresses, visit, who, theme, width, language):
    somebody = visit(who, theme=theme, width=width, language=language)
    somebody.page.wait_for_url("**/learning/")
    wrong, sizes = [], set()
    for address in addresses[who]:
        somebody.go(address)
        found, used = looked_into(somebody, address)
        wrong, sizes = wrong + found, sizes | used
    assert not wrong, "\n".join(sorted({" ".join(each) for each in wrong}))
    assert len(sizes) <= 7, sizes


@pytest.mark.look
def test_the_way_in_has_no_barrier_either(ada, visit):
    somebody = visit()
    for address in ("/account/sign-in/", "/nowhere/"):
        somebody.go(address)
        assert looked_at(somebody, address)[0] == []
    somebody.sign_in("ada", "wrong")
    assert looked_at(somebody, "after a wrong password")[0] == []
