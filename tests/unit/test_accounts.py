"""Users made, changed and deactivated, by those who may, as far as their reach goes."""

import json

import pytest

from milepost.base.errors import BeyondReach, Conflict, NotFound, NotPermitted, Refused
from milepost.organisation.models import AdminEntry
from milepost.people import accounts, directory
from milepost.people.models import Role, User
from tests.support.world import actor, group, learner, limited_staff, snapshot, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]


@pytest.fixture
def root():
    return actor("root", "Administrator")


@pytest.fixture
def mia():
    """Somebody who may manage users, and nothing beyond."""
    return actor("mia", "User manager")


def said():
    return [(each.kind, each.subject, json.loads(each.data)) for each in AdminEntry.objects.order_by("pk")]


def unchanged(act, error):
    """The act is refused, and neither users nor groups nor the log have changed."""

    def everything():
        memberships = list(User.groups.through.objects.order_by("pk").values())
        return list(User.objects.order_by("pk").values()), memberships, said()

    before = everything()
    with pytest.raises(error) as caught:
        act()
    assert everything() == before
    return str(caught.value)


# --- making --------------------------------------------------------------------------------------
def test_a_new_user_has_what_was_said_and_nobody_can_sign_in_as_it(mia):
    group("Berlin")
    made = accounts.create(
        mia,
        {
            "login_id": " 00000005 ",
            "email": "ada@example.org",
            "display_name": "Ada Lovelace",
            "language": "de",
            "time_zone": "Europe/Berlin",
            "groups": ["Berlin"],
        },
    )
    assert (made.login_id, made.email, made.name) == ("00000005", "ada@example.org", "Ada Lovelace")
    assert (made.language, made.time_zone, made.role, made.is_active) == ("de", "Europe/Berlin", None, True)
    assert not made.has_usable_password()
    assert directory.groups_of(mia, [made]) == {made.pk: ["Berlin"]}
    assert said() == [("user.created", "00000005", {"groups": ["Berlin"]})]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"login_id": "  "},
        {"login_id": "a" * 151},
        {"login_id": "a\0b"},
        {"login_id": "a\nb"},
        {"login_id": "\ud800"},
        {"email": "nobody"},
        {"email": "a" * 250 + "@example.org"},
        {"display_name": "a" * 201},
        {"display_name": "a\0b"},
        {"language": "tlh"},
        {"time_zone": "../../etc/passwd"},
        {"time_zone": "Europe/Nowhere"},
        {"groups": ["nowhere"]},
        {"groups": ["a\0"]},
        {"role": "nothing"},
        {"role": "\0"},
    ],
)
def test_what_is_no_value_is_refused_with_a_sentence(root, fields):
    wanted = {} if fields == {} else {"login_id": "new", **fields}
    assert unchanged(lambda: accounts.create(root, wanted), Refused)


def test_a_login_id_is_given_once(mia):
    learner("ada")
    assert "ada" in unchanged(lambda: accounts.create(mia, {"login_id": "ada"}), Conflict)


def test_nobody_is_called_what_somebody_else_is(mia):
    ada = learner("ada", email="Ada@example.org")
    for taken in ("ADA@example.org", str(ada.uuid), str(ada.uuid).upper()):
        assert taken in unchanged(lambda name=taken: accounts.create(mia, {"login_id": name}), Conflict)
    learner("zen@example.org", email="")
    fields = {"login_id": "new", "email": "zen@example.org"}
    assert "zen@example.org" in unchanged(lambda: accounts.create(mia, fields), Conflict)
    assert unchanged(lambda: accounts.change(mia, ada, {"email": "zen@example.org"}), Conflict)
    assert accounts.change(mia, ada, {"login_id": "ada@example.org"}).login_id == "ada@example.org"
    assert accounts.create(mia, {"login_id": "new", "email": "Ada@example.org"}).email == "Ada@example.org"


def test_making_users_needs_the_permission(root):
    reporter = actor("rita", "Reporter")
    unchanged(lambda: accounts.create(reporter, {"login_id": "ada"}), NotPermitted)


def test_a_role_needs_the_right_to_give_it(root, mia):
    assert accounts.create(root, {"login_id": "tom", "role": "Training manager"}).role.name == "Training manager"
    unchanged(lambda: accounts.create(mia, {"login_id": "ada", "role": "Learner"}), NotPermitted)
    steward = actor("steve", Role.objects.create(name="Steward").name)
    steward = actor_with(steward, "settings.manage", "progress.manage")
    unchanged(lambda: accounts.create(steward, {"login_id": "ada", "role": "Administrator"}), NotPermitted)


def actor_with(who, *codes):
    role = User.objects.get(pk=who.user_id).role
    for code in codes:
        role.permissions.create(code=code)
    return actor(User.objects.get(pk=who.user_id).login_id)


# --- within reach --------------------------------------------------------------------------------
def test_a_limited_actor_makes_users_within_its_own_groups():
    berlin, bonn, cologne = (group(name) for name in ("Berlin", "Bonn", "Cologne"))
    one = limited_staff("lena", "User manager", [berlin])
    assert directory.groups_of(one, [accounts.create(one, {"login_id": "ada"})]).popitem()[1] == ["Berlin"]
    two = limited_staff("luis", "User manager", [berlin, bonn])
    unchanged(lambda: accounts.create(two, {"login_id": "bob"}), Refused)
    bob = accounts.create(two, {"login_id": "bob", "groups": ["Bonn"]})
    assert list(bob.groups.all()) == [bonn]
    unchanged(lambda: accounts.create(two, {"login_id": "cyd", "groups": [cologne.name]}), NotFound)
    nowhere = limited_staff("nora", "User manager", [])
    unchanged(lambda: accounts.create(nowhere, {"login_id": "cyd"}), BeyondReach)


