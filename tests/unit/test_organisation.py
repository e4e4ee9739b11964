"""Settings, and the log of administration that nobody can rewrite."""

import json
import re
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from milepost.base import permissions
from milepost.base.errors import BeyondReach, NotFound, NotPermitted, Refused
from milepost.base.permissions import SETTINGS_MANAGE
from milepost.catalog.models import RecordPolicy
from milepost.organisation import adminlog, schema, settings
from milepost.organisation.models import AdminEntry, Setting
from milepost.people import actors
from tests.support.world import actor, group, limited_staff

SYSTEM = actors.system("test")
TABLE = "organisation_adminentry"


@pytest.fixture
def entry(db):
    """One entry of the log."""
    adminlog.record(SYSTEM, "role.changed", "Reporter", before=1, after=2)
    return AdminEntry.objects.get()


# --- settings ------------------------------------------------------------------------------------
def test_a_setting_has_its_default_until_it_is_changed(db):
    assert settings.get(settings.RECORD_POLICY) == "retain"
    settings.change(SYSTEM, "record_policy", "erase")
    settings.change(SYSTEM, "reason_required", True)
    assert settings.get(settings.RECORD_POLICY) == "erase"
    assert settings.get(settings.REASON_REQUIRED) is True
    assert settings.listing(SYSTEM) == {"record_policy": "erase", "reason_required": True, "token_days": 90}


def test_each_change_is_in_the_log_with_before_and_after(db):
    root = actor("root", "Administrator")
    for value in ("erase", "erase", "retain", "retain"):
        settings.change(root, "record_policy", value)
    found = [(each.kind, each.subject, json.loads(each.data), each.actor_id) for each in AdminEntry.objects.all()]
    assert found == [
        ("setting.changed", "record_policy", {"before": "retain", "after": "erase"}, root.user_id),
        ("setting.changed", "record_policy", {"before": "erase", "after": "retain"}, root.user_id),
    ]


def test_a_value_that_is_its_default_already_leaves_no_trace(db):
    settings.change(SYSTEM, "record_policy", "retain")
    assert not Setting.objects.exists()
    assert not AdminEntry.objects.exists()


WRONG = [
    *(("record_policy", value) for value in ("", "Erase", "delete", None, True, ["erase"])),
    *(("reason_required", value) for value in (1, 0, "true", None)),
    *(("token_days", value) for value in (0, 367, -1, 1.5, "90", True, None)),
]


@pytest.mark.parametrize(("key", "value"), WRONG)
def test_a_value_that_it_cannot_have_is_refused(db, key, value):
    with pytest.raises(Refused, match=key):
        settings.change(SYSTEM, key, value)
    assert not Setting.objects.exists()


def test_an_unknown_setting_is_refused(db):
    with pytest.raises(NotFound, match="record_policy"):
        settings.change(SYSTEM, "record_polizei", "erase")


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("record_policy", " Erase ", "erase"),
        ("reason_required", "JA", True),
        ("reason_required", "off", False),
        ("token_days", "007", 7),
    ],
)
def test_values_as_people_type_them(key, text, value):
    assert settings.define(key).read(text) == value


@pytest.mark.parametrize(
    ("key", "text"),
    [("reason_required", "maybe"), ("token_days", "²"), ("token_days", "9" * 5000), ("token_days", "")],
)
def test_what_people_mistype_is_refused(key, text):
    with pytest.raises(Refused, match=key):
        settings.define(key).read(text)


def test_settings_and_log_are_for_those_who_may(db, entry):
    sam = actor("sam", "Training manager")
    for act in (
        lambda: settings.change(sam, "record_policy", "erase"),
        lambda: settings.listing(sam),
        lambda: adminlog.latest(sam),
    ):
        with pytest.raises(NotPermitted) as caught:
            act()
        assert caught.value.permission == SETTINGS_MANAGE
    assert settings.get(settings.RECORD_POLICY) == "retain"


def test_somebody_with_a_limited_role_neither_changes_settings_nor_reads_the_log(db, entry):
    liam = limited_staff("liam", "Administrator", [group("site A")])
    for act in (lambda: settings.change(liam, "record_policy", "erase"), lambda: adminlog.latest(liam)):
        with pytest.raises(BeyondReach):
            act()
    assert settings.listing(liam)["record_policy"] == "retain"


def test_the_policies_are_those_of_courses():
    assert set(settings.RECORD_POLICY.choices) == set(RecordPolicy.values)


# --- the log -------------------------------------------------------------------------------------
def test_the_newest_entries_come_first(db):
    for number in range(5):
        adminlog.record(SYSTEM, "role.changed", f"role {number}")
    assert [each.subject for each in adminlog.latest(SYSTEM, 2)] == ["role 4", "role 3"]


def test_an_entry_stands_or_falls_with_the_change(transactional_db):
    with pytest.raises(transaction.TransactionManagementError):
        adminlog.record(SYSTEM, "role.changed", "Reporter")
    with transaction.atomic():
        settings.change(SYSTEM, "record_policy", "erase")
        transaction.set_rollback(True)
    assert not AdminEntry.objects.exists()
    assert settings.get(settings.RECORD_POLICY) == "retain"


