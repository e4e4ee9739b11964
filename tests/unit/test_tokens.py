"""API tokens: what they open, what they never open, and that nobody can read them back."""

import datetime as dt
import json

import pytest
from django.apps import apps

from milepost.base import clock
from milepost.base.errors import BeyondReach, NotFound, NotPermitted, Refused
from milepost.base.permissions import PROGRESS_ERASE, PROGRESS_MANAGE, SETTINGS_MANAGE, TRAINING_MANAGE
from milepost.organisation import settings
from milepost.organisation.models import AdminEntry
from milepost.people import actors, roles, tokens
from milepost.people.models import ApiToken, Role, User
from tests.support.world import actor, group, learner, limited_staff, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]

SYSTEM = actors.system("test")


@pytest.fixture
def grace():
    """A training manager: marks, resets, reports, training."""
    return staff("grace")


def issue(user, *scopes, **options):
    return tokens.issue(options.pop("by", SYSTEM), user, scopes, options.pop("name", "test"), **options)


def in_days(days):
    return clock.now() + dt.timedelta(days=days)


def refused_because(secret):
    with pytest.raises(tokens.TokenRefused) as caught:
        actors.by_token(secret)
    assert caught.value.exit_status == 4
    assert str(caught.value)
    return caught.value.why


# --- what a token opens --------------------------------------------------------------------------
def test_a_token_acts_as_its_user_with_its_scopes_alone(grace):
    _token, secret = issue(grace, PROGRESS_MANAGE)
    found = actors.by_token(secret)
    assert (found.user_id, found.label, found.permissions) == (grace.pk, "Grace", {PROGRESS_MANAGE})
    with pytest.raises(NotPermitted):
        found.require(TRAINING_MANAGE)


def test_a_token_without_scopes_is_for_the_own_learning_alone(grace):
    assert actors.by_token(issue(grace)[1]).permissions == frozenset()


def test_a_token_loses_what_its_users_role_loses_and_gets_it_back(grace):
    _token, secret = issue(grace, PROGRESS_MANAGE, TRAINING_MANAGE)
    roles.assign(SYSTEM, grace, Role.objects.get(name="User manager"))
    assert actors.by_token(secret).permissions == {PROGRESS_MANAGE}
    roles.assign(SYSTEM, grace, None)
    assert actors.by_token(secret).permissions == frozenset()
    roles.assign(SYSTEM, grace, Role.objects.get(name="Administrator"))
    assert actors.by_token(secret).permissions == {PROGRESS_MANAGE, TRAINING_MANAGE}


def test_a_token_reaches_as_far_as_its_user():
    site = group("site A")
    limited_staff("liam", "User manager", [site])
    _token, secret = issue(User.objects.get(login_id="liam"), PROGRESS_MANAGE)
    assert actors.by_token(secret).groups == {site.pk}


@pytest.mark.parametrize("text", ["", "mp_", "mp_" + "A" * 43, "\x00", "\ud800", "ü", "x" * 100_000])
def test_an_unknown_token_opens_nothing(grace, text):
    issue(grace, PROGRESS_MANAGE)
    assert refused_because(text) == "unknown"


def test_the_hash_opens_nothing(grace):
    token, secret = issue(grace, PROGRESS_MANAGE)
    assert [refused_because(text) for text in (token.hash, secret[3:], secret + " ")] == ["unknown"] * 3


def test_an_expired_token_opens_nothing(grace):
    token, secret = issue(grace, PROGRESS_MANAGE)
    ApiToken.objects.filter(pk=token.pk).update(expires_at=clock.now())
    assert refused_because(secret) == "expired"


def test_a_revoked_token_opens_nothing_and_says_so_once(grace):
    token, secret = issue(grace, PROGRESS_MANAGE)
    tokens.revoke(SYSTEM, token)
    when = token.revoked_at
    tokens.revoke(SYSTEM, token)
    assert refused_because(secret) == "revoked"
    assert token.revoked_at == when
    assert list(AdminEntry.objects.order_by("pk").values_list("kind", flat=True)) == ["token.issued", "token.revoked"]


def test_the_token_of_somebody_deactivated_opens_nothing(grace):
    _token, secret = issue(grace, PROGRESS_MANAGE)
    User.objects.filter(pk=grace.pk).update(is_active=False)
    assert refused_because(secret) == "deactivated"
    with pytest.raises(Refused):
        issue(User.objects.get(pk=grace.pk))


# --- issuing -------------------------------------------------------------------------------------
def test_a_token_is_random_recognisable_and_kept_as_a_hash_alone(grace):
    (token, secret), (other, second) = (issue(grace, PROGRESS_MANAGE) for _ in range(2))
    assert secret.startswith("mp_")
    assert len(secret) == 46
    assert (secret, token.hash) != (second, other.hash)
    assert len(token.hash) == 64


