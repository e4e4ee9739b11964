"""Who may do what, and who may say so (R40)."""

import json

import pytest

from milepost.base import permissions
from milepost.base.errors import BeyondReach, NotFound, NotPermitted, Refused
from milepost.base.permissions import BUILT_IN, HOLDS_MANAGE, PROGRESS_ERASE, PROGRESS_MANAGE, SETTINGS_MANAGE
from milepost.organisation.models import AdminEntry
from milepost.people import actors, roles
from milepost.people.models import Role, RoleGroup, User
from tests.support.world import actor, group, learner, limited_staff, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]

SYSTEM = actors.system("test")


@pytest.fixture
def root():
    """Somebody who may do everything."""
    return actor("root", "Administrator")


def steward(*codes, groups=None):
    """Somebody who manages roles, and holds these permissions besides."""
    role = roles.create_role(SYSTEM, f"Steward {Role.objects.count()}", {SETTINGS_MANAGE, *codes}, groups)
    return actor(f"steward{role.pk}", role.name)


def said():
    """The entries of the log, the oldest first: kind, subject, data."""
    return [(each.kind, each.subject, json.loads(each.data)) for each in AdminEntry.objects.order_by("pk")]


def unchanged(act, error):
    """The act is refused, and neither roles nor the log have changed."""
    before = _everything()
    with pytest.raises(error) as caught:
        act()
    assert _everything() == before
    return caught.value


def _everything():
    rights = {role.name: roles.facts(role) for role in Role.objects.all()}
    return rights, list(User.objects.order_by("pk").values_list("pk", "role_id")), said()


# --- what actors may do --------------------------------------------------------------------------
def test_an_actor_has_the_permissions_and_the_reach_of_the_role():
    site = group("site A")
    assert actor("grace").groups is None
    limited = limited_staff("liam", "User manager", [site])
    assert limited.permissions == BUILT_IN["User manager"]
    assert limited.groups == frozenset({site.pk})


def test_a_limited_role_without_a_group_reaches_nobody():
    assert limited_staff("liam", "User manager", []).groups == frozenset()


def test_somebody_without_a_role_may_nothing_and_reaches_nobody():
    User.objects.create_user("nemo")
    nemo = actors.by_login("nemo")
    assert (nemo.permissions, nemo.groups) == (frozenset(), frozenset())


def test_the_administrator_has_every_permission():
    assert Role.objects.get(name="Administrator").codes() == permissions.ALL


# --- changing roles ------------------------------------------------------------------------------
def test_each_change_of_a_role_is_in_the_log_with_before_and_after(root):
    site = group("site A")
    role = roles.create_role(root, "Auditor", {"reports.view"}, [site])
    roles.change_role(root, role, {"reports.view", PROGRESS_MANAGE}, None)
    roles.delete_role(root, role)

    first = {"permissions": ["reports.view"], "groups": ["site A"]}
    second = {"permissions": ["progress.manage", "reports.view"], "groups": None}
    assert said() == [
        ("role.created", "Auditor", {"after": first}),
        ("role.changed", "Auditor", {"before": first, "after": second}),
        ("role.deleted", "Auditor", {"before": second}),
    ]
    entry = AdminEntry.objects.latest("pk")
    assert (entry.actor_id, entry.actor_label) == (root.user_id, "Root")
    assert not Role.objects.filter(name="Auditor").exists()


def test_a_changed_role_is_in_force_for_everybody_who_has_it(root):
    manager = Role.objects.get(name="User manager")
    staff("mia", "User manager")
    roles.change_role(root, manager, {"reports.view"}, [group("site A"), group("site B")])
    mia = actors.by_login("mia")
    assert mia.permissions == {"reports.view"}
    assert len(mia.groups) == 2
    roles.change_role(root, manager, {"reports.view"}, [])
    assert actors.by_login("mia").groups == frozenset()
    assert not RoleGroup.objects.exists()


def test_a_change_to_what_it_is_already_says_nothing(root):
    role = Role.objects.get(name="Reporter")
    roles.change_role(root, role, role.codes(), None)
    assert said() == []


@pytest.mark.parametrize("role", ["Learner", "Reporter", "User manager", "Training manager"])
def test_roles_are_changed_by_whoever_may_manage_settings_alone(role):
    somebody, reporter = actor("sam", role), Role.objects.get(name="Reporter")
    for act in (
        lambda: roles.create_role(somebody, "Mine", set(), None),
        lambda: roles.change_role(somebody, reporter, {SETTINGS_MANAGE}, None),
        lambda: roles.delete_role(somebody, reporter),
        lambda: roles.assign(somebody, User.objects.get(login_id="sam"), Role.objects.get(name="Administrator")),
        lambda: roles.listing(somebody),
    ):
        assert unchanged(act, NotPermitted).permission == SETTINGS_MANAGE


def test_an_unknown_permission_is_refused(root):
    refused = unchanged(lambda: roles.create_role(root, "New", {"progress.manege"}, None), Refused)
    assert "progress.manege" in str(refused)
    assert "progress.manage" in str(refused)


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "Reporter"])
def test_a_name_that_cannot_be_is_refused(root, name):
    unchanged(lambda: roles.create_role(root, name, set(), None), Refused)


def test_built_in_roles_and_roles_that_somebody_has_are_not_deleted(root):
    unchanged(lambda: roles.delete_role(root, Role.objects.get(name="Reporter")), Refused)
    role = roles.create_role(root, "Auditor", set(), None)
    staff("ada", role.name)
    assert "1 user has" in str(unchanged(lambda: roles.delete_role(root, role), Refused))


