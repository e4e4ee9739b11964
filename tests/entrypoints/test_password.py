"""`milepost password`: somebody can sign in from then on, and nothing tells the password but the answer."""

import pytest

from milepost.people.models import User
from tests.support.world import learner


@pytest.fixture
def ada(site, site_bystander):
    with site.inside():
        learner("ada")
    return site


def opens(site, password):
    with site.inside():
        return User.objects.get(login_id="ada").check_password(password)


def test_one_is_made_up_shown_once_and_works(ada):
    shown = ada.run("password", "--login", "ada", "--json", check=0).json
    assert shown["login"] == "ada"
    assert opens(ada, shown["password"])
    again = ada.run("password", "--login", "ada", "--json", check=0).json
    assert again["password"] != shown["password"]
    assert not opens(ada, shown["password"])
    log = ada.run("admin-log", "--json", check=0)
    assert "user.password_given" in log.out
    assert shown["password"] not in log.out + log.err


def test_one_can_be_said_in_the_environment(ada):
    ada.env["NEW"] = "correct horse battery"
    said = ada.run("password", "--login", "ada", "--password-env", "NEW", check=0)
    assert "correct horse" not in said.out + said.err
    assert opens(ada, "correct horse battery")


@pytest.mark.parametrize(
    ("login", "password", "words"),
    [
        ("ada", "short", "This password cannot be used"),
        ("ada", "password123", "This password cannot be used"),
        ("ada", "", "is empty"),
        ("nobody", "correct horse battery", "Nobody has the login id"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(ada, login, password, words):
    ada.env["NEW"] = password
    refused = ada.run("password", "--login", login, "--password-env", "NEW", check=2)
    assert words in refused.err
    assert not opens(ada, password or "anything")