def test_no_table_holds_the_secret(grace):
    _token, secret = issue(grace, PROGRESS_MANAGE)
    rows = [row for model in apps.get_models(include_auto_created=True) for row in model._default_manager.values()]
    assert AdminEntry.objects.get().kind == "token.issued"
    assert secret[3:] not in repr(rows)
    assert ApiToken.objects.get().hash not in AdminEntry.objects.get().data


def test_issuing_is_in_the_log(grace):
    token, _secret = issue(grace, TRAINING_MANAGE, PROGRESS_MANAGE, name=" CI ", expires_at=in_days(20))
    entry = AdminEntry.objects.get()
    assert (entry.subject, entry.actor_label) == ("grace", "test")
    assert json.loads(entry.data) == {
        "id": token.pk,
        "name": "CI",
        "scopes": [PROGRESS_MANAGE, TRAINING_MANAGE],
        "expires_at": token.expires_at.isoformat(),
    }


def test_it_expires_after_as_many_days_as_the_setting_says(grace):
    assert dt.timedelta(days=89, hours=23) < issue(grace)[0].expires_at - clock.now() <= dt.timedelta(days=90)
    settings.change(SYSTEM, "token_days", 7)
    assert issue(grace)[0].expires_at - clock.now() <= dt.timedelta(days=7)


@pytest.mark.parametrize("days", [-1, 0, 367, 100_000])
def test_it_expires_in_time(grace, days):
    with pytest.raises(Refused, match="366"):
        issue(grace, expires_at=in_days(days))
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("name", ["", "  ", "x" * 121])
def test_it_needs_a_name(grace, name):
    with pytest.raises(Refused):
        issue(grace, name=name)


def test_an_unknown_scope_is_refused(grace):
    with pytest.raises(Refused, match="progress\\.mange"):
        issue(grace, "progress.mange")


# --- escalation ----------------------------------------------------------------------------------
def test_a_scope_that_the_user_lacks_is_refused(grace):
    with pytest.raises(Refused, match="grace"):
        issue(grace, PROGRESS_ERASE)


def test_issuing_needs_the_permission_for_oneself_too(grace):
    _token, secret = issue(grace, PROGRESS_MANAGE)
    for who in (actor("grace"), actors.by_token(secret)):
        with pytest.raises(NotPermitted) as caught:
            issue(grace, PROGRESS_MANAGE, by=who)
        assert caught.value.permission == SETTINGS_MANAGE


def test_nobody_gets_a_token_of_somebody_who_can_do_more():
    root = staff("root", "Administrator")
    roles.create_role(SYSTEM, "Steward", {SETTINGS_MANAGE}, None)
    with pytest.raises(NotPermitted) as caught:
        issue(root, PROGRESS_ERASE, by=actor("stella", "Steward"))
    assert caught.value.permission == PROGRESS_ERASE


def test_a_token_hands_on_no_more_than_its_own_scopes():
    root = staff("root", "Administrator")
    narrow = actors.by_token(issue(root, SETTINGS_MANAGE)[1])
    with pytest.raises(NotPermitted):
        issue(root, SETTINGS_MANAGE, PROGRESS_ERASE, by=narrow)
    with pytest.raises(NotPermitted):
        roles.create_role(narrow, "New", {PROGRESS_ERASE}, None)


def test_a_limited_administrator_gets_no_token_that_reaches_further():
    inside, outside = staff("grace"), learner("bob")
    liam = limited_staff("liam", "Administrator", [group("site A", inside)])
    with pytest.raises(NotFound):
        issue(outside, by=liam)
    with pytest.raises(BeyondReach):
        issue(inside, PROGRESS_MANAGE, by=liam)
    assert not ApiToken.objects.exists()


# --- listing and revoking ------------------------------------------------------------------------
def test_people_see_and_revoke_their_own_tokens_and_no_others(grace):
    own, _secret = issue(grace, PROGRESS_MANAGE)
    other, _secret = issue(staff("root", "Administrator"), SETTINGS_MANAGE)
    me = actor("grace")
    assert tokens.listing(me) == [own]
    with pytest.raises(NotFound):
        tokens.find(me, other.pk)
    with pytest.raises(NotPermitted):
        tokens.revoke(me, other)
    tokens.revoke(me, tokens.find(me, own.pk))
    assert own == ApiToken.objects.get(revoked_at__isnull=False)
    assert tokens.listing(actor("root")) == [other, own]


def test_tokens_of_people_outside_the_reach_do_not_exist(grace):
    token, _secret = issue(grace)
    liam = limited_staff("liam", "Administrator", [group("site A")])
    assert tokens.listing(liam) == []
    with pytest.raises(NotFound):
        tokens.revoke(liam, token)
    assert ApiToken.objects.get().revoked_at is None
