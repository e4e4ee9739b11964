"""Roles, tokens, holds, settings and their log, by command line (R5, R40)."""

import hashlib
import json

import pytest
from django.db import connection

from milepost.catalog.models import Course
from milepost.cli.main import main
from tests.support.sites import Result
from tests.support.world import course, group, learner, limited_staff, staff


class Program:
    """The program inside this process, on the database of `db`: starting it anew each time takes long."""

    def __init__(self, capsys):
        self._capsys = capsys

    def run(self, *words, check):
        """Run a command to its end, which must have that exit status."""
        try:
            status = main(words)
        except SystemExit as wrong_usage:
            status = wrong_usage.code
        out, err = self._capsys.readouterr()
        assert status == check, f"milepost {words}: {status}\n{out}\n{err}"
        return Result(status, out, err)

    def sql(self, query):
        with connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall()


def people():
    """An administrator, a training manager, and one limited to site B; Ada is at both sites, Bob at none."""
    staff("root", "Administrator")
    staff("grace")
    ada = learner("ada")
    learner("bob")
    group("site A", ada)
    limited_staff("liam", "Administrator", [group("site B", ada)])
    course("safety")


@pytest.fixture
def school(db, capsys, monkeypatch):
    """The program, and people for it."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    people()
    return Program(capsys)


def log(site):
    """The log of administration, the oldest entry first: kind, subject, data."""
    entries = site.run("admin-log", "--json", check=0).json["entries"]
    return [(each["kind"], each["subject"], each["data"]) for each in reversed(entries)]


def rows(site):
    """Everything that these commands may change."""
    tables = ("people_role", "people_rolepermission", "people_rolegroup", "people_apitoken", "people_user")
    tables += ("organisation_setting", "organisation_adminentry", "records_hold")
    return {table: sorted(map(repr, site.sql(f"SELECT * FROM {table}"))) for table in tables}


# --- tokens --------------------------------------------------------------------------------------
def test_a_token_is_printed_once_and_alone_and_its_hash_is_kept(site):
    with site.inside():
        people()
    printed = site.run("token", "--login", "grace", "--scope", "progress.manage", "reports.view", check=0)
    secret = printed.out.removesuffix("\n")
    assert secret.startswith("mp_")
    assert "\n" not in secret
    [(kept, scopes)] = site.sql("SELECT hash, scopes FROM people_apitoken")
    assert kept == hashlib.sha256(secret.encode()).hexdigest()
    assert scopes == "progress.manage reports.view"

    listed = site.run("tokens", "list", check=0).out + site.run("tokens", "list", "--json", check=0).out
    assert secret not in listed + printed.err + json.dumps(rows(site)) + json.dumps(log(site))
    assert kept not in listed + json.dumps(log(site))


def test_a_token_as_an_object_and_its_end(school):
    made = school.run("token", "--login", "ada", "--days", "20", "--name", "CI", "--json", check=0).json
    assert {name: made[name] for name in ("login", "name", "scopes", "revoked_at")} == {
        "login": "ada",
        "name": "CI",
        "scopes": [],
        "revoked_at": None,
    }
    secret = made.pop("token")
    assert secret.startswith("mp_")
    assert school.run("tokens", "list", "--json", check=0).json == {"tokens": [made]}

    revoked = school.run("tokens", "revoke", str(made["id"]), "--json", check=0).json
    assert revoked["revoked_at"] is not None
    assert school.run("tokens", "revoke", str(made["id"]), "--json", check=0).json == revoked
    assert [entry[:2] for entry in log(school)] == [("token.issued", "ada"), ("token.revoked", "ada")]
    assert "revoked on" in school.run("tokens", "list", check=0).out


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("--login", "nobody"), 2),
        (("--login", "grace", "--scope", "progress.mange"), 2),
        (("--login", "grace", "--scope", "progress.erase"), 2),
        (("--login", "grace", "--days", "367"), 2),
        (("--login", "grace", "--days", "-1"), 2),
        (("--login", "grace", "--days", "9" * 30), 2),
        (("--login", "grace", "--name", ""), 2),
        (("--login", "grace", "--as", "grace"), 4),
        (("--login", "bob", "--as", "liam"), 2),
        ((), 2),
    ],
)
def test_what_cannot_be_issued_is_refused(school, words, status):
    before = rows(school)
    refused = school.run("token", *words, check=status)
    assert refused.err
    assert refused.out == ""
    assert rows(school) == before


# --- roles ---------------------------------------------------------------------------------------
def test_a_role_is_made_changed_given_and_deleted(school):
    def run(*words):
        return school.run("role", *words, "--as", "root", "--json", check=0).json

    made = run("set", "Local", "--permission", "progress.manage", "reports.view", "--group", "site A")
    assert made == {
        "name": "Local",
        "built_in": False,
        "users": 0,
        "permissions": ["progress.manage", "reports.view"],
        "groups": ["site A"],
    }
    assert run("assign", "--login", "grace", "Local") == {"login": "grace", "role": "Local"}
    assert made | {"users": 1} in run("list")["roles"]

    # What is not said stays as it is.
    assert run("set", "Local", "--permission", "reports.view")["groups"] == ["site A"]
    assert run("set", "Local", "--group", "site A", "site B")["permissions"] == ["reports.view"]
    assert run("set", "Local", "--group")["groups"] == []
    assert run("set", "Local", "--everybody")["groups"] is None
    assert run("set", "Local", "--permission")["permissions"] == []
    assert run("assign", "--login", "grace", "Learner") == {"login": "grace", "role": "Learner"}
    assert run("delete", "Local") == {"deleted": "Local"}

    assert [entry[:2] for entry in log(school)] == [
        ("role.created", "Local"),
        ("user.role_assigned", "grace"),
        *[("role.changed", "Local")] * 5,
        ("user.role_assigned", "grace"),
        ("role.deleted", "Local"),
    ]
    assert log(school)[2][2] == {
        "before": {"permissions": ["progress.manage", "reports.view"], "groups": ["site A"]},
        "after": {"permissions": ["reports.view"], "groups": ["site A"]},
    }


def test_roles_are_listed_in_words(school):
    listed = school.run("role", "list", check=0).out
    assert "Administrator  ·  everybody\n" in listed
    assert "  ·  site B\n" in listed
    assert "  holds.manage  Legal holds\n" in listed


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("set", "Reporter", "--permission", "settings.manage", "--as", "grace"), 4),
        (("set", "Mine", "--permission", "reports.view", "--as", "liam"), 4),
        (("set", "Reporter", "--permission", "--as", "liam"), 4),
        (("set", "Mine", "--group", "site A", "--as", "liam"), 2),
        (("set", "Mine", "--permission", "everything"), 2),
        (("assign", "--login", "root", "Learner"), 2),
        (("assign", "--login", "ada", "Administrator", "--as", "liam"), 4),
        (("assign", "--login", "bob", "Learner", "--as", "liam"), 2),
        (("assign", "--login", "ada", "Nonsense"), 2),
        (("delete", "Reporter"), 2),
        (("list", "--as", "grace"), 4),
        (("list", "--as", "nobody"), 2),
    ],
)
def test_what_a_role_cannot_be_is_refused(school, words, status):
    before = rows(school)
    refused = school.run("role", *words, "--json", check=status)
    assert refused.json["status"] == status
    assert rows(school) == before


# --- holds ---------------------------------------------------------------------------------------
def test_holds_are_placed_listed_and_lifted(school):
    def run(*words):
        return school.run("hold", *words, "--as", "root", "--json", check=0).json

    uuid = str(Course.objects.get().uuid)
    placed = [
        run("place", "--learner", "ada", "--reason", "Claim 17"),
        run("place", "--course", "safety", "--reason", "Claim 18"),
        run("place", "--learner", "ada@example.org", "--course", uuid, "--reason", "Claim 19"),
    ]
    assert [(each["learner"], each["course"], each["reason"]) for each in placed] == [
        ("ada", None, "Claim 17"),
        (None, "safety", "Claim 18"),
        ("ada", "safety", "Claim 19"),
    ]
    assert run("list") == {"holds": placed}

    lifted = run("lift", "--learner", "ada", "--course", "safety", "--reason", "Settled")
    assert (lifted["id"], lifted["lifted_by"]) == (placed[2]["id"], "Root")
    assert run("lift", str(placed[1]["id"]))["id"] == placed[1]["id"]
    assert run("list") == {"holds": placed[:1]}
    assert log(school)[-2:] == [
        ("hold.lifted", "ada · safety", {"id": placed[2]["id"], "reason": "Settled"}),
        ("hold.lifted", "safety", {"id": placed[1]["id"], "reason": ""}),
    ]


def test_of_several_holds_on_the_same_each_is_lifted_by_its_number(school):
    first, second = (
        school.run("hold", "place", "--learner", "ada", "--reason", reason, "--json", check=0).json["id"]
        for reason in ("Claim 17", "Claim 18")
    )
    assert f"{first}, {second}" in school.run("hold", "lift", "--learner", "ada", check=2).err
    school.run("hold", "lift", str(first), check=0)
    school.run("hold", "lift", "--learner", "ada", check=0)
    assert school.run("hold", "list", check=0).out == "There are no holds.\n"


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("place", "--learner", "ada"), 2),
        (("place", "--learner", "ada", "--reason", " "), 2),
        (("place", "--reason", "Claim 17"), 2),
        (("place", "--learner", "nobody", "--reason", "Claim 17"), 2),
        (("place", "--course", "nothing", "--reason", "Claim 17"), 2),
        (("place", "--learner", "ada", "--reason", "Claim 17", "--as", "grace"), 4),
        (("place", "--learner", "bob", "--reason", "Claim 17", "--as", "liam"), 2),
        (("place", "--course", "safety", "--reason", "Claim 17", "--as", "liam"), 4),
        (("lift", "99"), 2),
        (("lift",), 2),
        (("lift", "--learner", "ada"), 2),
        (("list", "--as", "grace"), 4),
    ],
)
def test_what_cannot_be_held_is_refused(school, words, status):
    before = rows(school)
    assert school.run("hold", *words, check=status).err
    assert rows(school) == before


# --- settings and the log ------------------------------------------------------------------------
def test_settings_are_shown_and_changed(school):
    assert school.run("setting", "--json", check=0).json == {
        "settings": {"record_policy": "retain", "reason_required": False, "token_days": 90}
    }
    changed = school.run("setting", "record_policy", "erase", "--as", "root", "--json", check=0).json
    assert changed == {"settings": {"record_policy": "erase"}}
    assert school.run("setting", "record_policy", check=0).out.startswith("record_policy = erase\n")
    assert log(school) == [("setting.changed", "record_policy", {"before": "retain", "after": "erase"})]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("setting", "record_policy", "delete"), 2),
        (("setting", "token_days", "367"), 2),
        (("setting", "nonsense"), 2),
        (("setting", "nonsense", "1"), 2),
        (("setting", "record_policy", "erase", "--as", "grace"), 4),
        (("setting", "record_policy", "erase", "--as", "liam"), 4),
        (("setting", "--as", "grace"), 4),
        (("admin-log", "--as", "liam"), 4),
        (("admin-log", "--as", "grace"), 4),
        (("admin-log", "--number", "0"), 2),
        (("admin-log", "--number", "9" * 30), 2),
    ],
)
def test_what_a_setting_cannot_be_is_refused(school, words, status):
    before = rows(school)
    assert school.run(*words, check=status).err
    assert rows(school) == before


def test_the_log_is_read_in_words_the_newest_entry_first(school):
    assert school.run("admin-log", check=0).out == "Nothing has been changed yet.\n"
    school.run("setting", "token_days", "30", check=0)
    school.run("role", "assign", "--login", "ada", "Reporter", "--as", "root", check=0)
    first, second = school.run("admin-log", check=0).out.splitlines()
    assert 'Root  ·  user.role_assigned  ·  ada  ·  {"after": "Reporter", "before": "Learner"}' in first
    assert 'command line  ·  setting.changed  ·  token_days  ·  {"after": 30, "before": 90}' in second
    assert len(school.run("admin-log", "--number", "1", check=0).out.splitlines()) == 1


def test_making_an_administrator_is_in_the_log(site):
    site.run("createadmin", "--login", "root", "--email", "root@example.org", check=0)
    assert log(site) == [("user.role_assigned", "root", {"before": None, "after": "Administrator"})]
    site.run("setting", "--as", "root", check=0)