# --- escalation ----------------------------------------------------------------------------------
def test_nobody_adds_a_permission_that_they_lack_to_any_role():
    own = steward(PROGRESS_MANAGE)
    for name in ("Reporter", "Learner", Role.objects.latest("pk").name):
        role = Role.objects.get(name=name)
        codes = role.codes() | {PROGRESS_ERASE}
        refused = unchanged(lambda role=role, codes=codes: roles.change_role(own, role, codes, None), NotPermitted)
        assert refused.permission == PROGRESS_ERASE
    refused = unchanged(lambda: roles.create_role(own, "New", {PROGRESS_ERASE}, None), NotPermitted)
    assert refused.permission == PROGRESS_ERASE


def test_nobody_gives_anybody_a_role_that_can_do_more_than_they():
    own = steward(PROGRESS_MANAGE)
    me, ada, administrator = (User.objects.get(pk=own.user_id), learner("ada"), Role.objects.get(name="Administrator"))
    for user in (me, ada):
        unchanged(lambda user=user: roles.assign(own, user, administrator), NotPermitted)


def test_what_a_role_has_already_may_be_taken_away_without_holding_it():
    own, administrator = steward(PROGRESS_MANAGE), Role.objects.get(name="Administrator")
    roles.change_role(own, administrator, administrator.codes() - {PROGRESS_ERASE}, None)
    assert PROGRESS_ERASE not in administrator.codes()


def test_a_role_is_not_let_reach_further_with_permissions_that_its_changer_lacks():
    site = group("site A")
    eraser = roles.create_role(SYSTEM, "Eraser", {PROGRESS_ERASE}, [site])
    own = steward(PROGRESS_MANAGE)
    for groups in (None, [site, group("site B")]):
        refused = unchanged(
            lambda groups=groups: roles.change_role(own, eraser, {PROGRESS_ERASE}, groups), NotPermitted
        )
        assert refused.permission == PROGRESS_ERASE
    roles.change_role(own, eraser, {PROGRESS_ERASE}, [])
    assert eraser.reach() == frozenset()


def test_a_limited_steward_makes_and_gives_roles_within_the_own_reach_alone():
    site, other = group("site A"), group("site B")
    own = steward(PROGRESS_MANAGE, groups=[site])
    inside, outside = learner("ada"), learner("bob")
    site.users.add(inside)

    local = roles.create_role(own, "Local", {PROGRESS_MANAGE}, [site])
    roles.assign(own, inside, local)
    assert actors.by_login("ada").groups == frozenset({site.pk})

    for groups in (None, [other], [site, other]):
        unchanged(lambda groups=groups: roles.create_role(own, "Wide", {PROGRESS_MANAGE}, groups), BeyondReach)
        unchanged(lambda groups=groups: roles.change_role(own, local, {PROGRESS_MANAGE}, groups), BeyondReach)
    unchanged(lambda: roles.assign(own, outside, local), NotFound)
    reporter = Role.objects.get(name="Reporter")
    unchanged(lambda: roles.assign(own, inside, reporter), NotPermitted)
    unchanged(lambda: roles.change_role(own, reporter, set(), None), BeyondReach)
    unchanged(lambda: roles.delete_role(own, reporter), BeyondReach)


def test_a_limited_steward_does_not_depose_somebody_with_a_wider_reach(root):
    site = group("site A", User.objects.get(pk=root.user_id))
    own = steward(groups=[site])
    unchanged(lambda: roles.assign(own, User.objects.get(login_id="root"), None), BeyondReach)


# --- giving roles --------------------------------------------------------------------------------
def test_who_gets_which_role_is_in_the_log(root):
    ada = learner("ada")
    roles.assign(root, ada, Role.objects.get(name="Reporter"))
    roles.assign(root, ada, Role.objects.get(name="Reporter"))
    roles.assign(root, ada, None)
    assert said() == [
        ("user.role_assigned", "ada", {"before": "Learner", "after": "Reporter"}),
        ("user.role_assigned", "ada", {"before": "Reporter", "after": None}),
    ]


@pytest.mark.parametrize("way", ["other role", "no role", "role loses it", "role limited", "role limited to nobody"])
@pytest.mark.parametrize("who", ["root", "system"])
def test_the_last_administrator_cannot_lose_it(root, way, who):
    # Neither a limited one, nor one who is deactivated, could put it right again.
    steward(groups=[group("site A")])
    staff("gone", "Administrator", is_active=False)
    someone = root if who == "root" else SYSTEM
    user, role = User.objects.get(login_id="root"), Role.objects.get(name="Administrator")
    codes, site = role.codes(), group("site B")
    act = {
        "other role": lambda: roles.assign(someone, user, Role.objects.get(name="Learner")),
        "no role": lambda: roles.assign(someone, user, None),
        "role loses it": lambda: roles.change_role(someone, role, codes - {SETTINGS_MANAGE}, None),
        "role limited": lambda: roles.change_role(someone, role, codes, [site]),
        "role limited to nobody": lambda: roles.change_role(someone, role, codes, []),
    }[way]
    unchanged(act, Refused)

    staff("second", roles.create_role(SYSTEM, "Second", {SETTINGS_MANAGE}, None).name)
    act()
    left = actors.by_login("root")
    assert SETTINGS_MANAGE not in left.permissions or left.groups is not None


def test_deactivating_can_be_guarded_too(root):
    with pytest.raises(Refused), roles.an_administrator_remains():
        User.objects.filter(login_id="root").update(is_active=False)
    assert User.objects.get(login_id="root").is_active


def test_legal_holds_are_for_administrators():
    assert [name for name, codes in BUILT_IN.items() if HOLDS_MANAGE in codes] == ["Administrator"]