def test_somebody_outside_the_reach_is_not_there(bystander):
    ada = learner("ada")
    lena = limited_staff("lena", "User manager", [group("Berlin", ada)])
    assert list(directory.listing(lena)) == [ada]
    assert list(directory.listing(lena, search="Bea")) == []
    assert list(directory.listing(lena, group="the standing")) == []
    said_of = {}
    for login_id in ("bystander", "never.there"):
        with pytest.raises(NotFound) as nobody:
            directory.find(lena, login_id)
        said_of[login_id] = str(nobody.value).replace(login_id, "")
    assert len(set(said_of.values())) == 1
    unchanged(lambda: accounts.change(lena, bystander.user, {"display_name": "x"}), NotFound)


def test_groups_that_are_not_reached_are_neither_shown_nor_changed():
    ada = learner("ada")
    berlin, bonn, cologne = (group(name, ada) for name in ("Berlin", "Bonn", "Cologne"))
    lena = limited_staff("lena", "User manager", [berlin, bonn])
    assert directory.groups_of(lena, [ada]) == {ada.pk: ["Berlin", "Bonn"]}
    accounts.change(lena, ada, {"groups": ["Bonn"]})
    assert set(ada.groups.all()) == {bonn, cologne}
    unchanged(lambda: accounts.change(lena, ada, {"groups": []}), Refused)
    unchanged(lambda: accounts.change(lena, ada, {"groups": ["Cologne"]}), NotFound)
    assert said()[-1] == ("user.groups_changed", "ada", {"before": ["Berlin", "Bonn"], "after": ["Bonn"]})


def test_looking_needs_one_of_three_permissions():
    for number, role in enumerate(["User manager", "Training manager", "Reporter"]):
        assert directory.listing(actor(f"staff{number}", role)).count() == number + 2
    for who in (actor("lea", "Learner"), actor("aud", Role.objects.create(name="Auditor").name)):
        with pytest.raises(NotPermitted):
            directory.listing(who)
        with pytest.raises(NotPermitted):
            directory.find(who, "bystander")


def test_a_search_finds_login_id_name_and_address_whatever_the_case(mia):
    ada = learner("ada", display_name="Ádá Lovelace", email="countess@example.org")
    for part in ("ADA", "lovel", "COUNTESS", " ada "):
        assert ada in directory.listing(mia, search=part)
    for part in ("nobody", "%", "_d_", "a\0", "\ud800"):
        assert ada not in directory.listing(mia, search=part)


# --- changing ------------------------------------------------------------------------------------
def test_what_is_not_said_stays(mia):
    ada = learner("ada", language="de")
    before = snapshot(ada)["people_user"][0]
    accounts.change(mia, ada, {"display_name": "Countess"})
    assert snapshot(ada)["people_user"] == [before | {"display_name": "Countess"}]
    accounts.change(mia, ada, {"display_name": "Countess", "language": "de"})
    assert said() == [("user.changed", "ada", {"fields": ["display_name"], "before": {}, "after": {}})]


def test_the_log_says_who_was_renamed_and_deactivated_but_not_what_the_address_was(mia):
    ada = learner("ada")
    accounts.change(mia, ada, {"login_id": "ada.l", "email": "", "is_active": False})
    [(kind, subject, data)] = said()
    assert (kind, subject, data["fields"]) == ("user.changed", "ada.l", ["email", "is_active", "login_id"])
    assert data["before"] == {"login_id": "ada", "is_active": True}
    assert data["after"] == {"login_id": "ada.l", "is_active": False}


def test_deactivating_leaves_everything_else(mia, bystander):
    before = snapshot(bystander.user)
    accounts.change(mia, bystander.user, {"is_active": False})
    accounts.change(mia, bystander.user, {"is_active": True})
    assert snapshot(bystander.user) == before


def test_the_last_administrator_stays_active(root):
    unchanged(lambda: accounts.change(root, User.objects.get(login_id="root"), {"is_active": False}), Refused)


def test_nobody_gets_hold_of_somebody_who_may_do_more(mia, root):
    boss = User.objects.get(login_id="root")
    for fields in ({"login_id": "boss"}, {"email": "mia@example.com"}, {"is_active": False}):
        unchanged(lambda fields=fields: accounts.change(mia, boss, fields), NotPermitted)
    assert accounts.change(mia, boss, {"display_name": "The boss", "email": boss.email}).name == "The boss"
    peer = staff("max", "User manager")
    assert accounts.change(mia, peer, {"email": "max@example.com"}).email == "max@example.com"


def test_somebody_limited_gets_hold_of_nobody_who_reaches_further():
    peer = staff("max", "User manager")
    lena = limited_staff("lena", "User manager", [group("Berlin", peer)])
    unchanged(lambda: accounts.change(lena, peer, {"email": "lena@example.com"}), BeyondReach)


def test_a_role_is_given_and_taken_as_everywhere(root):
    ada = learner("ada")
    assert accounts.change(root, ada, {"role": "Reporter"}).role.name == "Reporter"
    assert accounts.change(root, ada, {"role": None}).role is None
    assert [kind for kind, *_ in said()] == ["user.role_assigned"] * 2


def test_another_login_id_must_be_free(mia):
    ada, _bob = learner("ada"), learner("bob")
    unchanged(lambda: accounts.change(mia, ada, {"login_id": "bob"}), Conflict)
    assert accounts.change(mia, ada, {"login_id": "ada"}) == ada
