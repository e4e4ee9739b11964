"""The test house itself: what counts is counted, and what should be noticed is."""

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model

from milepost.base.permissions import BUILT_IN
from milepost.base.sql import load_rows
from milepost.people.models import Role, User
from milepost.progress.models import OperationItem
from milepost.records.models import CourseRecord
from tests.support import world


def test_it_has_the_built_in_roles(db):
    assert set(Role.objects.values_list("name", flat=True)) == set(BUILT_IN)


@pytest.mark.parametrize("time", ["first", "after a flush"])
def test_it_has_the_built_in_roles_after_a_flush(transactional_db, time):
    assert set(Role.objects.values_list("name", flat=True)) == set(BUILT_IN)
    Role.objects.all().delete()


def test_it_runs_on_the_database_that_was_asked_for(db, pytestconfig):
    assert connection.vendor == pytestconfig.getoption("database")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_statements_counts_each_statement_but_not_transaction_control(db, statements):
    with statements() as made, transaction.atomic():
        User.objects.count()
        User.objects.count()
        User.objects.filter(pk=1).update(email="")
        with transaction.atomic():
            Role.objects.filter(pk=1).update(name="x")
    assert made.count == 4, made


def test_statements_counts_real_transactions(transactional_db, statements):
    with statements() as made:
        for _ in range(3):
            with transaction.atomic():
                User.objects.filter(pk=1).update(email="")
    assert made.count == 3, made


def test_statements_does_not_count_what_a_trigger_does(transactional_db, statements):
    _with_trigger()
    try:
        with statements() as made, connection.cursor() as cursor:
            cursor.execute("UPDATE watched SET value = 1")
            cursor.execute("UPDATE watched SET value = 1")
        assert made.count == 2, made
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE watched")


def _with_trigger():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE watched (value integer)")
        cursor.execute("INSERT INTO watched VALUES (1), (2), (3)")
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE FUNCTION pg_temp.note() RETURNS trigger LANGUAGE plpgsql AS"
                " 'BEGIN PERFORM count(*) FROM watched; RETURN NEW; END'"
            )
            cursor.execute("CREATE TRIGGER note BEFORE UPDATE ON watched FOR EACH ROW EXECUTE FUNCTION pg_temp.note()")
        else:
            cursor.execute(
                "CREATE TRIGGER note BEFORE UPDATE ON watched BEGIN"
                " SELECT count(*) FROM watched; SELECT max(value) FROM watched; END"
            )


def test_rows_written_counts_inserts_updates_and_deletes(db, rows_written):
    _assert_rows_written(rows_written)


def test_rows_written_counts_over_transactions(transactional_db, rows_written):
    _assert_rows_written(rows_written)


def _assert_rows_written(rows_written):
    with rows_written() as written:
        users = [world.learner() for _ in range(5)]
        with transaction.atomic():
            User.objects.update(email="")
        users[0].delete()
        User.objects.count()
    assert written.count == 5 + 5 + 1


def test_rows_written_leaves_out_temporary_tables(db, rows_written):
    with rows_written() as written, connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE staged (value integer)")
        cursor.execute("INSERT INTO staged VALUES (1), (2), (3)")
        cursor.execute("UPDATE staged SET value = 4")
        cursor.execute("DELETE FROM staged")
        cursor.execute("DROP TABLE staged")
    assert written.count == 0


def test_bystander_notices_one_changed_row(bystander):
    CourseRecord.objects.filter(pk=bystander.record.pk).update(score=1)
    with pytest.raises(AssertionError, match="records_courserecord"):
        bystander.assert_untouched()
    bystander.before = world.snapshot(bystander.user)


def test_site_runs_the_program(site):
    result = site.run("createadmin", "--login", "ada", "--email", "ada@example.org", "--json", check=0)
    assert result.json["login"] == "ada"
    assert site.sql("SELECT email FROM people_user WHERE login_id = %s", ["ada"]) == [("ada@example.org",)]
    assert site.run("createadmin", "--login", "ada", "--email", "ada@example.org").status == 2


def test_site_is_fresh_and_has_the_built_in_roles(site):
    assert site.sql("SELECT count(*) FROM people_user") == [(0,)]
    assert {name for (name,) in site.sql("SELECT name FROM people_role")} == set(BUILT_IN)


def test_site_can_be_built_with_models(site, site_bystander):
    with site.inside():
        world.finished(world.learner("ada"), world.course("safety"))
    assert site.sql("SELECT count(*) FROM records_courserecord") == [(2,)]


def test_site_inside_leaves_the_usual_database_alone(db):
    assert not User.objects.exists()


def test_proof_count_is_at_least_one(proof_count):
    assert proof_count(1) == 1
    assert proof_count(200) in (20, 200)


def test_statements_counts_each_row_of_executemany_and_a_copy_once(transactional_db, statements):
    rows = [(f"role {number}", False) for number in range(10)]
    with statements() as made:
        load_rows("people_role", ("name", "built_in"), rows)
    assert made.count == (10 if connection.vendor == "sqlite" else 1), made


def test_a_snapshot_has_every_table_that_belongs_to_a_learner():
    """A model belongs to a learner if it has a user's key, or points at something that belongs to one."""
    exempt = {OperationItem}  # belongs to its operation, which is to name the learner
    found: set[type[Model]] = {User, *exempt}
    grown = True
    while grown:
        more = {model for model in apps.get_models(include_auto_created=True) if _belongs(model, found)} | found
        grown, found = more != found, more
    assert found - exempt == set(world.OWNED)


def _belongs(model, owners):
    fields = model._meta.concrete_fields
    return any(field.attname == "user_id" or field.related_model in owners for field in fields)