REWRITES = [
    f"UPDATE {TABLE} SET subject = 'x'",
    f"UPDATE {TABLE} SET id = {{id}} + 5 WHERE id = {{id}}",
    f"DELETE FROM {TABLE} WHERE id = {{id}}",
    f"DELETE FROM {TABLE}",
    f"INSERT INTO {TABLE} SELECT * FROM {TABLE} WHERE id = {{id}} ON CONFLICT (id) DO UPDATE SET subject = 'x'",
]
REWRITES_OF = {
    "sqlite": [
        f"REPLACE INTO {TABLE} SELECT * FROM {TABLE} WHERE id = {{id}}",
        f"UPDATE OR REPLACE {TABLE} SET subject = 'x'",
    ],
    "postgresql": [
        f"TRUNCATE {TABLE}",
        f"TRUNCATE organisation_setting, {TABLE} CASCADE",
        f"SET LOCAL session_replication_role = replica; DELETE FROM {TABLE}",
    ],
}


@pytest.mark.parametrize("statement", REWRITES + REWRITES_OF[connection.vendor])
def test_the_database_lets_nobody_rewrite_the_log(entry, statement):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(id=entry.pk))
    assert list(AdminEntry.objects.values()) == [
        {
            "id": entry.pk,
            "recorded_at": entry.recorded_at,
            "actor_id": None,
            "actor_label": "test",
            "kind": "role.changed",
            "subject": "Reporter",
            "data": '{"after": 2, "before": 1}',
        }
    ]


def test_neither_do_djangos_models(entry):
    for act in (entry.save, entry.delete, AdminEntry.objects.all().delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()


@pytest.mark.parametrize("time", ["first", "after a flush"])
def test_the_log_is_append_only_after_a_flush_too(transactional_db, time):
    with transaction.atomic():
        adminlog.record(SYSTEM, "role.changed", time)
    with pytest.raises(DatabaseError, match="append-only"):
        AdminEntry.objects.all().delete()
    assert AdminEntry.objects.get().subject == time


def test_triggers_step_aside_and_come_back_any_number_of_times(entry):
    for _ in range(2):
        schema.drop_triggers()
    AdminEntry.objects.update(subject="x")
    for _ in range(2):
        schema.create_triggers()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AdminEntry.objects.update(subject="y")


def test_triggers_that_an_earlier_version_called_otherwise_go(entry):
    earlier = {
        "sqlite": f"CREATE TRIGGER earlier BEFORE UPDATE ON {TABLE} BEGIN SELECT RAISE(ABORT, 'earlier'); END",
        "postgresql": f"CREATE TRIGGER earlier BEFORE UPDATE ON {TABLE}"
        " FOR EACH STATEMENT EXECUTE FUNCTION organisation_refuse_change()",
    }
    with connection.cursor() as cursor:
        cursor.execute(earlier[connection.vendor])
    schema.drop_triggers()
    AdminEntry.objects.update(subject="x")
    schema.create_triggers()
    with pytest.raises(DatabaseError, match="log of administration is append-only"), transaction.atomic():
        AdminEntry.objects.update(subject="y")


# --- the page about it ---------------------------------------------------------------------------
PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "permissions.md").read_text(encoding="utf-8")


def rows_of(heading):
    """The rows of the table under a heading, each as the words of its cells."""
    table = PAGE.partition(f"| {heading} |")[2].partition("\n\n")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]


def test_each_permission_is_documented():
    assert [row[:2] for row in rows_of("permission")] == [
        [f"`{code}`", permissions.label(code)] for code in sorted(permissions.ALL, key=PAGE.index)
    ]


def test_each_built_in_role_is_documented():
    def words(codes):
        if codes == permissions.ALL:
            return "all"
        return ", ".join(f"`{code}`" for code in sorted(codes, key=PAGE.index)) or "none"

    assert rows_of("built-in role") == [[name, words(codes)] for name, codes in permissions.BUILT_IN.items()]


def test_each_setting_is_documented_with_its_default():
    documented = [[key.strip("`"), default.strip("`")] for key, default, _meaning in rows_of("setting")]
    assert documented == [
        [key, each.default if isinstance(each.default, str) else json.dumps(each.default)]
        for key, each in settings.DEFINITIONS.items()
    ]


def test_each_kind_of_entry_is_documented():
    source = Path(schema.__file__).parents[1]
    texts = (path.read_text(encoding="utf-8") for path in source.rglob("*.py"))
    found = {kind for text in texts for kind in re.findall(r'adminlog\.record\(\s*\w+, f?"([\w.{}]+)"', text)}
    # What courses and programs have in common is said once in the sources.
    written = {kind.replace("{kind}", content) for kind in found for content in ("course", "program")}
    documented = [kind.strip("` ") for kinds, _subject, _data in rows_of("kind") for kind in kinds.split(",")]
    assert len(written) >= 9
    assert sorted(documented) == sorted(written)
